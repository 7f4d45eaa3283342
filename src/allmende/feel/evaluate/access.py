"""Closures of the ways to a value: names, paths, filters."""

from __future__ import annotations

from decimal import Decimal

from allmende.feel.builtins import BUILTINS
from allmende.feel.evaluate.closures import Closure, Environment
from allmende.feel.evaluate.plain import compile_column
from allmende.feel.evaluate.properties import PROPERTIES
from allmende.feel.evaluate.scope import CompileScope
from allmende.feel.evaluate.tests import mentions
from allmende.feel.evaluate.weights import weight_of
from allmende.feel.runtime.run import NodePlace, Run
from allmende.feel.syntax import nodes
from allmende.feel.values.kinds import Value, kind_of

_MISSING = object()


def compile_name(scope: CompileScope, node: nodes.Name) -> Closure:
    """A name: the item of a filter around it, else the environment, else a known function."""
    name, place = node.name, scope.place(node)
    items, _ = scope.resolve(name)

    def find(env: Environment, run: Run) -> Value:
        try:
            return env[name]
        except KeyError:
            return _find_function(name, run, place)

    if not items:
        return find
    return _item_first(name, items, find)


def _item_first(name: str, items: tuple[str, ...], find: Closure) -> Closure:
    if len(items) == 1:
        key = items[0]

        def find_in_item(env: Environment, run: Run) -> Value:
            try:
                return env[key][name]
            except (KeyError, TypeError):  # no such field, or the item is no context
                return find(env, run)

        return find_in_item

    def find_in_items(env: Environment, run: Run) -> Value:
        for key in items:
            item = env[key]
            if isinstance(item, dict) and name in item:
                return item[name]
        return find(env, run)

    return find_in_items


def _find_function(name: str, run: Run, place: NodePlace) -> Value:
    found = BUILTINS.get(name) or (run.functions or {}).get(name)
    return run.warn("unknown-name", place, name=name) if found is None else found


def compile_path(scope: CompileScope, node: nodes.Path) -> Closure:
    """`source.name`; on a list, the list of what its items have under the name."""
    source, name, place = scope.compile(node.source), node.name, scope.place(node)

    def go(env: Environment, run: Run) -> Value:
        value = source(env, run)
        try:
            if type(value) is list:
                return run.keep_list([item[name] for item in value])
            return value[name]
        except (KeyError, TypeError):  # a property, a list with gaps, or nothing
            return read_field(value, name, run, place)

    in_filter = any(isinstance(frame, str) for frame in scope.frames)
    return go if in_filter else compile_column(node, go, weight_of)


def read_field(value: Value, name: str, run: Run, place: NodePlace) -> Value:
    """The field or property `name` of any value."""
    if isinstance(value, list):
        return run.keep_list(
            [
                item[name] if isinstance(item, dict) and name in item else read_field(item, name, run, place)
                for item in value
            ],
        )
    found = PROPERTIES.get(kind_of(value), {}).get(name)
    if found is None:
        return run.warn("null-operand" if value is None else "unknown-field", place, name=name, op=f".{name}")
    return found(value)


def compile_filter(scope: CompileScope, node: nodes.FilterNode) -> Closure:
    """`source[condition]`: a position counted from 1 (or from the end), or a condition on items."""
    source, place = scope.compile(node.source), scope.place(node)
    position = _constant_position(node.condition)
    if position is not None:
        return lambda env, run: pick(source(env, run), position)
    inner, key = scope.with_item()
    condition = inner.compile(node.condition)
    with_item = mentions(node.condition, "item")
    return filter_closure(source, condition, key, place, with_item=with_item, weight=weight_of(node.condition))


def _constant_position(node: nodes.Node) -> int | None:
    return position_of(node.value) if isinstance(node, nodes.LiteralNode) and isinstance(node.value, Decimal) else None


def position_of(number: Decimal) -> int:
    """`number` as a position in a list; 0, which no item has, for a fraction or a number beyond any list."""
    return int(number) if abs(number) < 2**31 and number == number.to_integral_value() else 0


def pick(value: Value, position: int) -> Value:
    """The item at `position` of a list; a value that is no list counts as a list of one."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    if 1 <= position <= len(items):
        return items[position - 1]
    if 1 <= -position <= len(items):
        return items[position]
    return None


def filter_closure(
    source: Closure,
    condition: Closure,
    key: str,
    place: NodePlace,
    *,
    with_item: bool = True,
    weight: int = 1,
) -> Closure:
    """The items of `source` for which `condition` is true; a number as condition is a position.

    `with_item` says that the condition may ask for `item` itself, `weight` is the steps of asking it once.
    """

    def select(env: Environment, run: Run) -> Value:
        items = source(env, run)
        if not isinstance(items, list):
            if items is None:
                return None
            items = [items]
        run.charge(len(items) * weight + len(env) // 100)
        inner = env.copy()
        kept: list[Value] = []
        for item in items:
            inner[key] = item
            if with_item:
                inner["item"] = item
            answer = condition(inner, run)
            if answer is True:
                kept.append(item)
            elif answer is not False and answer is not None:
                return _not_boolean(answer, items, run, place)
        if not items:
            return _filter_empty(condition, inner, key, run)
        return kept

    return select


def _not_boolean(answer: Value, items: list[Value], run: Run, place: NodePlace) -> Value:
    if isinstance(answer, Decimal):
        return pick(items, position_of(answer))
    return run.warn("filter", place)


def _filter_empty(condition: Closure, env: Environment, key: str, run: Run) -> Value:
    """An empty list filtered is empty; the item at a position of it is null."""
    before = len(run.warnings)
    env[key] = env["item"] = None
    answer = condition(env, run)
    del run.warnings[before:]
    return None if isinstance(answer, Decimal) else []
