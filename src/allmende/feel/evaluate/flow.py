"""Closures of `if`, `for`, `some` and `every`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from allmende.feel.evaluate.closures import Closure, Environment
from allmende.feel.evaluate.scope import CompileScope
from allmende.feel.evaluate.tests import mentions
from allmende.feel.evaluate.weights import weight_of
from allmende.feel.runtime.messages import kind_words
from allmende.feel.runtime.run import NodePlace, Run
from allmende.feel.syntax import nodes
from allmende.feel.values.calendar import FarDate, date_from_days
from allmende.feel.values.kinds import Range, Value, kind_of

# The values a loop variable takes; `None` if there is nothing to iterate over.
Source = Callable[[Environment, Run], Iterator[Value] | None]
PARTIAL = "partial"


def compile_if(scope: CompileScope, node: nodes.If) -> Closure:
    """`if condition then a else b`"""
    return conditional(
        scope.compile(node.condition),
        scope.compile(node.then),
        scope.compile(node.otherwise),
        scope.place(node.condition),
    )


def conditional(condition: Closure, then: Closure, otherwise: Closure, place: NodePlace) -> Closure:
    """False and null lead to `otherwise`, null with a warning; any other condition makes null."""

    def choose(env: Environment, run: Run) -> Value:
        answer = condition(env, run)
        if answer is True:
            return then(env, run)
        if answer is False:
            return otherwise(env, run)
        run.warn("condition", place)
        return otherwise(env, run) if answer is None else None

    return choose


# Iteration


def _iterate(value: Value) -> Iterator[Value] | None:
    if isinstance(value, list):
        return iter(value)
    if isinstance(value, Range):
        return _iterate_range(value)
    return None


def _iterate_range(limits: Range) -> Iterator[Value] | None:
    low, high = limits.low, limits.high
    if limits.low_open or limits.high_open:
        return None
    steps = _count(low, high)
    if steps is None:
        return None
    return list_ends(steps, skip_first=not limits.low_included, last=high, skip_last=not limits.high_included)


def list_ends(values: Iterator[Value], *, skip_first: bool, last: Value, skip_last: bool) -> Iterator[Value]:
    """`values` without its first one or without `last`, as open ends of a range ask."""
    if skip_first:
        next(values, None)
    for value in values:
        if skip_last and value == last:
            return
        yield value


def _count(start: Value, stop: Value) -> Iterator[Value] | None:
    """Whole steps from `start` to `stop`, upwards or downwards: numbers or days."""
    if isinstance(start, Decimal) and isinstance(stop, Decimal):
        return _count_numbers(start, stop)
    days = (FarDate, date)
    if kind_of(start) == kind_of(stop) == "date" and isinstance(start, days) and isinstance(stop, days):
        return _count_days(start.toordinal(), stop.toordinal())
    return None


def _count_numbers(start: Decimal, stop: Decimal) -> Iterator[Value]:
    step = 1 if start <= stop else -1
    value = start
    while (value <= stop) if step > 0 else (value >= stop):
        yield value
        value += step


def _count_days(start: int, stop: int) -> Iterator[Value]:
    step = 1 if start <= stop else -1
    for days in range(start, stop + step, step):
        yield date_from_days(days)


def iteration(source: Closure, stop: Closure | None, place: NodePlace) -> Source:
    """Where a loop variable gets its values from: a list, a range, or `start..stop`."""

    def values(env: Environment, run: Run) -> Iterator[Value] | None:
        first = source(env, run)
        if stop is None:
            found = _iterate(first)
        else:
            last = stop(env, run)
            found = _count(first, last)
        if found is None:
            run.warn("iteration", place, kind=kind_words(kind_of(first)))
        return found

    return values


def _compile_iterators(
    scope: CompileScope,
    iterators: tuple[nodes.Iterator, ...],
    extra: tuple[str, ...] = (),
) -> tuple[list[tuple[str, Source]], CompileScope]:
    """Each iterator sees the variables of those before it."""
    compiled: list[tuple[str, Source]] = []
    known = set(extra)
    inner = scope.with_growing(known)
    for each in iterators:
        stop = None if each.stop is None else inner.compile(each.stop)
        compiled.append((each.name, iteration(inner.compile(each.source), stop, scope.place(each))))
        known.add(each.name)
    return compiled, inner


class _NothingToIterate(Exception):
    pass


def _combinations(
    iterators: list[tuple[str, Source]], env: Environment, run: Run, weight: int, depth: int = 0
) -> Iterator[None]:
    """Set the variables of `env` to one combination after the other, the last one fastest.

    Each turn costs `weight` steps.
    """
    name, source = iterators[depth]
    values = source(env, run)
    if values is None:
        raise _NothingToIterate
    last = depth == len(iterators) - 1
    for value in values:
        run.charge(weight)
        env[name] = value
        if last:
            yield
        else:
            yield from _combinations(iterators, env, run, weight, depth + 1)


def compile_for(scope: CompileScope, node: nodes.For) -> Closure:
    """`for iterators return body`; `partial` is the list of the results so far."""
    partial = mentions(node.body, PARTIAL)
    iterators, inner = _compile_iterators(scope, node.iterators, (PARTIAL,) if partial else ())
    return loop(iterators, inner.compile(node.body), with_partial=partial, weight=weight_of(*node.iterators, node.body))


def loop(iterators: list[tuple[str, Source]], body: Closure, *, with_partial: bool, weight: int = 1) -> Closure:
    """The list of what `body` gives for each combination; null if there is nothing to iterate over."""

    def collect(env: Environment, run: Run) -> Value:
        run.charge(len(env) // 100)
        inner = env.copy()
        results: list[Value] = []
        if with_partial:
            inner[PARTIAL] = []
        try:
            for _ in _combinations(iterators, inner, run, weight):
                results.append(body(inner, run))
                if with_partial:
                    run.charge(len(results) // 50)
                    inner[PARTIAL] = results.copy()
        except _NothingToIterate:
            return None
        return run.keep_list(results)

    return collect


def compile_quantified(scope: CompileScope, node: nodes.Quantified) -> Closure:
    """`some|every iterators satisfies condition`"""
    iterators, inner = _compile_iterators(scope, node.iterators)
    weight = weight_of(*node.iterators, node.condition)
    return quantifier(node.kind, iterators, inner.compile(node.condition), scope.place(node), weight)


def quantifier(
    kind: str, iterators: list[tuple[str, Source]], condition: Closure, place: NodePlace, weight: int = 1
) -> Closure:
    """Three-valued `some` or `every`; stops as soon as the answer is certain, or is no boolean."""
    decisive = kind == "some"
    neutral = not decisive

    def decide(env: Environment, run: Run) -> Value:
        run.charge(len(env) // 100)
        inner = env.copy()
        result: bool | None = neutral
        try:
            for _ in _combinations(iterators, inner, run, weight):
                answer = condition(inner, run)
                if answer is decisive:
                    return decisive
                if answer is not neutral:
                    run.warn("condition", place)
                    if answer is not None:
                        return None
                    result = None
        except _NothingToIterate:
            return None
        return result

    return decide
