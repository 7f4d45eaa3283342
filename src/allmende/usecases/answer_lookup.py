"""A person answers for a register: what she found or entered there, or, as the second person, whether that is right."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.domain.matter import lookups
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.values import Problem
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import DONE


def answer_lookup(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """Keep the answer; the process goes on in the background. Empty: done. The caller has asked whether she may.

    `decision.outcome` is one of `lookups.list_outcomes`, `decision.reason` where she looked, `decision.answers` the entries as
    typed, by `<number>.<field>`.
    """
    asked = lookups.find_asked(loaded.matter.facts, task.id, loaded.matter.service.registers)
    if asked is None:
        return (DONE,)
    typed = (asked, decision.outcome, decision.reason, decision.answers)
    problems = lookups.check_lookup(*typed, officer=str(officer.pk))
    if problems:
        return problems
    facts = lookups.facts_of_lookup(*typed, name=officer.name, officer=str(officer.pk), now=now)
    actor = f"officer:{officer.pk}"
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        if not cases.finish_task(task_id=task.id, outcome=decision.outcome, officer_id=str(officer.pk), now=now):
            return (DONE,)
        cases.append(case_id=task.case_id, facts=facts, now=now, today=local_day(now), actor=actor)
        said = {"act": asked.shape.act, "outcome": decision.outcome}
        audit.append(actor=actor, action="case.lookup", subject=f"case:{task.case_id}", now=now, details=said)
    return ()
