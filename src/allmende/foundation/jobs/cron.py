"""The clock: what `foundation.owns.clock` names becomes jobs when it is due, once each, however many workers run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from allmende.domain.values import BERLIN


@dataclass(frozen=True, slots=True)
class Cron:
    """`task` (dotted name) `every` so often, or daily at `at` o'clock in Berlin; `each_city`: one job per city."""

    task: str
    every: timedelta | None = None
    at: time | None = None
    each_city: bool = False

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError("Either every or at")

    def next_after(self, moment: datetime) -> datetime:
        """The first due moment after `moment` (aware). A time that summer time skips falls on the hour after."""
        if self.every is not None:
            return moment + self.every
        assert self.at is not None
        local = moment.astimezone(BERLIN)
        candidate = datetime.combine(local.date(), self.at, BERLIN)
        if candidate.astimezone(UTC) <= moment:
            candidate = datetime.combine(local.date() + timedelta(days=1), self.at, BERLIN)
        return candidate.astimezone(UTC)


def start_due(entries: Mapping[str, Cron], now: datetime) -> datetime | None:
    """Enqueue what is due and note when each entry is due next; gives the earliest of those moments.

    The clock that stood still makes up one run, not all it missed. A moment further ahead than the entry's own rhythm
    was written by a clock that was wrong: it is set anew.
    """
    from allmende.foundation.jobs.models import CronRow  # noqa: PLC0415 - the wiring imports Cron before the registry is ready

    rows = {row.name: row.due_at for row in CronRow.objects.all()}
    earliest: datetime | None = None
    for name, entry in entries.items():
        due = rows.get(name)
        if due is None:
            due = entry.next_after(now)
            CronRow.objects.bulk_create([CronRow(name=name, due_at=due)], ignore_conflicts=True)
        elif due <= now:
            due = _start(name, entry, due, now)
        elif due > (sane := entry.next_after(now)):
            CronRow.objects.filter(name=name, due_at=due).update(due_at=sane)
            due = sane
        earliest = due if earliest is None else min(earliest, due)
    return earliest


def _start(name: str, entry: Cron, due: datetime, now: datetime) -> datetime:
    from django.db import transaction  # noqa: PLC0415 - the wiring imports Cron before the registry is ready

    from allmende.foundation.jobs import outbox  # noqa: PLC0415 - the wiring imports Cron before the registry is ready
    from allmende.foundation.jobs.models import CronRow  # noqa: PLC0415 - the wiring imports Cron before the registry is ready
    from allmende.foundation.tenancy.models import City  # noqa: PLC0415 - the wiring imports Cron before the registry is ready
    from allmende.foundation.tenancy.scopes import city_scope, machinery_scope  # noqa: PLC0415 - as above

    later = entry.next_after(now)
    with transaction.atomic():
        # Two workers at the same tick: one of them changes the row.
        if CronRow.objects.filter(name=name, due_at=due).update(due_at=later):
            key = f"cron:{name}:{due.isoformat()}"
            if entry.each_city:
                for city in City.objects.filter(active=True):
                    with city_scope(city.key):
                        outbox.write([outbox.row(entry.task, unique=key)])
            else:
                with machinery_scope():
                    outbox.write([outbox.row(entry.task, unique=key)])
    return later
