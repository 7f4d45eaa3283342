"""Somebody went to court about a case: the office notes court, number and day. The complete file goes there from `copy_file`."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain.facts import ClaimNoted
from allmende.domain.forms import Field
from allmende.domain.matter import by_post
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day

FILED_ON = Field("filed_on", "date", Text.named("usecases.note_claim.filed_on"), required=True, path="filed_on")
LONGEST = 200
NO_COURT = Problem("claim.court", Text.named("usecases.note_claim.no_court"), "gericht")
UNDECIDED = Problem("claim.undecided", Text.named("usecases.note_claim.undecided"))


def note_claim(
    *, city: str, case_id: str, officer: Officer, court: str, number: str, typed: str, now: datetime
) -> Problem | None:
    """Note the claim. Noted twice it is one. Error: `NotFound` without the right to write to the person. None: done."""
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today, court, number = local_day(now), clean_line(court), clean_line(number)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=today)
        decided = [x for x in matter.facts if getattr(x, "notice_kind", "") == "decision"]
        if not decided:
            return UNDECIDED
        if not court or not number or max(len(court), len(number)) > LONGEST:
            return NO_COURT
        day = by_post.read_day(FILED_ON, typed, matter.received_on, today)
        if not isinstance(day, date):
            return day
        fact = ClaimNoted(at=now, court=court, number=number, filed_on=day, by=officer.name)
        key = f"claim:{hashlib.sha256(f'{court}:{number}'.encode()).hexdigest()[:24]}"
        cases.append(case_id=case_id, facts=[(key, fact)], now=now, today=today, actor=f"officer:{officer.pk}")
    return None
