"""Constants, and conditions that can only be true or only be false."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from allmende.feel.evaluate.compiler import scope_for
from allmende.feel.runtime.run import Budget, BudgetExhausted, Run
from allmende.feel.syntax import nodes
from allmende.feel.values.compare import order
from allmende.feel.values.kinds import Value

_BUDGET = Budget(steps=1_000, text_length=10_000, list_length=1_000)
_SAFE_CALLS = frozenset({"date", "time", "date and time", "duration", "years and months duration"})
_NOTHING = object()


def is_constant(node: nodes.Node) -> bool:
    """Does the value of the tree depend on nothing outside?"""
    match node:
        case nodes.LiteralNode() | nodes.AtLiteral():
            return True
        case nodes.Call(callee=nodes.Name(name=name), arguments=arguments):
            return name in _SAFE_CALLS and all(map(is_constant, arguments))
        case nodes.Negation() | nodes.Arithmetic() | nodes.Comparison() | nodes.Between() | nodes.Junction():
            return all(map(is_constant, nodes.children(node)))
    return False


def constant_value(node: nodes.Node) -> Value:
    """The value of a constant tree; null if it has none."""
    try:
        return scope_for("").compile(node)({}, Run(_BUDGET))
    except BudgetExhausted:
        return None


@dataclass(slots=True)
class _Interval:
    """What a list of comparisons leaves of the values of one operand."""

    low: Value = None
    low_included: bool = True
    high: Value = None
    high_included: bool = True

    def narrow(self, op: str, value: Value) -> None:
        if op in ("=", ">", ">="):
            self._raise(value, included=op != ">")
        if op in ("=", "<", "<="):
            self._lower(value, included=op != "<")

    def _raise(self, value: Value, *, included: bool) -> None:
        answer = 1 if self.low is None else order(value, self.low)
        if answer == 1 or (answer == 0 and not included):
            self.low, self.low_included = value, included

    def _lower(self, value: Value, *, included: bool) -> None:
        answer = -1 if self.high is None else order(value, self.high)
        if answer == -1 or (answer == 0 and not included):
            self.high, self.high_included = value, included

    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        answer = order(self.low, self.high)
        return answer == 1 or (answer == 0 and not (self.low_included and self.high_included))


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _comparisons(parts: Iterable[nodes.Node]) -> Iterable[tuple[nodes.Node, str, Value]]:
    """Operand, operator and constant of each part that compares something with a constant."""
    for part in parts:
        match part:
            case nodes.Comparison(op=op, left=left, right=right) if op in _MIRRORED:
                if is_constant(right) and not is_constant(left):
                    yield left, op, constant_value(right)
                elif is_constant(left) and not is_constant(right):
                    yield right, _MIRRORED[op], constant_value(left)
            case nodes.Between(operand=operand, low=low, high=high) if is_constant(low) and is_constant(high):
                yield operand, ">=", constant_value(low)
                yield operand, "<=", constant_value(high)


def contradicts(parts: Iterable[nodes.Node]) -> bool:
    """Can the comparisons never all hold? (`x > 5 and x < 3`)"""
    intervals: dict[nodes.Node, _Interval] = {}
    for operand, op, value in _comparisons(parts):
        if value is not None:
            intervals.setdefault(operand, _Interval()).narrow(op, value)
    return any(interval.is_empty() for interval in intervals.values())


def covers_all(parts: Iterable[nodes.Node]) -> bool:
    """Does one of two comparisons always hold? (`x < 5 or x >= 5`)"""
    found = [each for each in _comparisons(parts) if each[1] in _OPPOSITE and each[2] is not None]
    for index, (operand, op, value) in enumerate(found):
        for other, other_op, other_value in found[index + 1 :]:
            if operand == other:
                gap = _Interval()
                gap.narrow(_OPPOSITE[op], value)
                gap.narrow(_OPPOSITE[other_op], other_value)
                if gap.is_empty():
                    return True
    return False
