"""How each demand of a matter stands, from its facts alone.

    open ─┬─ paid ─┬─ refunded
          │        └─ reversed   (charged back)       ─┬─ paid
          ├─ mismatched (what came does not fit)         ─┼─ open    (the treasury decides)
          └─ expired                                   └─ expired

Only `paid` lets anything be released. A demand of which a part went back is still paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from allmende.domain import facts as f
from allmende.domain.values import Money

DemandStatus = Literal["open", "mismatched", "paid", "reversed", "expired", "cancelled", "refunded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandStanding:
    """One demand: what was asked, how it stands, the payment that settled it and what of that is still there, failed tries."""

    demanded: f.PaymentDemanded
    status: DemandStatus = "open"
    received: f.PaymentReceived | None = None
    left: Money | None = None
    failed: int = 0


def list_standings(facts: Iterable[f.Fact]) -> tuple[DemandStanding, ...]:
    """Every demand of these facts, oldest first."""
    found: dict[str, DemandStanding] = {}
    for fact in facts:
        if isinstance(fact, f.PaymentDemanded):
            found[fact.demand_id] = DemandStanding(demanded=fact)
        elif isinstance(fact, _ABOUT) and fact.demand_id in found:
            found[fact.demand_id] = _after(found[fact.demand_id], fact)
    return tuple(found.values())


def latest(facts: Iterable[f.Fact]) -> DemandStanding | None:
    """The demand that counts: the last one asked for."""
    found = list_standings(facts)
    return found[-1] if found else None


def list_paid(facts: Iterable[f.Fact]) -> tuple[f.PaymentReceived, ...]:
    """Payments that are there, oldest first, each with the amount of it that was not given back."""
    return tuple(
        replace(x.received, amount=x.left)
        for x in list_standings(facts)
        if x.status in ("paid", "refunded") and x.received and x.left and x.left.amount > 0
    )


def sum_returned(facts: Iterable[f.Fact]) -> Money:
    """What of the payments goes or went back."""
    return Money.total(
        x.received.amount - x.left
        for x in list_standings(facts)
        if x.status in ("paid", "refunded") and x.received and x.left is not None
    )


def sum_open(facts: Iterable[f.Fact]) -> Money:
    """What of the fee set last has not been paid; zero before one is set."""
    known = tuple(facts)
    fee = next((x for x in reversed(known) if isinstance(x, f.FeeSet)), None)
    rest = fee.total - sum_paid(known) if fee else Money(Decimal(0))
    return max(rest, Money(Decimal(0)))


def has_risen(facts: Iterable[f.Fact]) -> bool:
    """Was the fee set higher after the latest demand, and something of it is open that nobody asked for? Of a demand for a part of the
    fee the rest is open on purpose: that is none."""
    known = tuple(facts)
    asked = [number for number, x in enumerate(known) if isinstance(x, f.PaymentDemanded)]
    if not asked:
        return False
    before = [x.total for x in known[: asked[-1]] if isinstance(x, f.FeeSet)]
    since = [x.total for x in known[asked[-1] :] if isinstance(x, f.FeeSet)]
    return bool(since) and since[-1] > (before[-1] if before else Money(Decimal(0))) and bool(sum_open(known))


def sum_paid(facts: Iterable[f.Fact]) -> Money:
    """What came in for this case, is still there and was not given back."""
    return Money.total(x.amount for x in list_paid(facts))


def list_unsettled(facts: Iterable[f.Fact]) -> tuple[str, ...]:
    """Ids of the demands that could still be settled: open, or what came for them does not fit."""
    return tuple(x.demanded.demand_id for x in list_standings(facts) if x.status in ("open", "mismatched"))


_ABOUT = (
    f.PaymentReceived,
    f.PaymentFailed,
    f.PaymentMismatched,
    f.PaymentReversed,
    f.PaymentRefunded,
    f.DemandReopened,
    f.PaymentDayMoved,
    f.DemandExpired,
    f.SuspensionEnded,
)


def _after(standing: DemandStanding, fact: f.Fact) -> DemandStanding:
    match fact:
        case f.PaymentReceived():
            return replace(standing, status="paid", received=fact, left=fact.amount)
        case f.PaymentFailed():
            return replace(standing, failed=standing.failed + 1)
        case f.PaymentMismatched() if standing.status == "open":
            return replace(standing, status="mismatched")
        case f.PaymentReversed() if fact.settled and standing.status == "paid":
            return replace(standing, status="reversed")
        case f.PaymentRefunded():
            left = standing.left and standing.left - fact.amount
            return replace(standing, status="paid" if left and left.amount > 0 else "refunded", left=left)
        case f.DemandReopened() if standing.status in ("mismatched", "reversed"):
            due = fact.due_on or standing.demanded.due_on
            return replace(standing, demanded=replace(standing.demanded, due_on=due), status="open", received=None)
        case f.SuspensionEnded() if fact.due_on:
            return replace(standing, demanded=replace(standing.demanded, due_on=fact.due_on))
        case f.PaymentDayMoved():
            return replace(standing, demanded=replace(standing.demanded, due_on=fact.due_on))
        case f.DemandExpired() if standing.status in ("open", "mismatched"):
            return replace(standing, status="expired")
    return standing
