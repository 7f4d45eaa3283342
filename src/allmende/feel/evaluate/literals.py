"""Closures of literals: values, lists, contexts, ranges."""

from __future__ import annotations

from allmende.feel.evaluate.closures import Closure, Environment
from allmende.feel.evaluate.scope import CompileScope
from allmende.feel.runtime.run import NodePlace, Run
from allmende.feel.syntax import nodes
from allmende.feel.values.compare import is_ordered_pair, order
from allmende.feel.values.iso import parse_at_literal
from allmende.feel.values.kinds import Charge, Range, Value, free, kind_of


def constant(value: Value) -> Closure:
    """A closure that always gives `value`."""
    return lambda env, run: value


def compile_literal(scope: CompileScope, node: nodes.LiteralNode) -> Closure:
    """A number, text, boolean or null."""
    return constant(node.value)


def compile_at_literal(scope: CompileScope, node: nodes.AtLiteral) -> Closure:
    """A date, time or duration, read once."""
    value = parse_at_literal(node.text)
    if value is not None:
        return constant(value)
    place = scope.place(node)
    return lambda env, run: run.warn("literal", place, text=node.text)


def compile_list(scope: CompileScope, node: nodes.ListLiteral) -> Closure:
    """`[a, b]`"""
    items = [scope.compile(item) for item in node.items]

    def make_list(env: Environment, run: Run) -> Value:
        return run.keep_list([item(env, run) for item in items])

    return make_list


def compile_context(scope: CompileScope, node: nodes.ContextLiteral) -> Closure:
    """`{a: 1, b: a + 1}`: later entries see earlier ones. A key that occurs twice makes null."""
    place = scope.place(node)
    known: set[str] = set()
    inner_scope = scope.with_growing(known)
    entries: list[tuple[str, Closure]] = []
    for key, value in node.entries:
        if key in known:
            return _duplicate(key, place)
        entries.append((key, inner_scope.compile(value)))
        known.add(key)

    def make_context(env: Environment, run: Run) -> Value:
        run.charge(len(entries) + len(env) // 100)
        inner = env.copy()
        result: dict[str, Value] = {}
        for key, closure in entries:
            inner[key] = result[key] = closure(inner, run)
        return result

    return make_context


def _duplicate(key: str, place: NodePlace) -> Closure:
    return lambda env, run: run.warn("duplicate-key", place, name=key)


def compile_range(scope: CompileScope, node: nodes.RangeLiteral) -> Closure:
    """`[low..high]`: both ends of one kind that has an order, else null; so is a reversed range."""
    low, high = scope.compile(node.low), scope.compile(node.high)
    place = scope.place(node)
    low_included, high_included = node.low_included, node.high_included

    def make_range(env: Environment, run: Run) -> Value:
        first, last = low(env, run), high(env, run)
        if not ends_fit(first, last, run.charge):
            return run.warn("range", place)
        return Range(first, last, low_included, high_included)

    return make_range


def ends_fit(low: Value, high: Value, charge: Charge = free) -> bool:
    """Can these be the ends of a range? One of them may be null; the range then answers null."""
    if low is None or high is None:
        return kind_of(high if low is None else low) != "null"
    return is_ordered_pair(low, high) and (order(low, high, charge) or 0) <= 0


def compile_comparison_range(scope: CompileScope, node: nodes.ComparisonRange) -> Closure:
    """`(> 5)` as a value: a range with one end; `(= 5)` holds one value."""
    operand = scope.compile(node.operand)
    place = scope.place(node)
    op = node.op

    def make_range(env: Environment, run: Run) -> Value:
        end = operand(env, run)
        if not is_ordered_pair(end, end) or op == "!=":
            return run.warn("range", place)
        if op == "=":
            return Range(end, end, equality=True)
        if op in ("<", "<="):
            return Range(None, end, low_included=False, high_included=op == "<=", low_open=True)
        return Range(end, None, low_included=op == ">=", high_included=False, high_open=True)

    return make_range
