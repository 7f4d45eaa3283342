"""Closures of the operators."""

from __future__ import annotations

from decimal import Decimal, DecimalException

from allmende.feel.evaluate.closures import Closure, Environment
from allmende.feel.evaluate.plain import COMPARE, is_short
from allmende.feel.evaluate.scope import CompileScope
from allmende.feel.evaluate.typing import instance_of
from allmende.feel.runtime.arithmetic import OPERATIONS, negate
from allmende.feel.runtime.run import NodePlace, Run
from allmende.feel.syntax import nodes
from allmende.feel.values.compare import equal, order
from allmende.feel.values.kinds import Value, kind_of


def compile_negation(scope: CompileScope, node: nodes.Negation) -> Closure:
    """`-operand`"""
    operand, place = scope.compile(node.operand), scope.place(node)

    def minus(env: Environment, run: Run) -> Value:
        value = operand(env, run)
        result = negate(value)
        return run.warn_operands("-", value, value, place) if result is None else result

    return minus


def compile_arithmetic(scope: CompileScope, node: nodes.Arithmetic) -> Closure:
    """`left op right`: two numbers at once, everything else by the table of the operator."""
    left, right = scope.compile(node.left), scope.compile(node.right)
    place, op = scope.place(node), node.op
    on_numbers = OPERATIONS[op]["number", "number"]
    if op == "**":
        return _power(left, right, place)
    if isinstance(node.right, nodes.LiteralNode) and isinstance(node.right.value, Decimal):
        return _with_number(op, left, node.right.value, place)

    def calculate(env: Environment, run: Run) -> Value:
        one, other = left(env, run), right(env, run)
        if type(one) is type(other) is Decimal:
            try:
                return on_numbers(one, other)
            except DecimalException:
                return run.warn("division" if op == "/" and not other else "number", place)
        return _calculate_others(op, one, other, run, place)

    return calculate


_POWER_STEPS = 40  # a power with a fraction in the exponent takes as long as that many sums


def _power(left: Closure, right: Closure, place: NodePlace) -> Closure:
    """`left ** right`, which alone of all calculations is dear."""
    on_numbers = OPERATIONS["**"]["number", "number"]

    def calculate(env: Environment, run: Run) -> Value:
        base, exponent = left(env, run), right(env, run)
        if not type(base) is type(exponent) is Decimal:
            return run.warn_operands("**", base, exponent, place)
        run.charge(1 if abs(exponent) < 100 and exponent == exponent.to_integral_value() else _POWER_STEPS)
        try:
            return on_numbers(base, exponent)
        except DecimalException:
            return run.warn("number", place)

    return calculate


def _with_number(op: str, left: Closure, other: Decimal, place: NodePlace) -> Closure:
    """`left op number`, the most frequent calculation, without asking for the number each time."""
    on_numbers = OPERATIONS[op]["number", "number"]

    def calculate(env: Environment, run: Run) -> Value:
        one = left(env, run)
        if type(one) is Decimal:
            try:
                return on_numbers(one, other)
            except DecimalException:
                return run.warn("division" if op == "/" and not other else "number", place)
        return _calculate_others(op, one, other, run, place)

    return calculate


_ZONED = frozenset({"time", "date and time"})


def _calculate_others(op: str, left: Value, right: Value, run: Run, place: NodePlace) -> Value:
    kinds = kind_of(left), kind_of(right)
    operation = OPERATIONS[op].get(kinds)
    if operation is None:
        return run.warn_operands(op, left, right, place)
    run.charge(2 if _ZONED.isdisjoint(kinds) else 5)  # a zone's offset is looked up
    if type(left) is str:
        run.check_text(len(left) + len(right))
        return run.keep_text(operation(left, right))
    try:
        result = operation(left, right)
    except DecimalException:
        return run.warn("division", place)
    return run.warn("date-range", place) if result is None else result


def compile_junction(scope: CompileScope, node: nodes.Junction) -> Closure:
    """`and`, `or` with null as "unknown"; stops as soon as the answer is certain."""
    parts = [scope.compile(part) for part in node.parts]
    return junction(parts, node.op, scope.place(node))


def junction(parts: list[Closure], op: str, place: NodePlace) -> Closure:
    """Three-valued logic over `parts`; whatever is no boolean counts as null."""
    decisive = op == "or"
    neutral = not decisive

    def decide(env: Environment, run: Run) -> Value:
        result: bool | None = neutral
        for part in parts:
            value = part(env, run)
            if value is decisive:
                return decisive
            if value is not neutral:
                result = None
                if value is not None:
                    run.warn_operands(op, value, value, place)
        return result

    return decide


def compile_comparison(scope: CompileScope, node: nodes.Comparison) -> Closure:
    """`left op right`"""
    left, right = scope.compile(node.left), scope.compile(node.right)
    place = scope.place(node)
    if isinstance(node.right, nodes.LiteralNode) and is_short(node.right.value):
        return _with_constant(left, node.op, node.right.value, place)
    if node.op in ("=", "!="):
        return _equality(left, right, node.op, place)
    return _ordering(left, right, node.op, place)


def _with_constant(left: Closure, op: str, other: Value, place: NodePlace) -> Closure:
    """`left op constant`, the most frequent comparison, without asking for the constant each time."""
    kind, test = type(other), COMPARE[op]

    def compare(env: Environment, run: Run) -> Value:
        one = left(env, run)
        if type(one) is kind:
            return test(one, other)
        return _compare_others(op, one, other, run, place)

    return compare


def _compare_others(op: str, left: Value, right: Value, run: Run, place: NodePlace) -> Value:
    if op not in ("=", "!="):
        return order_answer(op, left, right, run, place)
    answer = equal(left, right, run.charge)
    if answer is None:
        return run.warn_operands(op, left, right, place)
    return answer is (op == "=")


def _equality(left: Closure, right: Closure, op: str, place: NodePlace) -> Closure:
    return lambda env, run: _compare_others(op, left(env, run), right(env, run), run, place)


def _ordering(left: Closure, right: Closure, op: str, place: NodePlace) -> Closure:
    test = COMPARE[op]

    def compare(env: Environment, run: Run) -> Value:
        one, other = left(env, run), right(env, run)
        kind = type(one)
        if kind is type(other) and (kind is Decimal or (kind is str and len(one) <= 1_000)):
            return test(one, other)
        return order_answer(op, one, other, run, place)

    return compare


def order_answer(op: str, left: Value, right: Value, run: Run, place: NodePlace) -> Value:
    """`left op right` for any two values."""
    answer = order(left, right, run.charge)
    if answer is None:
        return run.warn_operands(op, left, right, place)
    return COMPARE[op](answer, 0)


def compile_between(scope: CompileScope, node: nodes.Between) -> Closure:
    """`operand between low and high`, both ends included; null if either comparison is."""
    operand = scope.compile(node.operand)
    low, high = scope.compile(node.low), scope.compile(node.high)
    place = scope.place(node)

    def between(env: Environment, run: Run) -> bool | None:
        value = operand(env, run)
        above = order_answer(">=", value, low(env, run), run, place)
        below = order_answer("<=", value, high(env, run), run, place)
        return None if above is None or below is None else above and below

    return between


def compile_instance_of(scope: CompileScope, node: nodes.InstanceOf) -> Closure:
    """`operand instance of type`"""
    operand, kind = scope.compile(node.operand), scope.known_type(node.type)
    return lambda env, run: instance_of(operand(env, run), kind, run.charge)
