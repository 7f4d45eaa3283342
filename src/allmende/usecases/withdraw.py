"""The citizen takes the application back, as long as nothing is decided."""

from __future__ import annotations

from datetime import datetime

from allmende.apps.applications.rules import Access, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import facts as f
from allmende.domain.matter.model import decision_of
from allmende.domain.values import Problem, Text
from allmende.usecases.clock import local_day

TOO_LATE = Problem(
    "withdraw.too_late",
    Text("Der Antrag ist schon entschieden.", "The application has already been decided."),
)


def withdraw(*, city: str, case_id: str, access: Access, now: datetime) -> Problem | None:
    """Take the application back; the process ends in the background. Twice is once. Error: `NotFound`."""
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    facts = cases.read_facts(case_id=case_id)
    if any(isinstance(fact, f.ApplicationWithdrawn) for fact in facts):
        return None
    if decision_of(facts) or any(isinstance(fact, f.CaseClosed) for fact in facts):
        return TOO_LATE
    taken = [("withdrawn", f.ApplicationWithdrawn(at=now))]
    cases.append(case_id=case_id, facts=taken, now=now, today=local_day(now), actor="citizen", known=facts)
    return None
