"""How a built-in function declares its parameters, and how arguments are fitted to them.

A declaration reads like the standard's tables: `"string: string, start position: number, length?: number"`.
`?` marks an optional parameter, `|null` one that may be null, `|` alternatives. A parameter of kind `list`
takes any other value as a list of one; any other parameter takes a list of one as its item, and a date as
a date and time (DMN 1.5, 10.3.2.9.4).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from allmende.feel.numbers import DecimalException
from allmende.feel.runtime.run import BuiltinRefusal, Run
from allmende.feel.syntax.parser import parse_type
from allmende.feel.types import ANY, FunctionType, Type
from allmende.feel.values.calendar import midnight_utc
from allmende.feel.values.kinds import KINDS, Function, Value, kind_of

Body = Callable[..., Value]

_REFUSED = 3  # steps to find that a signature does not fit


@dataclass(frozen=True, slots=True)
class BuiltinParameter:
    """One parameter: its name, the kinds it takes, and whether it may be left out or null."""

    name: str
    kinds: frozenset[str]
    optional: bool
    nullable: bool

    def fit(self, value: Value, index: int) -> Value:
        """`value` as this parameter takes it; raises `BuiltinRefusal`."""
        kinds = self.kinds
        kind = kind_of(value)
        if kind in kinds:
            return value
        if value is None:
            if self.nullable:
                return None
            raise BuiltinRefusal("null", index=index)
        if "any" in kinds:
            return value
        if "list" in kinds:
            return [value]
        if kind == "list" and len(value) == 1:
            return self.fit(value[0], index)
        if kind == "date" and "date and time" in kinds:
            return midnight_utc(value)
        raise BuiltinRefusal("kind", index=index, got=frozenset({kind}), want=kinds)


def read_parameters(declaration: str) -> tuple[BuiltinParameter, ...]:
    """Read a declaration such as `"list: list, match?: function"`."""
    parameters: list[BuiltinParameter] = []
    for part in filter(None, (part.strip() for part in declaration.split(","))):
        name, _, kind = part.partition(":")
        kinds = {word.strip() for word in kind.split("|")}
        nullable = "null" in kinds or "any" in kinds
        optional = name.endswith("?")
        parameters.append(BuiltinParameter(name.rstrip("?"), frozenset(kinds - {"null"}), optional, nullable))
    return tuple(parameters)


@dataclass(frozen=True, slots=True)
class BuiltinSignature:
    """One way to call a function. `rest` repeats the last parameter; `spread` takes items for a list."""

    parameters: tuple[BuiltinParameter, ...]
    body: Body
    returns: str
    rest: bool = False
    spread: bool = False

    def takes_one(self) -> bool:
        """Can it be called with one argument?"""
        return bool(self.parameters) and all(parameter.optional for parameter in self.parameters[1:])

    def fit(self, arguments: Sequence[Value]) -> Sequence[Value]:
        """The arguments for `body`; raises `BuiltinRefusal`."""
        parameters = self.parameters
        if len(arguments) == len(parameters):
            for value, parameter in zip(arguments, parameters, strict=True):
                if KINDS.get(type(value)) not in parameter.kinds:
                    break
            else:
                return arguments
        if self.spread and len(arguments) > 1:
            arguments = [list(arguments)]
        if len(arguments) > len(parameters) and not self.rest:
            raise BuiltinRefusal("count")
        fitted = [
            parameters[min(index, len(parameters) - 1)].fit(value, index + 1) for index, value in enumerate(arguments)
        ]
        for parameter in parameters[len(arguments) :]:
            if not parameter.optional:
                raise BuiltinRefusal("count")
        return fitted

    def fit_named(self, arguments: dict[str, Value]) -> list[Value]:
        """The arguments for `body`, in the order of the parameters; raises `BuiltinRefusal`."""
        known = {parameter.name for parameter in self.parameters}
        if not arguments.keys() <= known or self.rest:
            raise BuiltinRefusal("names")
        fitted: list[Value] = []
        for index, parameter in enumerate(self.parameters):
            if parameter.name in arguments:
                fitted.append(parameter.fit(arguments[parameter.name], index + 1))
            elif parameter.optional:
                fitted.append(None)
            else:
                raise BuiltinRefusal("names")
        return fitted


@dataclass(frozen=True, slots=True, eq=False)
class Builtin(Function):
    """A function of the standard or of a declared extension; it may have several signatures."""

    name: str
    signatures: tuple[BuiltinSignature, ...]

    @property
    def parameters(self) -> tuple[str, ...]:  # type: ignore[override]
        """The parameter names of the first signature."""
        return tuple(parameter.name for parameter in self.signatures[0].parameters)

    def call(self, run: Run, arguments: Sequence[Value]) -> Value:
        """Call with the first signature that takes the arguments."""
        problem = None
        for signature in self.signatures:
            try:
                fitted = signature.fit(arguments)
            except BuiltinRefusal as refusal:
                run.charge(_REFUSED)
                problem = refusal if problem is None or refusal.reason != "count" else problem
                continue
            return _invoke(signature.body, run, fitted)
        raise problem or BuiltinRefusal("count")

    def call_named(self, run: Run, arguments: dict[str, Value]) -> Value:
        """Call with the first signature that has these parameter names."""
        problem = None
        for signature in self.signatures:
            try:
                fitted = signature.fit_named(arguments)
            except BuiltinRefusal as refusal:
                run.charge(_REFUSED)
                problem = refusal if problem is None or refusal.reason != "names" else problem
                continue
            return _invoke(signature.body, run, fitted)
        raise problem or BuiltinRefusal("names")

    def signature(self) -> FunctionType | None:
        """The type of the first signature."""
        first = self.signatures[0]
        kinds = tuple(_type_of_kinds(parameter.kinds) for parameter in first.parameters)
        return FunctionType(kinds, parse_type(first.returns), self.parameters)


def _invoke(body: Body, run: Run, arguments: Sequence[Value]) -> Value:
    try:
        return body(run, *arguments)
    except DecimalException as error:
        raise BuiltinRefusal("result") from error


def _type_of_kinds(kinds: frozenset[str]) -> Type:
    """The type of a parameter that takes one kind; several kinds together are any."""
    return parse_type(next(iter(kinds))) if len(kinds) == 1 and "any" not in kinds else ANY


class Library:
    """Collects the functions of one module."""

    def __init__(self) -> None:
        self.functions: dict[str, Builtin] = {}

    def add(
        self,
        name: str,
        parameters: str,
        returns: str,
        *,
        rest: bool = False,
        spread: bool = False,
    ) -> Callable[[Body], Body]:
        """Declare one signature of the function `name`; its body takes the run and the arguments."""

        def declare(body: Body) -> Body:
            known: Any = self.functions.get(name)
            before: tuple[BuiltinSignature, ...] = known.signatures if known else ()
            signature = BuiltinSignature(read_parameters(parameters), body, returns, rest, spread)
            self.functions[name] = Builtin(name, (*before, signature))
            return body

        return declare
