"""A proof that somebody may act belongs to the person, not to one case: there in the case that asks for it, it counts in all that come of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from allmende.apps.applications import queries as applications
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import facts as f
from allmende.domain.matter import waiving
from allmende.domain.matter.acting import RepresentedBy, find_inherited, still_acting
from allmende.foundation.jobs import publish
from allmende.usecases.clock import local_day


def hand_on_proof(*, city: str, case_id: str, now: datetime) -> int:
    """Where the proof is there or people agreed to go without it: in how many cases it counts from now on. Again, it changes nothing."""
    today = local_day(now)
    following = [one for one in applications.list_following(application_id=case_id) if one != case_id]
    if not following:
        return 0
    matter = queries.find_matter(case_id=case_id, today=today)
    acting = still_acting(matter)
    if acting is None or acting.later or any(bar.kind == acting.said.capacity for bar in waiving.list_proofs(matter)):
        return 0
    return sum(_prove(one, acting, now) for one in following if queries.exists(city=city, case_id=one))


@transaction.atomic
def _prove(case_id: str, acting: RepresentedBy, now: datetime) -> bool:
    """Only where the same person acts there in the same capacity: the proof of another proves nothing about her."""
    cases.lock(case_id=case_id)
    known = cases.read_facts(case_id=case_id)
    inherited = find_inherited(known)
    if inherited is None or inherited.proved or (inherited.by, inherited.capacity) != (acting.by, acting.said.capacity):
        return False
    proved: list[tuple[str, f.Fact]] = [("acting:proved", replace(inherited, at=now, proved=True))]
    cases.append(case_id=case_id, facts=proved, now=now, today=local_day(now), actor="machine", known=known)
    publish("timer_set", {"case_id": case_id}, unique=f"proved:{case_id}")
    return True
