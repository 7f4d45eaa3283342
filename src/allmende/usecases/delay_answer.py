"""An interim notice: the person learns why her answer takes longer, and the new day by which it comes."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import facts as f
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.matter import Matter, speech
from allmende.domain.matter.model import decision_of
from allmende.domain.matter.tools import stable_id
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text, weekday_date
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day

LONGEST = 2_000
FURTHEST = timedelta(days=366)
_DAY = Field("tag", "date", Text(""), path="tag")
DECIDED = Problem("delay.decided", Text.named("usecases.delay_answer.delay_decided"))
NO_DAY = Problem("delay.day", Text.named("usecases.delay_answer.delay_day"), "tag")
EARLIER = Problem("delay.earlier", Text.named("usecases.delay_answer.delay_earlier"), "tag")
NO_REASON = Problem("delay.reason", Text.named("usecases.delay_answer.delay_reason"), "grund")


def may_delay(matter: Matter) -> bool:
    """Is an answer still owed?"""
    over = f.find_closed(matter.facts) or matter.last(f.ApplicationWithdrawn)
    return not over and decision_of(matter.facts) is None


def delay_answer(
    *, city: str, case_id: str, officer: Officer, typed: str, reason: str, key: str, now: datetime
) -> tuple[Problem, ...]:
    """Tell her, with a mail that there is a message. Sent twice with one `key`, it is one. Empty: done.

    Error: `NotFound` without the right to write to the person.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today, reason = local_day(now), clean_lines(reason)[:LONGEST].strip()
    name = f"delay:{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=today)
        message_id = stable_id(case_id, name)
        if any(isinstance(x, f.AnswerDelayed) and x.message_id == message_id for x in matter.facts):
            return ()
        before = speech.expected_of(matter)
        until = _read(typed, before, today)
        problems = tuple(x for x in (until, None if reason else NO_REASON) if isinstance(x, Problem))
        if not may_delay(matter):
            return (DECIDED,)
        if problems or isinstance(until, Problem):
            return problems
        language, service = matter.language, speech.service_name(matter.service, matter.language)
        text = TEXT.spoken(language).format(service=service, reason=reason, day=weekday_date(until, language))
        cases.write_message(
            case_id=case_id, message_id=message_id, key=name, from_citizen=False, author=officer.name,
            subject=SUBJECT.spoken(language), text=text, now=now,
        )  # fmt: skip
        delayed = f.AnswerDelayed(
            at=now, until=until, before=before, reason=reason, by=officer.name, officer=str(officer.pk),
            message_id=message_id,
        )  # fmt: skip
        facts = [(name, delayed), (f"{name}:sent", f.MessageSent(at=now, message_id=message_id))]
        cases.append(case_id=case_id, facts=facts, now=now, today=today, actor=f"officer:{officer.pk}")
    return ()


SUBJECT = Text.named("usecases.delay_answer.subject")
TEXT = Text.named("usecases.delay_answer.text")


def _read(typed: str, before: date | None, today: date) -> date | Problem:
    """The new day: later than the one she was told, and within a year."""
    day, refused = read(_DAY, typed.strip()) if typed.strip() else (None, ())
    if refused or not isinstance(day, date) or day > today + FURTHEST:
        return NO_DAY
    return EARLIER if day <= today or (before is not None and day <= before) else day
