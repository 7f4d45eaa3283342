"""Somebody made the appointment the process asks for: the person reads day, time and place, and gets a mail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.domain import facts as f
from allmende.domain.matter import appointments
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import DONE


def make_appointment(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """Note the appointment, or why it goes without one. Empty: done. The caller asked whether she may and what is offered."""
    wish = appointments.find_wish(loaded.matter.facts, task.id)
    if wish is None:
        return (DONE,)
    done = f.TaskDone(
        at=now, task_id=task.id, node_id=task.node_id, outcome=decision.outcome, reason=decision.reason, by=officer.name,
        officer=str(officer.pk),
    )  # fmt: skip
    facts: list[tuple[str, f.Fact]] = [(f"{task.id}:done", done)]
    message = None
    if decision.outcome == appointments.MADE:
        made = appointments.read_made(wish, decision, officer.name, now)
        if not isinstance(made, f.AppointmentMade):
            return made
        message = appointments.message_about(loaded.matter, made)
        sent = f.MessageSent(at=now, message_id=message.message_id)
        facts += [(f"{task.id}:made", made), (f"{task.id}:sent", sent)]
    elif not decision.reason.strip():
        return (appointments.NO_REASON,)
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        if not cases.finish_task(task_id=task.id, outcome=decision.outcome, officer_id=str(officer.pk), now=now):
            return (DONE,)
        if message is not None:
            cases.write_message(
                case_id=task.case_id, message_id=message.message_id, key=message.message_id, from_citizen=False,
                author=message.author, subject=message.subject, text=message.text, now=now,
            )  # fmt: skip
        cases.append(case_id=task.case_id, facts=facts, now=now, today=local_day(now), actor=f"officer:{officer.pk}")
    return ()
