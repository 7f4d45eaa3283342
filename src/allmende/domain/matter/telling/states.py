"""How a case stands for its citizen: exactly one state, computed from the facts alone.

The first rule that holds decides. A result comes first: once its letter was provided, it stays the headline while the
process still files or waits for money.

    asked about a decision that is out  hearing
    letter with the result provided     granted, partly, annulled, refused, issued, dispatched, not_found
    application taken back              withdrawn
    closed                              granted, partly, refused (without a letter), unpaid, paid_late, part_paid, closed
    something is the citizen's turn     confirm, hearing, missing, payment_unclear, payment_stopped, payment_failed, to_pay
    the treasury looks at a payment     payment_mismatched, payment_reversed
    a letter waits for the post         printing
    a task lies on a desk               person, others
    a body outside can still answer     others
    the citizen acted just now          received, paid, answered
    else                                working
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from allmende.domain import facts as f
from allmende.domain.facts.states import STATES, State
from allmende.domain.matter import confirming, status
from allmende.domain.matter.by_post import issued, list_printing
from allmende.domain.matter.demands import latest, sum_open, sum_paid
from allmende.domain.matter.partners import list_asked
from allmende.domain.matter.reached import due_day
from allmende.domain.matter.telling.money import HeldAmount, list_money, money_came
from allmende.domain.values import Money, local_day

__all__ = ["BRIEF", "ENDS", "RESULTS", "STATES", "TURNS", "State", "StateWords", "standing", "state_of"]

Kind = TypeVar("Kind", bound=f.Fact)
RESULTS: frozenset[State] = frozenset(("granted", "partly", "annulled", "issued", "dispatched", "refused", "not_found"))
"""What a letter can say."""
ENDS: frozenset[State] = RESULTS | {"withdrawn", "unpaid", "paid_late", "part_paid", "closed"}
TURNS: frozenset[State] = frozenset(
    ("confirm", "missing", "hearing", "to_pay", "payment_unclear", "payment_stopped", "payment_failed")
)
"""The citizen has something to do, or is in the middle of it."""
BRIEF: frozenset[State] = frozenset(("received", "paid", "answered"))
"""The machine is at work and usually done within seconds."""

AT_WORK: frozenset[State] = frozenset(("working", "person", "others", "printing"))
"""The office has the case; the citizen may still owe it something."""

JUST_NOW = timedelta(seconds=12)
"""So long after the citizen acted a result is worth waiting for on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateWords:
    """The state with the values its words may name.

    amount      what is still to be paid
    until       the citizen's last day to do what the state asks
    letter      the provided letter that speaks for the state: notice id and template; both empty without one
    appeal_until  the last day of the remedy (`objection`, `action`) against it, once a legal act started the period
    money       amounts beside the demands, each as it stands
    rest        what stays open although the demand is paid: only a part was asked for
    unheard     a hearing ended without an answer, and nothing is decided since
    coming      the result of the letter that is being printed
    later       nobody in the office asked: what is missing is what the decision needs and was not sent along
    at_work     what the office does meanwhile, where something is missing `later`
    objection   the case is an objection to a notice, and has the words of one
    """

    state: State
    amount: Money | None = None
    until: date | None = None
    letter: str = ""
    template: str = ""
    appeal_until: date | None = None
    remedy: str = ""
    money: tuple[HeldAmount, ...] = ()
    rest: Money | None = None
    unheard: bool = False
    coming: State | None = None
    later: bool = False
    at_work: State | None = None
    objection: bool = False


def state_of(facts: Iterable[f.Fact], now: datetime, today: date) -> State:
    """The state alone; see `standing`."""
    return standing(facts, now, today).state


def standing(facts: Iterable[f.Fact], now: datetime, today: date) -> StateWords:
    """How the case stands at that moment. `today` is the local day of `now`."""
    known = tuple(facts)
    letter = _letter(known)
    state = _state(known, letter, now, today)
    unheard, coming = status.is_unheard(known, today), _coming(known) if state == "printing" else None
    lacking = None if unheard or coming or state not in AT_WORK else status.find_lacking(known)
    demands = status.open_demands(known) if _may_pay(known) else ()
    deemed = _deemed(known, letter) if letter else None
    return StateWords(
        state="missing" if lacking else state,
        amount=Money.total(demand.amount for demand in demands) if demands else None,
        until=_later(lacking, today) if lacking else _until(state, known, demands, today),
        letter=letter.notice_id if letter else "",
        template=letter.template if letter and letter.outcome != "annulled" else "",
        appeal_until=deemed.appeal_until if deemed else None,
        remedy=_remedy(deemed) if deemed else "",
        money=list_money(known),
        rest=_rest(known) if state == "part_paid" else None,
        unheard=unheard,
        coming=coming,
        later=lacking is not None,
        at_work=state if lacking else None,
        objection=any(isinstance(x, f.NoticeContested) for x in known),
    )


def _later(lacking: f.ApplicationReceived, today: date) -> date | None:
    """Until when what is missing should come; nothing is said of a day that has passed."""
    until = lacking.missing_until
    return until if until and until >= today else None


def _state(known: tuple[f.Fact, ...], letter: f.NoticeIssued | None, now: datetime, today: date) -> State:
    if any(isinstance(x, f.AmendmentProposed) for x in known) and status.open_hearing(known, today):
        return "hearing"
    result = _result(letter) if letter else None
    if result:
        return result
    if _last(known, f.ApplicationWithdrawn):
        return "withdrawn"
    if f.find_closed(known):
        return _closed(known)
    turn = _turn(known, today)
    return turn or _at_work(known, now)


