"""Functions on lists (DMN 1.5, table 77). Positions count from 1, or from the end if negative."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from allmende.feel.builtins.signatures import Library
from allmende.feel.runtime.run import BuiltinRefusal, Run
from allmende.feel.values.compare import equal, order
from allmende.feel.values.kinds import Function, Value

LIBRARY = Library()


def index_at(items: list[Value], position: Decimal) -> int:
    """The Python index of a FEEL position; raises `BuiltinRefusal` if there is no such place.

    A fraction is cut off, as the conformance kit wants it of functions (but not of filters).
    """
    place = int(position) if abs(position) < 2**31 else 0
    if not 1 <= abs(place) <= len(items):
        raise BuiltinRefusal("position")
    return place - 1 if place > 0 else len(items) + place


@LIBRARY.add("list contains", "list: list, element: any", "boolean")
def _list_contains(run: Run, items: list[Value], element: Value) -> bool:
    run.charge(len(items))
    return any(equal(item, element, run.charge) is True for item in items)


@LIBRARY.add("count", "list: list", "number")
def _count(run: Run, items: list[Value]) -> Decimal:
    return Decimal(len(items))


def _extreme(run: Run, items: list[Value], sign: int) -> Value:
    run.charge(len(items))
    if not items:
        raise BuiltinRefusal("empty")
    best = items[0]
    for item in items[1:] or [best]:
        answer = order(item, best, run.charge)
        if answer is None:
            raise BuiltinRefusal("mixed")
        if answer == sign:
            best = item
    return best


@LIBRARY.add("min", "list: list", "any", spread=True)
def _min(run: Run, items: list[Value]) -> Value:
    return _extreme(run, items, -1)


@LIBRARY.add("max", "list: list", "any", spread=True)
def _max(run: Run, items: list[Value]) -> Value:
    return _extreme(run, items, 1)


@LIBRARY.add("sublist", "list: list, start position: number, length?: number|null", "list")
def _sublist(run: Run, items: list[Value], start: Decimal, length: Decimal | None = None) -> list[Value]:
    first = index_at(items, start)
    if length is None:
        return run.keep_list(items[first:])
    if length < 1 or first + length > len(items):
        raise BuiltinRefusal("position")
    return run.keep_list(items[first : first + int(length)])


@LIBRARY.add("append", "list: list, item: any", "list", rest=True)
def _append(run: Run, items: list[Value], *more: Value) -> list[Value]:
    return run.keep_list([*items, *more])


@LIBRARY.add("concatenate", "list: list", "list", rest=True)
def _concatenate(run: Run, *lists: list[Value]) -> list[Value]:
    run.charge(sum(map(len, lists)))
    return run.keep_list([item for items in lists for item in items])


@LIBRARY.add("insert before", "list: list, position: number, newItem: any", "list")
def _insert_before(run: Run, items: list[Value], position: Decimal, item: Value) -> list[Value]:
    index = index_at(items, position)
    return run.keep_list([*items[:index], item, *items[index:]])


@LIBRARY.add("remove", "list: list, position: number", "list")
def _remove(run: Run, items: list[Value], position: Decimal) -> list[Value]:
    index = index_at(items, position)
    return run.keep_list(items[:index] + items[index + 1 :])


@LIBRARY.add("list replace", "list: list, position: number, newItem: any", "list")
def _list_replace(run: Run, items: list[Value], position: Decimal, item: Value) -> list[Value]:
    index = index_at(items, position)
    return run.keep_list([*items[:index], item, *items[index + 1 :]])


@LIBRARY.add("list replace", "list: list, match: function, newItem: any", "list")
def _list_replace_matching(run: Run, items: list[Value], match: Function, new: Value) -> list[Value]:
    return run.keep_list([new if _ask(run, match, item, new) else item for item in items])


def _ask(run: Run, function: Function, left: Value, right: Value) -> bool:
    """The answer of a two-place condition; anything but true or false is a refusal."""
    run.charge(1)
    answer = function.call(run, (left, right))
    if not isinstance(answer, bool):
        raise BuiltinRefusal("value")
    return answer


@LIBRARY.add("reverse", "list: list", "list")
def _reverse(run: Run, items: list[Value]) -> list[Value]:
    return run.keep_list(items[::-1])


@LIBRARY.add("index of", "list: list, match: any", "list<number>")
def _index_of(run: Run, items: list[Value], match: Value) -> list[Value]:
    run.charge(len(items))
    return run.keep_list(
        [Decimal(index) for index, item in enumerate(items, 1) if equal(item, match, run.charge) is True],
    )


def _distinct(run: Run, items: list[Value]) -> list[Value]:
    kept: list[Value] = []
    for item in items:
        run.charge(1 + len(kept) // 4)
        if not any(equal(item, other, run.charge) is True for other in kept):
            kept.append(item)
    return run.keep_list(kept)


@LIBRARY.add("distinct values", "list: list", "list")
def _distinct_values(run: Run, items: list[Value]) -> list[Value]:
    return _distinct(run, items)


@LIBRARY.add("union", "list: list", "list", rest=True)
def _union(run: Run, *lists: list[Value]) -> list[Value]:
    return _distinct(run, _concatenate(run, *lists))


@LIBRARY.add("flatten", "list: list", "list")
def _flatten(run: Run, items: list[Value]) -> list[Value]:
    flat: list[Value] = []
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            run.charge(1)
            if isinstance(item, list):
                stack.append(iter(item))
                break
            flat.append(item)
        else:
            stack.pop()
    return run.keep_list(flat)


@LIBRARY.add("sort", "list: list, precedes: function", "list")
def _sort(run: Run, items: list[Value], precedes: Function) -> list[Value]:
    def compare(left: Value, right: Value) -> int:
        if _ask(run, precedes, left, right):
            return -1
        return 1 if _ask(run, precedes, right, left) else 0

    run.charge(len(items))
    return run.keep_list(sorted(items, key=cmp_to_key(compare)))


@LIBRARY.add("sort", "list: list", "list")
def _sort_naturally(run: Run, items: list[Value]) -> list[Value]:
    def compare(left: Value, right: Value) -> int:
        run.charge(1)
        answer = order(left, right, run.charge)
        if answer is None:
            raise BuiltinRefusal("mixed")
        return answer

    run.charge(len(items))
    return run.keep_list(sorted(items, key=cmp_to_key(compare)))
