"""Notices as plain JSON values and back, without loss.

Frozen dataclasses become objects in field order; a block carries its class name under `block`;
amounts become `"30.00 EUR"`, days ISO dates, texts objects by language. Empty values are written too,
so that equal documents have equal bytes.
What a release before did not know is read as its default.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import (
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from allmende.domain.values import Money, Text
from allmende.feel import day_from_iso

Json = Any
T = TypeVar("T")


def to_json(value: object) -> Json:
    """Any value of this package as JSON-able data. Error: `TypeError` for a foreign type."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Text):
        return dict(value)
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {"block": type(value).__name__} | {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form here.")


def from_json(kind: type[T], data: Json) -> T:
    """The value of type `kind` that `to_json` wrote. Error: `ValueError` naming what does not fit."""
    return cast(T, _read(kind, data, kind.__name__))


def _read(expected: Any, data: Json, where: str) -> object:
    origin = get_origin(expected)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(expected), data, where)
    if origin is tuple:
        return _read_items(get_args(expected)[0], data, where)
    if origin is Literal:
        return _one_of(get_args(expected), data, where)
    if expected in (str, bool, int):
        return _plain(expected, data, where)
    if expected is Money:
        return _read_money(_plain(str, data, where), where)
    if expected is date:
        return _read_day(_plain(str, data, where), where)
    if expected is Text:
        return Text.of({str(key): str(text) for key, text in _mapping(data, where).items()})
    return _read_object(expected, _mapping(data, where), where)


def _read_union(options: tuple[Any, ...], data: Json, where: str) -> object:
    """`X | None`, or a choice of dataclasses told apart by `block`."""
    if data is None and type(None) in options:
        return None
    choices = [option for option in options if option is not type(None)]
    if len(choices) == 1:
        return _read(choices[0], data, where)
    name = _mapping(data, where).get("block")
    for choice in choices:
        if choice.__name__ == name:
            return _read(choice, data, where)
    raise ValueError(f"{where}: {name!r} is not one of {', '.join(c.__name__ for c in choices)}.")


def _read_items(item: Any, data: Json, where: str) -> tuple[object, ...]:
    if not isinstance(data, list):
        raise ValueError(f"{where}: a list is expected.")
    return tuple(_read(item, entry, f"{where}[{index}]") for index, entry in enumerate(data))


def _read_object(expected: Any, data: Mapping[str, Json], where: str) -> object:
    hints = _hints(expected)
    unknown = set(data) - set(hints) - {"block"}
    missing = {field.name for field in fields(expected) if field.default is MISSING} - set(data)
    if unknown or missing:
        raise ValueError(f"{where}: unknown {sorted(unknown)}, missing {sorted(missing)}.")
    return expected(
        **{name: _read(hint, data[name], f"{where}.{name}") for name, hint in hints.items() if name in data}
    )


@cache
def _hints(expected: type) -> dict[str, Any]:
    return get_type_hints(expected)


def _mapping(data: Json, where: str) -> Mapping[str, Json]:
    if not isinstance(data, Mapping):
        raise ValueError(f"{where}: an object is expected.")
    return data


def _plain(expected: type, data: Json, where: str) -> Any:
    if type(data) is not expected:
        raise ValueError(f"{where}: {expected.__name__} is expected.")
    return data


def _one_of(allowed: tuple[Any, ...], data: Json, where: str) -> object:
    if data not in allowed:
        raise ValueError(f"{where}: {data!r} is not one of {allowed}.")
    return data


def _read_money(text: str, where: str) -> Money:
    amount, _, currency = text.partition(" ")
    try:
        return Money(Decimal(amount), currency)
    except (ArithmeticError, ValueError) as wrong:
        raise ValueError(f"{where}: {text!r} is no amount.") from wrong


def _read_day(text: str, where: str) -> date:
    try:
        return day_from_iso(text)
    except ValueError as wrong:
        raise ValueError(f"{where}: {text!r} is no day.") from wrong