def _closed(known: tuple[f.Fact, ...]) -> State:
    decision = _last(known, f.DecisionTaken)
    if decision and decision.outcome in RESULTS:
        return decision.outcome
    closed = f.find_closed(known)
    paid = _last(known, f.PaymentReceived)
    last, owed = latest(known), _last(known, f.FeeSet) is None or bool(sum_open(known))
    if (closed and closed.outcome == "unpaid") or (last and last.status == "expired" and owed and not paid):
        return "paid_late" if money_came(known) else "unpaid"
    return "part_paid" if _rest(known) else "closed"


def _turn(known: tuple[f.Fact, ...], today: date) -> State | None:
    if confirming.is_open(known):
        return "confirm"
    if status.open_hearing(known, today):
        return "hearing"
    if status.open_correction(known, today):
        return "missing"
    demands = status.open_demands(known)
    if not demands:
        return _with_treasury(known)
    wanted = {demand.demand_id for demand in demands}
    kinds = (f.PaymentFailed, f.PaymentUnclear, f.DemandReopened)
    tried = [x for x in known if isinstance(x, kinds) and x.demand_id in wanted]
    last = tried[-1] if tried else None
    if last is None or isinstance(last, f.DemandReopened):
        return "to_pay"
    if isinstance(last, f.PaymentUnclear):
        return "payment_unclear"
    return "payment_stopped" if last.reason == "canceled" else "payment_failed"


def _with_treasury(known: tuple[f.Fact, ...]) -> State | None:
    """What came for the last demand does not fit, or went back: the treasury looks, and nobody pays meanwhile."""
    last = latest(known)
    states: dict[str, State] = {"mismatched": "payment_mismatched", "reversed": "payment_reversed"}
    return states.get(last.status) if last else None


def _at_work(known: tuple[f.Fact, ...], now: datetime) -> State:
    tasks = [task for task in status.open_tasks(known) if task.node_id]
    if list_printing(known):
        return "printing"
    if not tasks and list_asked(known, local_day(now)):
        return "others"
    if tasks:
        return "others" if all(task.asked for task in tasks) else "person"
    acts: dict[type[f.Fact], State] = {
        f.ApplicationReceived: "received",
        f.PaymentReceived: "paid",
        f.CorrectionReceived: "answered",
        f.AnswersHandedIn: "answered",
        f.MessageReceived: "answered",
    }
    done = [x for x in known if type(x) in acts]
    if done and now - done[-1].at <= JUST_NOW:
        return acts[type(done[-1])]
    return "working"


def _letter(known: tuple[f.Fact, ...]) -> f.NoticeIssued | None:
    """The provided letter that speaks: the latest with a result, else the latest of a closed case."""
    known = f.since_reopened(known)
    provided = {x.notice_id for x in known if isinstance(x, f.NoticeProvided)}
    letters = [x for x in known if isinstance(x, f.NoticeIssued) and x.notice_id in provided]
    results = [x for x in letters if _result(x)]
    if results:
        return results[-1]
    ended = f.find_closed(known) and not _last(known, f.ApplicationWithdrawn)
    spoken = [x for x in letters if x.notice_kind != "receipt"]
    return spoken[-1] if ended and spoken else None


def _coming(known: tuple[f.Fact, ...]) -> State | None:
    results = (_result(issued(known, order.notice_id)) for order in list_printing(known))
    return next((result for result in results if result), None)


def _result(letter: f.NoticeIssued) -> State | None:
    if letter.notice_kind == "certificate":
        return "issued"
    if letter.notice_kind in ("receipt", "payment_receipt") or letter.outcome not in RESULTS:
        return None
    if letter.notice_kind == "decision":
        return letter.outcome
    return _TOLD_BY_INFORMATION.get(letter.outcome)


_TOLD_BY_INFORMATION: dict[str, State] = {"granted": "dispatched", "not_found": "not_found"}
"""A letter that is no decision may only tell that what was asked for is on its way, or was not found."""


def _may_pay(known: tuple[f.Fact, ...]) -> bool:
    return not (f.find_closed(known) or _last(known, f.ApplicationWithdrawn))


def _until(state: State, known: tuple[f.Fact, ...], demands: tuple[f.PaymentDemanded, ...], today: date) -> date | None:
    if state == "hearing":
        hearing = status.open_hearing(known, today)
        return hearing.until if hearing else None
    if state == "others":
        return min((one.until for one in list_asked(known, today)), default=None)
    if state == "confirm":
        return confirming.asked_until(known)
    if state == "missing":
        asked = status.open_correction(known, today)
        return asked.due_on if asked else None
    days = (due_day(known, demand) for demand in demands)
    return min((day for day in days if day), default=None)


def _deemed(known: tuple[f.Fact, ...], letter: f.NoticeIssued) -> f.NotificationDeemed | None:
    """The latest day of notification, unless the letter came back since."""
    told = [
        x for x in known if isinstance(x, (f.NotificationDeemed, f.LetterReturned)) and x.notice_id == letter.notice_id
    ]
    last = told[-1] if told else None
    return last if isinstance(last, f.NotificationDeemed) and last.appeal_until else None


def _remedy(deemed: f.NotificationDeemed) -> str:
    """`objection` or `action`, from the rule that gave the day."""
    return deemed.appeal_rule.split(".")[1] if deemed.appeal_rule.startswith("appeal.") else "objection"


def _rest(known: tuple[f.Fact, ...]) -> Money | None:
    """What of the fee was not even demanded, once all that was demanded is paid."""
    fee, last = _last(known, f.FeeSet), latest(known)
    if fee is None or last is None or last.status != "paid":
        return None
    paid = sum_paid(known)
    return fee.total - paid if paid < fee.total else None


def _last(known: tuple[f.Fact, ...], kind: type[Kind]) -> Kind | None:
    return next((x for x in reversed(known) if isinstance(x, kind)), None)
