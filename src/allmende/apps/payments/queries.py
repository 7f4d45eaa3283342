"""The read door for demands and attempts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from allmende.apps.payments.models import Demand, PaymentAttempt
from allmende.domain.facts import FeeLine
from allmende.domain.matter.vouchers import Voucher
from allmende.domain.values import Money, Text, local_day

Progress = Literal["", "begun", "underway", "stopped", "failed"]
ANSWER_EXPECTED = timedelta(hours=1)
"""How long after the payer's return the provider's answer is waited for; then the same payment can be continued."""


MOVED = ("paid", "reversed", "refunded")
"""States of a demand for which money moved."""


def list_vouchers(*, case_id: str) -> tuple[Voucher, ...]:
    """What the treasury must keep of the case's payments: demands that were paid, or for which any money came."""
    attempts: dict[Any, list[PaymentAttempt]] = {}
    for one in PaymentAttempt.objects.filter(demand__case_id=case_id, received__gt=0).order_by("number"):
        attempts.setdefault(one.demand_id, []).append(one)
    demands = Demand.objects.filter(case_id=case_id).order_by("opened_at")
    return tuple(
        _voucher(demand, attempts.get(demand.pk, []))
        for demand in demands
        if demand.status in MOVED or demand.pk in attempts
    )


def _voucher(demand: Demand, attempts: list[PaymentAttempt]) -> Voucher:
    ended = [attempt.ended_at or attempt.created_at for attempt in attempts]
    moved_at = max((*ended, demand.settled_at or demand.opened_at))
    return Voucher(
        reference=demand.reference,
        amount=demand.amount,
        currency=demand.currency,
        status=demand.status,
        booked_on=local_day(moved_at),
        bookings=tuple(
            {
                "transaction": attempt.transaction_id,
                "method": attempt.method,
                "amount": str(attempt.received),
                "currency": attempt.received_currency,
                "status": attempt.status,
                "day": local_day(attempt.ended_at or attempt.created_at).isoformat(),
            }
            for attempt in attempts
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandView:
    """What is to be paid.

    `status`: open, begun (a payment is under way), mismatched (the treasury clarifies), paid, reversed (charged back),
    expired, cancelled, refunded. `progress` is where the latest try got to while nothing is settled: empty (none), begun
    (it can be continued), underway (the payer came back, the provider has no answer yet), stopped, failed.
    """

    id: str
    amount: Money
    reference: str
    purpose: str
    description: str
    status: str
    lines: tuple[FeeLine, ...]
    due_on: date | None
    opened_at: datetime
    settled_at: datetime | None
    method: str
    progress: Progress = ""

    @property
    def payable(self) -> bool:
        """True when a button may lead to the payment page: nothing is settled, with the treasury or waiting for an answer."""
        return self.status in ("open", "begun") and self.progress != "underway"


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One transaction at a provider. `received`: what it holds for us by its last word; `settles`: that paid the demand."""

    id: str
    demand_id: str
    case_id: str
    provider: str
    transaction_id: str
    redirect_url: str
    status: str
    created_at: datetime
    checked_at: datetime | None
    returned_at: datetime | None
    received: Money | None
    settles: bool


def list_demands(*, city: str, case_id: str, now: datetime | None = None) -> tuple[DemandView, ...]:
    """The case's demands, oldest first. Two statements. Without `now`, a payer's return counts as just now."""
    return _views(Demand.objects.filter(city_id=city, case_id=case_id).order_by("opened_at"), now)


def find_open(*, city: str, case_id: str) -> DemandView | None:
    """The oldest demand of the case that can be paid now."""
    found = _views(Demand.objects.filter(city_id=city, case_id=case_id, status="open").order_by("opened_at")[:1])
    return found[0] if found else None


def list_attempts(*, case_id: str) -> tuple[AttemptView, ...]:
    """Attempts of the case that were opened at the provider, oldest first."""
    rows = PaymentAttempt.objects.filter(demand__case_id=case_id).exclude(transaction_id="").select_related("demand")
    return tuple(_attempt(row) for row in rows.order_by("created_at"))


def find_attempt(*, transaction_id: str) -> AttemptView | None:
    """The attempt behind a provider's transaction, or None."""
    found = PaymentAttempt.objects.filter(transaction_id=transaction_id).select_related("demand").first()
    return _attempt(found) if found else None


def find_attempt_by_id(*, attempt_id: str) -> AttemptView | None:
    """One attempt, or None."""
    found = PaymentAttempt.objects.filter(pk=attempt_id).select_related("demand").first()
    return _attempt(found) if found else None


def list_to_check(*, asked_before: datetime, limit: int = 200) -> tuple[AttemptView, ...]:
    """Attempts under way that nobody asked about since that moment."""
    rows = PaymentAttempt.objects.filter(status="initial", checked_at__lt=asked_before).select_related("demand")
    return tuple(_attempt(row) for row in rows.order_by("checked_at")[:limit])


def list_begun_since(*, since: datetime) -> tuple[AttemptView, ...]:
    """Everything opened at the provider since then, whatever became of it: for the nightly comparison."""
    rows = PaymentAttempt.objects.filter(created_at__gte=since).exclude(transaction_id="").select_related("demand")
    return tuple(_attempt(row) for row in rows)


def _attempt(row: PaymentAttempt) -> AttemptView:
    return AttemptView(
        str(row.pk),
        str(row.demand_id),
        str(row.demand.case_id),
        row.provider,
        row.transaction_id,
        row.redirect_url,
        row.status,
        row.created_at,
        row.checked_at,
        row.returned_at,
        Money(row.received, row.received_currency) if row.received is not None else None,
        row.settles,
    )


def _views(rows: Iterable[Demand], now: datetime | None = None) -> tuple[DemandView, ...]:
    demands = list(rows)
    attempts: dict[Any, list[PaymentAttempt]] = {}
    if demands:
        for attempt in PaymentAttempt.objects.filter(demand__in=demands).order_by("number"):
            attempts.setdefault(attempt.demand_id, []).append(attempt)
    return tuple(_view(row, attempts.get(row.pk, []), now) for row in demands)


def _view(row: Demand, attempts: list[PaymentAttempt], now: datetime | None) -> DemandView:
    begun = row.status == "open" and any(a.status == "initial" for a in attempts)
    paid = next((a for a in attempts if a.settles), None)
    return DemandView(
        id=str(row.pk),
        amount=Money(row.amount, row.currency),
        reference=row.reference,
        purpose=row.purpose,
        description=row.description,
        status="begun" if begun else row.status,
        lines=tuple(_line(line) for line in row.lines),
        due_on=row.due_on,
        opened_at=row.opened_at,
        settled_at=row.settled_at,
        method=paid.method if paid else "",
        progress=_progress(attempts, now) if row.status == "open" else "",
    )


def _progress(attempts: list[PaymentAttempt], now: datetime | None) -> Progress:
    waiting = [attempt for attempt in attempts if attempt.status == "initial"]
    if waiting:
        back = max((one.returned_at for one in waiting if one.returned_at), default=None)
        return "underway" if back and (now is None or now - back < ANSWER_EXPECTED) else "begun"
    last = attempts[-1].status if attempts else ""
    return {"canceled": "stopped", "failed": "failed"}.get(last, "")  # type: ignore[return-value]


def _line(data: dict[str, Any]) -> FeeLine:
    unit = data.get("unit")
    return FeeLine(
        data["id"],
        Text.of(data["text"]),
        Money(Decimal(data["amount"]["amount"]), data["amount"]["currency"]),
        Decimal(data["factor"]),
        Money(Decimal(unit["amount"]), unit["currency"]) if unit else None,
        data["basis"],
    )
