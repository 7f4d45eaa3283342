"""A task that asks for a second person: who may be her, and whether anybody may."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from allmende.apps.cases import colleagues, queries
from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.rules import CaseSituation
from allmende.domain import facts as f
from allmende.domain.matter import amending, finishing, lookups, reviewing, waiving
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.verdicts import has_worked, is_second_look
from allmende.domain.process.model import FlowNode, Program
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

NOBODY = Problem("second_person.nobody", Text.named("usecases.second_person.nobody"))


class _Asked(Protocol):
    """What one officer put to a second one."""

    @property
    def officer(self) -> str: ...


_ASKED: Mapping[str, Callable[[tuple[f.Fact, ...], str], _Asked | None]] = {
    waiving.KIND: waiving.find_asked,
    amending.KIND: amending.find_amendment,
    finishing.KIND: finishing.find_asked,
}
"""Kind of task → what it asks for, where only whoever put it there is barred."""


def is_barred(matter: Matter, task: TaskLine, officer_id: str) -> bool:
    """Is this task for somebody else because of what she did herself? The same as what refuses her when she decides it."""
    if find := _ASKED.get(task.kind):
        asked = find(matter.facts, task.id)
        return asked is not None and asked.officer == officer_id
    if task.kind == reviewing.KIND:
        return reviewing.took_part(matter, officer_id)
    if task.kind == lookups.KIND:
        question = lookups.find_asked(matter.facts, task.id, matter.service.registers)
        return question is not None and question.given is not None and question.given.officer == officer_id
    node = find_node(matter, task)
    return node is not None and is_second_look(matter.service, node) and has_worked(matter, officer_id)


def find_node(matter: Matter, task: TaskLine) -> FlowNode | None:
    """The place in the process the task belongs to; None for tasks beside the process."""
    if task.kind != "process":
        return None
    try:
        return Program(matter.service.process, matter.service.shared).node(task.process_id, task.node_id)
    except KeyError:
        return None


def list_others(
    *, matter: Matter, role: str, unit: str, officer_id: str, today: date, four_eyes: bool
) -> tuple[Officer, ...]:
    """Who besides this officer may do a task of that role and office (empty: the case's), by name.

    `four_eyes`: nobody who has finished a task of the case. Four statements at most when warm.
    """
    where = CaseSituation(matter.service.id, queries.find_unit(case_id=matter.case_id))
    found = colleagues.who_can(case_id=matter.case_id, where=where, desk=(role, unit), today=today, four_eyes=four_eyes)
    return tuple(one for key, one in found.items() if key != officer_id)


def refuse_alone(matter: Matter, task: OpenTask, officer_id: str, today: date) -> Problem | None:
    """Why an officer cannot put that task to a second person: nobody else may do it."""
    others = list_others(
        matter=matter, role=task.role, unit=task.unit, officer_id=officer_id, today=today, four_eyes=False
    )
    return None if others else NOBODY


def done_by(task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime) -> tuple[str, f.TaskDone]:
    """The fact that she finished that task beside the process, with its key."""
    done = f.TaskDone(
        at=now, task_id=task.id, node_id="", outcome=decision.outcome, reason=decision.reason, by=officer.name,
        officer=str(officer.pk),
    )  # fmt: skip
    return f"{task.id}:done", done


def finish(
    task: TaskLine, officer: Officer, decision: OfficerDecision, facts: Sequence[tuple[str, f.Fact]], now: datetime
) -> bool:
    """Take her task off the desk and keep these facts. False: it was done before. The caller holds the transaction."""
    cases.lock(case_id=task.case_id)
    if not cases.finish_task(task_id=task.id, outcome=decision.outcome, officer_id=str(officer.pk), now=now):
        return False
    cases.append(case_id=task.case_id, facts=facts, now=now, today=local_day(now), actor=f"officer:{officer.pk}")
    return True
