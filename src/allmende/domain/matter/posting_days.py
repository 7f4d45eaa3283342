"""What a letter moves: the last day to pay and to hand in what was asked for run from its notification, never from before it was written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from allmende.domain import facts as f
from allmende.domain.deadlines import next_working_day
from allmende.domain.matter.demands import DemandStanding, list_standings
from allmende.domain.matter.hearing import UNDERWAY
from allmende.domain.values import local_day


def move_payment(
    facts: Iterable[f.Fact],
    letter: f.NoticeIssued,
    counted_from: date | None,
    posted_on: date,
    now: datetime,
    state: str,
) -> tuple[f.PaymentDayMoved, ...]:
    """The new last day of the open demand that decision demands: as long from its notification as it was from the demand.

    `counted_from`: the day of notification; None while the law knows none. Nothing where the day would not be later.
    """
    known = tuple(facts)
    owed = _demanded_by(known, letter)
    if owed is None or owed.due_on is None:
        return ()
    due = next_working_day((counted_from or posted_on + UNDERWAY) + length_of(known, owed), state)
    if due <= owed.due_on:
        return ()
    return (f.PaymentDayMoved(at=now, demand_id=owed.demand_id, due_on=due, posted_on=posted_on),)


def renew_payment(facts: Iterable[f.Fact], today: date, now: datetime, state: str) -> tuple[f.PaymentDayMoved, ...]:
    """The new last day of the open demand that a decision written `today` tells: as long from that day as it was from the demand.

    A decision may be written days after the demand, because a second person looked at it or something failed meanwhile; what was
    left of the time would be all that the letter grants.
    """
    owed = next((x.demanded for x in list_standings(facts) if _is_open(x)), None)
    if owed is None or owed.due_on is None:
        return ()
    due = next_working_day(today + length_of(facts, owed), state)
    if due <= owed.due_on:
        return ()
    return (f.PaymentDayMoved(at=now, demand_id=owed.demand_id, due_on=due, posted_on=today),)


def ask_again(
    facts: Iterable[f.Fact], notice_id: str, counted_from: date | None, posted_on: date, now: datetime, state: str
) -> tuple[f.CorrectionRequested, ...]:
    """The request that letter made, once more with as much time; nothing where it was answered or all is decided.

    `counted_from`: the day of notification; None while the law knows none. Nothing where the day would not be later.
    """
    asked: f.CorrectionRequested | None = None
    for fact in facts:
        match fact:
            case f.CorrectionRequested():
                asked = fact
            case f.CorrectionReceived() | f.DecisionTaken() | f.CaseClosed():
                asked = None
    if asked is None or asked.notice_id != notice_id or not asked.due_on or not asked.counted_from:
        return ()
    begin = counted_from or posted_on + UNDERWAY
    due = next_working_day(begin + (asked.due_on - asked.counted_from), state)
    return (replace(asked, at=now, due_on=due, counted_from=begin),) if due > asked.due_on else ()


def _demanded_by(known: tuple[f.Fact, ...], letter: f.NoticeIssued) -> f.PaymentDemanded | None:
    """The demand that letter told: open when it was written, and still."""
    if letter.notice_kind != "decision":
        return None
    before = known[: known.index(letter)]
    told = {standing.demanded.demand_id for standing in list_standings(before) if _is_open(standing)}
    return next((x.demanded for x in list_standings(known) if _is_open(x) and x.demanded.demand_id in told), None)


def length_of(known: Iterable[f.Fact], owed: f.PaymentDemanded) -> timedelta:
    """How long the demand itself grants."""
    asked = next(x for x in known if isinstance(x, f.PaymentDemanded) and x.demand_id == owed.demand_id)
    begin = local_day(asked.at)
    return (asked.due_on or owed.due_on or begin) - begin


def _is_open(demand_standing: DemandStanding) -> bool:
    return demand_standing.status in ("open", "mismatched")
