"""How much lies with whom, for a head: what can be done now among the tasks she may find. What was set aside is no load."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import Count, Q

from allmende.apps.cases import reach
from allmende.apps.cases.inbox import MOST_COUNTED
from allmende.apps.cases.models import Task
from allmende.apps.cases.rules import Staff


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
    """What these people have, by the index of taken tasks, and what is free. Two statements."""
    can = Q(aside_until=None) | Q(aside_until__lte=today)
    found = Task.objects.filter(reach.open_tasks(staff), can, city_id=city)
    midnight = datetime.combine(today, time(), UTC)
    rows = (
        found.filter(officer__isnull=False, officer_id__in=officer_ids)
        .order_by()
        .values("officer_id")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(due_at__lt=midnight)))
        .values_list("officer_id", "count", "late")
    )
    free = found.filter(officer=None).order_by()[: MOST_COUNTED + 1].count()
    loads = {str(officer_id): Load(count, late) for officer_id, count, late in rows}
    return Team(loads, min(free, MOST_COUNTED), free > MOST_COUNTED)
