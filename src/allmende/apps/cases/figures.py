"""How the cases of some offices went, in numbers: how much people had to do, and whether they agree with the machine.

Counted once a night over whole days and kept in one row of the city, so that what is read is always of the days that stand beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from allmende.apps.cases.models import Case, CountedFigures
from allmende.domain.values import local_midnight

SPAN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one service. `touches`: acts of people, over the `counted` cases for which they were counted.

    `sampled`, `pulled`: how many went to a person instead of the machine; `compared`: in how many of those drawn by lot she has decided
    what the machine would have, too; `differs`: in how many of these she came to another result.
    """

    service_id: str
    closed: int
    counted: int
    touches: int
    sampled: int
    pulled: int
    compared: int
    differs: int


@dataclass(frozen=True, slots=True)
class FiguresOfYear:
    """What was closed from the first to the last of these days, both included, by service."""

    first_on: date
    last_on: date
    services: tuple[Figures, ...]


def store_figures(*, city: str, today: date, now: datetime) -> None:
    """Count the year that ended yesterday, by office and service, and keep that instead of what was counted before. Two statements."""
    first = today - SPAN
    rows = _count(city, first, today)
    told = {"first_on": first, "last_on": today - timedelta(days=1), "counted_at": now, "rows": rows}
    CountedFigures.objects.update_or_create(city_id=city, defaults=told)


def read_figures(*, city: str, units: Collection[str], today: date) -> FiguresOfYear:
    """Of these offices, as they were last counted. One statement, and where nothing was counted yet the counting itself."""
    kept = CountedFigures.objects.filter(city_id=city).first()
    first, last = (kept.first_on, kept.last_on) if kept else (today - SPAN, today - timedelta(days=1))
    found: dict[str, Figures] = {}
    for unit, *row in kept.rows if kept else _count(city, today - SPAN, today):
        if unit in units:
            one = Figures(*row)
            known = found.get(one.service_id)
            found[one.service_id] = _sum(known, one) if known else one
    return FiguresOfYear(first, last, tuple(found[service_id] for service_id in sorted(found)))


def _count(city: str, first: date, until: date) -> list[list[Any]]:
    """Office, service and the numbers of `Figures` of what was closed from the first day to before the last. One statement."""
    drawn = Q(checked="sampled")
    closed = Case.objects.filter(
        city_id=city, closed_at__gte=local_midnight(first), closed_at__lt=local_midnight(until)
    )
    numbers = {
        "closed": Count("pk"),
        "counted": Count("touches"),
        "acts": Sum("touches", default=0),
        "sampled": Count("pk", filter=drawn),
        "pulled": Count("pk", filter=Q(checked="pulled")),
        "compared": Count("agreed", filter=drawn),
        "differs": Count("pk", filter=drawn & Q(agreed=False)),
    }
    rows = (
        closed.order_by().values("unit", "service_id").annotate(**numbers).values_list("unit", "service_id", *numbers)
    )
    return [list(row) for row in rows]


def _sum(known: Figures, more: Figures) -> Figures:
    names = ("closed", "counted", "touches", "sampled", "pulled", "compared", "differs")
    return replace(known, **{name: getattr(known, name) + getattr(more, name) for name in names})
