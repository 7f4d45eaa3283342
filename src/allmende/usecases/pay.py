"""Paying a demand: to the provider and back, callbacks, closed browsers, double, wrong, late and vanished money.

Whatever tells us something about a payment (the return, a callback, the clock) is only a hint: the provider is asked, and
its answer is booked by `domain.matter.ledger`. Money that settles no demand is never silent: the treasury gets a task.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction

from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.payments import operations as payments
from allmende.apps.payments import queries
from allmende.domain import facts as f
from allmende.domain.matter import ledger
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.ports import Unavailable
from allmende.domain.ports.payment import PaymentItem, PaymentProvider, PaymentRequest, PaymentTransaction
from allmende.domain.values import Money, Problem, Text
from allmende.foundation import plugs
from allmende.foundation.jobs import publish
from allmende.foundation.limits import memory as limits
from allmende.foundation.log import get_logger
from allmende.foundation.plugs import sockets
from allmende.usecases.addresses import base_url
from allmende.usecases.clock import local_day

log = get_logger("payments")

Status = Literal["paid", "checking", "clarifying", "open", "none"]
FIRST_CHECK = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(days=7)
TOKEN_LASTS = timedelta(days=60)
EVERY_NIGHT = timedelta(days=30)
EVERY_WEEK = timedelta(days=60)
"""A direct debit can be charged back for eight weeks: every attempt of these days is compared with the provider."""
MOST_FAILURES = 5
ASKED_PER_HOUR = 60

NOTHING_TO_PAY = Problem("payment.nothing", Text.named("usecases.pay.payment_nothing"))
NOT_NOW = Problem(
    "payment.unavailable",
    Text.named("usecases.pay.payment_unavailable"),
)
CLARIFYING = Problem(
    "payment.clarifying",
    Text.named("usecases.pay.payment_clarifying"),
)
TOO_OFTEN = Problem(
    "payment.too_often",
    Text.named("usecases.pay.payment_too_often"),
)
BY_TRANSFER = Problem(
    "payment.by_transfer",
    Text.named("usecases.pay.payment_by_transfer"),
)
FOREIGN = Problem(
    "payment.forged",
    Text.named("usecases.pay.payment_forged"),
)


@dataclass(frozen=True, slots=True)
class RedirectTo:
    """Where the browser goes next."""

    url: str


def is_by_transfer() -> bool:
    """Does the city in scope have no payment page, by its own choice? Then people transfer, and the treasury watches."""
    return plugs.is_plugged(sockets.PAYMENT) and plugs.get(sockets.PAYMENT) is None


def begin_payment(
    *,
    city: str,
    case_id: str,
    access: MatterAccess,
    way_back: Callable[[str], str],
    now: datetime,
    language: str = "de",
) -> RedirectTo | Problem:
    """The provider's page for the open demand. Called twice, it is the same transaction.

    The provider is asked about every earlier attempt first: one that is paid is booked, one that is open is continued, and
    without an answer nothing begins; asked too often, only what is under way is continued. `way_back` makes the return address from a token (`return_from_payment`).
    Problems: nothing to pay (any more), a payment being clarified, the provider refuses, does not answer or was asked too
    often, or there is none. Error: `NotFound`.
    """
    if not case_queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    provider = plugs.get(sockets.PAYMENT)
    if provider is None:
        return BY_TRANSFER
    if not _may_ask(case_id, "payment.begin", now):
        return _find_begun(case_id) or TOO_OFTEN
    try:
        asked = _ask_about_all(case_id, now)
        demand = queries.find_open(city=city, case_id=case_id)
        attempt = payments.begin_attempt(demand_id=demand.id, provider=provider.name, now=now) if demand else None
        if demand is None or attempt is None:
            return CLARIFYING if payment_status(city=city, case_id=case_id) == "clarifying" else NOTHING_TO_PAY
        if attempt.status == "initial":
            known = asked.get(attempt.id)
            return RedirectTo((known.redirect_url if known else "") or attempt.redirect_url)
        back = way_back(return_token(attempt.id))
        found = provider.create(_request(demand, attempt.id, back, city, provider.name, language, now))
    except Unavailable:
        return NOT_NOW
    if isinstance(found, Problem):
        if found.code == "payment.conflict":
            _book(case_id, attempt.id, lambda d, a: ledger.refuse(d, a, now=now), now)
            return CLARIFYING
        return found
    with transaction.atomic():
        payments.note_transaction(attempt_id=attempt.id, found=found, now=now)
        _look_later(attempt.id, now + FIRST_CHECK)
    if found.redirect_url and found.status == "initial":
        return RedirectTo(found.redirect_url)
    book_transaction(case_id=case_id, attempt_id=attempt.id, found=found, now=now)
    return NOTHING_TO_PAY if payment_status(city=city, case_id=case_id) == "paid" else NOT_NOW


def _find_begun(case_id: str) -> RedirectTo | None:
    """The payment under way, as far as we know without asking: its page says itself how it stands."""
    begun = [
        attempt
        for attempt in queries.list_attempts(case_id=case_id)
        if attempt.status == "initial" and attempt.redirect_url
    ]
    return RedirectTo(begun[-1].redirect_url) if begun else None


def _ask_about_all(case_id: str, now: datetime) -> dict[str, PaymentTransaction]:
    """Ask the provider about every attempt of the case and book its answers. Error: `ports.Unavailable`."""
    provider = plugs.get(sockets.PAYMENT)
    answers: dict[str, PaymentTransaction] = {}
    for attempt in queries.list_attempts(case_id=case_id):
        found = _find(provider, attempt)
        if found is not None:
            answers[attempt.id] = found
            book_transaction(case_id=case_id, attempt_id=attempt.id, found=found, now=now)
    return answers


def _find(provider: PaymentProvider | None, attempt: queries.AttemptView) -> PaymentTransaction | None:
    """What the provider says now; None when it does not know the transaction, or never was asked to open it."""
    if provider is None or attempt.provider != provider.name:
        return None
    try:
        return provider.find(attempt.transaction_id)
    except Unavailable as away:
        log.warning("payment.no_answer", adapter=provider.name, reason=str(away))
        raise


# ── coming back ───────────────────────────────────────────────────────────────────────────────────

_TOKENS = Signer(salt="allmende.payment.return", sep=".")


def return_token(attempt_id: str) -> str:
    """What stands in the return address: opens nothing but the three words on how this payment stands."""
    return _TOKENS.sign(UUID(attempt_id).hex)


@dataclass(frozen=True, slots=True)
class PaymentReturn:
    """Whose payment it is, and how it stands."""

    case_id: str
    status: Status


def return_from_payment(*, city: str, token: str, now: datetime) -> PaymentReturn:
    """The payer is back in whatever browser: ask the provider and say how it stands.

    Whoever reloads without end reads what is known. Error: `NotFound` for a token that is not ours, of another city, or
    older than 60 days.
    """
    try:
        attempt = queries.find_attempt_by_id(attempt_id=str(UUID(_TOKENS.unsign(token))))
    except (BadSignature, ValueError):
        attempt = None
    if attempt is None or now - attempt.created_at > TOKEN_LASTS:
        raise NotFound("payment")
    if not _may_ask(attempt.case_id, "payment.look", now):
        return PaymentReturn(attempt.case_id, payment_status(city=city, case_id=attempt.case_id))
    payments.note_return(attempt_id=attempt.id, now=now)
    status = _ask(city, attempt.case_id, now)
    if status == "checking":
        unclear = f.PaymentUnclear(at=now, demand_id=attempt.demand_id)
        _append(attempt.case_id, f"unclear:{attempt.id}:{now:%Y%m%d%H}", unclear, now)
    return PaymentReturn(attempt.case_id, status)


def look_again(*, city: str, case_id: str, access: MatterAccess, now: datetime) -> Status:
    """Ask the provider about this case's payments, for somebody who may open it; not without end. Error: `NotFound`."""
    if not case_queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    if not _may_ask(case_id, "payment.look", now):
        return payment_status(city=city, case_id=case_id)
    return _ask(city, case_id, now)


