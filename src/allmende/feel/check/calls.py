"""Types of calls: arguments that fit, and what comes out."""

from __future__ import annotations

from decimal import Decimal

from allmende.feel.builtins import BUILTINS
from allmende.feel.builtins.signatures import Builtin, BuiltinSignature
from allmende.feel.check.checker import Checker, Names
from allmende.feel.check.constants import constant_value, is_constant
from allmende.feel.check.scope import suggest
from allmende.feel.syntax import nodes
from allmende.feel.syntax.parser import parse_type
from allmende.feel.types import (
    ANY,
    BOOLEAN,
    MONEY,
    NULL,
    NUMBER,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
    may_conform,
    parse_simple,
)
from allmende.feel.values.kinds import kind_of

_MAKERS = frozenset({"date", "time", "date and time", "duration"})
# Functions that give what their list holds, or the list itself changed.
_ITEM_OF_LIST = frozenset({"min", "max", "sum", "mean", "median"})
_SAME_LIST = frozenset(
    {"sublist", "append", "concatenate", "insert before", "remove", "list replace", "reverse", "sort"}
    | {"union", "distinct values"},
)
ROUNDING = frozenset(
    {"decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down"},
)
_SAME_NUMBER = ROUNDING | {"abs"}


def infer_call(checker: Checker, node: nodes.Call, names: Names) -> Type:
    """The type of a call; functions passed as arguments learn the types of the list they work on."""
    kinds = [checker.infer(argument, names) for argument in node.arguments]
    name = node.callee.name if isinstance(node.callee, nodes.Name) else ""
    local = names.get(name) or checker.scope.names.get(name)
    if isinstance(node.callee, nodes.Name) and not isinstance(local, FunctionType):
        function = BUILTINS.get(name) or checker.scope.functions.get(name)
        if isinstance(function, Builtin):
            return _builtin(checker, node, function, kinds)
        if function is not None:
            return _declared(checker, node, function.signature() or FunctionType(), kinds)
        if local is None:
            return checker.note(
                "unknown-function",
                node.callee,
                name=name,
                hint=suggest(name, [*BUILTINS, *checker.scope.functions]),
            )
    callee = local if local is not None else checker.infer(node.callee, names)
    if callee == ANY:
        return ANY
    if not isinstance(callee, FunctionType):
        return checker.note("no-function", node.callee, name=name or "…")
    return _declared(checker, node, callee, kinds)


def _declared(checker: Checker, node: nodes.Call, function: FunctionType, kinds: list[Type]) -> Type:
    """A call of a function whose type is known."""
    if function.parameters is None:
        return function.result
    wanted = list(function.parameters)
    if node.names:
        by_name = dict(zip(function.parameter_names, function.parameters, strict=False))
        wanted = [] if set(node.names) != set(by_name) else [by_name[each] for each in node.names]
    fits = len(wanted) == len(kinds) and all(
        may_conform(given, want) or (isinstance(given, ListType) and may_conform(given.of, want))
        for given, want in zip(kinds, wanted, strict=True)
    )
    if not fits:
        want = ", ".join(function.parameter_names or map(str, function.parameters))
        return checker.note("arguments", node, name=_name_of(node), want=f"({want})")
    return function.result


def _name_of(node: nodes.Call) -> str:
    return node.callee.name if isinstance(node.callee, nodes.Name) else "function"


def _builtin(checker: Checker, node: nodes.Call, function: Builtin, kinds: list[Type]) -> Type:
    fitting = [each for each in function.signatures if _fits(each, node.names, kinds)]
    if not fitting:
        want = " | ".join(
            "(" + ", ".join(f"{each.name}: {' | '.join(sorted(each.kinds))}" for each in signature.parameters) + ")"
            for signature in function.signatures
        )
        return checker.note("arguments", node, name=function.name, want=want)
    if function.name in _MAKERS and node.arguments and all(map(is_constant, node.arguments)):
        value = constant_value(node)
        if value is None:
            text = ", ".join(_constant_text(argument) for argument in node.arguments)
            return checker.note("impossible-date", node, text=text)
        return parse_simple(kind_of(value))
    return _result(function, fitting[0], kinds)


def _constant_text(node: nodes.Node) -> str:
    value = constant_value(node)
    return value if isinstance(value, str) else str(value) if isinstance(value, Decimal) else "…"


def _fits(signature: BuiltinSignature, names: tuple[str, ...], kinds: list[Type]) -> bool:
    parameters = signature.parameters
    if names:
        known = {each.name: each for each in parameters}
        required = {each.name for each in parameters if not each.optional}
        return (
            set(names) <= set(known)
            and required <= set(names)
            and all(
                _kind_fits(kind, known[name].kinds, known[name].nullable)
                for name, kind in zip(names, kinds, strict=True)
            )
        )
    if signature.spread and len(kinds) > 1:
        return True
    if len(kinds) > len(parameters) and not signature.rest:
        return False
    if len(kinds) < sum(not each.optional for each in parameters):
        return False
    return all(
        _kind_fits(kind, parameter.kinds, parameter.nullable)
        for kind, parameter in zip(kinds, (*parameters, *parameters[-1:] * len(kinds)), strict=False)
    )


def kind_name(kind: Type) -> str:
    """The kind that the values of a type have."""
    match kind:
        case ListType():
            return "list"
        case ContextType():
            return "context"
        case RangeType():
            return "range"
        case FunctionType():
            return "function"
    return "number" if kind == MONEY else kind.name


def _kind_fits(kind: Type, wanted: frozenset[str], nullable: bool) -> bool:
    if kind == ANY or "any" in wanted:
        return True
    if kind == NULL:
        return nullable
    name = kind_name(kind)
    if name in wanted or "list" in wanted or (name == "date" and "date and time" in wanted):
        return True
    return isinstance(kind, ListType) and _kind_fits(kind.of, wanted, nullable)


def _result(function: Builtin, signature: BuiltinSignature, kinds: list[Type]) -> Type:
    name = function.name
    if name in _SAME_NUMBER and kinds:
        return kinds[0] if kinds[0] in (NUMBER, MONEY) else parse_type(signature.returns)
    if name in _ITEM_OF_LIST:
        return _item_type(kinds)
    if name in _SAME_LIST and kinds:
        return kinds[0] if isinstance(kinds[0], ListType) else ListType(kinds[0])
    if name == "flatten":
        return ListType()
    returns = signature.returns
    return ANY if returns == "any" else BOOLEAN if returns == "boolean" else parse_type(returns)


def _item_type(kinds: list[Type]) -> Type:
    if len(kinds) == 1 and isinstance(kinds[0], ListType):
        return kinds[0].of
    first = kinds[0] if kinds else ANY
    return first if all(kind == first for kind in kinds) else ANY
