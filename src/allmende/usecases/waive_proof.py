"""An officer wants to decide without a proof the law lets her ask for: a second person agrees first, or does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.domain import facts as f
from allmende.domain.matter import waiving
from allmende.domain.matter.completeness import list_missing
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case, second_person
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import DONE


def ask_waiver(
    *, city: str, case_id: str, officer: Officer, bar: str, ground: str, reason: str, now: datetime
) -> Problem | None:
    """Put to a second person why it may be decided without that. Error: `NotFound` without the right to write to the person."""
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today = local_day(now)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=today)
        number = sum(isinstance(x, f.WaiverAsked) for x in matter.facts)
        task_id = waiving.task_id_of(case_id, number)
        asked = waiving.ask(matter, bar, ground, reason, task_id, officer.name, str(officer.pk), now)
        if isinstance(asked, Problem):
            return asked
        task = waiving.task_about(matter, asked, number)
        if alone := second_person.refuse_alone(matter, task, str(officer.pk), today):
            return alone
        cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
        facts: list[tuple[str, f.Fact]] = [(f"{task.work_key}:asked", asked), (task.work_key, task.fact(now))]
        cases.append(case_id=case_id, facts=facts, now=now, today=today, actor=f"officer:{officer.pk}")
    return None


def settle_waiver(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """The second person agrees, or gives it back with a reason. Empty: done. The caller asked whether she may."""
    asked = waiving.find_asked(loaded.matter.facts, task.id)
    if asked is None:
        return (DONE,)
    settled = waiving.settle(loaded.matter, asked, decision, officer.name, str(officer.pk), now)
    if isinstance(settled, Problem):
        return (settled,)
    facts: list[tuple[str, f.Fact]] = [
        second_person.done_by(task, officer, decision, now),
        (f"{task.id}:settled", settled),
    ]
    matter = loaded.matter
    if list_missing(matter) and not list_missing(replace(matter, facts=(*matter.facts, settled))):
        facts.append((f"{task.id}:completed", f.ApplicationCompleted(at=now)))
    with transaction.atomic():
        if not second_person.finish(task, officer, decision, facts, now):
            return (DONE,)
    return ()
