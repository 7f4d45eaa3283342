"""A small language for what a YAML file looks like: one definition checks it, orders it and becomes its JSON Schema.

Shape
├── Word, Feel, Amount, Day, OneOf   strings
├── Whole, Number, Flag, Nothing     other scalars
├── ListOf, MapOf, Record            structure; Record knows its keys and their order
└── Either                           the first alternative that fits the kind of value
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from allmende.domain.values import Problem, Text
from allmende.formats.yaml import Node, Place

Complain = Callable[[str, str, Place], None]
Schema = dict[str, Any]


def problem(code: str, words: str, place: Place | str) -> Problem:
    """An error of a file, in German."""
    return Problem(code, Text(de=words), str(place))


class Shape:
    """What a value may look like. `name` is how the checker calls it."""

    name = "ein Wert"

    def fits(self, node: Node) -> bool:
        """Is the value of the right kind (not yet: right in detail)?"""
        raise NotImplementedError

    def check(self, node: Node, complain: Complain) -> None:
        """Report everything that is wrong below `node`."""
        raise NotImplementedError

    def ordered(self, value: Any) -> Any:
        """The plain value with keys in canonical order."""
        return value

    def schema(self) -> Schema:
        """As JSON Schema (draft 2020-12)."""
        raise NotImplementedError


@dataclass(frozen=True)
class Word(Shape):
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

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, str)

    def check(self, node: Node, complain: Complain) -> None:
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


class Feel(Shape):
    """An expression; what it says is checked with the whole package."""

    name = "ein FEEL-Ausdruck"

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, (str, int, Decimal)) and not isinstance(node.value, bool)

    def check(self, node: Node, complain: Complain) -> None:
        if not isinstance(node.value, (str, int, Decimal)) or isinstance(node.value, bool):
            complain("shape.kind", f"Hier muss {self.name} stehen.", node.place)
        elif not str(node.value).strip():
            complain("shape.empty", "Der Ausdruck ist leer.", node.place)

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "description": "FEEL"}


class Amount(Shape):
    """A decimal written as a string, so that no reader makes a binary float of it."""

    name = 'ein Betrag wie "30.00"'

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, str) and _is_decimal(node.value)

    def check(self, node: Node, complain: Complain) -> None:
        if not self.fits(node):
            complain("shape.amount", f"Hier muss {self.name} stehen, in Anführungszeichen und mit Punkt.", node.place)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"}


def _is_decimal(text: str) -> bool:
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", text):
        return False
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


class Day(Shape):
    """A date as `2026-11-02`."""

    name = "ein Datum wie 2026-11-02"

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, str)

    def check(self, node: Node, complain: Complain) -> None:
        try:
            if not isinstance(node.value, str) or len(node.value) != 10:
                raise ValueError(node.value)
            date.fromisoformat(node.value)
        except ValueError:
            complain("shape.date", f"Hier muss {self.name} stehen.", node.place)

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class OneOf(Shape):
    """One word out of a closed list."""

    words: tuple[str, ...]

    name = "ein Wort aus der Liste"

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, str)

    def check(self, node: Node, complain: Complain) -> None:
        if node.value in self.words:
            return
        shown = ", ".join(self.words) if len(self.words) <= 30 else ""
        said = f"„{node.value}“ gibt es hier nicht." + did_you_mean(str(node.value), self.words)
        complain("shape.choice", said + (f" Erlaubt: {shown}." if shown else ""), node.place)

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Whole(Shape):
    """A whole number."""

    least: int | None = None
    most: int | None = None

    name = "eine ganze Zahl"

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, int) and not isinstance(node.value, bool)

    def check(self, node: Node, complain: Complain) -> None:
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


class Flag(Shape):
    """true or false."""

    name = "true oder false"

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, bool)

    def check(self, node: Node, complain: Complain) -> None:
        if not isinstance(node.value, bool):
            hint = (
                " („ja“ und „nein“ sind nur Wörter.)" if node.value in ("yes", "no", "ja", "nein", "on", "off") else ""
            )
            complain("shape.kind", f"Hier muss true oder false stehen.{hint}", node.place)

    def schema(self) -> Schema:
        return {"type": "boolean"}


class Number(Shape):
    """A number as YAML writes it."""

    name = "eine Zahl"

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, (int, Decimal)) and not isinstance(node.value, bool)

    def check(self, node: Node, complain: Complain) -> None:
        if not self.fits(node):
            complain("shape.kind", f"Hier muss {self.name} stehen.", node.place)

    def schema(self) -> Schema:
        return {"type": "number"}


class Nothing(Shape):
    """null."""

    name = "null"

    def fits(self, node: Node) -> bool:
        return node.value is None

    def check(self, node: Node, complain: Complain) -> None:
        if node.value is not None:
            complain("shape.kind", "Hier steht nichts (null).", node.place)

    def schema(self) -> Schema:
        return {"type": "null"}


@dataclass(frozen=True)
class ListOf(Shape):
    """A list of like things."""

    item: Shape
    least: int = 0
    most: int = 1_000

    name = "eine Liste"

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, list)

    def check(self, node: Node, complain: Complain) -> None:
        if not isinstance(node.value, list):
            complain("shape.kind", "Hier muss eine Liste stehen (jede Zeile beginnt mit „- “).", node.place)
            return
        if len(node.value) < self.least:
            complain("shape.length", f"Mindestens {self.least} Eintrag ist nötig.", node.place)
        if len(node.value) > self.most:
            complain("shape.length", f"Höchstens {self.most} Einträge sind erlaubt.", node.place)
        for item in node.value:
            self.item.check(item, complain)

    def ordered(self, value: Any) -> Any:
        return [self.item.ordered(item) for item in value] if isinstance(value, list) else value

    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema(), "minItems": self.least, "maxItems": self.most}


@dataclass(frozen=True)
class MapOf(Shape):
    """Names to like things; the names are free but follow `key`. Their order is the author's."""

    item: Shape
    key: Word = field(default_factory=Word)

    name = "eine Zuordnung"

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, dict)

    def check(self, node: Node, complain: Complain) -> None:
        if not isinstance(node.value, dict):
            complain("shape.kind", "Hier müssen Namen mit Werten stehen (name: wert).", node.place)
            return
        for key, item in node.value.items():
            self.key.check(Node(key, node.keys.get(key, node.place)), complain)
            self.item.check(item, complain)

    def ordered(self, value: Any) -> Any:
        return {key: self.item.ordered(item) for key, item in value.items()} if isinstance(value, dict) else value

    def schema(self) -> Schema:
        found: Schema = {"type": "object", "additionalProperties": self.item.schema()}
        if self.key.pattern:
            found["propertyNames"] = {"pattern": f"^(?:{self.key.pattern})$"}
        return found


