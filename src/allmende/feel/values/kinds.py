"""Ranges, functions, and the kind of a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allmende.feel.values.calendar import FarDate, FarDateTime, ZonedTime
from allmende.feel.values.durations import DaysDuration, MonthsDuration
from allmende.feel.values.partly_known import PartlyKnownDate

if TYPE_CHECKING:
    from allmende.feel.types import FunctionType

# A FEEL value. The union would be recursive and say no more than `kind_of` checks.
Value = Any

# How a walk over a value pays for its work: `Run.charge` in an evaluation.
Charge = Callable[[int], None]


def free(steps: int) -> None:
    """The charge of a walk outside of an evaluation, over values whose size is known to be bounded."""


class FeelContext(dict[str, Value]):
    """A context whose values are known to be FEEL values: `to_feel` makes it, nobody changes it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Range:
    """All values from `low` to `high`; a missing end (`None` with `...open`) has no limit.

    `low_open` and `high_open` say that this end does not exist, as in `(> 5)`. An end that
    exists but is null makes every comparison null. `(= 5)` holds what `[5..5]` does but is another
    range, as every range written as a comparison is (DMN 1.5, table 42): that is what `equality` says.
    """

    low: Value
    high: Value
    low_included: bool = True
    high_included: bool = True
    low_open: bool = False
    high_open: bool = False
    equality: bool = False


class Function:
    """A value that can be called, by position or by name, in the course of a run."""

    __slots__ = ()

    name: str
    parameters: tuple[str, ...]

    def call(self, run: Any, arguments: Sequence[Value]) -> Value:
        """Call with positional arguments."""
        raise NotImplementedError

    def call_named(self, run: Any, arguments: dict[str, Value]) -> Value:
        """Call with named arguments."""
        raise NotImplementedError

    def signature(self) -> FunctionType | None:
        """The declared type, if one is known."""
        return None


KINDS: dict[type, str] = {
    type(None): "null",
    Decimal: "number",
    str: "string",
    bool: "boolean",
    date: "date",
    FarDate: "date",
    PartlyKnownDate: "date",
    datetime: "date and time",
    FarDateTime: "date and time",
    time: "time",
    ZonedTime: "time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    list: "list",
    dict: "context",
    FeelContext: "context",
    Range: "range",
}


def kind_of(value: Value) -> str:
    """The FEEL name of the type of `value`, such as "number" or "date and time"."""
    kind = KINDS.get(type(value))
    if kind is None:
        kind = "function" if isinstance(value, Function) else "unknown"
    return kind
