"""Who acts for somebody may not any more (power of attorney revoked, guardian dismissed, officer gone): the office records it once, and
she is out of every case and draft that came of the application."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries as sent
from allmende.apps.booking import operations as booking
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain.facts import AuthorityRevoked, RepresentationEnded
from allmende.domain.forms import Field
from allmende.domain.matter import by_post
from allmende.domain.matter.acting import acting_in, still_acting
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.announce import send_open_by_post
from allmende.usecases.clock import local_day
from allmende.usecases.find_cases import index_case

LONGEST_WORDS = 500
REVOKED_ON = Field(
    "revoked_on", "date", Text.named("usecases.end_authority.revoked_on"), required=True, path="revoked_on"
)
NOBODY = Problem("authority.none", Text.named("usecases.end_authority.authority_none"), "tag")
NO_WORDS = Problem(
    "authority.how",
    Text.named("usecases.end_authority.authority_how"),
    "wie",
)


def end_authority(
    *, city: str, case_id: str, officer: Officer, typed: str, how: str, address: str, abroad: bool, now: datetime
) -> Problem | None:
    """From now on letters go to the represented person, by post; account, devices and links of who acted open nothing: neither the
    application nor the cases of others it was sent for, objections, renewals, and drafts of these. Asked at any of these cases.
    Of somebody who stepped in later (`name_representative`) only this case knows, and the person opens it as before.

    `typed`: the day the end became known here; `address`: where letters go, line by line. What was done before stays done.
    Error: `NotFound` without the right to write to the person. None: done.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today, words = local_day(now), clean_line(how)[:LONGEST_WORDS]
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=today)
        acting = still_acting(matter)
        if acting is None:
            return NOBODY
        day = by_post.read_day(REVOKED_ON, typed, matter.received_on, today)
        if not isinstance(day, date):
            return replace(day, where="tag")
        if not words:
            return NO_WORDS
        lines = by_post.read_address(address, abroad=abroad)
        if isinstance(lines, Problem):
            return replace(lines, where="adresse")
        fact = AuthorityRevoked(
            at=now, received_on=day, how=words, address=lines, abroad=abroad, by=officer.name, officer=str(officer.pk),
            capacity=acting.said.capacity,
        )  # fmt: skip
        actor = f"officer:{officer.pk}"
        if acting.later:
            put_out = any(isinstance(x, AuthorityRevoked) and not x.her_own for x in matter.facts)
            mine = (f"authority:revoked:{len(matter.facts)}", replace(fact, her_own=not put_out))
            cases.append(case_id=case_id, facts=[mine], now=now, today=today, actor=actor)
            index_case(case_id=case_id, today=today)
            return None
        ended = sent.list_following(application_id=_first(city, case_id, today))
        applications.end_access(application_ids=ended, now=now, actor=actor)
        for one in sorted(one for one in ended if queries.exists(city=city, case_id=one)):
            cases.lock(case_id=one)
            booking.renew_links(matter=one, email="")
            known = cases.read_facts(case_id=one)
            if not any(isinstance(x, AuthorityRevoked | RepresentationEnded) for x in known):
                cases.append(case_id=one, facts=[("authority:revoked", fact)], now=now, today=today, actor=actor)
                index_case(case_id=one, today=today)
                send_open_by_post(case_id=one, now=now)
    return None


def _first(city: str, case_id: str, today: date) -> str:
    """The application in which it was declared first: of those this one comes of, the last in which somebody acts."""
    found = case_id
    while (origin := sent.find_origin(application_id=found)) and queries.exists(city=city, case_id=origin):
        if acting_in(queries.find_matter(case_id=origin, today=today)) is None:
            break
        found = origin
    return found
