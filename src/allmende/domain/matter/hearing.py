"""The hearing of a case (§ 28 HVwVfG), told from the facts: who was invited until when, and whether an answer came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from allmende.domain import facts as f
from allmende.domain.deadlines import ProcedureLaw, find_norm, next_working_day
from allmende.domain.matter.reached import HEARING, UNTOLD, awaits_paper, came_back, reach_of
from allmende.domain.values import local_day

UNDERWAY = timedelta(days=4)
"""How long a letter assumes to be underway: the last day it names counts from then, and so does the time that runs."""


def hearing_names(facts: Iterable[f.Fact]) -> dict[str, Any]:
    """`hearing`: invited_on, until, answered, answered_on of the latest hearing; null and false without one.

    None either where its letter came back and nobody answered, and where a person said why nobody need be heard.

    Where its letter went by post also posted_on and counted_from, the day from which the time ran.

    An answer is the first message of the citizen after the invitation and before the decision that followed it, unless she
    said that it is about something else and the office did not find otherwise.
    """
    known = tuple(facts)
    opened: f.HearingOpened | None = None
    answer: f.MessageReceived | f.HearingAnswered | None = None
    decided = False
    for fact in known:
        match fact:
            case f.HearingOpened():
                opened, answer, decided = fact, None, False
            case f.HearingWaived() if not answer:
                opened = None
            case f.DecisionTaken():
                decided = True
            case f.MessageReceived() | f.HearingAnswered() if opened and not answer and not decided and answers(fact):
                answer = fact
    if opened and not answer and is_unreached(known, opened):
        opened = None
    return {
        "invited_on": _day(opened),
        "until": opened.until if opened else None,
        "answered": answer is not None,
        "answered_on": (answer and answer.received_on) or _day(answer),
        "posted_on": opened.posted_on if opened else None,
        "counted_from": opened.counted_from if opened else None,
    }


def hearing_basis(law: ProcedureLaw) -> str | None:
    """The provision that orders the hearing, as the letter names it (`hearing.basis`); None where the law has none."""
    norm = find_norm(law, "hearing")
    return norm.basis if norm else None


Unheard = Literal["back", "unposted", "awaited", "running"]
"""Why a hearing is none yet: its letter came back, it is still to go by post because nobody reads it online, nobody noted the
letter's arrival, the time after a new one runs."""


def is_unreached(facts: Iterable[f.Fact], hearing: f.HearingOpened) -> bool:
    """Did the letter that invites to that hearing come back and nobody brought it once more, or is it still to go by post?"""
    known = tuple(facts)
    return awaits_paper(known, HEARING) or (bool(hearing.notice_id) and reach_of(known, hearing.notice_id) in UNTOLD)


def why_unheard(facts: Iterable[f.Fact], today: date) -> tuple[Unheard, f.HearingOpened] | None:
    """Why the person could not speak in the latest hearing, decided since or not; None where she could, answered, or need not."""
    known = tuple(facts)
    opened: f.HearingOpened | None = None
    for fact in known:
        match fact:
            case f.HearingOpened():
                opened = fact
            case f.HearingWaived() | f.CaseClosed():
                opened = None
            case _ if answers(fact):
                opened = None
    if opened is None:
        return None
    reach = reach_of(known, opened.notice_id) if opened.notice_id else "out"
    if awaits_paper(known, HEARING) or reach == "ordered":
        return "unposted", opened
    if reach != "out":
        return reach, opened
    by_paper = any(isinstance(x, f.PaperOrdered) and HEARING in x.about for x in known)
    again = (by_paper or came_back(known, opened.notice_id)) and opened.until >= today
    return ("running", opened) if again else None


def was_heard(facts: Iterable[f.Fact]) -> bool:
    """Was the person invited to comment in this case, or did somebody say why she need not be?"""
    return any(isinstance(x, (f.HearingOpened, f.HearingWaived)) for x in facts)


OTHER, ANSWER = "other", "answer"
"""What the person says a message during a hearing is about."""


def answers(fact: f.Fact) -> bool:
    """Does this fact answer an open hearing?"""
    return isinstance(fact, f.HearingAnswered) or (isinstance(fact, f.MessageReceived) and fact.about != OTHER)


def list_other(facts: Iterable[f.Fact]) -> tuple[f.MessageReceived, ...]:
    """What the person wrote about something else since the latest hearing; none once it is answered or decided."""
    found: list[f.MessageReceived] | None = None
    for fact in facts:
        match fact:
            case f.HearingOpened():
                found = []
            case f.MessageReceived() if found is not None and not answers(fact):
                found.append(fact)
            case f.MessageReceived() | f.HearingAnswered() | f.DecisionTaken() | f.CaseClosed():
                found = None
    return tuple(found or ())


def is_answered(facts: Iterable[f.Fact]) -> bool:
    """Did the person answer the latest hearing, before any decision that followed it?"""
    return bool(hearing_names(facts)["answered"])


def assumed_of(letter: f.NoticeIssued) -> date:
    """The day from which the last day counts that the letter names."""
    return local_day(letter.at) + UNDERWAY


def begin_of(facts: Iterable[f.Fact], letter: f.NoticeIssued, today: date) -> date:
    """The day from which the time to answer that letter runs: never earlier than the letter itself assumes.

    By post that is the day it counts as notified; where the law knows none (online without consent, abroad before the
    letter arrived), four days from `today`.
    """
    deemed = [x.day for x in facts if isinstance(x, f.NotificationDeemed) and x.notice_id == letter.notice_id]
    return max(deemed[-1] if deemed else today + UNDERWAY, assumed_of(letter))


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
            case f.DecisionTaken() | f.CaseClosed() | f.HearingWaived():
                opened = None
            case _ if answers(fact):
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
    return local_day(fact.at) if fact else None
