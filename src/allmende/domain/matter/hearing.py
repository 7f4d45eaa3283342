"""The hearing of a case (§ 28 HVwVfG), told from the facts: who was invited until when, and whether an answer came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allmende.domain import facts as f
from allmende.domain.deadlines import next_working_day

BERLIN = ZoneInfo("Europe/Berlin")
UNDERWAY = timedelta(days=4)
"""How long the letter itself assumes to be underway; its process text counts the day it names to be read online so."""


def hearing_names(facts: Iterable[f.Fact]) -> dict[str, Any]:
    """`hearing`: invited_on, until, answered, answered_on of the latest hearing; null and false without one.

    Where its letter went by post also posted_on and counted_from, the day from which the time ran.

    An answer is the first message of the citizen after the invitation and before the decision that followed it.
    """
    opened: f.HearingOpened | None = None
    answer: f.MessageReceived | None = None
    decided = False
    for fact in facts:
        match fact:
            case f.HearingOpened():
                opened, answer, decided = fact, None, False
            case f.DecisionTaken():
                decided = True
            case f.MessageReceived() if opened and not answer and not decided:
                answer = fact
    return {
        "invited_on": _day(opened),
        "until": opened.until if opened else None,
        "answered": answer is not None,
        "answered_on": (answer and answer.received_on) or _day(answer),
        "posted_on": opened.posted_on if opened else None,
        "counted_from": opened.counted_from if opened else None,
    }


def is_answered(facts: Iterable[f.Fact]) -> bool:
    """Did the person answer the latest hearing, before any decision that followed it?"""
    return bool(hearing_names(facts)["answered"])


def begin_of(facts: Iterable[f.Fact], letter: f.NoticeIssued, today: date) -> date:
    """The day from which the time to answer that letter runs: never earlier than the letter itself assumes.

    By post that is the day it counts as notified; where the law knows none (online without consent, abroad before the
    letter arrived), four days from `today`.
    """
    deemed = [x.day for x in facts if isinstance(x, f.NotificationDeemed) and x.notice_id == letter.notice_id]
    assumed = letter.at.astimezone(BERLIN).date() + UNDERWAY
    return max(deemed[-1] if deemed else today + UNDERWAY, assumed)


def open_again(
    facts: Iterable[f.Fact], notice_id: str, counted_from: date | None, posted_on: date, now: datetime, state: str
) -> tuple[f.Fact, ...]:
    """The hearing once more, as long again, when its letter was posted once more; nothing where she answered or all is decided.

    `counted_from`: the day of notification; None while the law knows none.
    """
    opened: f.HearingOpened | None = None
    for fact in facts:
        match fact:
            case f.HearingOpened():
                opened = fact
            case f.MessageReceived() | f.DecisionTaken() | f.CaseClosed():
                opened = None
    if opened is None or opened.counted_from is None or opened.notice_id != notice_id:
        return ()
    begin = counted_from or posted_on + UNDERWAY
    until = next_working_day(begin + (opened.until - opened.counted_from), state)
    if until <= opened.until:
        return ()
    return (replace(opened, at=now, until=until, counted_from=begin, posted_on=posted_on),)


def _day(fact: f.Fact | None) -> date | None:
    """The local day. Facts carry UTC; letters want the calendar of Europe/Berlin."""
    return fact.at.astimezone(BERLIN).date() if fact else None
