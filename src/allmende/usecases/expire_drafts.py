"""Drafts go after thirty days without a change (§ 8a OZG), with a word before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.postbox import operations as postbox
from allmende.apps.records import operations as records
from allmende.foundation.jobs import publish
from allmende.usecases.clock import local_day

WARN_DAYS = 5


def warn_of_expiry(*, now: datetime) -> int:
    """Tell those who left an address that their draft will go in five days; how many that were."""
    told = 0
    for draft_id, *_ in queries.list_expiring(until=local_day(now) + timedelta(days=WARN_DAYS)):
        with transaction.atomic():
            if applications.mark_warned(draft_id=draft_id, now=now):
                publish(
                    "draft_expiring",
                    {"draft_id": draft_id, "at": now.isoformat()},
                    unique=f"expiring:{draft_id}:{now:%Y%m%d}",
                )
                told += 1
    return told


def expire_drafts(*, now: datetime) -> int:
    """Delete what is over, with its files; how many drafts that were."""
    today = local_day(now)
    return sum(_expire(draft_id, now, today) for draft_id in queries.list_expired(before=today))


@transaction.atomic
def _expire(draft_id: str, now: datetime, today: date) -> bool:
    if not applications.delete_draft(draft_id=draft_id, now=now):
        return False
    postbox.forget_failures(about=draft_id)
    records.count_deleted(what="draft", count=1, today=today)
    return True
