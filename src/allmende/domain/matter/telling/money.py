"""What became of money no demand takes: too much, too late, charged back, held after a withdrawal. From the facts alone.

    surplus, late, withdrawn  ─┐
    mismatched                ─┼─→ returned | kept
    reversed, changed         ─┘   (or nothing more to say: settled, to be paid again, done with)
    refund (ordered)          ───→ returned

One entry per task of the treasury, so that each amount is told once, as it stands now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from allmende.domain import facts as f
from allmende.domain.values import Money

MoneyState = Literal["surplus", "late", "withdrawn", "mismatched", "reversed", "changed", "refund", "returned", "kept"]
SETTLED: frozenset[MoneyState] = frozenset(("returned", "kept"))
"""Said for good; everything else is over when its task is."""
CLARIFIED: frozenset[MoneyState] = frozenset(("mismatched", "reversed", "changed"))
"""Over when the demand is paid or can be paid again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAmount:
    """One amount and how it stands. `amount` is None where the provider named none."""

    says: MoneyState
    amount: Money | None
    demand_id: str
    transaction: str


def list_money(facts: Iterable[f.Fact]) -> tuple[HeldAmount, ...]:
    """Every amount there is something to say about, oldest first."""
    found: dict[str, HeldAmount] = {}
    for fact in facts:
        match fact:
            case f.TaskDone():
                if fact.task_id in found and found[fact.task_id].says not in SETTLED:
                    del found[fact.task_id]
            case f.PaymentReceived() | f.DemandReopened():
                gone = [x for x, one in found.items() if one.demand_id == fact.demand_id and one.says in CLARIFIED]
                found = {x: one for x, one in found.items() if x not in gone}
            case f.PaymentSurplus() | f.PaymentMismatched() | f.PaymentReversed() | f.PaymentRefunded():
                found = {x: one for x, one in found.items() if not _supersedes(fact, one)}
                key = fact.task_id or fact.demand_id
                if key not in found or found[key].says not in SETTLED:
                    found[key] = _held(_says(fact), fact)
            case f.RefundSent():
                found[fact.task_id] = _held("returned", fact)
            case f.PaymentKept():
                found[fact.task_id] = _held("kept", fact)
    return tuple(found.values())


def money_came(facts: Iterable[f.Fact]) -> bool:
    """True when the citizen paid something, even if it settled no demand."""
    return any(
        isinstance(x, (f.PaymentReceived, f.PaymentSurplus))
        or (isinstance(x, f.PaymentMismatched) and x.amount is not None and x.amount.amount > 0)
        for x in facts
    )


def is_news(known: tuple[f.Fact, ...], new: Iterable[f.Fact]) -> bool:
    """True when `new` facts change what is said. That an ordered refund was sent was announced by its order."""
    ordered = {x.task_id for x in known if isinstance(x, f.PaymentRefunded)}
    kinds = (f.PaymentSurplus, f.PaymentMismatched, f.PaymentReversed, f.PaymentKept)
    return any(isinstance(x, kinds) or (isinstance(x, f.RefundSent) and x.task_id not in ordered) for x in new)


_Item = f.PaymentSurplus | f.PaymentMismatched | f.PaymentReversed | f.PaymentRefunded


def _says(fact: _Item) -> MoneyState:
    match fact:
        case f.PaymentSurplus(reason="late"):
            return "late"
        case f.PaymentSurplus(reason="withdrawn"):
            return "withdrawn"
        case f.PaymentSurplus():
            return "surplus"
        case f.PaymentMismatched():
            return "mismatched"
        case f.PaymentReversed():
            return "reversed" if fact.left is None else "changed"
    return "refund"


def _held(says: MoneyState, fact: _Item | f.RefundSent | f.PaymentKept) -> HeldAmount:
    return HeldAmount(says=says, amount=fact.amount, demand_id=fact.demand_id, transaction=fact.transaction)


def _supersedes(fact: _Item, before: HeldAmount) -> bool:
    """A charge-back ends what was said about its transaction; other news only what was still to be clarified about it."""
    if not fact.transaction or before.transaction != fact.transaction or before.says in SETTLED:
        return False
    return isinstance(fact, f.PaymentReversed) or before.says in CLARIFIED
