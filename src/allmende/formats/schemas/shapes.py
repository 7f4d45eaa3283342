"""A small language for what a YAML file looks like: one definition checks it, orders it and becomes its JSON Schema.

Shape
├── Word, MailAddress, Feel, Amount, Day, OneOf   strings
├── Whole, Number, Flag, Nothing     other scalars
├── ListOf, MapOf, Record            structure; Record knows its keys and their order
└── Either                           the first alternative that fits the kind of value
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from allmende.domain.values import Problem, Text
from allmende.formats.schemas.base import Complain, Schema, Shape, did_you_mean, problem
from allmende.formats.schemas.scalars import (
    AmountShape,
    DayShape,
    ExpressionShape,
    FlagShape,
    MailAddressShape,
    NothingShape,
    NumberShape,
    OneOfShape,
    WholeShape,
    WordShape,
)
from allmende.formats.yaml import YamlNode, YamlPlace
from allmende.words.joining import OR, joined

__all__ = [
    "AmountShape",
    "Complain",
    "DayShape",
    "Either",
    "ExpressionShape",
    "FlagShape",
    "Key",
    "ListOf",
    "MailAddressShape",
    "MapOf",
    "NamedShape",
    "NothingShape",
    "NumberShape",
    "OneOfShape",
    "Record",
    "Schema",
    "Shape",
    "WholeShape",
    "WordShape",
    "check",
    "did_you_mean",
    "problem",
]


@dataclass(frozen=True)
class ListOf(Shape):
    """A list of like things."""

    item: Shape
    least: int = 0
    most: int = 1_000

    name = Text.named("formats.schemas.shapes.list")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, list)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, list):
            complain("shape.kind", Text.named("formats.schemas.shapes.list_wanted"), node.place)
            return
        if len(node.value) < self.least:
            complain("shape.length", Text.named("formats.schemas.shapes.too_few", least=self.least), node.place)
        if len(node.value) > self.most:
            complain("shape.length", Text.named("formats.schemas.shapes.too_many", most=self.most), node.place)
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
    key: WordShape = field(default_factory=WordShape)

    name = Text.named("formats.schemas.shapes.mapping")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, dict)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, dict):
            complain("shape.kind", Text.named("formats.schemas.shapes.mapping_wanted"), node.place)
            return
        for key, item in node.value.items():
            self.key.check(YamlNode(key, node.keys.get(key, node.place)), complain)
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
    """One key of a record. `drop` is the value that means the same as leaving the key out, like null.

    `exact`: leaving it out is never the same, because what is left out is taken from elsewhere (a shared block).
    """

    name: str
    shape: Shape
    required: bool = False
    drop: Any = None
    exact: bool = False

    def keeps(self, value: Any) -> bool:
        """Is the value worth writing, or does leaving the key out say the same?"""
        if self.required or self.exact:
            return True
        return not (value is None or (value == self.drop and type(value) is type(self.drop)))


@dataclass(frozen=True)
class Record(Shape):
    """A mapping with known keys in a known order. `title` names it in the published schema.

    `rivals`: of these keys at most one is said.
    """

    keys: tuple[Key, ...]
    title: str = ""
    rivals: tuple[str, ...] = ()

    name = Text.named("formats.schemas.shapes.record")

    @cached_property
    def _by_name(self) -> Mapping[str, Key]:
        return {key.name: key for key in self.keys}

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, dict)

    def has(self, name: str) -> bool:
        return name in self._by_name

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, dict):
            complain("shape.kind", Text.named("formats.schemas.shapes.record_wanted"), node.place)
            return
        for key in self.keys:
            if key.required and key.name not in node.value:
                complain("shape.missing", Text.named("formats.schemas.shapes.missing", name=key.name), node.place)
        rivals = [name for name in self.rivals if name in node.value and node.value[name].value is not None]
        if len(rivals) > 1:
            words = Text.named("formats.schemas.shapes.rivals", names=", ".join(rivals))
            complain("shape.rivals", words, node.place)
        for name, item in node.value.items():
            known = self._by_name.get(name)
            if known is None:
                said = Text.named(
                    "formats.schemas.shapes.unknown", name=name, near=did_you_mean(name, tuple(self._by_name))
                )
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
    def name(self) -> Text:  # type: ignore[override]
        return joined((option.name for option in self.options), OR)

    def fits(self, node: YamlNode) -> bool:
        return any(option.fits(node) for option in self.options)

    def _pick(self, node: YamlNode) -> Shape | None:
        fitting = [option for option in self.options if option.fits(node)]
        for option in fitting:
            if not isinstance(option, Record) or option.keys[0].name in node.value:  # type: ignore[operator]
                return option
        return fitting[-1] if fitting else None

    def check(self, node: YamlNode, complain: Complain) -> None:
        picked = self._pick(node)
        if picked is None:
            complain("shape.kind", self.wanted(), node.place)
        else:
            picked.check(node, complain)

    def ordered(self, value: Any) -> Any:
        picked = self._pick(_node_of(value))
        return picked.ordered(value) if picked else value

    def schema(self) -> Schema:
        return {"anyOf": [option.schema() for option in self.options]}


@dataclass(frozen=True)
class NamedShape(Shape):
    """A shape that refers to itself: looked up by name when it is needed."""

    title: str
    get: Callable[[], Shape]

    name = Text.named("formats.schemas.shapes.entry")

    def fits(self, node: YamlNode) -> bool:
        return self.get().fits(node)

    def check(self, node: YamlNode, complain: Complain) -> None:
        self.get().check(node, complain)

    def ordered(self, value: Any) -> Any:
        return self.get().ordered(value)

    def schema(self) -> Schema:
        return {"$ref": f"#/$defs/{self.title}"}


def check(shape: Shape, node: YamlNode) -> list[Problem]:
    """Everything that is wrong with the document, with file and line."""
    found: list[Problem] = []
    shape.check(node, lambda code, words, place: found.append(problem(code, words, place)))
    return found


def _node_of(value: Any) -> YamlNode:
    """A plain value as a node without a place, for looking only."""
    return YamlNode(value, YamlPlace("", 0))
