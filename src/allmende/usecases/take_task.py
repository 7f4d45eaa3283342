"""A task moves between people: taken, put back, given to a colleague, taken over by the head of the office."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import office, queries, reach
from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.catalogue.store import Unusable
from allmende.domain.facts import TaskAssigned
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case, second_person
from allmende.usecases.clock import local_day

TAKEN = Problem(
    "task.taken",
    Text.named("usecases.take_task.task_taken"),
)
DONE = Problem("task.done", Text.named("usecases.take_task.task_done"))
CHANGED = Problem(
    "task.changed",
    Text.named("usecases.take_task.task_changed"),
)
NOT_YOURS = Problem(
    "task.not_yours",
    Text.named("usecases.take_task.task_not_yours"),
)
NOT_THEIRS = Problem(
    "task.not_theirs",
    Text.named("usecases.take_task.task_not_theirs"),
)

FOR_ANOTHER = Problem("task.for_another", Text.named("usecases.take_task.task_for_another"))


def take_task(*, city: str, task_id: str, officer_id: str, now: datetime) -> Problem | None:
    """The officer works on it from now on; that of a colleague only while she stands in for her. Taken twice by the same
    person, nothing happens. Error: `NotFound`."""
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    if task.officer_id and task.officer_id != str(officer.pk) and task.done_at is None and not task.stands_in:
        return TAKEN
    return _move(task, officer, officer, now)


def take_over(*, city: str, task_id: str, officer_id: str, now: datetime) -> Problem | None:
    """The head of the office takes it from whoever has it. Error: `NotFound`."""
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    return _move(task, officer, officer, now) if task.may_take_over or task.done_at else NOT_YOURS


def give_task(
    *, city: str, task_id: str, officer_id: str, to: str | None, now: datetime, version: int | None = None
) -> Problem | None:
    """Give it to a colleague who may work on it (`to`), or back to everybody (None).

    Her own or a free task; somebody else's only as head of the office. `version`: the one she saw, where it must not have
    changed since. Error: `NotFound`.
    """
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    receiver = Officer.objects.filter(pk=to, active=True).first() if to else None
    fits = receiver is not None and _is_for(receiver, city, task_id, now)
    refused = why_not_move(task, officer_id, version) or (NOT_THEIRS if to and not fits else None)
    return refused or _move(task, officer, receiver, now)


def why_not_move(task: TaskLine, officer_id: str, version: int | None = None) -> Problem | None:
    """Why she may not give that task away, put it back or set it aside, or None. Her own, a free one, one of a colleague she
    stands in for; somebody else's only as head of the office."""
    if task.done_at:
        return DONE
    if version is not None and task.version != version:
        return CHANGED
    return None if task.officer_id in (None, officer_id) or task.may_take_over or task.stands_in else NOT_YOURS


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


def _is_barred(task: TaskLine, receiver: Officer) -> bool:
    """Has she done herself what a second person looks at here? Where the service cannot be read nobody can decide either."""
    try:
        matter = queries.load(case_id=task.case_id).matter
    except Unusable:
        return False
    return second_person.is_barred(matter, task, str(receiver.pk))


def _move(task: TaskLine, officer: Officer, receiver: Officer | None, now: datetime) -> Problem | None:
    if task.done_at:
        return DONE
    to = str(receiver.pk) if receiver else None
    if task.officer_id == to:
        return None
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        if receiver is not None and _is_barred(task, receiver):
            return FOR_ANOTHER
        if not cases.assign_task(task_id=task.id, officer_id=to, version=task.version, now=now):
            return TAKEN
        herself = receiver is not None and receiver.pk == officer.pk
        fact = TaskAssigned(
            at=now,
            task_id=task.id,
            officer=receiver.name if receiver else "",
            by="" if herself else officer.name,
            instead_of=task.officer_name if herself and task.stands_in else "",
        )
        cases.append(
            case_id=task.case_id,
            facts=[(f"{task.id}:assigned:{task.version}", fact)],
            now=now,
            today=local_day(now),
            actor=f"officer:{officer.pk}",
        )
    return None
