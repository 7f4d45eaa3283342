"""Is a value of a type?"""

from __future__ import annotations

from allmende.feel.types import (
    ANY,
    MONEY,
    NUMBER,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    Type,
    conforms,
)
from allmende.feel.values.kinds import Charge, Function, Value, free, kind_of


def instance_of(value: Value, kind: Type, charge: Charge = free) -> bool | None:
    """`value instance of kind`. Null is only an instance of Null; an unknown type answers null."""
    if isinstance(kind, NamedType):
        return None
    if value is None:
        return kind.name == "Null"
    match kind:
        case ListType(of=of):
            if kind_of(value) != "list":
                return False
            charge(len(value))
            return all(_fits(item, of, charge) for item in value)
        case ContextType(fields=fields):
            charge(1 + len(fields))
            return kind_of(value) == "context" and all(
                name in value and _fits(value[name], wanted, charge) for name, wanted in fields.items()
            )
        case RangeType(of=of):
            return kind_of(value) == "range" and all(_fits(end, of, charge) for end in (value.low, value.high))
        case FunctionType():
            return isinstance(value, Function) and _function_fits(value, kind)
        case _:
            return kind == ANY or kind_of(value) == (NUMBER if kind == MONEY else kind).name


def _fits(value: Value, kind: Type, charge: Charge) -> bool:
    """Inside lists and contexts null belongs to every type."""
    return value is None or instance_of(value, kind, charge) is True


def _function_fits(value: Function, kind: FunctionType) -> bool:
    """Parameters and result fit where both sides declare them."""
    if kind.parameters is None:
        return True
    if len(value.parameters) != len(kind.parameters):
        return False
    signature = value.signature()
    if signature is None or signature.parameters is None:
        return True
    pairs = [*zip(kind.parameters, signature.parameters, strict=True), (signature.result, kind.result)]
    return all(ANY in (given, wanted) or conforms(given, wanted) for given, wanted in pairs)
