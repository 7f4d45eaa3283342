"""Boxed expressions compiled to closures. Each FEEL text in a box pays for itself when it is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from allmende.domain.decisions import model
from allmende.domain.decisions.tables import compile_table
from allmende.domain.decisions.types import ANYTHING, TypeCatalogue, Typing
from allmende.feel import FeelSyntaxError
from allmende.feel.evaluate.access import filter_closure
from allmende.feel.evaluate.calls import UserFunction
from allmende.feel.evaluate.closures import Closure, Environment, Test
from allmende.feel.evaluate.compiled import compile_tests
from allmende.feel.evaluate.compiler import scope_for
from allmende.feel.evaluate.flow import conditional, iteration, loop, quantifier
from allmende.feel.evaluate.scope import CompileScope, Frames
from allmende.feel.evaluate.weights import weighed
from allmende.feel.runtime.run import BuiltinRefusal, NodePlace, Run
from allmende.feel.syntax.parser import parse, parse_unary_tests
from allmende.feel.values.kinds import Function, Value

_NOWHERE = NodePlace("", 0, 0)


@dataclass(frozen=True, slots=True)
class BoxScope:
    """Where an expression stands: the decision it answers, the names and types it may use."""

    decision: str
    types: TypeCatalogue
    names: frozenset[str]
    frames: Frames = ()

    def with_locals(self, names: Iterable[str]) -> BoxScope:
        """Inside a box that introduces `names`."""
        new = frozenset(names)
        return replace(self, names=self.names | new, frames=(new, *self.frames))

    def with_item(self) -> tuple[BoxScope, str]:
        """Inside the `match` of a filter; gives the key of its item."""
        inner, key = self._feel("").with_item()
        return replace(self, frames=inner.frames), key

    def _feel(self, text: str) -> CompileScope:
        return scope_for(text, self.frames, lambda name: getattr(self.types.find(name), "type", None))

    def compile_text(self, text: str) -> Closure:
        """A FEEL text; one that is no FEEL becomes null with a warning."""
        try:
            expression = parse(text, self.names)
        except FeelSyntaxError as error:
            return broken(text, error)
        return weighed(self._feel(text).compile(expression.root), expression.root)

    def compile_test(self, text: str) -> Test | None:
        """Unary tests; `None` for those that hold for any value."""
        try:
            tests = parse_unary_tests(text, self.names)
        except FeelSyntaxError as error:
            closure = broken(text, error)
            return lambda value, env, run: closure(env, run)
        return None if tests.any_value else compile_tests(self._feel(text), tests)

    def compile_function(self, box: model.FunctionDefinition | None, result: Typing) -> Closure:
        """The function of a knowledge model, with its answers fitted to `result`."""
        return self.compile(None) if box is None else _function(self, box, result)

    def compile(self, expression: model.BoxedExpression | None) -> Closure:
        """Any boxed expression; a missing one is null."""
        if expression is None:
            return lambda env, run: None
        closure = _COMPILERS[type(expression)](self, expression)
        if not expression.type_ref or isinstance(expression, model.FunctionDefinition):
            return closure
        return fitted(closure, expression.type_ref, self.types)


def broken(text: str, error: FeelSyntaxError) -> Closure:
    """The closure of a text that is no FEEL."""
    place = NodePlace(text, 0, len(text))
    return lambda env, run: run.warn("syntax", place, what=error.text)


def fitted(closure: Closure, reference: str, types: TypeCatalogue) -> Closure:
    """`closure` with its value fitted to the type of a reference."""
    return _fitted(closure, types.get(reference))


def _fitted(closure: Closure, typing: Typing) -> Closure:
    if typing.type.name == "Any":
        return closure
    return lambda env, run: typing.fit(closure(env, run), run)


def _literal(scope: BoxScope, box: model.LiteralExpression) -> Closure:
    if box.language and "feel" not in box.language.lower():
        return lambda env, run: run.warn("no-function", _NOWHERE, name=box.language)
    if not box.text.strip():
        return lambda env, run: None
    return scope.compile_text(box.text)


def _invocation(scope: BoxScope, box: model.Invocation) -> Closure:
    function = scope.compile(box.function)
    bindings = [
        (binding.parameter.name, fitted(scope.compile(binding.value), binding.parameter.type_ref, scope.types))
        for binding in box.bindings
    ]
    name = box.function.text if isinstance(box.function, model.LiteralExpression) else scope.decision

    def invoke(env: Environment, run: Run) -> Value:
        target = function(env, run)
        if not isinstance(target, Function):
            return run.warn("no-function", _NOWHERE, name=name)
        try:
            return target.call_named(run, {key: value(env, run) for key, value in bindings})
        except BuiltinRefusal as refusal:
            return run.warn("arguments", _NOWHERE, name=name, what=refusal.text())

    return invoke


def _context(scope: BoxScope, box: model.BoxedContext) -> Closure:
    entries: list[tuple[str | None, Closure]] = []
    known: list[str] = []
    for entry in box.entries:
        closure = scope.with_locals(known).compile(entry.value)
        if entry.variable is None:
            entries.append((None, closure))
            continue
        entries.append((entry.variable.name, fitted(closure, entry.variable.type_ref, scope.types)))
        known.append(entry.variable.name)

    def build(env: Environment, run: Run) -> Value:
        run.charge(len(entries) + len(env) // 100)
        inner = env.copy()
        result: dict[str, Value] = {}
        for name, closure in entries:
            value = closure(inner, run)
            if name is None:
                return value
            if name in result:
                return run.warn("duplicate-key", _NOWHERE, name=name)
            inner[name] = result[name] = value
        return result

    return build


def _list(scope: BoxScope, box: model.BoxedList) -> Closure:
    items = [scope.compile(item) for item in box.items]
    return lambda env, run: run.keep_list([item(env, run) for item in items])


def _relation(scope: BoxScope, box: model.Relation) -> Closure:
    columns = [(column.name, column.type_ref) for column in box.columns]
    rows = [
        [
            (name, fitted(scope.compile(cell), reference, scope.types))
            for (name, reference), cell in zip(columns, row, strict=False)
        ]
        for row in box.rows
    ]

    def build(env: Environment, run: Run) -> Value:
        run.charge(len(rows) * len(columns))
        return run.keep_list([{name: cell(env, run) for name, cell in row} for row in rows])

    return build


def _function(scope: BoxScope, box: model.FunctionDefinition, result: Typing = ANYTHING) -> Closure:
    if box.kind not in ("", "FEEL"):
        return lambda env, run: run.warn("no-function", _NOWHERE, name=box.kind)
    names = tuple(parameter.name for parameter in box.parameters)
    types = tuple(
        scope.types.get(parameter.type_ref).type if parameter.type_ref else None for parameter in box.parameters
    )
    body = _fitted(scope.with_locals(names).compile(box.body), result)
    if box.type_ref:
        body = fitted(body, box.type_ref, scope.types)

    def make(env: Environment, run: Run) -> Value:
        run.charge(1 + len(env) // 100)
        return UserFunction(scope.decision, names, types, body, env.copy())

    return make


def _conditional(scope: BoxScope, box: model.Conditional) -> Closure:
    condition = scope.compile(box.condition)
    return conditional(condition, scope.compile(box.then), scope.compile(box.otherwise), _NOWHERE)


def _filter(scope: BoxScope, box: model.BoxedFilter) -> Closure:
    inner, key = scope.with_item()
    return filter_closure(scope.compile(box.source), inner.compile(box.match), key, _NOWHERE)


def _for(scope: BoxScope, box: model.BoxedFor) -> Closure:
    source = iteration(scope.compile(box.source), None, _NOWHERE)
    body = scope.with_locals((box.variable, "partial")).compile(box.body)
    texts = (each.text for each in model.subexpressions(box.body) if isinstance(each, model.LiteralExpression))
    return loop([(box.variable, source)], body, with_partial=any("partial" in text for text in texts))


def _quantified(scope: BoxScope, box: model.BoxedQuantified) -> Closure:
    source = iteration(scope.compile(box.source), None, _NOWHERE)
    condition = scope.with_locals((box.variable,)).compile(box.condition)
    return quantifier(box.kind, [(box.variable, source)], condition, _NOWHERE)


_COMPILERS: dict[type[model.BoxedExpression], Callable[[BoxScope, Any], Closure]] = {
    model.LiteralExpression: _literal,
    model.DecisionTable: compile_table,
    model.Invocation: _invocation,
    model.BoxedContext: _context,
    model.BoxedList: _list,
    model.Relation: _relation,
    model.FunctionDefinition: _function,
    model.Conditional: _conditional,
    model.BoxedFilter: _filter,
    model.BoxedFor: _for,
    model.BoxedQuantified: _quantified,
}
