"""How much lies with whom, for a head: what can be done now among the tasks she may find. What was set aside is no load."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from allmende.apps.cases import reach
from allmende.apps.cases.inbox import MOST_COUNTED
from allmende.apps.cases.models import Task
from allmende.apps.cases.rules import Staff
from allmende.domain.values import local_midnight


@dataclass(frozen=True, slots=True)
class Load:
    """Tasks that can be done now, and how many of them are late."""

    open: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Team:
    """`by_officer`: id → load; who has nothing is missing. `free`: what nobody has, counted up to a limit; `more`: there is more."""

    by_officer: Mapping[str, Load]
    free: int
    more: bool


def count_load(*, city: str, staff: Staff, officer_ids: Collection[str], today: date) -> Team:
    """What these people have, by the index of taken tasks, and what is free. Three statements."""
    can = Q(aside_until=None) | Q(aside_until__lte=today)
    found = Task.objects.filter(can, city_id=city)
    hers = found.filter(reach.open_tasks(staff))
    loads: dict[str, Load] = {}
    # Apart, so that the case is read of the few tasks that have no office themselves.
    for some in (found.filter(reach.own_tasks_of_an_office(staff), done_at=None), hers.filter(unit="")):
        for officer_id, count, late in _count(some.filter(officer_id__in=officer_ids), today):
            known = loads.get(str(officer_id), Load())
            loads[str(officer_id)] = Load(known.open + count, known.late + late)
    free = hers.filter(officer=None).order_by()[: MOST_COUNTED + 1].count()
    return Team(loads, min(free, MOST_COUNTED), free > MOST_COUNTED)


def _count(found: QuerySet[Task], today: date) -> QuerySet[Task, tuple[UUID, int, int]]:
    midnight = local_midnight(today)
    taken = found.filter(officer__isnull=False).order_by().values("officer_id")
    counted = taken.annotate(count=Count("pk"), late=Count("pk", filter=Q(due_at__lte=midnight)))
    return counted.values_list("officer_id", "count", "late")
