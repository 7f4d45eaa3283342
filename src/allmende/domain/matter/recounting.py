"""The legal days of a letter counted anew, because it arrived or a day about it was mistyped; and what the person is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from allmende.domain import facts as f
from allmende.domain.deadlines import BY_HAND, MAILED
from allmende.domain.matter import by_post, speech
from allmende.domain.matter.announcing import announce, provided_of, say_start
from allmende.domain.matter.arrival import find_arrived_on
from allmende.domain.matter.legal_days import LegalDays
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import MoveDemand, OpenCorrection
from allmende.domain.values import Problem, Text, local_day

NO_REASON = Problem(
    "correcting.reason",
    Text.named("matter.recounting.correcting_reason"),
    "grund",
)
SAME = Problem("correcting.same", Text.named("matter.recounting.correcting_same"), "tag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """`days` are those that hold now; `facts` and `moved` are what follows."""

    days: LegalDays | None
    facts: tuple[f.Fact, ...] = ()
    moved: tuple[MoveDemand | OpenCorrection, ...] = ()


def count(matter: Matter, noted: f.LetterArrived | f.DayCorrected, now: datetime, today: date) -> Recount:
    """The legal days of that letter with what was just noted: notification, remedy, hearing, payment.

    A day the authority itself set and told (hearing, payment) never becomes shorter; the period of a remedy is the law's.
    """
    notice = by_post.issued(matter.facts, noted.notice_id)
    before = _deemed(matter.facts, noted.notice_id)
    known = (*matter.facts, noted)
    provided = [x for x in known if isinstance(x, f.NoticeProvided) and x.notice_id == notice.notice_id][-1]
    sent_on = by_post.find_posted_on(known, notice.notice_id) or provided.provided_on
    way = replace(provided_of(notice, provided), on=sent_on)
    arrived_on = find_arrived_on(known, notice.notice_id)
    days = announce(matter.service, way, speech.names(matter, today), arrived_on=arrived_on)
    if days is None or (before and (before.day, before.appeal_until, before.rule) == _said(days)):
        return Recount(days=days)
    run, moved = by_post.run_from(matter, notice, days, sent_on, now)
    changed = _changed(before, days, now)
    return Recount(days=days, facts=(days.fact(now, notice.notice_id), *changed, *run), moved=moved)


def say_why(matter: Matter, notice_id: str) -> Text | None:
    """When that letter counts as notified and why, or why that is still open; None before it went out and once it came back."""
    provided: f.NoticeProvided | None = None
    opened_on: date | None = None
    for fact in matter.facts:
        match fact:
            case f.NoticeProvided() if fact.notice_id == notice_id:
                provided, opened_on = fact, None
            case f.LetterReturned() if fact.notice_id == notice_id:
                provided = None
            case f.NoticeRetrieved() if fact.notice_id == notice_id:
                opened_on = local_day(fact.at)
    if provided is None:
        return None
    sent_on = by_post.find_posted_on(matter.facts, notice_id)
    way = provided_of(by_post.issued(matter.facts, notice_id), provided)
    on_paper = way.channel in (*MAILED, *BY_HAND)
    way = replace(way, on=sent_on) if sent_on and on_paper else way
    return say_start(matter.service, way, retrieved_on=opened_on, arrived_on=find_arrived_on(matter.facts, notice_id))


def _said(days: LegalDays) -> tuple[date, date | None, str]:
    return days.deemed_on, days.appeal_until, days.rule


def _changed(before: f.NotificationDeemed | None, days: LegalDays, now: datetime) -> tuple[f.PeriodChanged, ...]:
    """That the last day for the remedy is another one than the person was told."""
    if before is None or not before.appeal_until or not days.appeal_until or before.appeal_until == days.appeal_until:
        return ()
    remedy = days.appeal_rule.removeprefix("appeal.").partition(".")[0]
    return (
        f.PeriodChanged(
            at=now, notice_id=before.notice_id, before=before.appeal_until, until=days.appeal_until, remedy=remedy
        ),
    )


def _deemed(facts: Iterable[f.Fact], notice_id: str) -> f.NotificationDeemed | None:
    """What counted so far; None where the letter came back since."""
    found: f.NotificationDeemed | None = None
    for fact in facts:
        match fact:
            case f.NotificationDeemed() if fact.notice_id == notice_id:
                found = fact
            case f.LetterReturned() if fact.notice_id == notice_id:
                found = None
    return found
