"""Reading plain data before it is converted: only the fields that an expression asks for.

What is done here gives the general closures' answer or none at all: where anything is unusual (a missing
field, null, another kind of value), the caller converts the data and asks the general closure.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal

from allmende.feel.evaluate.closures import Closure, Environment
from allmende.feel.runtime.run import Run
from allmende.feel.syntax import nodes
from allmende.feel.values.convert import DONE, to_feel
from allmende.feel.values.kinds import FeelContext, Value

# A condition about a `dict` or `FeelContext`, converted or not: true, false, or null for "ask the general closure".
PlainTest = Callable[[dict[str, Value]], bool | None]

COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_LEAST, _MOST = -(10**34), 10**34  # between them a whole number is the same before and after its conversion
_SMALL = tuple(map(Decimal, range(1_000)))
"""Amounts and counts, most of them small: made once."""
_NESTED = frozenset({dict, list, tuple})
CONTEXTS: tuple[type, ...] = (dict, FeelContext)
_SCALAR = (DONE - {FeelContext}) | {int, Decimal}


class Unread:
    """Plain data in an environment that only closures of `compile_column` read."""

    __slots__ = ("_converted", "data")

    def __init__(self, data: Value) -> None:
        self.data = data
        self._converted: Value = None

    def convert(self) -> Value:
        """The data as a FEEL value, converted once however often it is asked for."""
        if self._converted is None:
            self._converted = to_feel(self.data)
        return self._converted


def unread(item: object) -> Value:
    """`item` as it stands in an environment whose expression reads only columns of it."""
    return Unread(item) if type(item) in _NESTED else to_feel(item)


# Conditions


def is_short(value: Value) -> bool:
    """A number, or a text so short that comparing it costs nothing worth counting."""
    return type(value) is Decimal or (type(value) is str and len(value) <= 1_000)


def plain_test(node: nodes.Node) -> PlainTest | None:
    """The test for fields compared with constants, and for `and` and `or` of such; other conditions have none."""
    if isinstance(node, nodes.Comparison):
        left, right = node.left, node.right
        if isinstance(left, nodes.Name) and isinstance(right, nodes.LiteralNode) and is_short(right.value):
            return _comparison(left.name, COMPARE[node.op], right.value)
    elif isinstance(node, nodes.Junction):
        tests = [plain_test(part) for part in node.parts]
        if None not in tests:
            return _junction([test for test in tests if test is not None], node.op)
    return None


def _comparison(name: str, compare: Callable[[Value, Value], bool], constant: Value) -> PlainTest | None:
    if type(constant) is str:

        def compare_text(data: dict[str, Value]) -> bool | None:
            one = data.get(name)
            return compare(one, constant) if type(one) is str else None

        return compare_text
    if not _LEAST < constant < _MOST:
        return None
    whole = int(constant) if constant == constant.to_integral_value() else constant

    def compare_number(data: dict[str, Value]) -> bool | None:
        try:
            one = data[name]
        except KeyError:
            return None
        kind = type(one)
        if kind is int:
            return compare(one, whole)
        if kind is not Decimal:
            return None
        return compare(one if type(data) is FeelContext else to_feel(one), constant)

    return compare_number


def _whole_number(node: nodes.Node) -> tuple[str, Callable[[Value, Value], bool], int] | None:
    """Field, comparison and constant of a condition that compares one field with one whole number."""
    if isinstance(node, nodes.Comparison):
        left, right = node.left, node.right
        if isinstance(left, nodes.Name) and isinstance(right, nodes.LiteralNode) and type(right.value) is Decimal:
            constant = right.value
            if _LEAST < constant < _MOST and constant == constant.to_integral_value():
                return left.name, COMPARE[node.op], int(constant)
    return None


def _junction(tests: list[PlainTest], op: str) -> PlainTest:
    """Every part is asked: data that FEEL does not know is refused wherever it stands."""
    decisive = op == "or"

    def decide(data: dict[str, Value]) -> bool | None:
        result = not decisive
        for test in tests:
            answer = test(data)
            if answer is None:
                return None
            if answer is decisive:
                result = decisive
        return result

    return decide


# Columns: `name.field` and `name[condition].field`


def _column(node: nodes.Path) -> tuple[nodes.Name, nodes.Node | None] | None:
    """The name of which `node` reads one field, and the condition that its items pass."""
    source = node.source
    if isinstance(source, nodes.Name):
        return source, None
    if isinstance(source, nodes.FilterNode) and isinstance(source.source, nodes.Name):
        return source.source, source.condition
    return None


def only_columns(root: nodes.Node) -> tuple[frozenset[str], frozenset[str]]:
    """The names that occur in `root`, whatever they stand for: those that it reads whole, and those of which only columns."""
    whole: set[str] = set()
    columns: set[str] = set()
    stack: list[tuple[nodes.Node, bool]] = [(root, False)]
    while stack:
        node, filtered = stack.pop()
        if isinstance(node, nodes.Name):
            whole.add(node.name)
        elif not filtered and isinstance(node, nodes.Path) and (column := _column(node)) is not None:
            name, condition = column
            if condition is None:
                columns.add(name.name)
            elif plain_test(condition) is not None:
                columns.add(name.name)
                stack.append((condition, True))
            else:
                stack.extend(((name, False), (condition, True)))
        elif isinstance(node, nodes.FilterNode):
            stack.extend(((node.source, filtered), (node.condition, True)))
        else:
            stack.extend((child, filtered) for child in nodes.children(node))
    return frozenset(whole), frozenset(columns - whole)


def compile_column(node: nodes.Path, general: Closure, weight: Callable[[nodes.Node], int]) -> Closure:
    """The closure of a column outside of filters; of any other path it is `general`."""
    column = _column(node)
    if column is None:
        return general
    name, field, test, steps = column[0].name, node.name, None, 0
    whole = None
    if column[1] is not None:
        test, steps, whole = plain_test(column[1]), weight(column[1]), _whole_number(column[1])
        if test is None:
            return general

    def read(env: Environment, run: Run) -> Value:
        value: Value = env.get(name)
        data: Value = value.data if type(value) is Unread else value
        kind = type(data)
        if kind is list or kind is tuple:
            found = _read_whole_numbers(data, field, *whole) if whole else None
            if found is None:
                found = _read_items(data, field, test)
            if found is not None:
                if test is not None:
                    run.charge(len(data) * steps + len(env) // 100)
                return run.keep_list(found)
        elif kind is dict and test is None:
            item = data.get(field)
            if type(item) in _SCALAR and item is not None:
                return to_feel(item)
        if data is not value:
            env[name] = value.convert()
        return general(env, run)

    return read


def _read_whole_numbers(
    data: Sequence[Value], field: str, compared: str, compare: Callable[[Value, Value], bool], constant: int
) -> list[Value] | None:
    """As `_read_items` of plain data, with the comparison inside the loop; nothing if either field is no whole number."""
    found: list[Value] = []
    keep = found.append
    try:
        for item in data:
            one = item[compared]
            if type(one) is not int or type(item) is not dict:
                return None
            if compare(one, constant):
                part = item[field]
                if type(part) is not int or not _LEAST < part < _MOST:
                    return None
                keep(_SMALL[part] if 0 <= part < 1_000 else Decimal(part))
    except (KeyError, TypeError, IndexError):
        return None
    return found if data else None


def _read_items(data: Sequence[Value], field: str, test: PlainTest | None) -> list[Value] | None:
    """The field of each item that passes; nothing if any item is unusual, or none is there."""
    found: list[Value] = []
    keep = found.append
    for item in data:
        shape = type(item)
        if shape is not dict and shape is not FeelContext:
            return None
        if test is not None:
            answer = test(item)
            if answer is False:
                continue
            if answer is None:
                return None
        part = item.get(field)
        kind = type(part)
        if kind is int and _LEAST < part < _MOST:
            keep(Decimal(part))
        elif part is None or kind not in _SCALAR:
            return None
        else:
            keep(part if shape is FeelContext else to_feel(part))
    return found if data else None
