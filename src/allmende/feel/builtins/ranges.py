"""Relations between points and ranges (DMN 1.5, table 86)."""

from __future__ import annotations

from collections.abc import Callable

from allmende.feel.builtins.signatures import Library
from allmende.feel.runtime.run import BuiltinRefusal
from allmende.feel.values.compare import order
from allmende.feel.values.kinds import Range, Value

LIBRARY = Library()

_POINT = "number|string|date|time|date and time|days and time duration|years and months duration"
_TWO_RANGES = "range1: range, range2: range"


def _compare(left: Value, right: Value) -> int:
    answer = order(left, right)
    if answer is None:
        raise BuiltinRefusal("mixed")
    return answer


# The start of a range is never later than any start without limit, its end never earlier.


def _starts(left: Range, right: Range) -> int:
    """Compare two starts: -1 if that of `left` comes first."""
    if left.low_open or right.low_open:
        return right.low_open - left.low_open
    return _compare(left.low, right.low) or right.low_included - left.low_included


def _ends(left: Range, right: Range) -> int:
    """Compare two ends: -1 if that of `left` comes first."""
    if left.high_open or right.high_open:
        return left.high_open - right.high_open
    return _compare(left.high, right.high) or left.high_included - right.high_included


def _gap(left: Range, right: Range) -> int:
    """-1 if `left` ends before `right` starts, 0 if both share just that point, 1 if they overlap there."""
    if left.high_open or right.low_open:
        return 1
    answer = _compare(left.high, right.low)
    if answer:
        return answer
    return 0 if left.high_included and right.low_included else -1


def _touch(left: Range, right: Range) -> bool:
    return (
        not left.high_open
        and not right.low_open
        and left.high_included
        and right.low_included
        and (_compare(left.high, right.low) == 0)
    )


def _before_start(point: Value, limits: Range) -> bool:
    if limits.low_open:
        return False
    answer = _compare(point, limits.low)
    return answer < 0 or (answer == 0 and not limits.low_included)


def _after_end(point: Value, limits: Range) -> bool:
    if limits.high_open:
        return False
    answer = _compare(point, limits.high)
    return answer > 0 or (answer == 0 and not limits.high_included)


def _contains(limits: Range, point: Value) -> bool:
    return not _before_start(point, limits) and not _after_end(point, limits)


def _is_start(point: Value, limits: Range) -> bool:
    return not limits.low_open and limits.low_included and _compare(point, limits.low) == 0


def _is_end(point: Value, limits: Range) -> bool:
    return not limits.high_open and limits.high_included and _compare(point, limits.high) == 0


def _add(name: str, parameters: str, relation: Callable[[Value, Value], bool]) -> None:
    LIBRARY.add(name, parameters, "boolean")(lambda run, left, right: relation(left, right))


def _declare() -> None:
    points = f"point1: {_POINT}, point2: {_POINT}"
    point_range, range_point = f"point: {_POINT}, range: range", f"range: range, point: {_POINT}"

    _add("before", points, lambda a, b: _compare(a, b) < 0)
    _add("before", point_range, _before_start)
    _add("before", range_point, lambda r, p: _after_end(p, r))
    _add("before", _TWO_RANGES, lambda a, b: _gap(a, b) < 0)
    _add("after", points, lambda a, b: _compare(a, b) > 0)
    _add("after", point_range, _after_end)
    _add("after", range_point, lambda r, p: _before_start(p, r))
    _add("after", _TWO_RANGES, lambda a, b: _gap(b, a) < 0)
    _add("meets", _TWO_RANGES, _touch)
    _add("met by", _TWO_RANGES, lambda a, b: _touch(b, a))
    _add("overlaps", _TWO_RANGES, lambda a, b: _gap(a, b) >= 0 and _gap(b, a) >= 0)
    _add("overlaps before", _TWO_RANGES, _overlaps_before)
    _add("overlaps after", _TWO_RANGES, lambda a, b: _overlaps_before(b, a))
    _add("finishes", point_range, _is_end)
    _add("finishes", _TWO_RANGES, lambda a, b: _ends(a, b) == 0 and _starts(a, b) >= 0)
    _add("finished by", range_point, lambda r, p: _is_end(p, r))
    _add("finished by", _TWO_RANGES, lambda a, b: _ends(a, b) == 0 and _starts(a, b) <= 0)
    _add("includes", range_point, _contains)
    _add("includes", _TWO_RANGES, lambda a, b: _starts(a, b) <= 0 and _ends(a, b) >= 0)
    _add("during", point_range, lambda p, r: _contains(r, p))
    _add("during", _TWO_RANGES, lambda a, b: _starts(a, b) >= 0 and _ends(a, b) <= 0)
    _add("starts", point_range, _is_start)
    _add("starts", _TWO_RANGES, lambda a, b: _starts(a, b) == 0 and _ends(a, b) <= 0)
    _add("started by", range_point, lambda r, p: _is_start(p, r))
    _add("started by", _TWO_RANGES, lambda a, b: _starts(a, b) == 0 and _ends(a, b) >= 0)
    _add("coincides", points, lambda a, b: _compare(a, b) == 0)
    _add("coincides", _TWO_RANGES, lambda a, b: _starts(a, b) == 0 and _ends(a, b) == 0)


def _overlaps_before(left: Range, right: Range) -> bool:
    return _starts(left, right) < 0 and _gap(left, right) >= 0 and _ends(left, right) <= 0


_declare()
