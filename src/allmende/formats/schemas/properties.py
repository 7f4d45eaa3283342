"""The shape of a part in its file, out of the description of its properties in `domain.package.properties`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from allmende.domain.package.properties import KINDS, Property
from allmende.domain.package.properties import types as t
from allmende.domain.package.properties.property import Group
from allmende.formats.schemas.base import Complain, Shape
from allmende.formats.schemas.scalars import Amount, Day, Feel, Flag, OneOf, Whole, Word
from allmende.formats.schemas.shapes import Either, Key, ListOf, MapOf, Record
from allmende.formats.yaml import Node

DOCUMENTS: dict[str, Shape] = {}
"""Shapes of what is written as a whole document, by the name a `Document` says; each file of this folder adds its own."""


def key_of(one: Property) -> Key:
    """A property as a key of its record."""
    return Key(one.name, shape_of(one.value), one.needed, one.drop)


def keys_of(properties: Iterable[Property]) -> tuple[Key, ...]:
    """The keys of a record with these properties, in their order."""
    return tuple(map(key_of, properties))


def record_of(kind: str, title: str = "") -> Record:
    """The record of one part of that kind."""
    described = KINDS[kind]
    return Record(keys_of(described.properties), title or kind.capitalize(), described.rivals)


def shape_of(value: t.ValueType) -> Shape:
    """What a value of that type looks like in a file."""
    return next(shape(value) for sort, shape in _SHAPES.items() if isinstance(value, sort))


def word_of(value: t.Line) -> Word:
    """One line as a shape."""
    return Word(value.pattern or None, value.hint, value.longest)


def _rows(value: t.Rows) -> Shape:
    first, *others = value.columns
    if value.style == "list":
        entry = Record((Key(first.key, shape_of(first.input), required=True), *_columns(others)))
        return ListOf(Either((entry, shape_of(first.input))), least=1, most=value.most)
    second, *more = others
    plain = shape_of(second.input)
    entry = Record((Key(second.key, plain, required=True), *_columns(more)))
    key = first.input
    return MapOf(Either((entry, plain)) if more else plain, word_of(key) if isinstance(key, t.Line) else Word())


def _columns(columns: Iterable[t.Column]) -> tuple[Key, ...]:
    return tuple(Key(one.key, shape_of(one.input)) for one in columns)


CONDITION = Either((Flag(), Feel()))
BOUND = Either((Whole(), Amount(), Day()))
DURATION = Word(r"P(?=.*[1-9])(?:[0-9]{1,3}Y)?(?:[0-9]{1,3}M)?(?:[0-9]{1,4}D)?", "eine Dauer wie P3Y", 20)


class _Value(Shape):
    """A parameter's value or an example's value: scalar, list or mapping of such. The parameter's own type says more."""

    name = "ein Wert"

    def fits(self, node: Node) -> bool:
        return True

    def check(self, node: Node, complain: Complain) -> None:
        return None

    def schema(self) -> dict[str, object]:
        return {}


VALUE: Shape = _Value()
_SHAPES: Mapping[type[t.ValueType], Callable[[Any], Shape]] = {
    t.FlagOrFeel: lambda value: CONDITION,
    t.Default: lambda value: CONDITION,
    t.FeePart: lambda value: Either((Flag(), Record((Key("due_days", Whole(value.least, value.most)),)))),
    t.Duration: lambda value: DURATION,
    t.Bound: lambda value: BOUND,
    t.Suggested: lambda value: VALUE,
    t.Document: lambda value: DOCUMENTS[value.shape],
    Group: lambda value: Record(keys_of(value.properties)),
    t.Parts: lambda value: ListOf(record_of(value.kind)),
    t.Rows: _rows,
    t.Lines: lambda value: ListOf(shape_of(value.item), value.least, value.most),
    t.Several: lambda value: ListOf(OneOf(value.words.keys()), value.least),
    t.Choice: lambda value: OneOf(value.words.keys()),
    t.Flag: lambda value: Flag(),
    t.Day: lambda value: Day(),
    t.Feel: lambda value: Feel(),
    t.Amount: lambda value: Amount(negative=value.negative),
    t.Whole: lambda value: Whole(value.least, value.most),
    t.Prose: lambda value: Word(longest=value.longest),
    t.Line: word_of,
}
"""By type, the more special first."""
