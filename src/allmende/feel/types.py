"""The types of FEEL, as the static check and `instance of` see them.

ANY
├── NUMBER ── MONEY (a number with unit money, known to the check only)
├── STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_DURATION, MONTHS_DURATION
├── ListType(of), RangeType(of), ContextType(fields), FunctionType(parameters, result)
└── NULL

A type is a tree that is told by its name, and a text may use one part many times over: the name, and with it
every walk over the tree, is bounded. What would make it longer than `MAX_NAME` is any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Type:
    """A simple type, known by its name in the standard."""

    name: str

    def __str__(self) -> str:
        return self.name


ANY = Type("Any")
NULL = Type("Null")
NUMBER = Type("number")
MONEY = Type("money")
STRING = Type("string")
BOOLEAN = Type("boolean")
DATE = Type("date")
TIME = Type("time")
DATE_TIME = Type("date and time")
DAYS_DURATION = Type("days and time duration")
MONTHS_DURATION = Type("years and months duration")

SIMPLE_TYPES: Mapping[str, Type] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            *(ANY, NULL, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME),
            *(DAYS_DURATION, MONTHS_DURATION),
        )
    }
    # Spellings of DMN type references.
    | {"dateTime": DATE_TIME, "dayTimeDuration": DAYS_DURATION, "yearMonthDuration": MONTHS_DURATION},
)


MAX_NAME = 10_000  # characters


def _bounded(parts: Iterable[Type]) -> Iterator[Type]:
    """The parts of a type, with any for those whose name finds no room in the name of the whole."""
    room = MAX_NAME
    for part in parts:
        fits = len(part.name) <= room
        room -= len(part.name) if fits else 0
        yield part if fits else ANY


@dataclass(frozen=True, slots=True)
class NamedType(Type):
    """A type by a name that FEEL itself does not know: an item definition of a model."""


@dataclass(frozen=True, slots=True, init=False)
class ListType(Type):
    """A list of `of`."""

    of: Type

    def __init__(self, of: Type = ANY) -> None:
        (of,) = _bounded([of])
        object.__setattr__(self, "name", f"list<{of}>")
        object.__setattr__(self, "of", of)


@dataclass(frozen=True, slots=True, init=False)
class RangeType(Type):
    """A range over `of`."""

    of: Type

    def __init__(self, of: Type = ANY) -> None:
        (of,) = _bounded([of])
        object.__setattr__(self, "name", f"range<{of}>")
        object.__setattr__(self, "of", of)


@dataclass(frozen=True, slots=True, init=False)
class ContextType(Type):
    """A context with these fields; `open` allows further fields unknown to the check."""

    fields: Mapping[str, Type]
    open: bool

    def __init__(self, fields: Mapping[str, Type] = MappingProxyType({}), *, open: bool = False) -> None:
        kept = dict(zip(fields, _bounded(fields.values()), strict=True))
        inner = ", ".join(f"{key}: {kind}" for key, kind in kept.items())
        object.__setattr__(self, "name", f"context<{inner}>")
        object.__setattr__(self, "fields", MappingProxyType(kept))
        object.__setattr__(self, "open", open)

    def __hash__(self) -> int:
        return hash((self.name, self.open))


@dataclass(frozen=True, slots=True, init=False)
class FunctionType(Type):
    """A function from `parameters` to `result`; `parameter_names` allow named arguments."""

    parameters: tuple[Type, ...] | None
    result: Type
    parameter_names: tuple[str, ...]

    def __init__(
        self,
        parameters: tuple[Type, ...] | None = None,
        result: Type = ANY,
        parameter_names: tuple[str, ...] = (),
    ) -> None:
        result, *kept = _bounded([result, *(parameters or ())])
        parameters = None if parameters is None else tuple(kept)
        inner = "" if parameters is None else "<" + ", ".join(map(str, parameters)) + ">"
        object.__setattr__(self, "name", f"function{inner} -> {result}")
        object.__setattr__(self, "parameters", parameters)
        object.__setattr__(self, "result", result)
        object.__setattr__(self, "parameter_names", parameter_names)


def parse_simple(name: str) -> Type:
    """The simple type of this name, such as "date and time"."""
    return SIMPLE_TYPES[name]


def conforms(given: Type, wanted: Type) -> bool:
    """Does every value of `given` count as a value of `wanted`? (DMN 1.5, 10.3.2.9.2)"""
    if wanted == ANY or given in (wanted, NULL) or (given == MONEY and wanted == NUMBER):
        return True
    match given, wanted:
        case (ListType(of=left), ListType(of=right)) | (RangeType(of=left), RangeType(of=right)):
            return conforms(left, right)
        case ContextType(), ContextType():
            return all(key in given.fields and conforms(given.fields[key], kind) for key, kind in wanted.fields.items())
        case FunctionType(parameters=None), FunctionType():
            return conforms(given.result, wanted.result)
        case FunctionType(), FunctionType(parameters=None):
            return conforms(given.result, wanted.result)
        case FunctionType(parameters=tuple() as left), FunctionType(parameters=tuple() as right):
            return (
                len(left) == len(right)
                and all(conforms(want, have) for have, want in zip(left, right, strict=True))
                and conforms(given.result, wanted.result)
            )
    return False


def may_conform(given: Type, wanted: Type) -> bool:
    """Can a value of `given` be one of `wanted`? What is not known is not held against it."""
    if ANY in (given, wanted) or conforms(given, wanted):
        return True
    match given, wanted:
        case (ListType(of=left), ListType(of=right)) | (RangeType(of=left), RangeType(of=right)):
            return may_conform(left, right)
        case ContextType(), ContextType():
            return all(
                given.open if key not in given.fields else may_conform(given.fields[key], kind)
                for key, kind in wanted.fields.items()
            )
        case FunctionType(parameters=tuple() as left), FunctionType(parameters=tuple() as right):
            return (
                len(left) == len(right)
                and all(map(may_conform, left, right))
                and may_conform(given.result, wanted.result)
            )
        case FunctionType(), FunctionType():
            return True
    return given == NUMBER and wanted == MONEY
