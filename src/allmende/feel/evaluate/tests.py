"""Tests of a value: the `in` operator and the cells of decision tables."""

from __future__ import annotations

import operator
from decimal import Decimal

from allmende.feel.evaluate.closures import Closure, Environment, Test
from allmende.feel.evaluate.operators import order_answer
from allmende.feel.evaluate.scope import CompileScope
from allmende.feel.runtime.run import Run
from allmende.feel.syntax import nodes
from allmende.feel.values.compare import equal, in_range
from allmende.feel.values.kinds import Charge, Range, Value, free

TESTED = "?"


def compile_in(scope: CompileScope, node: nodes.In) -> Closure:
    """`operand in tests`: true if one test holds, null if none does but one cannot be decided."""
    operand = scope.compile(node.operand)
    test = any_test([compile_test(scope, test) for test in node.tests])
    return lambda env, run: test(operand(env, run), env, run)


def any_test(tests: list[Test]) -> Test:
    """A test that holds if one of `tests` does."""
    if len(tests) == 1:
        return tests[0]

    def one_of(value: Value, env: Environment, run: Run) -> bool | None:
        result: bool | None = False
        for test in tests:
            answer = test(value, env, run)
            if answer is True:
                return True
            if answer is None:
                result = None
        return result

    return one_of


def compile_test(scope: CompileScope, node: nodes.Node) -> Test:
    """One test: a comparison, a range, an expression about `?`, or a value to be equal to."""
    match node:
        case nodes.ComparisonRange():
            return _comparison(scope, node)
        case nodes.LiteralNode(value=value) if value is not None and not isinstance(value, bool):
            return _equals(value)
        case nodes.RangeLiteral(low=low, high=high) if _is_fixed(low) and _is_fixed(high):
            limits = scope.compile(node)({}, Run())
            if isinstance(limits, Range):
                return _within(limits)
    closure = scope.compile(node)
    if mentions(node, TESTED):
        return _about_tested(closure)
    if isinstance(node, nodes.RangeLiteral):
        return _within_range(closure)
    return lambda value, env, run: matches(value, closure(env, run), run.charge)


def _within_range(closure: Closure) -> Test:
    """A range whose ends do not fit holds nothing; whether null lies in it cannot be decided, as with any range."""

    def test(value: Value, env: Environment, run: Run) -> bool | None:
        limits = closure(env, run)
        return None if value is None else matches(value, limits, run.charge)

    return test


def _equals(wanted: Value) -> Test:
    kind = type(wanted)

    def test(value: Value, env: Environment, run: Run) -> bool | None:
        if type(value) is kind:
            return bool(value == wanted)
        return matches(value, wanted, run.charge)

    return test


def _is_fixed(node: nodes.Node) -> bool:
    """A value that is written down, so that a range of such values is made only once."""
    return isinstance(node, nodes.LiteralNode | nodes.AtLiteral)


def _within(limits: Range) -> Test:
    low, high = limits.low, limits.high
    above = operator.ge if limits.low_included else operator.gt
    below = operator.le if limits.high_included else operator.lt
    numeric = type(low) is type(high) is Decimal

    def test(value: Value, env: Environment, run: Run) -> bool | None:
        if numeric and type(value) is Decimal:
            return bool(above(value, low) and below(value, high))
        return matches(value, limits, run.charge)

    return test


_NUMERIC = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def _comparison(scope: CompileScope, node: nodes.ComparisonRange) -> Test:
    operand, place, op = scope.compile(node.operand), scope.place(node), node.op
    if op in ("=", "!="):

        def same(value: Value, env: Environment, run: Run) -> bool | None:
            answer = equal(value, operand(env, run), run.charge)
            return answer if answer is None or op == "=" else not answer

        return same
    compare = _NUMERIC[op]

    def test(value: Value, env: Environment, run: Run) -> bool | None:
        other = operand(env, run)
        if type(value) is type(other) is Decimal:
            return bool(compare(value, other))
        answer: bool | None = order_answer(op, value, other, run, place)
        return answer

    return test


def _about_tested(closure: Closure) -> Test:
    """An expression that mentions `?` is the whole condition itself."""

    def test(value: Value, env: Environment, run: Run) -> bool | None:
        answer = closure({**env, TESTED: value}, run)
        return answer if isinstance(answer, bool) else None

    return test


def matches(value: Value, wanted: Value, charge: Charge = free) -> bool | None:
    """Does `value` match what a test evaluated to?

    A range must contain it, a list must hold it (or a range that contains it), any other value must be
    equal. A test that is itself true or false decides about a value that is no boolean.
    """
    match wanted:
        case Range():
            inside = in_range(value, wanted, charge)
            return equal(value, wanted, charge) if inside is None and isinstance(value, Range) else inside
        case list():
            charge(len(wanted))
            if any((matches if isinstance(item, Range) else equal)(value, item, charge) is True for item in wanted):
                return True
            return isinstance(value, list) and equal(value, wanted, charge) is True
        case bool() if not isinstance(value, bool):
            return wanted and value is not None
    return equal(value, wanted, charge)


def mentions(node: nodes.Node, name: str) -> bool:
    """Does the tree use the name?"""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, nodes.Name) and part.name == name:
            return True
        stack.extend(nodes.children(part))
    return False
