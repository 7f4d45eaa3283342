"""Fee lines from the answer of a fee decision.

A fee decision answers with one context or a list of contexts:

    id             which line it is (the package's text `fee.<id>` names it)
    text           what it is for, if the decision says so itself
    factor         how many units; `quantity` is the same; 1 if left out
    unit amount    the amount of one unit; `unit_amount` is the same
    amount         with `factor`: the amount of one unit; else the amount of the line
    basis          the legal basis

An amount that is null is an incident, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from allmende.domain.decisions.graph import DecisionResult
from allmende.domain.values import Money
from allmende.feel import Warning

ONE = Decimal(1)


class DecisionIncident(Exception):
    """A decision about money or rights has no usable answer: a person must look at it.

    Knows a sentence in German and English, and the warnings that explain the missing value.
    """

    def __init__(self, de: str, en: str, warnings: Iterable[Warning] = ()) -> None:
        super().__init__(en)
        self.de = de
        self.en = en
        self.warnings = tuple(warnings)

    def text(self, lang: str = "de") -> str:
        """The sentence in `lang`, with the first reason."""
        sentence = self.de if lang == "de" else self.en
        return " ".join([sentence, *(warning.text(lang) for warning in self.warnings[:1])])


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of a fee: what, how many, how much each and together, and why.

    `amount` is quantity times unit amount, rounded to cents once, half up.
    """

    id: str
    text: str
    quantity: Decimal
    unit_amount: Money
    amount: Money
    basis: str


def fee_lines(result: DecisionResult) -> list[FeeLine]:
    """The lines of a fee decision; raises `DecisionIncident` for a missing or unusable amount."""
    value = result.value
    rows = value if isinstance(value, list) else [value]
    if value is None or not all(isinstance(row, dict) for row in rows):
        raise DecisionIncident(
            "Die Gebührenregel hat kein Ergebnis.",
            "The fee decision has no result.",
            result.warnings,
        )
    return [_line(row, number, result) for number, row in enumerate(rows, 1)]


def _line(row: dict[str, Any], number: int, result: DecisionResult) -> FeeLine:
    key = _text(row, "id") or str(number)
    quantity = _number(row.get("factor", row.get("quantity", ONE)), key, result)
    if "unit amount" in row or "unit_amount" in row:
        unit = _number(row.get("unit amount", row.get("unit_amount")), key, result)
        amount = Money(unit * quantity).rounded()
        if "amount" in row and Money(_number(row["amount"], key, result)).rounded() != amount:
            raise DecisionIncident(
                f"Die Gebührenzeile „{key}“ widerspricht sich: Anzahl mal Einzelbetrag ist nicht der Betrag.",
                f"The fee line “{key}” contradicts itself: number times unit amount is not the amount.",
                result.warnings,
            )
    elif "factor" in row:
        unit = _number(row.get("amount"), key, result)
        amount = Money(unit * quantity).rounded()
    else:
        whole = _number(row.get("amount"), key, result)
        amount = Money(whole).rounded()
        unit = whole / quantity if quantity else whole
    return FeeLine(key, _text(row, "text"), quantity, Money(unit), amount, _text(row, "basis"))


def _number(value: object, key: str, result: DecisionResult) -> Decimal:
    if not isinstance(value, Decimal):
        raise DecisionIncident(
            f"Der Gebührenzeile „{key}“ fehlt der Betrag oder die Anzahl.",
            f"The fee line “{key}” lacks its amount or its number.",
            result.warnings,
        )
    return value


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
