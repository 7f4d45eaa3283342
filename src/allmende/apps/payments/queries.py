"""The read door for demands and attempts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from allmende.apps.payments.models import Demand, PaymentAttempt
from allmende.domain.facts import FeeLine
from allmende.domain.values import Money, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandView:
    """What is to be paid. `status`: open, begun (a payment is under way), paid, expired, cancelled, refunded."""

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


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One transaction at a provider."""

    id: str
    demand_id: str
    case_id: str
    transaction_id: str
    status: str
    created_at: datetime
    checked_at: datetime | None


def list_demands(*, city: str, case_id: str) -> tuple[DemandView, ...]:
    """The case's demands, oldest first. Two statements."""
    return _views(Demand.objects.filter(city_id=city, case_id=case_id).order_by("opened_at"))


def get_demand(*, demand_id: str) -> DemandView:
    """One demand. Error: `Demand.DoesNotExist`."""
    return _views([Demand.objects.get(pk=demand_id)])[0]


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
        row.transaction_id,
        row.status,
        row.created_at,
        row.checked_at,
    )


def _views(rows: Iterable[Demand]) -> tuple[DemandView, ...]:
    demands = list(rows)
    attempts: dict[Any, list[PaymentAttempt]] = {}
    if demands:
        for attempt in PaymentAttempt.objects.filter(demand__in=demands):
            attempts.setdefault(attempt.demand_id, []).append(attempt)
    return tuple(_view(row, attempts.get(row.pk, [])) for row in demands)


def _view(row: Demand, attempts: list[PaymentAttempt]) -> DemandView:
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
    )


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
