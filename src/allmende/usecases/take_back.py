"""Who confirmed a decision by mistake takes it back, as long as its letter is not out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.matter import taking_back
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.advance_case import walk_of
from allmende.usecases.clock import local_day
from allmende.usecases.store_moves import store_moves

LONGEST = 2_000


def take_back(*, city: str, case_id: str, officer: Officer, reason: str, now: datetime) -> Problem | None:
    """Take her own decision back; the task lies on the desk again. Error: `NotFound` without the right to write to the person.

    The case is held from the question to the answer, so that nobody posts its letter meanwhile.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    reason = clean_lines(reason)[:LONGEST].strip()
    if not reason:
        return taking_back.NO_REASON
    return _take_back(city, case_id, officer, reason, now)


@transaction.atomic
def _take_back(city: str, case_id: str, officer: Officer, reason: str, now: datetime) -> Problem | None:
    cases.hold_process(case_id=case_id)
    cases.lock(case_id=case_id)
    loaded = queries.load(case_id=case_id)
    done = taking_back.find_own(loaded.matter.facts, str(officer.pk))
    if done is None or loaded.state is None:
        return taking_back.TOO_LATE
    taken = f.DecisionTakenBack(
        at=now, task_id=done.task_id, node_id=done.node_id, reason=reason, by=officer.name, officer=str(officer.pk)
    )
    walk = walk_of(
        city=city, matter=loaded.matter, now=now, find=lambda notice_id: notices.get_document(notice_id=notice_id)
    )
    moved = taking_back.take_back(walk, loaded.state, loaded.matter, taken)
    if moved is None or not store_moves(
        case_id=case_id, loaded=loaded, moves=(moved,), engine=walk.engine, now=now, today=local_day(now)
    ):
        return taking_back.TOO_LATE
    return None
