"""A person finishes a task: grants, refuses with a ground, asks for a correction, or simply says it is done."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from allmende.apps.cases import office, queries
from allmende.apps.cases import operations as cases
from allmende.domain import facts as f
from allmende.domain.matter import Matter
from allmende.domain.matter.verdicts import Decision, check_decision, facts_of, offered_outcomes
from allmende.domain.process.model import Node, Program
from allmende.domain.values import Problem
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import DONE, NOT_YOURS, find_task

__all__ = ["Decision", "decide_task", "find_node", "offered_outcomes", "told"]


def decide_task(*, city: str, task_id: str, officer_id: str, decision: Decision, now: datetime) -> tuple[Problem, ...]:
    """Finish the task, her own or a free one; the process goes on in the background. Empty: done. Error: `NotFound`.

    Clicked twice or by two people at once, the first one counts and the other learns it.
    """
    today = local_day(now)
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    if task.done_at:
        return () if task.officer_id == str(officer_id) and task.outcome == decision.outcome else (DONE,)
    if task.officer_id not in (None, str(officer_id)):
        return (NOT_YOURS,)
    matter = queries.find_matter(case_id=task.case_id, today=today)
    problems = check_decision(matter, find_node(matter, task), decision, str(officer_id))
    if problems:
        return problems
    facts = told(task, decision, officer.name, str(officer_id), now, today)
    with transaction.atomic():
        if not cases.finish_task(task_id=task_id, outcome=decision.outcome, officer_id=str(officer_id), now=now):
            return (DONE,)
        cases.mark_read(case_id=task.case_id, from_citizen=True, now=now)
        cases.append(case_id=task.case_id, facts=facts, now=now, today=today, actor=f"officer:{officer_id}")
    return ()


def told(
    task: office.TaskLine, decision: Decision, name: str, officer_id: str, now: datetime, today: date
) -> list[tuple[str, f.Fact]]:
    """The facts of this officer's decision at this task."""
    opened = f.TaskOpened(at=task.opened_at, task_id=task.id, node_id=task.node_id, title=task.title)
    of_process = task.kind == "process"
    return facts_of(opened, decision, of_process=of_process, name=name, officer=officer_id, now=now, today=today)


def find_node(matter: Matter, task: office.TaskLine) -> Node | None:
    """The place in the process the task belongs to; None for tasks beside the process."""
    if task.kind != "process":
        return None
    try:
        return Program(matter.service.process, matter.service.shared).node(task.process_id, task.node_id)
    except KeyError:
        return None
