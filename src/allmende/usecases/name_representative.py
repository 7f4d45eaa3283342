"""Somebody steps in for the person of a case (a lawyer, a guardian a court appointed): the office records it, and letters go to her."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain.facts import RepresentationNamed
from allmende.domain.forms import Field
from allmende.domain.matter import by_post
from allmende.domain.matter.acting import still_acting
from allmende.domain.matter.model import Matter
from allmende.domain.matter.people import people_of
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.announce import send_open_by_post
from allmende.usecases.clock import local_day
from allmende.usecases.find_cases import index_case

CAPACITIES = ("proxy", "guardian")
"""In which somebody may step in: § 14 and § 12 HVwVfG."""
LONGEST_WORDS = 500
KNOWN_ON = Field(
    "known_on", "date", Text.named("usecases.name_representative.known_on"), required=True, path="known_on"
)
SOMEBODY = Problem("representative.there", Text.named("usecases.name_representative.there"), "adresse")
NO_CAPACITY = Problem("representative.capacity", Text.named("usecases.name_representative.capacity"), "eigenschaft")
NO_WORDS = Problem("representative.how", Text.named("usecases.name_representative.how"), "wie")


def name_representative(
    *,
    city: str,
    case_id: str,
    officer: Officer,
    capacity: str,
    typed: str,
    how: str,
    address: str,
    abroad: bool,
    now: datetime,
) -> Problem | None:
    """From now on letters, and what is asked of the person and still open, go by post to whoever stepped in. The person still opens
    her case online.

    `typed`: the day it became known here; `address`: name and address of the representative, line by line; `how`: what proves it.
    Error: `NotFound` without the right to write to the person. None: done.
    """  # fmt: skip
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=local_day(now))
        fact = read_representative(
            matter=matter, officer=officer, capacity=capacity, typed=typed, how=how, address=address, abroad=abroad, now=now
        )  # fmt: skip
        if isinstance(fact, Problem):
            return fact
        record(matter=matter, fact=fact, now=now)
    return None


def read_representative(
    *, matter: Matter, officer: Officer, capacity: str, typed: str, how: str, address: str, abroad: bool, now: datetime
) -> RepresentationNamed | Problem:
    """The fact as typed, or what is wrong with it. Nothing is written."""
    words, today = clean_line(how)[:LONGEST_WORDS], local_day(now)
    if still_acting(matter) is not None:
        return SOMEBODY
    if capacity not in CAPACITIES:
        return NO_CAPACITY
    day = by_post.read_day(KNOWN_ON, typed, matter.received_on, today)
    if not isinstance(day, date):
        return replace(day, where="tag")
    if not words:
        return NO_WORDS
    lines = by_post.read_address(address, abroad=abroad)
    if isinstance(lines, Problem):
        return replace(lines, where="adresse")
    return RepresentationNamed(
        at=now, capacity=capacity, name=people_of(matter.answers).applicant, by=lines[0], address=lines[1:], abroad=abroad,
        received_on=day, how=words, officer=str(officer.pk), recorded_by=officer.name,
    )  # fmt: skip


def record(*, matter: Matter, fact: RepresentationNamed, now: datetime) -> None:
    """Write it, find the case by the new name, and send what is open. The caller holds the case."""
    today, case_id = local_day(now), matter.case_id
    actor, key = f"officer:{fact.officer}", f"representative:{len(matter.facts)}"
    cases.append(case_id=case_id, facts=[(key, fact)], now=now, today=today, actor=actor)
    index_case(case_id=case_id, today=today)
    send_open_by_post(case_id=case_id, now=now)
