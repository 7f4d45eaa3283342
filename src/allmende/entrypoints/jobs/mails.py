"""Mails that could not be handed over are tried again; what came back is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone

from allmende.domain.matter.undelivered import pause_of
from allmende.domain.ports import Unavailable
from allmende.foundation.jobs import RetryLater, task
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import partner_mail, send_mail
from allmende.usecases import read_returns as returns


@contextmanager
def again_later(since: datetime, now: datetime) -> Iterator[None]:
    """The same job again, with pauses that grow with what the mail due `since` has waited. That is no failed attempt."""
    try:
        yield
    except Unavailable as away:
        raise RetryLater(pause_of(now - since).total_seconds()) from away


def since_of(payload: Mapping[str, Any], now: datetime) -> datetime:
    """When the mail was due. Jobs from before it was told are due now."""
    return datetime.fromisoformat(payload["at"]) if "at" in payload else now


@task
def read_returns() -> int:
    """Reports on mails that were not delivered; how many mails that were."""
    return returns.read_returns(now=timezone.now())["failed"]


@task(mails=True)
def write_partner(payload: Mapping[str, Any]) -> None:
    """A body outside or another city is asked, or reminded: its mailbox gets the link."""
    city, now = get_city_in_scope(), timezone.now()
    with again_later(since_of(payload, now), now):
        partner_mail.send(
            city=city, case_id=payload["case_id"], ask_id=payload["ask_id"], says=payload["says"],
            since=since_of(payload, now), now=now,
        )  # fmt: skip


@task(mails=True)
def tell_replaced_address(payload: Mapping[str, Any]) -> None:
    """The mail address of a case was replaced: the old one is told. It stands in the payload, since nothing else knows it."""
    city, now = get_city_in_scope(), timezone.now()
    since = since_of(payload, now)
    with again_later(since, now):
        send_mail.send_replaced(
            city=city, case_id=payload["case_id"], old_address=payload["address"], since=since, now=now
        )
