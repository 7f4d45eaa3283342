"""Somebody of the staff needs help at a desk: every colleague with the day list of the site sees it until one of them ends it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.booking import operations
from allmende.apps.booking.queries import SiteView
from allmende.foundation.audit import chain
from allmende.foundation.identity.models import Officer


@transaction.atomic
def call_for_help(*, site: SiteView, officer: Officer, desk_id: int | None, now: datetime) -> None:
    """Pressed twice, it is one call."""
    if operations.call_for_help(site_id=site.id, desk_id=desk_id, officer=str(officer.pk), now=now):
        chain.append(
            actor=f"officer:{officer.pk}", action="booking.help_called", subject=f"site:{site.id}", now=now,
            details={"desk": desk_id},
        )  # fmt: skip


@transaction.atomic
def end_call(*, site: SiteView, officer: Officer, call_id: int, now: datetime) -> None:
    """Somebody went there, or it was a mistake. Ended twice, it is ended once."""
    operations.end_call_for_help(site_id=site.id, call_id=call_id, officer=str(officer.pk), now=now)
    chain.append(actor=f"officer:{officer.pk}", action="booking.help_ended", subject=f"site:{site.id}", now=now)