def _may_ask(case_id: str, why: Literal["payment.begin", "payment.look"], now: datetime) -> bool:
    """Whoever reloads or sends without end reads what is known already; the provider is not ours to flood.

    Looking is counted apart from paying: nobody who looks, be it with a return address alone, keeps the payer from paying.
    """
    return limits.allow(why, case_id, limit=ASKED_PER_HOUR, per=timedelta(hours=1), now=now)


def _ask(city: str, case_id: str, now: datetime) -> Status:
    try:
        _ask_about_all(case_id, now)
    except Unavailable:
        return "checking"
    return payment_status(city=city, case_id=case_id)


def payment_status(*, city: str, case_id: str) -> Status:
    """How the case's latest demand stands, from what is booked."""
    demands = queries.list_demands(city=city, case_id=case_id)
    if not demands:
        return "none"
    said: dict[str, Status] = {
        "paid": "paid",
        "refunded": "paid",
        "begun": "checking",
        "mismatched": "clarifying",
        "reversed": "clarifying",
    }
    return said.get(demands[-1].status, "open")


def receive_callback(*, provider: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Problem | None:
    """A callback of the provider of the city in scope. Genuine ones wake a check; the answer comes from the provider.

    Problems: `payment.forged`, `payment.stale`. A replayed callback wakes the same check and changes nothing.
    """
    partner = plugs.get(sockets.PAYMENT)
    if partner is None or partner.name != provider:
        return FOREIGN
    hint = partner.read_hint(headers, body, now)
    if isinstance(hint, Problem):
        return hint
    attempt = queries.find_attempt(transaction_id=hint.transaction_id)
    if attempt is not None:
        publish("payment_hinted", {"attempt_id": attempt.id}, unique=f"hint:{attempt.id}:{now:%Y%m%d%H%M}")
    return None


def check_payment(*, attempt_id: str, now: datetime) -> Status:
    """Ask the provider about one attempt, whatever we believe of it. Under way: ask again, less and less often, for a week.

    An hour after the payer came back without an answer, she may go on with the same payment (`PaymentFailed`, expired).
    After that week without one readable answer the treasury gets a task. Error: `ports.Unavailable`.
    """
    attempt = queries.find_attempt_by_id(attempt_id=attempt_id)
    if attempt is None:
        return "none"
    age = now - attempt.created_at
    over = attempt.status in ("created", "initial") and age > GIVE_UP_AFTER
    try:
        verdict = check_attempt(attempt=attempt, now=now)
    except Unavailable:
        if not over:
            raise
        verdict = None
    if verdict in (None, "pending"):
        if over:
            _book(
                attempt.case_id, attempt_id, lambda d, a: ledger.give_up(d, a, heard=verdict is not None, now=now), now
            )
            return "open"
        if attempt.returned_at and now - attempt.returned_at > queries.ANSWER_EXPECTED:
            stalled = f.PaymentFailed(
                at=now, demand_id=attempt.demand_id, reason="expired", transaction=attempt.transaction_id
            )
            _append(attempt.case_id, f"stalled:{attempt_id}:{attempt.returned_at:%Y%m%d%H}", stalled, now)
        _look_later(attempt_id, now + max(FIRST_CHECK, min(age, timedelta(hours=12))))
        return "checking"
    return "paid" if verdict == "settled" else "open"


def check_attempt(*, attempt: queries.AttemptView, now: datetime) -> ledger.Verdict | None:
    """Ask about one attempt and book the answer; None when the provider does not know it. Error: `ports.Unavailable`."""
    provider = plugs.get(sockets.PAYMENT)
    found = _find(provider, attempt)
    if found is None:
        return None
    return book_transaction(case_id=attempt.case_id, attempt_id=attempt.id, found=found, now=now)


def book_transaction(*, case_id: str, attempt_id: str, found: PaymentTransaction, now: datetime) -> ledger.Verdict:
    """Book what the provider says, once, with the facts and tasks that follow."""
    today = local_day(now)
    return _book(case_id, attempt_id, lambda d, a: ledger.book(d, a, found, now=now, today=today), now)


@transaction.atomic
def _book(
    case_id: str,
    attempt_id: str,
    booking: Callable[[ledger.LedgerDemand, ledger.Attempt], ledger.LedgerBooking],
    now: datetime,
) -> ledger.Verdict:
    cases.lock(case_id=case_id)
    made = payments.write(attempt_id=attempt_id, booking=booking, now=now)
    open_treasury_tasks(case_id=case_id, tasks=made.tasks, now=now)
    cases.append(case_id=case_id, facts=made.facts, now=now, today=local_day(now), actor="payment")
    return made.verdict


def _append(case_id: str, key: str, fact: f.Fact, now: datetime) -> None:
    cases.append(case_id=case_id, facts=[(key, fact)], now=now, today=local_day(now), actor="payment")


def open_treasury_tasks(*, case_id: str, tasks: Sequence[OpenTask], now: datetime) -> None:
    """Put tasks about money on the desk of the treasury's own office, else of the case's."""
    for task in tasks:
        treasury = case_queries.find_service(case_id=case_id).city.unit_for(task.role)
        unit = treasury.id if treasury else case_queries.find_unit(case_id=case_id)
        cases.open_task(case_id=case_id, task=task, unit=unit, now=now)


def reconcile(*, now: datetime) -> int:
    """Compare every attempt of the last weeks with the provider, paid ones too; how many were booked anew.

    An attempt that gets no answer does not keep the others from theirs. Error: `ports.Unavailable`, at the end.
    """
    changed, failures = 0, 0
    for attempt in queries.list_begun_since(since=now - EVERY_WEEK):
        age = now - attempt.created_at
        if age > EVERY_NIGHT and age.days % 7:
            continue
        try:
            changed += check_attempt(attempt=attempt, now=now) not in (None, "known", "pending")
        except Unavailable:
            failures += 1
            if failures >= MOST_FAILURES:
                raise
    if failures:
        raise Unavailable("payment", f"{failures} payments could not be compared")
    return changed


def _look_later(attempt_id: str, at: datetime) -> None:
    publish("payment_open", {"attempt_id": attempt_id}, unique=f"look:{attempt_id}:{at.isoformat()}", run_at=at)


def _request(
    demand: queries.DemandView, attempt_id: str, return_url: str, city: str, provider: str, language: str, now: datetime
) -> PaymentRequest:
    lines = demand.lines
    whole = Money.total(line.amount for line in lines)
    items = tuple(
        PaymentItem(str(n), line.text.spoken("de")[:250], line.amount) for n, line in enumerate(lines, start=1)
    )
    if whole != demand.amount or any(line.amount.amount <= 0 for line in lines):
        items = (PaymentItem("1", demand.description or demand.purpose, demand.amount),)
    return PaymentRequest(
        request_id=attempt_id,
        amount=demand.amount,
        purpose=demand.purpose,
        description=demand.description,
        return_url=return_url,
        requested_at=now,
        items=items,
        callback_url=f"{base_url(city=city)}/hooks/zahlung/{provider}/",
        language=language,
    )
