"""Equality and order (DMN 1.5, tables 42 to 46). The answer may be `None`: not comparable."""

from __future__ import annotations

from decimal import Decimal

from allmende.feel.values.calendar import instant, midnight_utc, split_datetime, split_time, time_instant
from allmende.feel.values.kinds import Charge, Range, Value, free, kind_of

_INSTANT = 5  # steps for the offsets of two zones
_PLAIN = frozenset({Decimal, str, bool})
_ORDERED = frozenset(
    {"number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"},
)


def charge_text(length: int, charge: Charge) -> None:
    """Pay for reading `length` characters of text once."""
    if length > 1000:
        charge(length // 1000)


def equal(left: Value, right: Value, charge: Charge = free) -> bool | None:
    """`left = right`; `None` if the two are of different kinds.

    Every visit of an item costs a step: values that share parts are far larger as trees than in memory.
    """
    kind = type(left)
    if kind is type(right) and kind in _PLAIN:
        if kind is str and len(left) == len(right):
            charge_text(len(left), charge)
        return bool(left == right)
    if left is None or right is None:
        return left is right
    charge(1)
    name = kind_of(left)
    if name != kind_of(right):
        return _equal_mixed(left, right)
    match name:
        case "list":
            return _equal_lists(left, right, charge)
        case "context":
            return _equal_contexts(left, right, charge)
        case "range":
            return _equal_ranges(left, right, charge)
        case "time":
            charge(_INSTANT)
            return time_instant(left) == time_instant(right)
        case "date and time":
            charge(_INSTANT)
            return instant(left) == instant(right)
        case "function":
            return left is right
        case _:
            return bool(left == right)


def _equal_mixed(left: Value, right: Value) -> bool | None:
    kinds = {kind_of(left), kind_of(right)}
    if kinds == {"date", "date and time"}:
        return instant(_as_datetime(left)) == instant(_as_datetime(right))
    return None


def _as_datetime(value: Value) -> Value:
    return midnight_utc(value) if kind_of(value) == "date" else value


def _equal_lists(left: list[Value], right: list[Value], charge: Charge) -> bool | None:
    if len(left) != len(right):
        return False
    charge(len(left))
    return _all_equal(equal(one, other, charge) for one, other in zip(left, right, strict=True))


def _equal_contexts(left: dict[str, Value], right: dict[str, Value], charge: Charge) -> bool | None:
    charge(min(len(left), len(right)))
    if left.keys() != right.keys():
        return False
    return _all_equal(equal(value, right[key], charge) for key, value in left.items())


def _all_equal(answers: object) -> bool | None:
    result: bool | None = True
    for answer in answers:  # type: ignore[attr-defined]
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def range_flags(limits: Range) -> tuple[bool, bool, bool, bool, bool]:
    """How a range is written, apart from its ends, in the order of its fields."""
    return limits.low_included, limits.high_included, limits.low_open, limits.high_open, limits.equality


def _equal_ranges(left: Range, right: Range, charge: Charge) -> bool | None:
    if range_flags(left) != range_flags(right):
        return False
    return _all_equal((equal(left.low, right.low, charge), equal(left.high, right.high, charge)))


def identical(left: Value, right: Value, charge: Charge = free) -> bool:
    """`is(left, right)`: the same kind and the same value in every part, zone included."""
    kind = kind_of(left)
    if kind != kind_of(right):
        return False
    match kind:
        case "time":
            return split_time(left) == split_time(right)
        case "date and time":
            return split_datetime(left) == split_datetime(right)
        case "list":
            charge(min(len(left), len(right)))
            return len(left) == len(right) and all(
                identical(one, other, charge) for one, other in zip(left, right, strict=True)
            )
        case "context":
            charge(min(len(left), len(right)))
            return left.keys() == right.keys() and all(identical(left[key], right[key], charge) for key in left)
        case _:
            return equal(left, right, charge) is True


def order(left: Value, right: Value, charge: Charge = free) -> int | None:
    """-1, 0 or 1 as `left` comes before, with or after `right`; `None` if they have no order."""
    kind = kind_of(left)
    other = kind_of(right)
    if kind not in _ORDERED or other not in _ORDERED:
        return None
    if kind != other:
        if {kind, other} != {"date", "date and time"}:
            return None
        left, right, kind = _as_datetime(left), _as_datetime(right), "date and time"
    if kind == "string":
        charge_text(min(len(left), len(right)), charge)
    if kind in ("time", "date and time"):
        charge(_INSTANT)
        measure = time_instant if kind == "time" else instant
        (left, left_zoned), (right, right_zoned) = measure(left), measure(right)
        if left_zoned != right_zoned:
            return None
    return int(left > right) - int(left < right)


def is_ordered_pair(low: Value, high: Value) -> bool:
    """Can `low` and `high` be the ends of a range?"""
    kind = kind_of(low)
    return kind in _ORDERED and kind == kind_of(high)


def in_range(value: Value, limits: Range, charge: Charge = free) -> bool | None:
    """Does `value` lie in `limits`? `None` if it cannot be compared with them."""
    if not limits.low_open:
        below = order(limits.low, value, charge)
        if below is None:
            return None
        if below > 0 or (below == 0 and not limits.low_included):
            return False
    if not limits.high_open:
        above = order(value, limits.high, charge)
        if above is None:
            return None
        if above > 0 or (above == 0 and not limits.high_included):
            return False
    return True
