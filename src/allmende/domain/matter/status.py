"""How a case stands for its process and for machines, from its facts alone. People read `telling`.

    received → waiting_for_payment | waiting_for_clerk | waiting_for_applicant | waiting → closed

The six public states are those of FIT-Connect (id.bund.de status v6).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Literal

from allmende.domain import facts as f
from allmende.domain.matter.demands import list_standings
from allmende.domain.matter.hearing import answers, is_unreached
from allmende.domain.matter.reached import UNASKED, is_asked, list_not_due

CHANGED_ANSWERS = (f.AnswersHandedIn, f.CorrectionReceived, f.AnswersMended, f.ItemWithdrawn)
"""Facts that come with other answers than those that were sent; after these an agreement to go without a proof does not hold any more."""
Condition = Literal[
    "received", "waiting_for_payment", "waiting_for_clerk", "waiting_for_applicant", "waiting", "closed"
]
PublicStatus = Literal["INITIATED", "SUBMITTED", "RECEIVED", "PROCESSING", "ACTION_REQUIRED", "COMPLETED"]

PUBLIC: dict[Condition, PublicStatus] = {
    "received": "RECEIVED",
    "waiting": "PROCESSING",
    "waiting_for_clerk": "PROCESSING",
    "waiting_for_payment": "ACTION_REQUIRED",
    "waiting_for_applicant": "ACTION_REQUIRED",
    "closed": "COMPLETED",
}


def condition(facts: Iterable[f.Fact], today: date) -> Condition:
    """What the case waits for: a person of its process first, then money, then the applicant, then anybody in the office."""
    known = tuple(facts)
    if f.find_closed(known):
        return "closed"
    if any(task.node_id for task in open_tasks(known)):
        return "waiting_for_clerk"
    if open_demands(known):
        return "waiting_for_payment"
    if open_correction(known, today) or open_hearing(known, today):
        return "waiting_for_applicant"
    if open_tasks(known):
        return "waiting_for_clerk"
    return "waiting" if any(isinstance(x, f.ProcessStarted) for x in known) else "received"


def public_status(facts: Iterable[f.Fact], today: date) -> PublicStatus:
    """The state for machines: what the citizen can do herself comes before what the office does."""
    known = tuple(facts)
    found = PUBLIC[condition(known, today)]
    return "ACTION_REQUIRED" if found != "COMPLETED" and open_demands(known) else found


def open_demands(facts: Iterable[f.Fact]) -> tuple[f.PaymentDemanded, ...]:
    """Demands that can be paid now: not settled, not expired, not with the treasury, not of a decision that came back, not suspended."""
    known = tuple(facts)
    found = tuple(x.demanded for x in list_standings(known) if x.status == "open")
    untold = list_not_due(known, UNASKED) if found else frozenset()
    return tuple(one for one in found if one.demand_id not in untold)


def open_tasks(facts: Iterable[f.Fact]) -> tuple[f.TaskOpened, ...]:
    """Tasks on somebody's desk."""
    known = tuple(facts)
    ended = {x.task_id for x in known if isinstance(x, (f.TaskDone, f.TaskDropped))}
    return tuple(x for x in known if isinstance(x, f.TaskOpened) and x.task_id not in ended)


def open_correction(facts: Iterable[f.Fact], today: date) -> f.CorrectionRequested | None:
    """The latest request nobody answered, unless its day has passed or the matter was decided since.

    Without a day while its letter reached nobody.
    """
    known = tuple(facts)
    answered = {x.request_id for x in known if isinstance(x, f.CorrectionReceived)}
    found: f.CorrectionRequested | None = None
    for fact in known:
        match fact:
            case f.CorrectionRequested():
                found = fact
            case f.DecisionTaken() | f.CaseClosed():
                found = None
    if found is None or found.request_id in answered:
        return None
    if not is_asked(known, found):
        return replace(found, due_on=None)
    return None if found.due_on and found.due_on < today else found


def open_hearing(facts: Iterable[f.Fact], today: date) -> f.HearingOpened | None:
    """A hearing that is still open: its letter did not come back, not answered, its day not passed, nothing decided since."""
    known = tuple(facts)
    found = unanswered_hearing(known)
    return None if found is None or is_unreached(known, found) or found.until < today else found


def is_unheard(facts: Iterable[f.Fact], today: date) -> bool:
    """True when the day of a hearing passed without an answer, and nothing was decided since."""
    known = tuple(facts)
    found = unanswered_hearing(known)
    return found is not None and not is_unreached(known, found) and found.until < today


def unanswered_hearing(facts: Iterable[f.Fact]) -> f.HearingOpened | None:
    """The latest hearing, also past its day, as long as nobody answered and nothing was decided."""
    found: f.HearingOpened | None = None
    for fact in facts:
        match fact:
            case f.HearingOpened():
                found = fact
            case f.DecisionTaken() | f.CaseClosed() | f.HearingWaived():
                found = None
            case _ if answers(fact):
                found = None
    return found


def is_waived(facts: Iterable[f.Fact], bar: str) -> bool:
    """Did a second person agree to go without it, and no answer has changed since it was put to her?"""
    put: set[str] = set()
    agreed = False
    for fact in facts:
        if isinstance(fact, f.WaiverAsked) and fact.bar == bar:
            put.add(fact.task_id)
        elif isinstance(fact, f.WaiverSettled) and fact.bar == bar:
            agreed = fact.agreed and fact.task_id in put
        elif isinstance(fact, CHANGED_ANSWERS):
            put, agreed = set(), False
    return agreed


def find_lacking(facts: Iterable[f.Fact]) -> f.ApplicationReceived | None:
    """The arrival of an application that still lacks what the decision needs; None where nothing is missing or awaited any more."""
    found: f.ApplicationReceived | None = None
    still: set[str] = set()
    for fact in facts:
        match fact:
            case f.ApplicationReceived() if fact.missing:
                found, still = fact, {path.partition(".")[0] for path in fact.missing}
            case f.AnswersHandedIn():
                still -= {path.partition(".")[0] for path in fact.fields}
            case f.CorrectionRequested():
                still -= {path.partition(".")[0] for path in fact.fields}
            case f.WaiverSettled() if fact.agreed:
                still -= {fact.bar.partition(".")[0]}
            case f.ApplicationCompleted() | f.DecidedIncomplete() | f.DecisionTaken():
                found = None
            case f.ApplicationWithdrawn() | f.CaseClosed():
                found = None
    return found if still else None
