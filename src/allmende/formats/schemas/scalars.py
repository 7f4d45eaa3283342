"""Shapes of single values: words, expressions, amounts, days, numbers."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property

from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem, Text
from allmende.formats.schemas.base import Complain, Schema, Shape, did_you_mean
from allmende.formats.yaml import YamlNode
from allmende.words.joining import joined


@dataclass(frozen=True)
class WordShape(Shape):
    """A string; `pattern` must match the whole of it."""

    pattern: str | None = None
    hint: Text | None = None
    longest: int = 2_000

    @property
    def name(self) -> Text:  # type: ignore[override]
        return self.hint or Text.named("formats.schemas.scalars.text")

    @cached_property
    def _compiled(self) -> re.Pattern[str] | None:
        return re.compile(self.pattern) if self.pattern else None

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, str)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, str):
            quotes = Text.named("formats.schemas.scalars.in_quotes") if isinstance(node.value, (int, Decimal)) else ""
            words = joined((self.name, quotes), "")
            complain("shape.kind", Text.named("formats.schemas.base.wanted", name=words), node.place)
        elif len(node.value) > self.longest:
            complain("shape.length", Text.named("formats.schemas.scalars.too_long", most=self.longest), node.place)
        elif self._compiled and not self._compiled.fullmatch(node.value):
            complain(
                "shape.pattern",
                Text.named("formats.schemas.scalars.does_not_fit", said=node.value, name=self.name),
                node.place,
            )

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
            complain(
                "shape.pattern",
                Text.named("formats.schemas.scalars.bad_address", said=node.value, why=found.text),
                node.place,
            )
        else:
            super().check(node, complain)


class ExpressionShape(Shape):
    """An expression; what it says is checked with the whole package."""

    name = Text.named("formats.schemas.scalars.expression")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, (str, int, Decimal)) and not isinstance(node.value, bool)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, (str, int, Decimal)) or isinstance(node.value, bool):
            complain("shape.kind", self.wanted(), node.place)
        elif not str(node.value).strip():
            complain("shape.empty", Text.named("formats.schemas.scalars.empty"), node.place)

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "description": "FEEL"}


@dataclass(frozen=True)
class AmountShape(Shape):
    """A decimal written as a string, so that no reader makes a binary float of it."""

    negative: bool = True

    name = Text.named("formats.schemas.scalars.amount")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, str) and _is_decimal(node.value)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not self.fits(node):
            complain("shape.amount", Text.named("formats.schemas.scalars.amount_wanted", name=self.name), node.place)
        elif not self.negative and str(node.value).startswith("-"):
            complain("shape.range", Text.named("formats.schemas.scalars.negative"), node.place)

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

    name = Text.named("formats.schemas.scalars.day")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, str)

    def check(self, node: YamlNode, complain: Complain) -> None:
        try:
            if not isinstance(node.value, str) or len(node.value) != 10:
                raise ValueError(node.value)
            date.fromisoformat(node.value)
        except ValueError:
            complain("shape.date", self.wanted(), node.place)

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class OneOfShape(Shape):
    """One word out of a closed list."""

    words: Collection[str]

    name = Text.named("formats.schemas.scalars.one_of")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, str)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if isinstance(node.value, str) and node.value in self.words:
            return
        shown = ", ".join(self.words) if len(self.words) <= 30 else ""
        words = Text.named(
            "formats.schemas.scalars.not_there",
            said=node.value,
            near=did_you_mean(str(node.value), self.words),
            allowed=Text.named("formats.schemas.scalars.allowed", words=shown) if shown else "",
        )
        complain("shape.choice", words, node.place)

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class WholeShape(Shape):
    """A whole number."""

    least: int | None = None
    most: int | None = None

    name = Text.named("formats.schemas.scalars.whole")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, int) and not isinstance(node.value, bool)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, int) or isinstance(node.value, bool):
            complain("shape.kind", Text.named("formats.schemas.scalars.without_quotes", name=self.name), node.place)
        elif self.least is not None and node.value < self.least:
            complain("shape.range", Text.named("formats.schemas.scalars.too_small", least=self.least), node.place)
        elif self.most is not None and node.value > self.most:
            complain("shape.range", Text.named("formats.schemas.scalars.too_large", most=self.most), node.place)

    def schema(self) -> Schema:
        found: Schema = {"type": "integer"}
        if self.least is not None:
            found["minimum"] = self.least
        if self.most is not None:
            found["maximum"] = self.most
        return found


class FlagShape(Shape):
    """true or false."""

    name = Text.named("formats.schemas.scalars.flag")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, bool)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, bool):
            hint = (
                Text.named("formats.schemas.scalars.yes_is_a_word")
                if node.value in ("yes", "no", "ja", "nein", "on", "off")
                else ""
            )
            complain("shape.kind", Text.named("formats.schemas.scalars.flag_wanted", hint=hint), node.place)

    def schema(self) -> Schema:
        return {"type": "boolean"}


class NumberShape(Shape):
    """A number as YAML writes it."""

    name = Text.named("formats.schemas.scalars.number")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, (int, Decimal)) and not isinstance(node.value, bool)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not self.fits(node):
            complain("shape.kind", self.wanted(), node.place)

    def schema(self) -> Schema:
        return {"type": "number"}


class NothingShape(Shape):
    """null."""

    name = Text("null")

    def fits(self, node: YamlNode) -> bool:
        return node.value is None

    def check(self, node: YamlNode, complain: Complain) -> None:
        if node.value is not None:
            complain("shape.kind", Text.named("formats.schemas.scalars.nothing"), node.place)

    def schema(self) -> Schema:
        return {"type": "null"}
