"""The write door for demands and attempts. Whatever comes twice is one; money that fits nothing is reported."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection, transaction
from django.db.models import Max

from allmende.apps.payments.models import Demand, PaymentAttempt
from allmende.domain.facts.base import plain_json
from allmende.domain.matter.outcome import OpenDemand
from allmende.domain.ports.payment import PaymentTransaction
from allmende.foundation.tenancy.scopes import get_city_in_scope

_DRAW = """
INSERT INTO payments_referencecounter (city_id, year, last) VALUES (%s, %s, 1)
ON CONFLICT (city_id, year) DO UPDATE SET last = payments_referencecounter.last + 1
RETURNING last
"""

Booked = Literal["settled", "surplus", "late", "known", "failed", "pending"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A transaction to be opened at the provider."""

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
def begin_attempt(*, demand_id: str, provider: str, return_url: str, now: datetime) -> Attempt | None:
    """An attempt to pay this demand: the one under way, or a new one. None when nothing can be paid any more."""
    demand = Demand.objects.select_for_update().get(pk=demand_id)
    if demand.status != "open":
        return None
    running = (
        PaymentAttempt.objects.filter(demand=demand, provider=provider, status__in=("created", "initial"))
        .order_by("-number")
        .first()
    )
    if running is None:
        last = PaymentAttempt.objects.filter(demand=demand).aggregate(last=Max("number"))["last"] or 0
        running = PaymentAttempt.objects.create(
            id=uuid.uuid4(), demand=demand, number=last + 1, provider=provider, return_url=return_url, created_at=now
        )
    return Attempt(str(running.id), str(demand.id), running.transaction_id, running.redirect_url, running.status)


def note_transaction(*, attempt_id: str, found: PaymentTransaction, now: datetime) -> None:
    """What the provider opened for the attempt."""
    PaymentAttempt.objects.filter(pk=attempt_id, status="created").update(
        transaction_id=found.id, redirect_url=found.redirect_url, status="initial", checked_at=now
    )


@transaction.atomic
def book(*, attempt_id: str, found: PaymentTransaction, now: datetime) -> tuple[Booked, Demand]:
    """Take over what the provider says of an attempt, once.

    settled   this paid the demand · surplus: paid, but the demand was paid already · late: paid after it expired
    failed    this attempt ended without money · known: nothing new · pending: still under way
    """
    attempt = PaymentAttempt.objects.select_for_update().select_related("demand").get(pk=attempt_id)
    demand = Demand.objects.select_for_update().get(pk=attempt.demand_id)
    if found.status == "initial":
        PaymentAttempt.objects.filter(pk=attempt_id).update(checked_at=now)
        return "pending", demand
    if attempt.status in ("paid", "failed", "canceled") and attempt.status == found.status:
        return "known", demand
    attempt.status, attempt.method, attempt.checked_at, attempt.ended_at = found.status, found.method, now, now
    if found.status != "paid":
        attempt.save()
        return "failed", demand
    verdict: Booked = (
        "settled" if demand.status == "open" else ("surplus" if demand.status in ("paid", "refunded") else "late")
    )
    if verdict == "settled":
        attempt.settles, demand.status, demand.settled_at = True, "paid", now
        demand.save(update_fields=["status", "settled_at"])
    attempt.save()
    return verdict, demand


def expire_open(*, case_id: str) -> int:
    """Nobody can pay what is still open in this case; how many demands that are."""
    return Demand.objects.filter(case_id=case_id, status="open").update(status="expired")


def mark_refunded(*, demand_id: str) -> None:
    """The treasury gives the money back."""
    Demand.objects.filter(pk=demand_id, status="paid").update(status="refunded")


def give_up(*, attempt_id: str, now: datetime) -> bool:
    """Nobody asks about this attempt any more."""
    return (
        PaymentAttempt.objects.filter(pk=attempt_id, status__in=("created", "initial")).update(
            status="expired", ended_at=now
        )
        == 1
    )


def due_for_check(*, before: datetime, limit: int = 200) -> tuple[str, ...]:
    """Attempts under way that were not asked about since `before`."""
    found: Any = (
        PaymentAttempt.objects.filter(status="initial", checked_at__lt=before)
        .order_by("checked_at")
        .values_list("id", flat=True)[:limit]
    )
    return tuple(str(pk) for pk in found)
