"""An adult for whom another sent the application says that she applies, or that she does not; or says nothing in time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.office import TaskLine
from allmende.domain import facts as f
from allmende.domain.matter import confirming
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import DONE
from allmende.usecases.write_message import write_as_citizen

HOW = Problem(
    "confirm.how",
    Text.named("usecases.confirm_party.confirm_how"),
    "reason",
)


def confirm(*, city: str, case_id: str, access: MatterAccess, note: str, key: str, now: datetime) -> Problem | None:
    """She applies herself. `note`: what of the answers is wrong; it goes to the desk as a message. Twice is once.

    Error: `NotFound`.
    """
    with transaction.atomic():
        if problem := _say(city, case_id, access, f.ConfirmationGiven(at=now), "given", now):
            return problem
        _drop_task(case_id, now)
        if note.strip():
            return write_as_citizen(city=city, case_id=case_id, access=access, text=note, key=f"confirm:{key}", now=now)
    return None


def decline(*, city: str, case_id: str, access: MatterAccess, now: datetime) -> Problem | None:
    """She does not apply: her application ends as withdrawn, the others go on. Twice is once. Error: `NotFound`."""
    with transaction.atomic():
        if problem := _say(city, case_id, access, f.ConfirmationDeclined(at=now), "declined", now):
            return problem
        _drop_task(case_id, now)
        taken = [("withdrawn", f.ApplicationWithdrawn(at=now))]
        cases.append(case_id=case_id, facts=taken, now=now, today=local_day(now), actor="citizen")
    return None


def _say(
    city: str, case_id: str, access: MatterAccess, fact: f.Fact, said: confirming.Standing, now: datetime
) -> Problem | None:
    """Add what she says, under the case's lock. What she said first counts."""
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    cases.lock(case_id=case_id)
    known = cases.read_facts(case_id=case_id)
    if confirming.standing(known) == said:
        return None
    if not confirming.is_open(known):
        return confirming.TOO_LATE
    cases.append(
        case_id=case_id, facts=[("confirm:said", fact)], now=now, today=local_day(now), actor="citizen", known=known
    )
    return None


def record(*, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime) -> tuple[Problem, ...]:
    """The office closes the task: the person confirmed on paper or in person, or she did not and her case ends. Empty: done."""
    how = clean_line(decision.reason)
    if not how:
        return (HOW,)
    done = f.TaskDone(
        at=now, task_id=task.id, node_id="", outcome=decision.outcome, reason=decision.reason, by=officer.name,
        officer=str(officer.pk),
    )  # fmt: skip
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        known = cases.read_facts(case_id=task.case_id)
        facts: list[tuple[str, f.Fact]] = [(f"{task.id}:done", done)]
        if not confirming.is_open(known):
            return (confirming.TOO_LATE,)
        if decision.outcome == confirming.CONFIRMED:
            facts.insert(0, ("confirm:said", f.ConfirmationGiven(at=now, by=officer.name, how=how)))
        else:
            facts.insert(0, ("confirm:said", f.ConfirmationDeclined(at=now, by=officer.name, how=how)))
            facts.append(("withdrawn", f.ApplicationWithdrawn(at=now)))
        if not cases.finish_task(task_id=task.id, outcome=decision.outcome, officer_id=str(officer.pk), now=now):
            return (DONE,)
        cases.append(
            case_id=task.case_id, facts=facts, now=now, today=local_day(now), actor=f"officer:{officer.pk}", known=known
        )
    return ()


def report_overdue(*, case_id: str, now: datetime) -> None:
    """The day has passed without a word: a task on the desk, once. Nothing where she answered, or it is over."""
    with transaction.atomic():
        cases.lock(case_id=case_id)
        known = cases.read_facts(case_id=case_id)
        until = confirming.asked_until(known)
        if until is None or local_day(now) <= until or not confirming.is_open(known):
            return
        task = confirming.task_about(case_id, until)
        facts: list[tuple[str, f.Fact]] = [("confirm:overdue", f.ConfirmationOverdue(at=now, until=until))]
        if not any(isinstance(x, f.TaskOpened) and x.task_id == task.task_id for x in known):
            cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
            facts.append((task.work_key, task.fact(now)))
        cases.append(case_id=case_id, facts=facts, now=now, today=local_day(now), actor="clock", known=known)


def _drop_task(case_id: str, now: datetime) -> None:
    """She answered: nobody needs to reach her any more."""
    task_id = confirming.task_id_of(case_id)
    if cases.finish_task(task_id=task_id, outcome="done", officer_id=None, now=now):
        done = f.TaskDone(at=now, task_id=task_id, node_id="", outcome="done")
        cases.append(case_id=case_id, facts=[(f"{task_id}:done", done)], now=now, today=local_day(now), actor="citizen")
