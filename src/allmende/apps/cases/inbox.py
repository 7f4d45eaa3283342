"""The inbox: lists of tasks for the member of staff who asks, in pages that follow a key, however many there are.

A page begins after the last line of the one before it (`after`), so that the hundredth page costs what the first one costs and
nothing is left out when somebody finishes a task meanwhile. Counts stop at `MOST_COUNTED`: beyond it nobody needs the number.
What she may find of it says `reach`, as in every door of the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args
from uuid import UUID

from django.db.models import Q, QuerySet

from allmende.apps.cases import reach
from allmende.apps.cases.models import Task
from allmende.apps.cases.office import SOON, TaskLine, task_line
from allmende.apps.cases.rules import Staff
from allmende.domain.matter.waits import WaitsFor
from allmende.domain.values import local_midnight

Whose = Literal["open", "mine", "deputy", "free", "waiting", "aside", "done"]
Due = Literal["", "late", "today", "soon", "later", "none"]
WHOSE: tuple[Whose, ...] = get_args(Whose)
DUES: tuple[Due, ...] = get_args(Due)
KINDS = ("process", "message", "treasury", "trouble")
JOINED = ("case__application", "officer")
PAGE = 50
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """Which tasks: everything empty is every one.

    whose                  open (all that can be done now), mine, deputy (of colleagues she stands in for), free, aside (set aside to a later day), done;
                           waiting: no tasks but cases that wait (`awaiting`)
    service, unit, kind    of the case, of the task's office, of the task (`KINDS`)
    due                    late, today, soon (within three days), later (after that or never), none (no due date)
    on                     of what waits: whom it waits for
    officer                the id of who has it
    """

    whose: Whose = "open"
    service: str = ""
    unit: str = ""
    kind: str = ""
    due: Due = ""
    on: WaitsFor | Literal[""] = ""
    officer: str = ""

    @property
    def narrows(self) -> bool:
        """Is there anything but the tab?"""
        return self != InboxFilter(self.whose)


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Some lines. `after`: where the next page begins, empty on the last one. `count`: all that fit; `more`: there are more still."""

    lines: tuple[TaskLine, ...]
    after: str
    count: int
    more: bool


def list_page(
    *, city: str, staff: Staff, today: date, chosen: InboxFilter | None = None, after: str = "", limit: int = PAGE
) -> InboxPage:
    """The tasks due first, then those that wait longest; of finished ones the latest first. Four statements at most.

    `after`: the id of a task, as an earlier page gave it. One that is unknown here begins anew. A service the city never offered
    has no tasks, and nothing is asked for it.
    """
    wanted = chosen or InboxFilter()
    if wanted.service and wanted.service not in staff.workers:
        return InboxPage((), "", 0, more=False)
    found = _chosen(city, staff, today, wanted)
    last = _find(city, after)
    rows = _done_after(found, last, limit) if wanted.whose == "done" else _open_after(found, last, limit)
    count = found.order_by()[: MOST_COUNTED + 1].count()
    return InboxPage(
        tuple(task_line(task, staff, today) for task in rows[:limit]),
        str(rows[limit - 1].pk) if len(rows) > limit else "",
        min(count, MOST_COUNTED),
        count > MOST_COUNTED,
    )


def _chosen(city: str, staff: Staff, today: date, wanted: InboxFilter) -> QuerySet[Task]:
    hers = reach.done_tasks(staff) if wanted.whose == "done" else reach.open_tasks(staff)
    found = Task.objects.filter(hers, city_id=city)
    if wanted.whose == "mine":
        found = found.filter(officer_id=staff.id)
    elif wanted.whose == "deputy":
        found = found.filter(officer_id__in=staff.stands_in_for)
    elif wanted.whose == "free":
        found = found.filter(officer__isnull=True)
    if wanted.officer:
        found = found.filter(officer_id=wanted.officer)
    if wanted.whose == "aside":
        found = found.filter(aside_until__gt=today)
    elif wanted.whose != "done":
        found = found.filter(Q(aside_until=None) | Q(aside_until__lte=today))
    if wanted.service:
        found = found.filter(service_id=wanted.service)
    if wanted.unit:
        found = found.filter(unit=wanted.unit)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    return found.filter(_due(wanted.due, today)) if wanted.due else found


def _due(due: Due, today: date) -> Q:
    """As `TaskLine.due` tells it."""
    midnight = local_midnight(today)
    tomorrow, far = (local_midnight(today + timedelta(days=days)) for days in (1, 1 + SOON))
    return {
        "late": Q(due_at__lte=midnight),
        "today": Q(due_at__gt=midnight, due_at__lte=tomorrow),
        "soon": Q(due_at__gt=tomorrow, due_at__lte=far),
        "later": Q(due_at__gt=far) | Q(due_at=None),
        "none": Q(due_at=None),
    }[due]


def _find(city: str, after: str) -> Task | None:
    try:
        key = UUID(after)
    except ValueError:
        return None
    return Task.objects.filter(city_id=city, pk=key).only("due_at", "opened_at", "done_at").first()


def _open_after(found: QuerySet[Task], last: Task | None, limit: int) -> list[Task]:
    """One line more than asked for, where there is one. Those without a due date come last, as a list of their own: each part is
    in the order of the index."""
    rows: list[Task] = []
    if last is None or last.due_at is not None:
        dated = found.filter(due_at__isnull=False)
        if last is not None:
            dated = dated.filter(Q(due_at__gte=last.due_at), Q(due_at__gt=last.due_at) | _opened_after(last))
        rows = list(dated.select_related(*JOINED).order_by("due_at", "opened_at", "pk")[: limit + 1])
    if len(rows) <= limit:
        undated = found.filter(due_at=None)
        if last is not None and last.due_at is None:
            undated = undated.filter(Q(opened_at__gte=last.opened_at), _opened_after(last))
        # By the due date first, which is the same for all: PostgreSQL takes the order from the index only so.
        rows += undated.select_related(*JOINED).order_by("due_at", "opened_at", "pk")[: limit + 1 - len(rows)]
    return rows


def _opened_after(last: Task) -> Q:
    return Q(opened_at__gt=last.opened_at) | Q(opened_at=last.opened_at, pk__gt=last.pk)


def _done_after(found: QuerySet[Task], last: Task | None, limit: int) -> list[Task]:
    if last is not None and last.done_at is not None:
        older = Q(done_at__lt=last.done_at) | Q(done_at=last.done_at, pk__lt=last.pk)
        found = found.filter(Q(done_at__lte=last.done_at), older)
    return list(found.select_related(*JOINED).order_by("-done_at", "-pk")[: limit + 1])
