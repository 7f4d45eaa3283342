"""Paying a demand: to the provider and back, callbacks, closed browsers, double and late money.

Whatever tells us something about a payment (the return, a callback, the clock) is only a hint: the provider is asked.
Each transaction is taken over once. Money that fits no open demand is never silent: the treasury gets a task.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db import transaction

from allmende.apps.applications.rules import Access, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.payments import operations as payments
from allmende.apps.payments import queries
from allmende.domain import facts as f
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.domain.ports import Unavailable
from allmende.domain.ports.payment import PaymentItem, PaymentRequest, PaymentTransaction
from allmende.domain.values import Money, Problem, Text
from allmende.foundation import plugs
from allmende.foundation.jobs import publish
from allmende.foundation.plugs import sockets
from allmende.usecases.addresses import base_url
from allmende.usecases.clock import local_day

Status = Literal["paid", "checking", "open", "none"]
FIRST_CHECK = timedelta(minutes=2)
CHECK_EVERY = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(days=7)

NOTHING_TO_PAY = Problem("payment.nothing", Text("Hier ist nichts zu bezahlen.", "There is nothing to pay here."))
NOT_NOW = Problem(
    "payment.unavailable",
    Text(
        "Die Bezahlseite antwortet gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
        "The payment page does not answer right now. Please try again in a few minutes.",
    ),
)
FOREIGN = Problem(
    "payment.forged",
    Text("Dieser Bezahldienst gehört nicht zu dieser Stadt.", "This payment provider does not belong to this city."),
)


@dataclass(frozen=True, slots=True)
class RedirectTo:
    """Where the browser goes next."""

    url: str


def begin_payment(
    *, city: str, case_id: str, access: Access, return_url: str, now: datetime, language: str = "de"
) -> RedirectTo | Problem:
    """The provider's page for the open demand. Called twice, it is the same transaction.

    Problems: nothing to pay (any more), the provider refuses or does not answer. Error: `NotFound`.
    """
    if not case_queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    demand = queries.find_open(city=city, case_id=case_id)
    if demand is None:
        return NOTHING_TO_PAY
    provider = plugs.get(sockets.PAYMENT)
    attempt = payments.begin_attempt(demand_id=demand.id, provider=provider.name, return_url=return_url, now=now)
    if attempt is None:
        return NOTHING_TO_PAY
    try:
        if attempt.status == "initial":
            return _go_on(case_id, attempt, now)
        found = provider.create(
            _request(demand, attempt.id, return_url, base_url(city=city), provider.name, language, now)
        )
    except Unavailable:
        return NOT_NOW
    if isinstance(found, Problem):
        return found
    with transaction.atomic():
        payments.note_transaction(attempt_id=attempt.id, found=found, now=now)
        _look_later(attempt.id, now + FIRST_CHECK)
    return RedirectTo(found.redirect_url) if found.redirect_url else _after(case_id, attempt.id, found, now)


def _go_on(case_id: str, attempt: payments.Attempt, now: datetime) -> RedirectTo | Problem:
    """A payment is under way: is it still?"""
    found = plugs.get(sockets.PAYMENT).find(attempt.transaction_id)
    if found is None or found.status == "initial":
        return RedirectTo((found.redirect_url if found else "") or attempt.redirect_url)
    return _after(case_id, attempt.id, found, now)


def _after(case_id: str, attempt_id: str, found: PaymentTransaction, now: datetime) -> Problem:
    book_transaction(case_id=case_id, attempt_id=attempt_id, found=found, now=now)
    return NOTHING_TO_PAY if found.status == "paid" else NOT_NOW


def return_from_payment(*, city: str, case_id: str, access: Access, now: datetime) -> Status:
    """The payer is back: ask about everything under way and say how it stands. Error: `NotFound`."""
    if not case_queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    for attempt in queries.list_attempts(case_id=case_id):
        if attempt.status == "initial":
            try:
                check_attempt(attempt=attempt, now=now)
            except Unavailable:
                return "checking"
    return payment_status(city=city, case_id=case_id)


def payment_status(*, city: str, case_id: str) -> Status:
    """How the case's latest demand stands, from what we know."""
    demands = queries.list_demands(city=city, case_id=case_id)
    if not demands:
        return "none"
    last = demands[-1].status
    return "paid" if last in ("paid", "refunded") else ("checking" if last == "begun" else "open")


