"""Types of operators: what fits, what is money, what can only have one answer."""

from __future__ import annotations

from allmende.feel.check.checker import Checker, Names
from allmende.feel.check.constants import constant_value, contradicts, covers_all, is_constant
from allmende.feel.check.findings import type_words
from allmende.feel.runtime.arithmetic import OPERATIONS
from allmende.feel.syntax import nodes
from allmende.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    MONEY,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    STRING,
    TIME,
    FunctionType,
    ListType,
    RangeType,
    Type,
)

_ORDERED = frozenset({NUMBER, MONEY, STRING, DATE, TIME, DATE_TIME, DAYS_DURATION, MONTHS_DURATION})


def plain(kind: Type) -> Type:
    """Money is a number where units do not matter."""
    return NUMBER if kind == MONEY else kind


def infer_negation(checker: Checker, node: nodes.Negation, names: Names) -> Type:
    """`-x` of a number, an amount or a duration."""
    kind = checker.infer(node.operand, names)
    if kind in (ANY, NUMBER, MONEY, DAYS_DURATION, MONTHS_DURATION):
        return kind
    return checker.note("operands", node, op="-", left=type_words(kind), right=type_words(kind))


def infer_arithmetic(checker: Checker, node: nodes.Arithmetic, names: Names) -> Type:
    """The type of a calculation, with the unit of money."""
    left, right = checker.infer(node.left, names), checker.infer(node.right, names)
    if NULL in (left, right):
        return checker.note("always-null", node)
    if ANY in (left, right):
        return MONEY if MONEY in (left, right) and node.op in ("+", "-") else ANY
    if MONEY in (left, right):
        return _money(checker, node, left, right)
    if (left.name, right.name) not in OPERATIONS[node.op]:
        return checker.note("operands", node, op=node.op, left=type_words(left), right=type_words(right))
    if node.op == "/" and is_constant(node.right) and constant_value(node.right) == 0:
        return checker.note("always-null", node)
    return _RESULTS.get((node.op, left, right)) or (right if left == NUMBER else left)


_RESULTS: dict[tuple[str, Type, Type], Type] = {
    ("-", DATE, DATE): DAYS_DURATION,
    ("-", DATE_TIME, DATE_TIME): DAYS_DURATION,
    ("-", DATE_TIME, DATE): DAYS_DURATION,
    ("-", DATE, DATE_TIME): DAYS_DURATION,
    ("-", TIME, TIME): DAYS_DURATION,
    ("/", DAYS_DURATION, DAYS_DURATION): NUMBER,
    ("/", MONTHS_DURATION, MONTHS_DURATION): NUMBER,
} | {("+", length, moment): moment for length in (DAYS_DURATION, MONTHS_DURATION) for moment in (DATE, DATE_TIME, TIME)}


def _money(checker: Checker, node: nodes.Arithmetic, left: Type, right: Type) -> Type:
    op = node.op
    if plain(left) != NUMBER or plain(right) != NUMBER:
        return checker.note("operands", node, op=op, left=type_words(left), right=type_words(right))
    if op == "*" and left == right:
        return checker.note("money-times-money", node)
    if op == "**" or (op == "/" and left != MONEY):
        return checker.note("operands", node, op=op, left=type_words(left), right=type_words(right))
    if op == "/" and right == MONEY:
        return NUMBER
    return MONEY


def infer_junction(checker: Checker, node: nodes.Junction, names: Names) -> Type:
    """`and`, `or`: every part is a condition, and together they leave both answers open."""
    for part in node.parts:
        checker.condition(part, names)
    if node.op == "and" and contradicts(node.parts):
        checker.note("always-false", node)
    if node.op == "or" and covers_all(node.parts):
        checker.note("always-true", node)
    return BOOLEAN


def comparable(op: str, left: Type, right: Type) -> bool:
    """Can the comparison have an answer?"""
    left, right = plain(left), plain(right)
    if ANY in (left, right):
        return True
    if op in ("=", "!="):
        same = left.name == right.name or type(left) is type(right) is not Type
        return same or NULL in (left, right) or {left, right} == {DATE, DATE_TIME}
    return (left in _ORDERED and left == right) or {left, right} == {DATE, DATE_TIME}


def infer_comparison(checker: Checker, node: nodes.Comparison, names: Names) -> Type:
    """A comparison of things that can be compared, not only with itself or between constants."""
    left, right = checker.infer(node.left, names), checker.infer(node.right, names)
    if not comparable(node.op, left, right):
        checker.note("operands", node, op=node.op, left=type_words(left), right=type_words(right))
    elif is_constant(node):
        _note_answer(checker, node, constant_value(node))
    elif node.left == node.right and not isinstance(left, FunctionType):
        _note_answer(checker, node, node.op in ("=", "<=", ">="))
    return BOOLEAN


def _note_answer(checker: Checker, node: nodes.Node, answer: object) -> None:
    checker.note({True: "always-true", False: "always-false"}.get(answer, "always-null"), node)  # type: ignore[call-overload]


def infer_between(checker: Checker, node: nodes.Between, names: Names) -> Type:
    """`x between low and high`"""
    operand = checker.infer(node.operand, names)
    low, high = checker.infer(node.low, names), checker.infer(node.high, names)
    for end, place in ((low, node.low), (high, node.high)):
        if not comparable("<", operand, end):
            checker.note("operands", place, op="between", left=type_words(operand), right=type_words(end))
    if contradicts((node,)):
        checker.note("always-false", node)
    return BOOLEAN


def infer_range(checker: Checker, node: nodes.RangeLiteral, names: Names) -> Type:
    """`[low..high]`: both ends of one type, the lower one first."""
    kinds = [checker.infer(end, names) for end in nodes.children(node)]
    known = [kind for kind in kinds if kind not in (ANY, NULL)]
    if any(kind not in _ORDERED or plain(kind) != plain(known[0]) for kind in known):
        checker.note("range", node)
        return RangeType()
    if all(map(is_constant, nodes.children(node))) and NULL not in kinds:
        probe = nodes.Between(node.start, node.end, nodes.Name(node.start, node.start, "?"), *nodes.children(node))
        if contradicts((probe,)):
            checker.note("range", node)
    return RangeType(known[0] if known else ANY)


def infer_comparison_range(checker: Checker, node: nodes.ComparisonRange, names: Names) -> Type:
    """`(> 5)` as a range."""
    return RangeType(checker.infer(node.operand, names))


def infer_in(checker: Checker, node: nodes.In, names: Names) -> Type:
    """`x in (tests)`"""
    operand = checker.infer(node.operand, names)
    for test in node.tests:
        check_test(checker, test, operand, names)
    return BOOLEAN


def check_test(checker: Checker, test: nodes.Node, tested: Type, names: Names) -> None:
    """One test of a value of type `tested`."""
    if isinstance(test, nodes.ComparisonRange):
        kind = checker.infer(test.operand, names)
        op = test.op
    else:
        kind, op = checker.infer(test, names), "="
        if isinstance(kind, RangeType) and not isinstance(tested, RangeType):
            kind, op = kind.of, "<"
        elif isinstance(kind, ListType) and not isinstance(tested, ListType):
            kind = kind.of.of if isinstance(kind.of, RangeType) else kind.of
        elif kind == BOOLEAN:
            return
    if not comparable(op, tested, kind):
        checker.note("tested", test, want=type_words(tested), got=type_words(kind))
