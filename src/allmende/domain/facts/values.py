"""Small values facts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterEdit:
    """One passage of a drafted letter that an officer worded herself: `draft` as the template composed it, `text` as it goes out.

    `place` names the passage in its letter (`notices.editing`). An empty `draft` is a passage she added, an empty `text` one
    she left out.
    """

    template: str
    place: str
    draft: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What a case runs on: a release, read with a city's data, as adopted from that day on.

    Names contents, not rows, so that it means the same in another installation.
    """

    version: str
    release: str
    edition: str
    since: date
