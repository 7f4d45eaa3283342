"""Which workers live: each says so every few seconds, in one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from allmende.foundation.jobs.models import Heartbeat

SILENT_AFTER = timedelta(seconds=60)
"""A worker beats every eight seconds; one that missed seven beats is taken for gone."""

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Alive:
    """A worker that beat lately. `doubt`: why it doubts its clock, or empty."""

    worker: str
    started_at: datetime
    seen_at: datetime
    threads: int
    busy: int
    doubt: str


def beat(*, worker: str, started_at: datetime, threads: int, busy: int, doubt: str, now: datetime) -> None:
    """This worker lives. `now` is its own clock, right or wrong."""
    row = Heartbeat(worker=worker, started_at=started_at, seen_at=now, threads=threads, busy=busy, doubt=doubt)
    Heartbeat.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["worker"],
        update_fields=["started_at", "seen_at", "threads", "busy", "doubt"],
    )


def leave(worker: str) -> None:
    """This worker ends."""
    Heartbeat.objects.filter(worker=worker).delete()


def forget_silent(now: datetime) -> int:
    """Delete the rows of workers that were not heard of for a day, or that beat in a future that never came; how many."""
    ahead = Heartbeat.objects.filter(seen_at__gt=now + FORGOTTEN_AFTER)
    return Heartbeat.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()[0] + ahead.delete()[0]


def list_alive(now: datetime) -> Sequence[Alive]:
    """The workers that beat within the last minute."""
    return _list(Heartbeat.objects.filter(seen_at__gte=now - SILENT_AFTER, seen_at__lte=now + SILENT_AFTER))


def list_ahead(now: datetime) -> Sequence[Alive]:
    """The workers that beat, as they believe, in our future: their clock or ours is wrong."""
    return _list(Heartbeat.objects.filter(seen_at__gt=now + SILENT_AFTER))


def _list(rows: QuerySet[Heartbeat]) -> Sequence[Alive]:
    return tuple(
        Alive(row.worker, row.started_at, row.seen_at, row.threads, row.busy, row.doubt)
        for row in rows.order_by("worker")
    )
