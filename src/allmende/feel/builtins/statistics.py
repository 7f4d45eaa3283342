"""Sums and statistics over lists (DMN 1.5, table 77)."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from itertools import groupby

from allmende.feel.builtins.signatures import Library
from allmende.feel.numbers import CONTEXT, ONE, ZERO
from allmende.feel.runtime.arithmetic import ADD
from allmende.feel.runtime.run import BuiltinRefusal, Run
from allmende.feel.values.kinds import Value, kind_of

LIBRARY = Library()

_SUMMABLE = frozenset({"number", "days and time duration", "years and months duration"})


def _numbers(run: Run, items: list[Value]) -> list[Decimal]:
    """The items, all of them numbers; raises `BuiltinRefusal` otherwise."""
    run.charge(len(items))
    if items and set(map(type, items)) != {Decimal}:
        raise BuiltinRefusal("mixed")
    return items


def _some_numbers(run: Run, items: list[Value]) -> list[Decimal]:
    if not items:
        raise BuiltinRefusal("empty")
    return _numbers(run, items)


def _add_all(numbers: list[Decimal]) -> Decimal:
    return reduce(CONTEXT.add, numbers, ZERO)


@LIBRARY.add("sum", "list: list", "number", spread=True)
def _sum(run: Run, items: list[Value]) -> Value:
    if not items:
        raise BuiltinRefusal("empty")
    kind = kind_of(items[0])
    if kind in _SUMMABLE and kind != "number":
        run.charge(len(items))
        if any(kind_of(item) != kind for item in items):
            raise BuiltinRefusal("mixed")
        return reduce(ADD[kind, kind], items)
    return _add_all(_numbers(run, items))


@LIBRARY.add("product", "list: list", "number", spread=True)
def _product(run: Run, items: list[Value]) -> Decimal:
    return reduce(CONTEXT.multiply, _some_numbers(run, items), ONE)


def _mean_of(numbers: list[Decimal]) -> Decimal:
    return CONTEXT.divide(_add_all(numbers), Decimal(len(numbers)))


@LIBRARY.add("mean", "list: list", "number", spread=True)
def _mean(run: Run, items: list[Value]) -> Decimal:
    return _mean_of(_some_numbers(run, items))


@LIBRARY.add("median", "list: list", "number", spread=True)
def _median(run: Run, items: list[Value]) -> Decimal:
    numbers = sorted(_some_numbers(run, items))
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else _mean_of(numbers[middle - 1 : middle + 1])


@LIBRARY.add("stddev", "list: list", "number", spread=True)
def _stddev(run: Run, items: list[Value]) -> Decimal:
    """The deviation of a sample, so at least two numbers are needed."""
    numbers = _numbers(run, items)
    if len(numbers) < 2:
        raise BuiltinRefusal("empty")
    mean = _mean_of(numbers)
    differences = [CONTEXT.subtract(number, mean) for number in numbers]
    squares = _add_all([CONTEXT.multiply(difference, difference) for difference in differences])
    return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(numbers) - 1)))


@LIBRARY.add("mode", "list: list", "list<number>", spread=True)
def _mode(run: Run, items: list[Value]) -> list[Value]:
    """Equal numbers stand together once sorted; hashes would collide for whoever chooses the numbers."""
    counts = [(next(group), 1 + sum(1 for _ in group)) for _, group in groupby(sorted(_numbers(run, items)))]
    most = max((count for _, count in counts), default=0)
    return run.keep_list([number for number, count in counts if count == most])
