"""FEEL values as JSON and back, without loss: for stored traces and results.

Text, booleans, null, lists and contexts are themselves. Everything else is an object with a tag:
`{"$": "number", "v": "30.00"}`. A context that has a key "$" of its own is tagged too.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from allmende.feel.values.compare import range_flags
from allmende.feel.values.iso import iso_text, parse_date, parse_datetime, parse_duration, parse_time
from allmende.feel.values.kinds import Range, Value, kind_of
from allmende.feel.values.partly_known import day_from_iso
from allmende.feel.values.text import string_of

Json = None | bool | str | int | list["Json"] | dict[str, "Json"]

_OLDEST, _NEWEST = 4, 5  # flags of a stored range; those of before `equality` have one less


def to_json(value: Value) -> Json:
    """`value` as data for `json.dumps`. A function can only be told, not stored: its text is kept."""
    kind = kind_of(value)
    match kind:
        case "null" | "boolean" | "string":
            return value  # type: ignore[no-any-return]
        case "list":
            return [to_json(item) for item in value]
        case "context":
            inner: dict[str, Json] = {key: to_json(item) for key, item in value.items()}
            return {"$": "context", "v": inner} if "$" in inner else inner
        case "number":
            return {"$": "number", "v": str(value)}
        case "range":
            return {"$": "range", "v": [to_json(value.low), to_json(value.high), *range_flags(value)]}
        case "function":
            return {"$": "function", "v": string_of(value)}
        case _:
            return {"$": kind, "v": iso_text(value)}


def _day(text: str) -> Value:
    """A partly known date has no literal in FEEL, only a stored form."""
    return parse_date(text) or day_from_iso(text)


_READERS: dict[str, Callable[[str], Value]] = {
    "number": Decimal,
    "date": _day,
    "time": parse_time,
    "date and time": parse_datetime,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
    "function": lambda _: None,
}


def from_json(data: Json) -> Value:
    """The value that `to_json` wrote. Raises `ValueError` for data it did not write."""
    match data:
        case None | bool() | str():
            return data
        case list():
            return [from_json(item) for item in data]
        case {"$": "context", "v": dict() as inner, **rest} if not rest:
            return {key: from_json(item) for key, item in inner.items()}
        case {"$": "range", "v": [low, high, *flags], **rest} if not rest and _OLDEST <= len(flags) <= _NEWEST:
            return Range(from_json(low), from_json(high), *(flag is True for flag in flags))
        case {"$": str() as kind, "v": str() as text, **rest} if not rest and kind in _READERS:
            return _READERS[kind](text)
        case dict() if "$" not in data:
            return {key: from_json(item) for key, item in data.items()}
    raise ValueError("this is no stored FEEL value")
