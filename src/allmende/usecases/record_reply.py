"""An answer to a hearing that came on paper: the office records it, and it counts like one written online."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain.facts import HearingAnswered, HearingOpened, MessageReceived
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.matter import status
from allmende.domain.matter.hearing import list_other
from allmende.domain.matter.tools import stable_id
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text, day_words
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day
from allmende.usecases.write_message import LONGEST, TOO_LONG

RECEIVED_ON = Field(
    "received_on", "date", Text.named("usecases.record_reply.received_on"), required=True, path="received_on"
)
NO_HEARING = Problem(
    "reply.no_hearing",
    Text.named("usecases.record_reply.reply_no_hearing"),
    "received_on",
)
NO_WORDS = Problem(
    "reply.empty",
    Text.named("usecases.record_reply.reply_empty"),
    "text",
)


def record_reply(*, city: str, case_id: str, officer: Officer, typed: str, text: str, now: datetime) -> Problem | None:
    """Record what came on paper on the day typed, with its words or what matters of them; the process goes on.

    Error: `NotFound` without the right to write to the person. None: done.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today, text = local_day(now), clean_lines(text)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=today)
        hearing = status.unanswered_hearing(matter.facts)
        day = _read_day(hearing, typed, today) if hearing else NO_HEARING
        if isinstance(day, Problem):
            return day
        if not text.strip() or len(text) > LONGEST:
            return TOO_LONG if text.strip() else NO_WORDS
        key = f"paper:{hashlib.sha256(f'{len(matter.facts)}:{typed}'.encode()).hexdigest()[:24]}"
        message_id = stable_id(case_id, key)
        cases.write_message(
            case_id=case_id,
            message_id=message_id,
            key=key,
            from_citizen=True,
            author=officer.name,
            subject="",
            text=text,
            now=now,
        )
        fact = MessageReceived(at=now, message_id=message_id, received_on=day, by=officer.name)
        cases.append(case_id=case_id, facts=[(key, fact)], now=now, today=today, actor=f"officer:{officer.pk}")
    return None


NO_MESSAGE = Problem(
    "reply.no_message",
    Text.named("usecases.record_reply.reply_no_message"),
    "nachricht",
)


def count_as_answer(*, city: str, case_id: str, officer: Officer, message_id: str, now: datetime) -> Problem | None:
    """A message the person sent about something else answers the hearing after all; the process goes on.

    Error: `NotFound` without the right to write to the person. None: done.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        known = cases.read_facts(case_id=case_id)
        found = next((x for x in list_other(known) if x.message_id == message_id), None)
        if found is None:
            return NO_MESSAGE
        fact = HearingAnswered(
            at=now, message_id=message_id, received_on=local_day(found.at), by=officer.name,
            officer=str(officer.pk),
        )  # fmt: skip
        key = f"answered:{message_id}"
        cases.append(case_id=case_id, facts=[(key, fact)], now=now, today=local_day(now), actor=f"officer:{officer.pk}")
    return None


def _read_day(hearing: HearingOpened, typed: str, today: date) -> date | Problem:
    day, refused = read(RECEIVED_ON, typed.strip()) if typed.strip() else (None, ())
    if refused:
        return Problem(refused[0].code, refused[0].text, RECEIVED_ON.id)
    if not isinstance(day, date):
        return Problem("reply.day", Text.named("usecases.record_reply.reply_day"), RECEIVED_ON.id)
    if day > today:
        words = Text.named("usecases.record_reply.this_day_lies_in_future")
        return Problem("reply.future", words, RECEIVED_ON.id)
    first = hearing.posted_on or local_day(hearing.at)
    if day < first:
        words = Text.named(
            "usecases.record_reply.hearing_began_on_day_earlier",
            day=day_words(first),
        )
        return Problem("reply.before", words, RECEIVED_ON.id)
    return day
