"""The shape of a part in its file, out of the description of its properties in `domain.package.properties`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from allmende.domain.package.properties import KINDS, Property
from allmende.domain.package.properties import types as t
from allmende.domain.package.properties.property import Group
from allmende.domain.values import Text
from allmende.formats.schemas.base import Complain, Shape
from allmende.formats.schemas.scalars import (
    AmountShape,
    DayShape,
    ExpressionShape,
    FlagShape,
    OneOfShape,
    WholeShape,
    WordShape,
)
from allmende.formats.schemas.shapes import Either, Key, ListOf, MapOf, Record
from allmende.formats.yaml import YamlNode

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


def word_of(value: t.LineType) -> WordShape:
    """One line as a shape."""
    return WordShape(value.pattern or None, value.hint, value.longest)


def _rows(value: t.RowsType) -> Shape:
    first, *others = value.columns
    if value.style == "list":
        entry = Record((Key(first.key, shape_of(first.input), required=True), *_columns(others)))
        return ListOf(Either((entry, shape_of(first.input))), least=1, most=value.most)
    second, *more = others
    plain = shape_of(second.input)
    entry = Record((Key(second.key, plain, required=True), *_columns(more)))
    key = first.input
    return MapOf(
        Either((entry, plain)) if more else plain, word_of(key) if isinstance(key, t.LineType) else WordShape()
    )


def _columns(columns: Iterable[t.RowsColumn]) -> tuple[Key, ...]:
    return tuple(Key(column.key, shape_of(column.input)) for column in columns)


CONDITION = Either((FlagShape(), ExpressionShape()))
BOUND = Either((WholeShape(), AmountShape(), DayShape()))
DURATION = WordShape(
    r"P(?=.*[1-9])(?:[0-9]{1,3}Y)?(?:[0-9]{1,3}M)?(?:[0-9]{1,4}D)?",
    Text.named("formats.schemas.properties.duration"),
    20,
)


class _Value(Shape):
    """A parameter's value or an example's value: scalar, list or mapping of such. The parameter's own type says more."""

    def fits(self, node: YamlNode) -> bool:
        return True

    def check(self, node: YamlNode, complain: Complain) -> None:
        return None

    def schema(self) -> dict[str, object]:
        return {}


VALUE: Shape = _Value()
_SHAPES: Mapping[type[t.ValueType], Callable[[Any], Shape]] = {
    t.FlagOrExpressionType: lambda value: CONDITION,
    t.DefaultType: lambda value: CONDITION,
    t.FeePartType: lambda value: Either((FlagShape(), Record((Key("due_days", WholeShape(value.least, value.most)),)))),
    t.DurationType: lambda value: DURATION,
    t.BoundType: lambda value: BOUND,
    t.SuggestedType: lambda value: VALUE,
    t.DocumentType: lambda value: DOCUMENTS[value.shape],
    Group: lambda value: Record(keys_of(value.properties)),
    t.PartsType: lambda value: ListOf(record_of(value.kind)),
    t.RowsType: _rows,
    t.LinesType: lambda value: ListOf(shape_of(value.item), value.least, value.most),
    t.SeveralType: lambda value: ListOf(OneOfShape(value.words.keys()), value.least),
    t.ChoiceType: lambda value: OneOfShape(value.words.keys()),
    t.FlagType: lambda value: FlagShape(),
    t.DayType: lambda value: DayShape(),
    t.ExpressionType: lambda value: ExpressionShape(),
    t.AmountType: lambda value: AmountShape(negative=value.negative),
    t.WholeType: lambda value: WholeShape(value.least, value.most),
    t.ProseType: lambda value: WordShape(longest=value.longest),
    t.LineType: word_of,
}
"""By type, the more special first."""
