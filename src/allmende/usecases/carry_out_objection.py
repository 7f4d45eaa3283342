"""A successful objection has consequences in the case of the notice: what was refused is decided anew, anything else is a task."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.matter import redress, speech
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.values import Problem
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.usecases.advance_case import walk_of
from allmende.usecases.clock import local_day
from allmende.usecases.second_person import done_by, finish
from allmende.usecases.store_moves import store_moves
from allmende.usecases.take_task import DONE


def carry_out_objection(*, city: str, case_id: str, now: datetime) -> None:
    """For each successful objection nothing has followed from yet. Again, it changes nothing."""
    with transaction.atomic():
        cases.hold_process(case_id=case_id)
        cases.lock(case_id=case_id)
        loaded = queries.load(case_id=case_id)
        for ended in redress.list_to_carry_out(loaded.matter.facts)[:1]:
            if not _reopen(city, loaded, ended, now):
                _open_task(loaded, ended, now)


def _reopen(city: str, loaded: LoadedCase, ended: redress.Success, now: datetime) -> bool:
    """Put it back on the desk of whoever decides it. False where the case cannot run again from there."""
    reopened = redress.reopening(loaded.matter, ended, now)
    if reopened is None or loaded.state is None:
        return False
    walk = walk_of(
        city=city, matter=loaded.matter, now=now, find=lambda notice_id: notices.get_document(notice_id=notice_id)
    )
    moved = walk.reopen(loaded.state, loaded.matter, reopened)
    case_id = loaded.matter.case_id
    if moved is None or not store_moves(
        case_id=case_id, loaded=loaded, moves=(moved,), engine=walk.engine, now=now, today=local_day(now)
    ):
        return False
    details = {"act": "reopen", "ground": reopened.ground, "basis": reopened.basis, "objection": ended.objection}
    audit.append(actor="machine", action="decision.reopened", subject=f"case:{case_id}", now=now, details=details)
    return True


def _open_task(loaded: LoadedCase, ended: redress.Success, now: datetime) -> None:
    task = redress.carry_out(ended, speech.deciding_role(loaded.matter.service))
    assert task is not None
    case_id = loaded.matter.case_id
    cases.open_task(case_id=case_id, task=task, unit=loaded.unit, now=now)
    cases.append(
        case_id=case_id, facts=[(task.work_key, task.fact(now))], now=now, today=local_day(now), actor="machine"
    )


def settle_success(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """A person carried it out: done, with a lower fee, or all that was paid goes back. Empty: done. The money moves in the background."""
    facts: list[tuple[str, f.Fact]] = [done_by(task, officer, decision, now)]
    if decision.outcome == redress.LOWER:
        lowered = redress.read_lowered(loaded.matter, task.id, decision, officer.name, str(officer.pk), now)
        if not isinstance(lowered, f.FeeLowered):
            return lowered
        facts.append((f"{task.id}:lowered", lowered))
    with transaction.atomic():
        return () if finish(task, officer, decision, facts, now) else (DONE,)
