"""Which cases came of one joint application: for the person who looks, and for the office, each within their rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from allmende.apps.applications import joint
from allmende.apps.applications.rules import Access
from allmende.apps.cases import office, operations, queries, reach
from allmende.domain.facts import Fact
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
    facts = _facts(lines)
    return tuple(
        _seen(
            one,
            facts[one.id],
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
    others = [one for one in lines if one.id != case_id]
    if not others:
        return ()
    readable = office.list_readable(city=city, staff=staff, case_ids=[one.id for one in others])
    facts = _facts(others)
    return tuple(_seen(one, facts[one.id], opens=one.id in readable, numbered=True) for one in others)


def _facts(lines: Iterable[joint.JointLine]) -> Mapping[str, tuple[Fact, ...]]:
    """What happened in each of these cases. One statement, however many they are."""
    ids = [one.id for one in lines]
    known = {str(key): facts for key, facts in operations.list_facts(case_ids=ids).items()}
    return {key: known.get(key, ()) for key in ids}


def _seen(one: joint.JointLine, facts: tuple[Fact, ...], *, opens: bool, numbered: bool) -> Together:
    return Together(
        case_id=one.id,
        name=one.party.name,
        reference=one.reference if numbered else "",
        opens=opens,
        applied=not one.party.number,
        confirmation=confirming.standing(facts),
    )
