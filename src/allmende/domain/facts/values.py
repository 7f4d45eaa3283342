"""Small values facts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from allmende.domain.values import Money, Text


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of a fee: what for, how much, on which law.

    `amount` is the sum of the line, rounded; `factor` times `unit` is how it came about.
    A reduction is a line with a negative factor.
    """

    id: str
    text: Text
    amount: Money
    factor: Decimal = Decimal(1)
    unit: Money | None = None
    basis: str = ""
