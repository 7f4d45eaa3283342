"""Rows that lists read instead of packages are written where they are missing, and dropped where no list shows them any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.catalogue import listing
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.clock import local_day


def complete_everywhere(*, now: datetime) -> int:
    """After an upgrade: what is missing, of every release and every city; how many adoptions got their rows.

    Packages are compiled anew by another version of the program: here, and not by the first visitor of each service.
    """
    listing.complete_briefs()
    listing.compile_running(today=local_day(now))
    written = 0
    for key in City.objects.values_list("key", flat=True):
        with city_scope(key):
            written += listing.complete(city=key, today=local_day(now))
    return written


def rebuild_everywhere(*, now: datetime) -> int:
    """All rows of every city anew, each city in one transaction; how many adoptions those were."""
    listing.complete_briefs()
    written = 0
    for key in City.objects.values_list("key", flat=True):
        with city_scope(key), transaction.atomic():
            written += listing.rebuild(city=key, today=local_day(now))
    return written


def keep_in_order(*, city: str, now: datetime) -> int:
    """Nightly, for the city in scope: write what is missing, drop what is over; how many of both."""
    today = local_day(now)
    return listing.complete(city=city, today=today) + listing.prune(city=city, today=today)
