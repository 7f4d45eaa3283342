"""A task moves between people: taken, given, put back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import office
from allmende.apps.cases import operations as cases
from allmende.domain.facts import TaskAssigned
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

TAKEN = Problem(
    "task.taken",
    Text("Diese Aufgabe hat gerade jemand anders übernommen.", "Somebody else has just taken this task."),
)
DONE = Problem("task.done", Text("Diese Aufgabe ist schon erledigt.", "This task is done already."))
NOT_YOURS = Problem(
    "task.not_yours",
    Text("Für diese Aufgabe fehlt Ihnen die Zuständigkeit.", "You are not in charge of this task."),
)


def take_task(*, city: str, task_id: str, officer_id: str, now: datetime) -> Problem | None:
    """The officer works on it from now on. Taken twice by the same person, nothing happens. Error: `NotFound`."""
    return _move(city, task_id, officer_id, officer_id, now)


def give_task(*, city: str, task_id: str, officer_id: str, to: str | None, now: datetime) -> Problem | None:
    """Give it to a colleague (`to`), or back to everybody (None). Error: `NotFound`."""
    return _move(city, task_id, officer_id, to, now, may_move_others=True)


def _move(
    city: str, task_id: str, officer_id: str, to: str | None, now: datetime, *, may_move_others: bool = False
) -> Problem | None:
    today = local_day(now)
    task = office.find_task(city=city, task_id=task_id, today=today)
    officer = Officer.objects.filter(pk=officer_id, active=True).first()
    if task is None or officer is None:
        raise NotFound(task_id)
    if task.done_at:
        return DONE
    receiver = Officer.objects.filter(pk=to, active=True).first() if to else None
    people = [officer, *([receiver] if receiver else [])]
    if (to and receiver is None) or not all(may_work(task, one.roles, one.units) for one in people):
        return NOT_YOURS
    if task.officer_id == (str(to) if to else None):
        return None
    if task.officer_id and not may_move_others:
        return TAKEN
    with transaction.atomic():
        if not cases.assign_task(task_id=task_id, officer_id=to, version=task.version, now=now):
            return TAKEN
        if receiver is not None:
            fact = TaskAssigned(at=now, task_id=task_id, officer=receiver.name)
            key = f"{task_id}:assigned:{task.version}"
            cases.append(case_id=task.case_id, facts=[(key, fact)], now=now, today=today, actor=f"officer:{officer_id}")
    return None


def may_work(task: office.TaskLine, roles: Sequence[str], units: Sequence[str]) -> bool:
    """True when somebody with these roles and units may do the task."""
    return office.may_work_on(task, roles=roles, units=units)
