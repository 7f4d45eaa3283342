"""Which cases came of one joint application: for the person who looks, and for the office, each within their rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from allmende.apps.applications import joint
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.cases import office, operations, queries, reach
from allmende.domain.facts import ApplicationWithdrawn, Fact
from allmende.domain.matter import confirming
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """One of the other cases. Without `opens` there is no way into it, and `reference` may be empty. `applied`: it is the applicant's. `withdrawn`: she took
    her application back."""

    case_id: str
    name: str
    reference: str
    opens: bool
    applied: bool
    confirmation: confirming.Standing
    withdrawn: bool = False


def list_for_citizen(*, city: str, case_id: str, access_to: Callable[[str], MatterAccess]) -> tuple[Together, ...]:
    """For whoever may open the case. The applicant sees all others, by name; everybody else only who applied for her."""
    lines = joint.list_joint(application_id=case_id)
    here = next((line for line in lines if line.id == case_id), None)
    if here is None:
        return ()
    facts = _facts(lines)
    return tuple(
        _seen(
            line,
            facts[line.id],
            opens=here.ours
            and line.ours
            and queries.may_open_case(city=city, case_id=line.id, access=access_to(line.id)),
            numbered=here.ours,
        )
        for line in lines
        if line.id != case_id and (here.ours or not line.party.number)
    )


def list_for_office(*, city: str, case_id: str, officer: Officer, now: datetime) -> tuple[Together, ...]:
    """For a member of staff who may see the case: names and ways only where she may see that case, too."""
    staff = reach.staff_of(officer, city=city, today=local_day(now))
    lines = joint.list_joint(application_id=case_id)
    others = [line for line in lines if line.id != case_id]
    if not others:
        return ()
    readable = office.list_readable(city=city, staff=staff, case_ids=[other.id for other in others])
    facts = _facts(others)
    return tuple(_seen(other, facts[other.id], opens=other.id in readable, numbered=True) for other in others)


def _facts(lines: Iterable[joint.JointLine]) -> Mapping[str, tuple[Fact, ...]]:
    """What happened in each of these cases. One statement, however many they are."""
    ids = [line.id for line in lines]
    known = {str(key): facts for key, facts in operations.list_facts(case_ids=ids).items()}
    return {key: known.get(key, ()) for key in ids}


def _seen(joint_line: joint.JointLine, facts: tuple[Fact, ...], *, opens: bool, numbered: bool) -> Together:
    standing = confirming.standing(facts)
    return Together(
        case_id=joint_line.id,
        name=joint_line.party.name,
        reference=joint_line.reference if numbered else "",
        opens=opens,
        applied=not joint_line.party.number,
        confirmation=standing,
        withdrawn=standing != "declined" and any(isinstance(fact, ApplicationWithdrawn) for fact in facts),
    )
