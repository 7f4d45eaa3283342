"""A head says which office a case belongs to that has none. Until then it is nobody's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case

NO_UNIT = Problem("case.unit", Text.named("usecases.assign_case.case_unit"), "stelle")


def assign_case(*, city: str, case_id: str, unit: str, officer: Officer, now: datetime) -> Problem | None:
    """From now on the case, with its open tasks that have no office either, belongs to that office. Error: `NotFound`."""
    staff = read_case.need(city=city, case_id=case_id, officer=officer, act="assign", now=now)
    if unit not in catalogue.get_city(city=city).units:
        return NO_UNIT
    with transaction.atomic():
        cases.route(case_id=case_id, unit=unit)
        said = {"unit": unit}
        audit.append(
            actor=f"officer:{staff.id}", action="case.assigned", subject=f"case:{case_id}", now=now, details=said
        )
    return None