def receive_callback(*, provider: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Problem | None:
    """A callback of the provider of the city in scope. Genuine ones wake a check; the answer comes from the provider.

    Problems: `payment.forged`, `payment.stale`. A replayed callback wakes the same check and changes nothing.
    """
    partner = plugs.get(sockets.PAYMENT)
    if partner.name != provider:
        return FOREIGN
    hint = partner.read_hint(headers, body, now)
    if isinstance(hint, Problem):
        return hint
    attempt = queries.find_attempt(transaction_id=hint.transaction_id)
    if attempt is not None:
        publish("payment_hinted", {"attempt_id": attempt.id}, unique=f"hint:{attempt.id}:{now:%Y%m%d%H%M}")
    return None


def check_payment(*, attempt_id: str, now: datetime) -> Status:
    """Ask the provider about one attempt; still under way: ask again later, less and less often, for a week.

    Error: `ports.Unavailable`.
    """
    attempt = queries.find_attempt_by_id(attempt_id=attempt_id)
    if attempt is None or attempt.status != "initial":
        return "none"
    verdict = check_attempt(attempt=attempt, now=now)
    if verdict == "pending":
        age = now - attempt.created_at
        if age > GIVE_UP_AFTER:
            payments.give_up(attempt_id=attempt_id, now=now)
            return "open"
        _look_later(attempt_id, now + max(FIRST_CHECK, min(age, timedelta(hours=12))))
        return "checking"
    return "paid" if verdict == "settled" else "open"


def check_attempt(*, attempt: queries.AttemptView, now: datetime) -> payments.Booked:
    """Ask about one attempt and take over the answer. Error: `ports.Unavailable`."""
    found = plugs.get(sockets.PAYMENT).find(attempt.transaction_id)
    if found is None:
        return "pending"
    return book_transaction(case_id=attempt.case_id, attempt_id=attempt.id, found=found, now=now)


@transaction.atomic
def book_transaction(*, case_id: str, attempt_id: str, found: PaymentTransaction, now: datetime) -> payments.Booked:
    """Take over what the provider says, once, with the facts that follow."""
    cases.lock(case_id=case_id)
    verdict, demand = payments.book(attempt_id=attempt_id, found=found, now=now)
    demand_id = str(demand.pk)
    today = local_day(now)
    facts: list[tuple[str, f.Fact]] = []
    if verdict == "settled":
        facts = [(f"paid:{demand_id}", _received(demand_id, found, now, today))]
    elif verdict == "failed":
        facts = [(f"failed:{attempt_id}", f.PaymentFailed(at=now, demand_id=demand_id, reason=found.status))]
    elif verdict in ("surplus", "late"):
        facts = _surplus(case_id, demand_id, attempt_id, found, verdict, now)
    if facts:
        cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="payment")
    return verdict


def reconcile(*, now: datetime, days: int = 14) -> int:
    """Compare every attempt of the last days with the provider, whatever we believe of it; how many differed."""
    changed = 0
    for attempt in queries.list_begun_since(since=now - timedelta(days=days)):
        if attempt.status != "paid" and check_attempt(attempt=attempt, now=now) in (
            "settled",
            "surplus",
            "late",
            "failed",
        ):
            changed += 1
    return changed


def _received(demand_id: str, found: PaymentTransaction, now: datetime, today: date) -> f.PaymentReceived:
    paid_on = local_day(found.at) if found.at else today
    return f.PaymentReceived(
        at=now, demand_id=demand_id, amount=found.amount, paid_on=paid_on, method=found.method, transaction=found.id
    )


def _surplus(
    case_id: str, demand_id: str, attempt_id: str, found: PaymentTransaction, verdict: str, now: datetime
) -> list[tuple[str, f.Fact]]:
    reason = "doppelt bezahlt" if verdict == "surplus" else "nach Ablauf bezahlt"
    task = OpenTask(
        task_id=stable_id(case_id, attempt_id, "surplus"),
        work_key=f"surplus:{attempt_id}",
        kind="treasury",
        title=f"{found.amount.german()} zu viel: {reason}",
        role="kasse",
        reason=f"Transaktion {found.id}",
    )
    treasury = case_queries.find_service(case_id=case_id).city.unit_for(task.role)
    unit = treasury.id if treasury else case_queries.find_unit(case_id=case_id)
    cases.open_task(case_id=case_id, task=task, unit=unit, now=now)
    surplus = f.PaymentSurplus(at=now, demand_id=demand_id, amount=found.amount, transaction=found.id, reason=reason)
    return [(f"surplus:{attempt_id}", surplus), (f"surplus:{attempt_id}:task", task.fact(now))]


def _look_later(attempt_id: str, at: datetime) -> None:
    publish("payment_open", {"attempt_id": attempt_id}, unique=f"look:{attempt_id}:{at.isoformat()}", run_at=at)


def _request(
    demand: queries.DemandView, attempt_id: str, return_url: str, base: str, provider: str, language: str, now: datetime
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
        callback_url=f"{base}/hooks/zahlung/{provider}/",
        language=language,
    )
