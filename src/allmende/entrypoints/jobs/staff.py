"""Tasks about accounts of staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from allmende.entrypoints.jobs.mails import again_later, since_of
from allmende.foundation.jobs import task
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import tell_officer as telling


@task
def tell_officer(payload: Mapping[str, Any]) -> None:
    """Something was done with an account: its person gets a mail."""
    said = {name: str(payload[name]) for name in ("act", "actor", "address", "key", "officer")}
    city, now = get_city_in_scope(), timezone.now()
    since = since_of(payload, now)
    with again_later(since, now):
        telling.tell_officer(city=city, since=since, now=now, **said)
