"""A task moves between people: taken, put back, given to a colleague, taken over by the head of the office."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import office, reach
from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.domain.facts import TaskAssigned
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day

TAKEN = Problem(
    "task.taken",
    Text("Diese Aufgabe hat gerade jemand anders übernommen.", "Somebody else has just taken this task."),
)
DONE = Problem("task.done", Text("Diese Aufgabe ist schon erledigt.", "This task is done already."))
NOT_YOURS = Problem(
    "task.not_yours",
    Text(
        "Diese Aufgabe liegt bei jemand anderem. Übernehmen kann sie die Leitung der Stelle.",
        "This task lies with somebody else. The head of the office can take it over.",
    ),
)
NOT_THEIRS = Problem(
    "task.not_theirs",
    Text("Diese Person ist für die Aufgabe nicht zuständig.", "This person is not in charge of the task."),
)


def take_task(*, city: str, task_id: str, officer_id: str, now: datetime) -> Problem | None:
    """The officer works on it from now on. Taken twice by the same person, nothing happens. Error: `NotFound`."""
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    if task.officer_id and task.officer_id != str(officer.pk) and task.done_at is None:
        return TAKEN
    return _move(task, officer, officer, now)


def take_over(*, city: str, task_id: str, officer_id: str, now: datetime) -> Problem | None:
    """The head of the office takes it from whoever has it. Error: `NotFound`."""
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    return _move(task, officer, officer, now) if task.may_take_over or task.done_at else NOT_YOURS


def give_task(*, city: str, task_id: str, officer_id: str, to: str | None, now: datetime) -> Problem | None:
    """Give it to a colleague who may work on it (`to`), or back to everybody (None).

    Her own or a free task; somebody else's only as head of the office. Error: `NotFound`.
    """
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    if task.officer_id not in (None, str(officer.pk)) and not task.may_take_over and task.done_at is None:
        return NOT_YOURS
    receiver = Officer.objects.filter(pk=to, active=True).first() if to else None
    if to and (receiver is None or not _is_for(receiver, city, task_id, now)):
        return NOT_THEIRS
    return _move(task, officer, receiver, now)


def find_task(*, city: str, task_id: str, officer_id: str, now: datetime) -> tuple[TaskLine, Officer]:
    """The task and who acts, if it is for her. Error: `NotFound`; the try is recorded."""
    officer = Officer.objects.filter(pk=officer_id, active=True).first()
    if officer is None:
        raise NotFound(task_id)
    return read_case.find_task(city=city, task_id=task_id, officer=officer, now=now), officer


def _is_for(colleague: Officer, city: str, task_id: str, now: datetime) -> bool:
    today = local_day(now)
    staff = reach.staff_of(colleague, city=city, today=today)
    found = office.find_task(city=city, staff=staff, task_id=task_id, today=today)
    return found is not None and found.mine


def _move(task: TaskLine, officer: Officer, receiver: Officer | None, now: datetime) -> Problem | None:
    if task.done_at:
        return DONE
    to = str(receiver.pk) if receiver else None
    if task.officer_id == to:
        return None
    with transaction.atomic():
        if not cases.assign_task(task_id=task.id, officer_id=to, version=task.version, now=now):
            return TAKEN
        if receiver is not None:
            key, fact = (
                f"{task.id}:assigned:{task.version}",
                TaskAssigned(at=now, task_id=task.id, officer=receiver.name),
            )
            cases.append(
                case_id=task.case_id,
                facts=[(key, fact)],
                now=now,
                today=local_day(now),
                actor=f"officer:{officer.pk}",
            )
    return None
