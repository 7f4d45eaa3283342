"""The citizen takes the application back, as long as nothing is done that its end could not undo."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.applications.rules import Access, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import facts as f
from allmende.domain.matter.withdrawing import why_bound
from allmende.domain.values import Problem
from allmende.usecases.clock import local_day


@transaction.atomic
def withdraw(*, city: str, case_id: str, access: Access, now: datetime) -> Problem | None:
    """Take the application back; the process ends in the background. Twice is once. Error: `NotFound`.

    The case is locked first, so that no step of the process is noted between the question and the answer.
    """
    today = local_day(now)
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    cases.lock(case_id=case_id)
    found = queries.get_case(city=city, case_id=case_id, access=access, today=today)
    if found is None:
        raise NotFound(case_id)
    facts = found.facts
    if any(isinstance(fact, f.ApplicationWithdrawn) for fact in facts):
        return None
    if problem := why_bound(found.matter):
        return problem
    taken = [("withdrawn", f.ApplicationWithdrawn(at=now))]
    cases.append(case_id=case_id, facts=taken, now=now, today=today, actor="citizen", known=facts)
    return None
