"""A column of a table cut into segments on which no test changes its answer.

Between two numbers that the tests mention nothing changes, so one sample stands for all of it. The
samples are asked the tests themselves; nothing about their meaning is written a second time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from allmende.feel import DaysDuration, MonthsDuration, kind_of
from allmende.feel.check.constants import constant_value, is_constant
from allmende.feel.syntax import nodes
from allmende.feel.values.kinds import Value

OTHER_TEXT = "…"


@dataclass(frozen=True, slots=True)
class Segments:
    """Samples of a column, one for each segment."""

    samples: tuple[Value, ...]


def constants_of(tests: Iterable[nodes.Node]) -> list[Value]:
    """All constants that the tests mention."""
    found: list[Value] = []
    stack = list(tests)
    while stack:
        node = stack.pop()
        if is_constant(node):
            value = constant_value(node)
            if value is not None:
                found.append(value)
        else:
            stack.extend(nodes.children(node))
    return found


def mentions_null(tests: Iterable[nodes.Node]) -> bool:
    """Does a test ask for null?"""
    stack = list(tests)
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.LiteralNode) and node.value is None:
            return True
        stack.extend(nodes.children(node))
    return False


def cut(constants: Iterable[Value], allowed: Iterable[Value], declared: str) -> Segments | None:
    """The segments of a column; `None` if its values cannot be cut (mixed or unknown kinds).

    `allowed` are texts that are the only ones, if any are declared. `declared` is the kind of the
    column, or empty.
    """
    values = list(constants)
    kinds = {kind_of(value) for value in values} | ({declared} if declared in _CUTTERS else set())
    if len(kinds) != 1:
        return Segments((None,)) if not values and declared not in _CUTTERS else None
    cutter = _CUTTERS.get(next(iter(kinds)))
    if cutter is None:
        return None
    texts = list(allowed)
    if texts and kinds == {"string"}:
        return Segments(tuple(dict.fromkeys(texts)))
    return Segments(cutter(values))


def _numbers(values: list[Value]) -> tuple[Value, ...]:
    points: list[Decimal] = sorted(set(values))
    if not points:
        return (Decimal(0),)
    samples = [points[0] - 1]
    for low, high in itertools.pairwise(points):
        samples += [low, _between(low, high)]
    return (*samples, points[-1], points[-1] + 1)


def _between(low: Decimal, high: Decimal) -> Decimal:
    """A whole number between two numbers if there is one, else the middle."""
    whole = low.to_integral_value(rounding="ROUND_FLOOR") + 1
    return whole if whole < high else (low + high) / 2


def _dates(values: list[Value]) -> tuple[Value, ...]:
    points = sorted({value for value in values if type(value) is date})
    if not points:
        return (date(2000, 1, 1),)
    day = timedelta(days=1)
    samples: list[Value] = [points[0] - day] if points[0] > date.min else []
    for low, high in itertools.pairwise(points):
        samples.append(low)
        if low + day < high:
            samples.append(low + day)
    samples.append(points[-1])
    return (*samples, points[-1] + day) if points[-1] < date.max else tuple(samples)


def _texts(values: list[Value]) -> tuple[Value, ...]:
    return (*dict.fromkeys(values), OTHER_TEXT)


def _booleans(values: list[Value]) -> tuple[Value, ...]:
    return (True, False)


def _days(values: list[Value]) -> tuple[Value, ...]:
    return _lengths([value.nanoseconds for value in values], DaysDuration)


def _months(values: list[Value]) -> tuple[Value, ...]:
    return _lengths([value.months for value in values], MonthsDuration)


def _lengths(numbers: list[int], kind: type[DaysDuration] | type[MonthsDuration]) -> tuple[Value, ...]:
    points = sorted(set(numbers)) or [0]
    samples = [points[0] - 1]
    for low, high in itertools.pairwise(points):
        samples.append(low)
        if low + 1 < high:
            samples.append(low + 1)
    return tuple(kind(number) for number in (*samples, points[-1], points[-1] + 1))


_CUTTERS = {
    "number": _numbers,
    "date": _dates,
    "string": _texts,
    "boolean": _booleans,
    "days and time duration": _days,
    "years and months duration": _months,
}
