"""Several tasks of the inbox at once: what would happen to each is said before anything happens.

    chosen lines + plan ─ preview() ─→ one line each, in words ─ carry_out() ─→ one line each: done, or why not

Each task is moved by its own use case, in a transaction and with an entry of its own: what cannot be done to one leaves the others
alone. A task that changed since it was looked at is left as it is and told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import office, reach
from allmende.apps.cases.office import TaskLine
from allmende.domain.values import Problem, Text, day_words
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day
from allmende.usecases.set_aside import Aside, read_aside, set_aside
from allmende.usecases.take_task import NOT_THEIRS, give_task, why_not_move

MOST = 50
Act = Literal["give", "back", "aside", "fetch"]
ACTS: tuple[Act, ...] = get_args(Act)

NOTHING = Problem("bulk.nothing", Text.named("usecases.act_in_bulk.bulk_nothing"))
TOO_MANY = Problem(
    "bulk.many",
    Text.named("usecases.act_in_bulk.bulk_many", most=MOST),
)
NO_ACT = Problem("bulk.act", Text.named("usecases.act_in_bulk.bulk_act"), "act")
NO_COLLEAGUE = Problem("bulk.to", Text.named("usecases.act_in_bulk.bulk_to"), "to")
GONE = Problem(
    "bulk.gone",
    Text.named("usecases.act_in_bulk.bulk_gone"),
)
SAME = Problem("bulk.same", Text.named("usecases.act_in_bulk.bulk_same"))


@dataclass(frozen=True, slots=True)
class SeenTask:
    """A task as it was looked at."""

    task_id: str
    version: int


@dataclass(frozen=True, slots=True)
class BulkInput:
    """What was typed: the act, the id of a colleague, a day and why."""

    act: str = ""
    to: str = ""
    until: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """A wish that makes sense. `receiver`: who gets them."""

    act: Act
    receiver: Officer | None = None
    until: date | None = None
    note: str = ""

    @property
    def says(self) -> Text:
        """What happens to a task."""
        name = self.receiver.name if self.receiver else ""
        return {
            "give": Text.named("usecases.act_in_bulk.give", name=name),
            "back": Text.named("usecases.act_in_bulk.back"),
            "aside": Text.named("usecases.act_in_bulk.aside", day=day_words(self.until) if self.until else ""),
            "fetch": Text.named("usecases.act_in_bulk.fetch"),
        }[self.act]


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One chosen task: the line itself where she may find it, and why the plan does not work for it (None: it does)."""

    item: SeenTask
    task: TaskLine | None
    refused: Problem | None


def list_colleagues(officer: Officer) -> tuple[Officer, ...]:
    """Active staff of her offices, herself first. What each may do is checked for every task."""
    hers = set(officer.units)
    found = [one for one in officers.list_all() if one.active and one.pk != officer.pk and hers & set(one.units)]
    return (officer, *found)


def read_plan(wish: BulkInput, officer: Officer, now: datetime) -> BulkPlan | tuple[Problem, ...]:
    """What was typed as a plan, or everything that is wrong with it."""
    act = next((act for act in ACTS if act == wish.act), None)
    if act is None:
        return (NO_ACT,)
    if act == "give":
        receiver = next((colleague for colleague in list_colleagues(officer) if str(colleague.pk) == wish.to), None)
        return BulkPlan(act, receiver=receiver) if receiver else (NO_COLLEAGUE,)
    if act == "aside":
        aside = read_aside(wish.until, wish.note, local_day(now))
        return BulkPlan(act, until=aside.until, note=aside.note) if isinstance(aside, Aside) else aside
    return BulkPlan(act)


def preview(
    *, city: str, officer: Officer, plan: BulkPlan | None, items: Sequence[SeenTask], now: datetime
) -> tuple[BulkLine, ...] | Problem:
    """Each of them as it is now, and whether the plan would work for it; nothing is changed. Five statements at most."""
    if not items or len(items) > MOST:
        return TOO_MANY if items else NOTHING
    ids = [item.task_id for item in items]
    found = _list_tasks(city, officer, ids, now)
    receiver = plan.receiver if plan else None
    theirs = _list_tasks(city, receiver, ids, now) if receiver else {}
    known = {item.task_id: item for item in items}
    ordered = [*(known[key] for key in found), *(item for item in items if item.task_id not in found)]
    return tuple(
        BulkLine(item, found.get(item.task_id), _refused(item, found, theirs, plan, officer)) for item in ordered
    )


def carry_out(
    *, city: str, officer: Officer, plan: BulkPlan, items: Sequence[SeenTask], now: datetime
) -> tuple[BulkLine, ...] | Problem:
    """Do it to each for which it works; every line says whether it is done (`refused` is None) or why not."""
    lines = preview(city=city, officer=officer, plan=plan, items=items, now=now)
    if isinstance(lines, Problem):
        return lines
    return tuple(
        line if line.refused else BulkLine(line.item, line.task, _act(city, officer, plan, line.item, now))
        for line in lines
    )


def _act(city: str, officer: Officer, plan: BulkPlan, item: SeenTask, now: datetime) -> Problem | None:
    hers, to = str(officer.pk), str(plan.receiver.pk) if plan.receiver else None
    key, version = item.task_id, item.version
    try:
        if plan.act in ("aside", "fetch"):
            return set_aside(
                city=city, task_id=key, officer_id=hers, until=plan.until, note=plan.note, version=version, now=now
            )
        return give_task(city=city, task_id=key, officer_id=hers, to=to, version=version, now=now)
    except NotFound:
        return GONE


def _list_tasks(city: str, officer: Officer, ids: Collection[str], now: datetime) -> dict[str, TaskLine]:
    today = local_day(now)
    staff = reach.staff_of(officer, city=city, today=today)
    lines = office.list_tasks(city=city, staff=staff, task_ids=ids, today=today)
    return {line.id: line for line in lines if line.mine}


def _refused(
    item: SeenTask, found: dict[str, TaskLine], theirs: dict[str, TaskLine], plan: BulkPlan | None, officer: Officer
) -> Problem | None:
    task = found.get(item.task_id)
    if task is None:
        return GONE
    refused = why_not_move(task, str(officer.pk), item.version)
    if refused or plan is None:
        return refused
    if plan.receiver and item.task_id not in theirs:
        return NOT_THEIRS
    return SAME if _is_so(task, plan) else None


def _is_so(task: TaskLine, plan: BulkPlan) -> bool:
    match plan.act:
        case "give":
            return plan.receiver is not None and task.officer_id == str(plan.receiver.pk)
        case "back":
            return task.officer_id is None
        case _:
            return task.aside_until == plan.until
