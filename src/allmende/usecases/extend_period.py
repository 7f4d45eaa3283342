"""The time to decide before a permission counts as granted (§ 42a HVwVfG): extended once, and what happens when it is over."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from django.db import transaction

from allmende.apps.cases import moving, queries
from allmende.apps.cases import operations as cases
from allmende.domain import facts as f
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.matter import Matter, deeming, speech
from allmende.domain.matter.tools import stable_id
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text, weekday_date
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day

LONGEST = 2_000
FURTHEST = timedelta(days=366)
_DAY = Field("tag", "date", Text(""), path="tag")
NO_DAY = Problem("deeming.day", Text.named("usecases.extend_period.no_day"), "tag")
SUBJECT, TEXT = Text.named("usecases.extend_period.subject"), Text.named("usecases.extend_period.text")
DEEMED_SUBJECT = Text.named("usecases.extend_period.deemed_subject")
DEEMED_TEXT = Text.named("usecases.extend_period.deemed_text")


def extend_period(
    *, city: str, case_id: str, officer: Officer, typed: str, reason: str, key: str, now: datetime
) -> tuple[Problem, ...]:
    """Extend the time to decide and tell the person why. Sent twice with one `key`, it is one. Empty: done.

    Error: `NotFound` without the right to write to the person.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today, reason = local_day(now), clean_lines(reason)[:LONGEST].strip()
    name = f"extended:{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    until, refused = read(_DAY, typed.strip()) if typed.strip() else (None, ())
    if refused or not isinstance(until, date) or until > today + FURTHEST:
        return (NO_DAY,)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=today)
        message_id = stable_id(case_id, name)
        if any(isinstance(x, f.DecisionPeriodExtended) and x.message_id == message_id for x in matter.facts):
            return ()
        if problems := deeming.check_extension(matter, until, reason, today):
            return problems
        period = deeming.find_period(matter, today)
        assert period is not None and period.day is not None, "checked"
        language = matter.language
        text = TEXT.spoken(language).format(
            service=speech.service_name(matter.service, language), day=weekday_date(until, language),
            before=weekday_date(period.day, language), reason=reason,
        )  # fmt: skip
        fact = f.DecisionPeriodExtended(
            at=now, until=until, before=period.day, reason=reason, by=officer.name, officer=str(officer.pk),
            message_id=message_id,
        )  # fmt: skip
        _tell(matter, name, SUBJECT, text, fact, officer.name, f"officer:{officer.pk}", now)
    return ()


def deem_approvals(*, now: datetime) -> int:
    """Note for every open case whose time to decide is over that the permission counts as granted; how many. Twice is once.

    The task that would decide stays in the city in scope: whoever does it can only grant, so that fee, entry and letter follow.
    """
    today = local_day(now)
    ordered = (ids for adoption in moving.list_open_adoptions() if (ids := moving.list_open(adoption_id=adoption)))
    return sum(_deem_of(ids, today, now) for ids in ordered)


def _deem_of(ids: tuple[str, ...], today: date, now: datetime) -> int:
    """Those of one adoption: no provision orders it for one of them, or for all."""
    done = 0
    for case_id in ids:
        matter = queries.find_matter(case_id=case_id, today=today)
        if matter.service.sheet.deemed_approval is None:
            return done
        period = deeming.find_period(matter, today)
        if period and deeming.is_over(period, today):
            with transaction.atomic():
                cases.lock(case_id=case_id)
                done += _deem(queries.find_matter(case_id=case_id, today=today), today, now)
    return done


def _deem(matter: Matter, today: date, now: datetime) -> bool:
    period = deeming.find_period(matter, today)
    if period is None or period.day is None or period.begin is None or not deeming.is_over(period, today):
        return False
    language, name = matter.language, "approval_deemed"
    text = DEEMED_TEXT.spoken(language).format(
        service=speech.service_name(matter.service, language),
        day=weekday_date(period.day, language),
        basis=period.basis,
    )
    fact = f.ApprovalDeemed(
        at=now, day=period.day, counted_from=period.begin, basis=period.basis,
        message_id=stable_id(matter.case_id, name),
    )  # fmt: skip
    _tell(matter, name, DEEMED_SUBJECT, text, fact, "", "clock", now)
    return True


def _tell(
    matter: Matter, name: str, subject: Text, text: str, fact: f.DecisionPeriodExtended | f.ApprovalDeemed, author: str,
    actor: str, now: datetime,
) -> None:  # fmt: skip
    cases.write_message(
        case_id=matter.case_id, message_id=fact.message_id, key=name, from_citizen=False, author=author,
        subject=subject.spoken(matter.language), text=text, now=now,
    )  # fmt: skip
    told = [(name, fact), (f"{name}:sent", f.MessageSent(at=now, message_id=fact.message_id))]
    cases.append(case_id=matter.case_id, facts=told, now=now, today=local_day(now), actor=actor)
