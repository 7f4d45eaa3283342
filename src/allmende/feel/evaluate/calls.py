"""Closures of calls and of functions that the text itself defines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allmende.feel.builtins import BUILTINS
from allmende.feel.builtins.signatures import Builtin
from allmende.feel.evaluate.closures import Closure, Environment
from allmende.feel.evaluate.scope import CompileScope
from allmende.feel.evaluate.typing import instance_of
from allmende.feel.evaluate.weights import weight_of
from allmende.feel.numbers import DecimalException
from allmende.feel.runtime.run import BuiltinRefusal, NodePlace, Run
from allmende.feel.syntax import nodes
from allmende.feel.types import ANY, FunctionType, Type
from allmende.feel.values.kinds import KINDS, Charge, Function, Value, free, kind_of


@dataclass(frozen=True, slots=True, eq=False)
class UserFunction(Function):
    """A function written in FEEL, with the environment it was written in."""

    name: str
    parameters: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Closure
    environment: Environment
    weight: int = 1  # steps of one call

    def call(self, run: Run, arguments: Sequence[Value]) -> Value:
        """Bind the arguments and evaluate the body, one level deeper."""
        if len(arguments) != len(self.parameters):
            raise BuiltinRefusal("count")
        run.charge(len(self.environment) // 100)
        env = self.environment.copy()
        for index, (name, kind, value) in enumerate(zip(self.parameters, self.types, arguments, strict=True)):
            env[name] = value if kind is None else fit_argument(value, kind, index + 1, run.charge)
        run.enter(self.weight)
        try:
            return self.body(env, run)
        finally:
            run.depth += 1

    def call_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Bind by name; every parameter must be given and none besides."""
        if arguments.keys() != set(self.parameters):
            raise BuiltinRefusal("names")
        return self.call(run, [arguments[name] for name in self.parameters])

    def signature(self) -> FunctionType:
        """The declared parameter types; the result is not declared."""
        return FunctionType(tuple(kind or ANY for kind in self.types), ANY, self.parameters)


def fit_argument(value: Value, kind: Type, index: int, charge: Charge = free) -> Value:
    """`value` as a value of `kind`, unwrapped from a list of one if need be."""
    if value is None or instance_of(value, kind, charge) is not False:
        return value
    if isinstance(value, list) and len(value) == 1 and instance_of(value[0], kind, charge):
        return value[0]
    raise BuiltinRefusal("kind", index=index, got=frozenset({kind_of(value)}), want=frozenset({kind.name}))


def compile_function(scope: CompileScope, node: nodes.FunctionLiteral) -> Closure:
    """`function(a: number, b) body`"""
    names = tuple(parameter.name for parameter in node.parameters)
    types = tuple(parameter.type and scope.known_type(parameter.type) for parameter in node.parameters)
    body = scope.with_locals(names).compile(node.body)
    weight = 1 + weight_of(node.body)  # entering costs a step too

    def make_function(env: Environment, run: Run) -> Value:
        run.charge(len(env) // 100)
        return UserFunction("function", names, types, body, env.copy(), weight)

    return make_function


def compile_call(scope: CompileScope, node: nodes.Call) -> Closure:
    """`callee(arguments)`, positional or named."""
    arguments = [scope.compile(argument) for argument in node.arguments]
    place = scope.place(node)
    callee, name = _compile_callee(scope, node.callee)
    if len(arguments) == 1 and not node.names and name in BUILTINS and scope.resolve(name) == ((), False):
        return _call_builtin_of_one(callee, BUILTINS[name], arguments[0], place)
    if node.names:
        return _named_call(callee, name, dict(zip(node.names, arguments, strict=True)), len(arguments), place)

    def call(env: Environment, run: Run) -> Value:
        function = callee(env, run)
        if not isinstance(function, Function):
            return run.warn("no-function", place, name=name)
        try:
            return function.call(run, [argument(env, run) for argument in arguments])
        except BuiltinRefusal as refusal:
            return run.warn_refusal(name, refusal, place)

    return call


def _call_builtin_of_one(callee: Closure, builtin: Builtin, argument: Closure, place: NodePlace) -> Closure:
    """A built-in function of one argument, the most frequent call: its first signature if that fits."""
    name, first = builtin.name, builtin.signatures[0]
    kinds = first.parameters[0].kinds if first.takes_one() else frozenset()
    body = first.body

    def call(env: Environment, run: Run) -> Value:
        value = argument(env, run)
        function = callee(env, run) if name in env else builtin
        try:
            if function is builtin and KINDS.get(type(value)) in kinds:
                return body(run, value)
            return function.call(run, (value,))
        except BuiltinRefusal as refusal:
            return run.warn_refusal(name, refusal, place)
        except DecimalException:
            return run.warn("number", place)

    return call


def _named_call(callee: Closure, name: str, arguments: dict[str, Closure], count: int, place: NodePlace) -> Closure:
    def call(env: Environment, run: Run) -> Value:
        function = callee(env, run)
        if not isinstance(function, Function):
            return run.warn("no-function", place, name=name)
        try:
            if count != len(arguments):
                raise BuiltinRefusal("names")
            return function.call_named(run, {key: argument(env, run) for key, argument in arguments.items()})
        except BuiltinRefusal as refusal:
            return run.warn_refusal(name, refusal, place)

    return call


def _compile_callee(scope: CompileScope, node: nodes.Node) -> tuple[Closure, str]:
    """The function to call. A built-in one is found even where a plain value has its name."""
    closure = scope.compile(node)
    if not isinstance(node, nodes.Name):
        return closure, "function"
    name = node.name
    builtin = BUILTINS.get(name)
    if builtin is None:
        return closure, name
    items, is_local = scope.resolve(name)
    if items or is_local:

        def find(env: Environment, run: Run) -> Value:
            found = closure(env, run)
            return found if isinstance(found, Function) else builtin

        return find, name

    def find_builtin(env: Environment, run: Run) -> Value:
        found = env.get(name)
        return found if isinstance(found, Function) else builtin

    return find_builtin, name
