"""Shapes of single values: words, expressions, amounts, days, numbers."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property

from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem
from allmende.formats.schemas.base import Complain, Schema, Shape, did_you_mean
from allmende.formats.yaml import YamlNode


@dataclass(frozen=True)
class WordShape(Shape):
    """A string; `pattern` must match the whole of it."""

    pattern: str | None = None
    hint: str = ""
    longest: int = 2_000

    @property
    def name(self) -> str:  # type: ignore[override]
        return self.hint or "ein Text"

    @cached_property
    def _compiled(self) -> re.Pattern[str] | None:
        return re.compile(self.pattern) if self.pattern else None

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, str)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, str):
            quotes = " in Anführungszeichen" if isinstance(node.value, (int, Decimal)) else ""
            complain("shape.kind", f"Hier muss {self.name}{quotes} stehen.", node.place)
        elif len(node.value) > self.longest:
            complain("shape.length", f"Höchstens {self.longest} Zeichen sind erlaubt.", node.place)
        elif self._compiled and not self._compiled.fullmatch(node.value):
            complain("shape.pattern", f"„{node.value}“ passt nicht: Hier muss {self.name} stehen.", node.place)

    def schema(self) -> Schema:
        found: Schema = {"type": "string", "maxLength": self.longest}
        if self.pattern:
            found["pattern"] = f"^(?:{self.pattern})$"
        return found


class MailAddressShape(WordShape):
    """A mail address that can be sent to, spelt as it is kept. The pattern is for editors; `read_mail_address` judges."""

    def check(self, node: YamlNode, complain: Complain) -> None:
        found = read_mail_address(node.value) if isinstance(node.value, str) else None
        if isinstance(found, Problem):
            complain("shape.pattern", f"„{node.value}“ passt nicht. {found.text['de']}", node.place)
        else:
            super().check(node, complain)


class ExpressionShape(Shape):
    """An expression; what it says is checked with the whole package."""

    name = "ein FEEL-Ausdruck"

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, (str, int, Decimal)) and not isinstance(node.value, bool)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, (str, int, Decimal)) or isinstance(node.value, bool):
            complain("shape.kind", f"Hier muss {self.name} stehen.", node.place)
        elif not str(node.value).strip():
            complain("shape.empty", "Der Ausdruck ist leer.", node.place)

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "description": "FEEL"}


@dataclass(frozen=True)
class AmountShape(Shape):
    """A decimal written as a string, so that no reader makes a binary float of it."""

    negative: bool = True

    name = 'ein Betrag wie "30.00"'

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, str) and _is_decimal(node.value)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not self.fits(node):
            complain("shape.amount", f"Hier muss {self.name} stehen, in Anführungszeichen und mit Punkt.", node.place)
        elif not self.negative and str(node.value).startswith("-"):
            complain("shape.range", "Der Betrag darf nicht negativ sein. Mindestens 0.00 ist nötig.", node.place)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": rf"^{'-?' if self.negative else ''}[0-9]{{1,15}}(\.[0-9]{{1,6}})?$"}


def _is_decimal(text: str) -> bool:
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", text):
        return False
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


class DayShape(Shape):
    """A date as `2026-11-02`."""

    name = "ein Datum wie 2026-11-02"

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, str)

    def check(self, node: YamlNode, complain: Complain) -> None:
        try:
            if not isinstance(node.value, str) or len(node.value) != 10:
                raise ValueError(node.value)
            date.fromisoformat(node.value)
        except ValueError:
            complain("shape.date", f"Hier muss {self.name} stehen.", node.place)

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class OneOfShape(Shape):
    """One word out of a closed list."""

    words: Collection[str]

    name = "ein Wort aus der Liste"

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, str)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if isinstance(node.value, str) and node.value in self.words:
            return
        shown = ", ".join(self.words) if len(self.words) <= 30 else ""
        said = f"„{node.value}“ gibt es hier nicht." + did_you_mean(str(node.value), self.words)
        complain("shape.choice", said + (f" Erlaubt: {shown}." if shown else ""), node.place)

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class WholeShape(Shape):
    """A whole number."""

    least: int | None = None
    most: int | None = None

    name = "eine ganze Zahl"

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, int) and not isinstance(node.value, bool)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, int) or isinstance(node.value, bool):
            complain("shape.kind", f"Hier muss {self.name} stehen (ohne Anführungszeichen).", node.place)
        elif self.least is not None and node.value < self.least:
            complain("shape.range", f"Mindestens {self.least} ist nötig.", node.place)
        elif self.most is not None and node.value > self.most:
            complain("shape.range", f"Höchstens {self.most} ist erlaubt.", node.place)

    def schema(self) -> Schema:
        found: Schema = {"type": "integer"}
        if self.least is not None:
            found["minimum"] = self.least
        if self.most is not None:
            found["maximum"] = self.most
        return found


class FlagShape(Shape):
    """true or false."""

    name = "true oder false"

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, bool)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, bool):
            hint = (
                " („ja“ und „nein“ sind nur Wörter.)" if node.value in ("yes", "no", "ja", "nein", "on", "off") else ""
            )
            complain("shape.kind", f"Hier muss true oder false stehen.{hint}", node.place)

    def schema(self) -> Schema:
        return {"type": "boolean"}


class NumberShape(Shape):
    """A number as YAML writes it."""

    name = "eine Zahl"

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, (int, Decimal)) and not isinstance(node.value, bool)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not self.fits(node):
            complain("shape.kind", f"Hier muss {self.name} stehen.", node.place)

    def schema(self) -> Schema:
        return {"type": "number"}


class NothingShape(Shape):
    """null."""

    name = "null"

    def fits(self, node: YamlNode) -> bool:
        return node.value is None

    def check(self, node: YamlNode, complain: Complain) -> None:
        if node.value is not None:
            complain("shape.kind", "Hier steht nichts (null).", node.place)

    def schema(self) -> Schema:
        return {"type": "null"}
