"""Whether a letter reached the person, told from the facts alone. What rests on a letter asks here, and nowhere else.

    back      it came back, its service failed, it was not opened in time, or it was discarded: nobody was told anything
    ordered   it is to go by post, and nobody noted yet that it went
    awaited   it went a way whose day is that of arrival, and nobody noted an arrival yet
    out       it is on its way or notified, as far as anybody knows

A demand stands as the letter that tells it, or is `suspended`: its enforcement is, while an objection runs (`suspension`).

A letter brought once more is on its way anew: what rests on it counts from the new day, not from the old one.

On a letter rest a hearing (`hearing.is_unreached`), a request for what is missing (`is_asked`), a demand (`due_day`). What has
no letter and nobody reads online goes by post as words (`PaperOrdered`): until it went, nobody was told either (`awaits_paper`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from allmende.domain import facts as f
from allmende.domain.matter.demands import list_standings
from allmende.domain.matter.suspension import covers_demands, is_withheld

Reach = Literal["back", "ordered", "awaited", "out"]
DemandReach = Reach | Literal["suspended"]
UNTOLD: tuple[Reach, ...] = ("back", "ordered")
"""Where the person knows nothing of the letter yet."""
UNASKED: tuple[DemandReach, ...] = ("back", "suspended")
"""Where nobody is asked to pay: the person was told nothing, or need not pay for the time being."""
BY_ARRIVAL = ("return_receipt", "service_certificate")
"""Ways whose day is that of the record that comes back, whatever the letter is."""


def reach_of(facts: Iterable[f.Fact], notice_id: str) -> Reach:
    """How that letter stands; `out` for one that was never ordered on paper and lies online."""
    found: Reach = "out"
    decision = False
    for fact in facts:
        match fact:
            case f.NoticeIssued() if fact.notice_id == notice_id:
                decision = fact.notice_kind == "decision"
            case f.PrintingOrdered() if fact.notice_id == notice_id:
                found = "ordered"
            case f.LetterReturned() | f.NoticeDiscarded() if fact.notice_id == notice_id:
                found = "back"
            case f.LetterPosted() if fact.notice_id == notice_id:
                by_arrival = fact.channel in BY_ARRIVAL or (decision and fact.channel == "post_abroad")
                found = "awaited" if by_arrival else "out"
            case f.LetterArrived() | f.NotificationDeemed() if fact.notice_id == notice_id:
                found = "out"
    return found


def came_back(facts: Iterable[f.Fact], notice_id: str) -> bool:
    """True where that letter came back at some time, or its service failed."""
    return any(isinstance(x, f.LetterReturned) and x.notice_id == notice_id for x in facts)


HEARING = "hearing"
"""Stands in `PaperOrdered.about` for the hearing that is open then."""


def awaits_paper(facts: Iterable[f.Fact], about: str) -> bool:
    """Is what has that id still to go by post, because nobody reads it online?"""
    task_id = ""
    for fact in facts:
        match fact:
            case f.PaperOrdered() if about in fact.about:
                task_id = fact.task_id
            case f.PaperPosted() | f.LetterPosted() if fact.task_id == task_id:
                task_id = ""
            case f.HearingOpened() if about == HEARING:
                task_id = ""
    return bool(task_id)


def is_asked(facts: Iterable[f.Fact], request: f.CorrectionRequested) -> bool:
    """Did that request reach the person? One without a letter stands on her page, or goes by post where nobody reads that;
    one she answered did in any case."""
    known = tuple(facts)
    answered = any(isinstance(x, f.CorrectionReceived) and x.request_id == request.request_id for x in known)
    if answered or awaits_paper(known, request.request_id):
        return answered
    return not request.notice_id or reach_of(known, request.notice_id) not in UNTOLD


def request_day(facts: Iterable[f.Fact], request: f.CorrectionRequested | None) -> date | None:
    """The last day to answer that request; None without one, and while its letter reached nobody."""
    return request.due_on if request and is_asked(facts, request) else None


def list_not_due(
    facts: Iterable[f.Fact], of: tuple[DemandReach, ...] = (*UNTOLD, "awaited", "suspended")
) -> frozenset[str]:
    """Ids of the open demands whose decision is not notified, that are still to go by post, or whose enforcement is suspended: not
    to be paid by any day, not reminded of, not given on.

    `of`: `UNASKED` names those nobody is asked to pay.
    """
    known = tuple(facts)
    return frozenset(
        standing.demanded.demand_id
        for standing in list_standings(known)
        if standing.status in ("open", "mismatched") and _reach_of_demand(known, standing.demanded.demand_id) in of
    )


def _reach_of_demand(known: tuple[f.Fact, ...], demand_id: str) -> DemandReach:
    if covers_demands(known):
        return "suspended"
    if awaits_paper(known, demand_id):
        return "ordered"
    letter = find_demanding(known, demand_id)
    return reach_of(known, letter.notice_id) if letter else "out"


def find_demanding(known: tuple[f.Fact, ...], demand_id: str) -> f.NoticeIssued | None:
    """The latest decision written while that demand was open: it tells the person what to pay."""
    since = next(n for n, x in enumerate(known) if isinstance(x, f.PaymentDemanded) and x.demand_id == demand_id)
    letters = [x for x in known[since:] if isinstance(x, f.NoticeIssued) and x.notice_kind == "decision"]
    return letters[-1] if letters else None


def due_day(facts: Iterable[f.Fact], demand: f.PaymentDemanded) -> date | None:
    """The last day to pay that demand; None while the decision that demands it is not notified, and while enforcement is suspended."""
    known = tuple(facts)
    none = demand.demand_id in list_not_due(known) or is_withheld(known, demand.demand_id)
    return None if none else demand.due_on
