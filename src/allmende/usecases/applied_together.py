"""Which cases came of one joint application: for the person who looks, and for the office, each within their rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from allmende.apps.applications import joint
from allmende.apps.applications.rules import Access
from allmende.apps.cases import office, operations, queries, reach
from allmende.domain.matter import confirming
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """One of the other cases. Without `opens` there is no way into it, and `reference` may be empty. `applied`: it is the applicant's."""

    case_id: str
    name: str
    reference: str
    opens: bool
    applied: bool
    confirmation: confirming.Standing


def list_for_citizen(*, city: str, case_id: str, access_to: Callable[[str], Access]) -> tuple[Together, ...]:
    """For whoever may open the case. The applicant sees all others, by name; everybody else only who applied for her."""
    lines = joint.list_joint(application_id=case_id)
    here = next((one for one in lines if one.id == case_id), None)
    if here is None:
        return ()
    return tuple(
        _seen(
            one,
            opens=here.ours and one.ours and queries.may_open_case(city=city, case_id=one.id, access=access_to(one.id)),
            numbered=here.ours,
        )
        for one in lines
        if one.id != case_id and (here.ours or not one.party.number)
    )


def list_for_office(*, city: str, case_id: str, officer: Officer, now: datetime) -> tuple[Together, ...]:
    """For a member of staff who may see the case: names and ways only where she may see that case, too."""
    staff = reach.staff_of(officer, city=city, today=local_day(now))
    lines = joint.list_joint(application_id=case_id)
    return tuple(
        _seen(one, opens=bool(office.why_she_may(city=city, staff=staff, case_id=one.id, act="answers")), numbered=True)
        for one in lines
        if one.id != case_id
    )


def _seen(one: joint.JointLine, *, opens: bool, numbered: bool) -> Together:
    return Together(
        case_id=one.id,
        name=one.party.name,
        reference=one.reference if numbered else "",
        opens=opens,
        applied=not one.party.number,
        confirmation=confirming.standing(operations.read_facts(case_id=one.id)),
    )
