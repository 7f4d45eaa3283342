"""The write door for demands and attempts. Whatever comes twice is one; money that fits nothing is reported."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db import connection, transaction
from django.db.models import Max

from allmende.apps.payments.models import Demand, PaymentAttempt
from allmende.domain.facts.base import plain_json
from allmende.domain.matter import ledger
from allmende.domain.matter.demands import DemandStatus
from allmende.domain.matter.outcome import OpenDemand
from allmende.domain.ports.payment import PaymentTransaction
from allmende.domain.values import Money
from allmende.foundation.tenancy.scopes import get_city_in_scope

_DRAW = """
INSERT INTO payments_referencecounter (city_id, year, last) VALUES (%s, %s, 1)
ON CONFLICT (city_id, year) DO UPDATE SET last = payments_referencecounter.last + 1
RETURNING last
"""


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """An attempt under way, or a new one to be opened at the provider (`status` created)."""

    id: str
    demand_id: str
    transaction_id: str
    redirect_url: str
    status: str


def draw_number(*, year: int) -> int:
    """The next number for a Kassenzeichen of the city in scope. Gaps are possible, repetitions are not. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, [get_city_in_scope(), year])
        return int(cursor.fetchone()[0])


def open_demand(*, case_id: str, work_key: str, demand: OpenDemand, now: datetime) -> None:
    """Note what is to be paid. One per piece of work."""
    Demand(
        id=demand.demand_id,
        case_id=case_id,
        work_key=work_key,
        amount=demand.amount.amount,
        currency=demand.amount.currency,
        reference=demand.reference,
        purpose=demand.purpose,
        description=demand.description,
        lines=plain_json(demand.lines),
        opened_at=now,
        due_on=demand.due_on,
    ).save(force_insert=True)


@transaction.atomic
def begin_attempt(*, demand_id: str, provider: str, now: datetime) -> OpenAttempt | None:
    """An attempt to pay this demand: the one open at the provider, one that never got there, or a new one.

    None when nothing can be paid any more.
    """
    demand = Demand.objects.select_for_update().get(pk=demand_id)
    if demand.status != "open":
        return None
    # One statement: `note_transaction` may turn "created" into "initial" between two, and neither would find the attempt.
    ours = PaymentAttempt.objects.filter(demand=demand, provider=provider, status__in=("initial", "created"))
    # A provider may reopen what had failed: that goes before a later attempt it has never heard of.
    running = min(ours, key=lambda our: (our.status != "initial", -our.number), default=None)
    if running is None:
        last = PaymentAttempt.objects.filter(demand=demand).aggregate(last=Max("number"))["last"] or 0
        running = PaymentAttempt.objects.create(
            id=uuid.uuid4(), demand=demand, number=last + 1, provider=provider, created_at=now
        )
    return OpenAttempt(str(running.id), str(demand.id), running.transaction_id, running.redirect_url, running.status)


def note_transaction(*, attempt_id: str, found: PaymentTransaction, now: datetime) -> None:
    """What the provider opened for the attempt."""
    PaymentAttempt.objects.filter(pk=attempt_id, status="created").update(
        transaction_id=found.id, redirect_url=found.redirect_url, status="initial", checked_at=now
    )


def note_return(*, attempt_id: str, now: datetime) -> None:
    """The payer came back from the payment page."""
    PaymentAttempt.objects.filter(pk=attempt_id).update(returned_at=now)


@transaction.atomic
def write(
    *, attempt_id: str, booking: Callable[[ledger.LedgerDemand, ledger.Attempt], ledger.LedgerBooking], now: datetime
) -> ledger.LedgerBooking:
    """Book something about an attempt: `booking` sees demand and attempt as they stand, held until the transaction ends."""
    attempt = PaymentAttempt.objects.select_for_update().get(pk=attempt_id)
    demand = Demand.objects.select_for_update().get(pk=attempt.demand_id)
    before = _attempt(attempt)
    made = booking(_demand(demand), before)
    _keep_demand(demand, made.demand, now)
    _keep_attempt(attempt, before, made.attempt, now)
    return made


@transaction.atomic
def decide(
    *,
    demand_id: str,
    transaction_id: str,
    booking: Callable[[ledger.LedgerDemand, ledger.Attempt | None], ledger.LedgerBooking],
    now: datetime,
) -> ledger.LedgerBooking:
    """Book what the treasury decided about a demand and, where one is meant, the attempt with that transaction."""
    demand = Demand.objects.select_for_update().get(pk=demand_id)
    found = PaymentAttempt.objects.select_for_update().filter(demand=demand, transaction_id=transaction_id or None)
    attempt = found.first()
    before = _attempt(attempt) if attempt else None
    made = booking(_demand(demand), before)
    _keep_demand(demand, made.demand, now)
    if attempt and before:
        _keep_attempt(attempt, before, made.attempt, now)
    return made


def _keep_demand(row: Demand, after: ledger.LedgerDemand, now: datetime) -> None:
    if (row.status, row.due_on) != (after.status, after.due_on):
        row.settled_at = now if after.status == "paid" and row.status != "paid" else row.settled_at
        row.status, row.due_on = after.status, after.due_on
        row.save(update_fields=["status", "due_on", "settled_at"])


def _keep_attempt(row: PaymentAttempt, before: ledger.Attempt, after: ledger.Attempt, now: datetime) -> None:
    row.status, row.settles, row.bookings, row.method = after.status, after.settles, after.bookings, after.method
    row.checked_at = now
    # An amount of zero is an amount, and false: hence `is not None`.
    row.received = after.received.amount if after.received is not None else None
    row.received_currency = after.received.currency if after.received is not None else ""
    if before.status != after.status:
        row.ended_at = None if after.status == "initial" else now
    row.save()


def _demand(row: Demand) -> ledger.LedgerDemand:
    return ledger.LedgerDemand(
        id=str(row.pk),
        case_id=str(row.case_id),
        amount=Money(row.amount, row.currency),
        reference=row.reference,
        status=cast(DemandStatus, row.status),
        due_on=row.due_on,
    )


def _attempt(row: PaymentAttempt) -> ledger.Attempt:
    return ledger.Attempt(
        id=str(row.pk),
        transaction=row.transaction_id,
        status=row.status,
        received=Money(row.received, row.received_currency) if row.received is not None else None,
        settles=row.settles,
        bookings=row.bookings,
        method=row.method,
    )


def move_day(*, demand_id: str, due_on: date) -> None:
    """Another last day for what is not paid yet."""
    Demand.objects.filter(pk=demand_id, status__in=("open", "mismatched")).update(due_on=due_on)


def expire_open(*, case_id: str) -> int:
    """Nobody can pay what is still open in this case; how many demands that are."""
    return Demand.objects.filter(case_id=case_id, status__in=("open", "mismatched")).update(status="expired")


def mark_refunded(*, demand_id: str) -> None:
    """The treasury gives the money back."""
    Demand.objects.filter(pk=demand_id, status="paid").update(status="refunded")


def delete_of_case(*, case_id: str) -> dict[str, int]:
    """Demands and attempts of a case that is being deleted; how many. Their numbers are never drawn again."""
    attempts, _ = PaymentAttempt.objects.filter(demand__case_id=case_id).delete()
    demands, _ = Demand.objects.filter(case_id=case_id).delete()
    return {"demands": demands, "attempts": attempts}
