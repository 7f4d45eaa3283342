"""Python data to FEEL values, at the border and only there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from allmende.feel.numbers import CONTEXT, DecimalException
from allmende.feel.values.calendar import FarDate, FarDateTime, ZonedTime
from allmende.feel.values.durations import DaysDuration, MonthsDuration
from allmende.feel.values.kinds import FeelContext, Function, Range, Value

DONE = frozenset(
    {
        *(str, bool, type(None), date, datetime, time, FarDate, FarDateTime, ZonedTime),
        *(DaysDuration, MonthsDuration, Range, FeelContext),
    },
)
"""Kinds of values that are FEEL values as they are."""
_EXACT = 10**34


def to_feel(value: object) -> Value:
    """`value` as a FEEL value.

    Takes `int`, finite `Decimal`, `str`, `bool`, dates and times, `timedelta`, sequences, mappings with
    text keys, and FEEL values. Raises `TypeError` for anything else, above all for `float`: binary
    fractions have no place in a calculation of money.
    """
    kind = type(value)
    if kind in DONE:
        return value
    convert = _BY_KIND.get(kind)
    if convert is not None:
        return convert(value)
    if isinstance(value, Mapping):
        return context_to_feel(value)
    if isinstance(value, list | tuple):
        return _list(value)
    if isinstance(value, Function):
        return value
    return _rare(value)


def _integer(value: int) -> Decimal:
    # So many digits are exact: nothing is rounded.
    return Decimal(value) if -_EXACT < value < _EXACT else _number(Decimal(value))


def _list(value: Iterable[object]) -> list[Value]:
    return [item if type(item) in DONE else to_feel(item) for item in value]


def _number(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    if not value.is_finite():
        raise TypeError("FEEL has no infinite numbers and no NaN")
    try:
        return CONTEXT.plus(value)
    except DecimalException as error:
        raise TypeError("the number is beyond those that FEEL can keep") from error


def _rare(value: object) -> Value:
    """Subclasses, such as the members of a string enumeration."""
    match value:
        case float():
            raise TypeError("a float is no FEEL number: give a Decimal, exact to the cent")
        case timedelta():
            return DaysDuration.from_timedelta(value)
        case str():
            return str.__str__(value)
        case int():
            return _number(Decimal(int(value)))
        case Decimal():
            return _number(value)
        case date() | time():
            return value
        case _:
            raise TypeError(f"{type(value).__name__} is no FEEL value")


def context_to_feel(value: Mapping[str, object]) -> FeelContext:
    """A mapping with text keys as a context that `evaluate` takes without converting it again."""
    result = FeelContext()
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("the keys of a context are text")
        kind = type(item)
        if kind in DONE:
            result[key] = item
        else:
            convert = _BY_KIND.get(kind)
            result[key] = convert(item) if convert is not None else to_feel(item)
    return result


_BY_KIND: dict[type, Callable[[Any], Value]] = {
    int: _integer, Decimal: _number, dict: context_to_feel, list: _list, tuple: _list,
}  # fmt: skip
"""The kinds that data mostly is; the others are asked for one after the other."""
