"""The represented person took a power of attorney back: the office records it, and the proxy is out of the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain.facts import AuthorityRevoked
from allmende.domain.forms import Field
from allmende.domain.matter import by_post
from allmende.domain.matter.acting import has_proxy
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day
from allmende.usecases.find_cases import index_case

LONGEST_WORDS = 500
REVOKED_ON = Field(
    "revoked_on", "date", Text.named("usecases.end_authority.revoked_on"), required=True, path="revoked_on"
)
NO_PROXY = Problem("authority.none", Text.named("usecases.end_authority.authority_none"), "tag")
NO_WORDS = Problem(
    "authority.how",
    Text.named("usecases.end_authority.authority_how"),
    "wie",
)


def end_authority(
    *, city: str, case_id: str, officer: Officer, typed: str, how: str, address: str, abroad: bool, now: datetime
) -> Problem | None:
    """From now on letters go to the represented person, by post; account, devices and links of the proxy open nothing.

    `typed`: the day the revocation arrived; `address`: hers, line by line. What the proxy did before stays done.
    Error: `NotFound` without the right to write to the person. None: done.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today, words = local_day(now), clean_line(how)[:LONGEST_WORDS]
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=today)
        if not has_proxy(matter):
            return NO_PROXY
        day = by_post.read_day(REVOKED_ON, typed, matter.received_on, today)
        if not isinstance(day, date):
            return replace(day, where="tag")
        if not words:
            return NO_WORDS
        lines = by_post.read_address(address, abroad=abroad)
        if isinstance(lines, Problem):
            return replace(lines, where="adresse")
        fact = AuthorityRevoked(
            at=now, received_on=day, how=words, address=lines, abroad=abroad, by=officer.name, officer=str(officer.pk)
        )
        actor = f"officer:{officer.pk}"
        applications.end_access(application_id=case_id, now=now, actor=actor)
        cases.append(case_id=case_id, facts=[("authority:revoked", fact)], now=now, today=today, actor=actor)
        index_case(case_id=case_id, today=today)
    return None
