"""Small values facts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from allmende.domain.values import Money, Text


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of a fee: what for, how often, how much, on which law."""

    id: str
    text: Text
    amount: Money
    factor: Decimal = Decimal(1)
    basis: str = ""