@dataclass(frozen=True)
class Key:
    """One key of a record. `drop` is the value that means the same as leaving the key out."""

    name: str
    shape: Shape
    required: bool = False
    drop: Any = None

    def keeps(self, value: Any) -> bool:
        """Is the value worth writing, or does leaving the key out say the same?"""
        return self.required or not (value is None or (value == self.drop and type(value) is type(self.drop)))


@dataclass(frozen=True)
class Record(Shape):
    """A mapping with known keys in a known order. `title` names it in the published schema."""

    keys: tuple[Key, ...]
    title: str = ""

    name = "ein Eintrag mit Schlüsseln"

    @cached_property
    def _by_name(self) -> Mapping[str, Key]:
        return {key.name: key for key in self.keys}

    def fits(self, node: Node) -> bool:
        return isinstance(node.value, dict)

    def has(self, name: str) -> bool:
        return name in self._by_name

    def check(self, node: Node, complain: Complain) -> None:
        if not isinstance(node.value, dict):
            complain("shape.kind", "Hier müssen Schlüssel mit Werten stehen (schlüssel: wert).", node.place)
            return
        for key in self.keys:
            if key.required and key.name not in node.value:
                complain("shape.missing", f"Es fehlt „{key.name}“.", node.place)
        for name, item in node.value.items():
            known = self._by_name.get(name)
            if known is None:
                said = f"„{name}“ ist hier unbekannt." + did_you_mean(name, tuple(self._by_name))
                complain("shape.unknown", said, node.keys.get(name, node.place))
            elif item.value is None and not known.required:
                continue
            else:
                known.shape.check(item, complain)

    def ordered(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {
            key.name: key.shape.ordered(value[key.name])
            for key in self.keys
            if key.name in value and key.keeps(value[key.name])
        }

    def schema(self) -> Schema:
        found: Schema = {
            "type": "object",
            "properties": {key.name: self._key_schema(key) for key in self.keys},
            "additionalProperties": False,
        }
        if self.title:
            found["title"] = self.title
        if required := [key.name for key in self.keys if key.required]:
            found["required"] = required
        return found

    @staticmethod
    def _key_schema(key: Key) -> Schema:
        schema = key.shape.schema()
        return schema if key.required else {"anyOf": [schema, {"type": "null"}]}


@dataclass(frozen=True)
class Either(Shape):
    """The first alternative of the right kind; records are told apart by their first key."""

    options: tuple[Shape, ...]

    @property
    def name(self) -> str:  # type: ignore[override]
        return " oder ".join(option.name for option in self.options)

    def fits(self, node: Node) -> bool:
        return any(option.fits(node) for option in self.options)

    def _pick(self, node: Node) -> Shape | None:
        fitting = [option for option in self.options if option.fits(node)]
        for option in fitting:
            if not isinstance(option, Record) or option.keys[0].name in node.value:  # type: ignore[operator]
                return option
        return fitting[-1] if fitting else None

    def check(self, node: Node, complain: Complain) -> None:
        picked = self._pick(node)
        if picked is None:
            complain("shape.kind", f"Hier muss {self.name} stehen.", node.place)
        else:
            picked.check(node, complain)

    def ordered(self, value: Any) -> Any:
        picked = self._pick(_node_of(value))
        return picked.ordered(value) if picked else value

    def schema(self) -> Schema:
        return {"anyOf": [option.schema() for option in self.options]}


@dataclass(frozen=True)
class Named(Shape):
    """A shape that refers to itself: looked up by name when it is needed."""

    title: str
    get: Callable[[], Shape]

    name = "ein Eintrag"

    def fits(self, node: Node) -> bool:
        return self.get().fits(node)

    def check(self, node: Node, complain: Complain) -> None:
        self.get().check(node, complain)

    def ordered(self, value: Any) -> Any:
        return self.get().ordered(value)

    def schema(self) -> Schema:
        return {"$ref": f"#/$defs/{self.title}"}


def did_you_mean(word: str, words: tuple[str, ...]) -> str:
    """` Meinten Sie „…“?`, or nothing when no word is near."""
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    return f" Meinten Sie „{near[0]}“?" if near else ""


def check(shape: Shape, node: Node) -> list[Problem]:
    """Everything that is wrong with the document, with file and line."""
    found: list[Problem] = []
    shape.check(node, lambda code, words, place: found.append(problem(code, words, place)))
    return found


def _node_of(value: Any) -> Node:
    """A plain value as a node without a place, for looking only."""
    return Node(value, Place("", 0))
