"""What is nearly due or overdue: for whoever has it, and for the head of its office. What was set aside is left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from allmende.apps.cases.models import Case, Task
from allmende.domain.values import last_day_before, local_midnight

SHOWN = 20
"""Lines at most; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Late:
    """A task with its last day. `who` has it, empty: nobody."""

    case_id: str
    reference: str
    title: str
    due_on: date
    who: str


@dataclass(frozen=True, slots=True)
class Lateness:
    """The first ones by their day, and how many there are."""

    tasks: tuple[Late, ...]
    count: int


def list_due(*, city: str, officer_ids: Collection[str], until: date, today: date) -> Lateness:
    """What these people have and what is due by that day, overdue included. Two statements."""
    return _list(Task.objects.filter(city_id=city, officer_id__in=officer_ids), until + timedelta(days=1), today)


def list_overdue(*, city: str, units: Collection[str], since: date, today: date) -> Lateness:
    """What lies in these offices, with somebody or nobody, and was due on that day or before. Two statements."""
    return _list(Task.objects.filter(city_id=city, unit__in=units), since + timedelta(days=1), today)


def list_ending(*, city: str, first: date, last: date) -> tuple[str, ...]:
    """Ids of cases that wait for somebody outside whose last day is one of these, first and last included. One statement."""
    asked = Q(waits_why__in=("hearing", "answer", "opinion"))
    found = Case.objects.filter(asked, city_id=city, closed_at=None, waits_until__range=(first, last))
    return tuple(str(pk) for pk in found.order_by("waits_until", "pk").values_list("pk", flat=True))


def _list(tasks: QuerySet[Task], before: date, today: date) -> Lateness:
    here = Q(aside_until=None) | Q(aside_until__lte=today)
    late = tasks.filter(here, done_at=None, due_at__lte=local_midnight(before))
    rows = late.order_by("due_at", "opened_at", "id").values_list(
        "case_id", "case__reference", "title", "due_at", "officer__name"
    )[:SHOWN]
    lines = tuple(
        Late(str(case), reference, title, last_day_before(due_at), who or "")
        for case, reference, title, due_at, who in rows
        if due_at
    )
    return Lateness(lines, len(lines) if len(lines) < SHOWN else late.count())
