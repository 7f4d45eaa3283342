"""An officer takes a case from the machine to check it herself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain.facts import CasePulled
from allmende.domain.matter import pulling
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day


def pull_case(*, city: str, case_id: str, officer: Officer, reason: str, now: datetime) -> Problem | None:
    """The process leads to a person, from where it stands. None: done. Error: `NotFound` without the right to write in this case.

    A worker that is moving the case at this moment finds it changed and begins again.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today = local_day(now)
    with transaction.atomic():
        cases.outdate_process(case_id=case_id)
        cases.lock(case_id=case_id)
        problem = pulling.check_pull(queries.find_matter(case_id=case_id, today=today), reason)
        if problem is not None:
            transaction.set_rollback(True)
            return problem
        fact = CasePulled(at=now, reason=clean_lines(reason).strip(), by=officer.name, officer=str(officer.pk))
        cases.append(case_id=case_id, facts=[("pulled", fact)], now=now, today=today, actor=f"officer:{officer.pk}")
    return None
