"""Tasks about accounts of staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from allmende.entrypoints.jobs.mails import again_later, since_of
from allmende.foundation.jobs import task
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import remind_staff as remind
from allmende.usecases import tell_officer as telling


@task(mails=True)
def tell_officer(payload: Mapping[str, Any]) -> None:
    """Something was done with an account: its person gets a mail."""
    said = {name: str(payload[name]) for name in ("act", "actor", "address", "key", "officer")}
    city, now = get_city_in_scope(), timezone.now()
    since = since_of(payload, now)
    with again_later(since, now):
        telling.tell_officer(city=city, since=since, now=now, **said)


@task
def remind_staff() -> int:
    """Have everybody of the city in scope told in the morning what is due; how many."""
    return remind.plan_mornings(city=get_city_in_scope(), now=timezone.now())


@task(mails=True)
def remind_officer(payload: Mapping[str, Any]) -> None:
    """One person's mail of the morning."""
    city, now, day = get_city_in_scope(), timezone.now(), date.fromisoformat(payload["day"])
    since = since_of(payload, now)
    with again_later(since, now):
        remind.remind_officer(city=city, officer_id=payload["officer"], day=day, since=since, now=now)
