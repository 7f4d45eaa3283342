"""One evaluation: its budget, its warnings, and the ways to end early."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from allmende.feel.runtime.messages import LIMITS, REASONS, WARNINGS, kind_words
from allmende.feel.syntax.errors import TextPosition, locate
from allmende.feel.values.kinds import FeelContext, Function, Range, Value, kind_of
from allmende.words import Text

MAX_WARNINGS = 100


@dataclass(frozen=True, slots=True)
class Budget:
    """What one evaluation may cost.

    A step is one turn of a loop (more where its body is long), one item of a new list, one visit of an item
    wherever values are compared, searched, or written out, one call of a function that the text defines,
    or 100 characters of new text. Patterns, logarithms, and powers cost more. 200,000 steps take less than
    a second. A result is bounded as a tree: parts that occur twice count twice, for whoever stores or
    prints it writes them twice.
    """

    steps: int = 200_000
    depth: int = 40
    text_length: int = 1_000_000
    list_length: int = 200_000
    result_size: int = 300_000
    result_depth: int = 100


DEFAULT_BUDGET = Budget()


class Warning(NamedTuple):
    """Why something became null: a code, what its sentence names, and the place. In words only when somebody reads it."""

    code: str
    parts: tuple[tuple[str, object], ...]
    position: TextPosition | None = None

    @property
    def text(self) -> Text:
        """The sentence."""
        return WARNINGS[self.code].filled(**dict(self.parts))


class Result(NamedTuple):
    """The value of an evaluation and why parts of it are null."""

    value: Value
    warnings: tuple[Warning, ...] = ()


class BudgetExhausted(Exception):
    """The evaluation costs more than its budget; `limit` says of what."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class BuiltinRefusal(Exception):
    """A built-in function has no result: the reason of `REASONS` with its details; kinds of values come as sets.

    Written out only when somebody reads it: a loop may meet hundreds of thousands.
    """

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details

    def text(self) -> Text:
        """The reason in words."""
        parts = {
            key: kind_words("|".join(sorted(value))) if isinstance(value, frozenset) else value
            for key, value in self.details.items()
        }
        return REASONS[self.reason].filled(**parts)


class NodePlace:
    """Where a node stands; turned into line and column only when a warning needs it."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: str, start: int, end: int) -> None:
        self.source, self.start, self.end = source, start, end


NESTED = frozenset({list, dict, FeelContext, Range})  # values that have parts


class Run:
    """The state of one evaluation."""

    __slots__ = ("budget", "depth", "functions", "now", "patterns", "steps", "warnings")

    def __init__(
        self,
        budget: Budget = DEFAULT_BUDGET,
        functions: Mapping[str, Function] | None = None,
        now: datetime | None = None,
    ) -> None:
        self.budget = budget
        self.steps = budget.steps
        self.depth = budget.depth
        self.functions = functions
        self.now = now
        self.patterns: dict[tuple[str, str], Any] | None = None  # those compiled so far; few runs have any
        self.warnings: list[Warning] = []

    def charge(self, steps: int) -> None:
        """Pay for work; raises `BudgetExhausted` when nothing is left."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetExhausted("steps")

    def keep_text(self, text: str) -> str:
        """Pay for a new text and give it back."""
        length = len(text)
        if length > 100:
            if length > self.budget.text_length:
                raise BudgetExhausted("text")
            self.charge(length // 100)
        return text

    def check_text(self, length: int) -> None:
        """Refuse a text of `length` before it is built."""
        if length > self.budget.text_length:
            raise BudgetExhausted("text")

    def keep_list(self, items: list[Value]) -> list[Value]:
        """Pay for a new list and give it back."""
        length = len(items)
        if length > self.budget.list_length:
            raise BudgetExhausted("list")
        self.charge(length)
        return items

    def check_result(self, value: Value) -> Value:
        """Give `value` back unless it is too large or too deep as a tree."""
        if type(value) in NESTED:
            self.measure(value, self.budget.result_size)
        return value

    def measure(self, value: Value, room: int) -> int:
        """The room that is left after a nested value as a tree; the walk ends where there is none."""
        return self._measure(value, room, self.budget.result_depth)

    def _measure(self, value: Value, room: int, depth: int) -> int:
        if depth < 0:
            raise BudgetExhausted("nesting")
        if isinstance(value, dict):
            room -= sum(map(len, value)) // 100
            parts: Iterable[Value] = value.values()
        else:
            parts = (value.low, value.high) if isinstance(value, Range) else value
        for part in parts:
            kind = type(part)
            room -= 1
            if kind is str:
                room -= len(part) // 100
            elif kind is Decimal:
                room -= abs(part.adjusted()) // 100
            elif kind in NESTED:
                room = self._measure(part, room, depth - 1)
            if room < 0:
                raise BudgetExhausted("result")
        return room

    def enter(self, steps: int = 1) -> None:
        """Go one call deeper, into a body of so many steps; pair it with `self.depth += 1`."""
        self.charge(steps)
        self.depth -= 1
        if self.depth < 0:
            raise BudgetExhausted("depth")

    def warn(self, code: str, place: NodePlace | None, **values: object) -> Value:
        """Remember why something is null, for one step. Always gives `None`, the null it explains."""
        self.charge(1)
        if len(self.warnings) < MAX_WARNINGS:
            position = None if place is None else locate(place.source, place.start, place.end)
            self.warnings.append(Warning(code, tuple(values.items()), position))
        return None

    def warn_operands(self, op: str, left: Value, right: Value, place: NodePlace) -> Value:
        """Remember that an operator does not fit its operands."""
        if len(self.warnings) >= MAX_WARNINGS:
            self.charge(1)
            return None
        if left is None or right is None:
            return self.warn("null-operand", place, op=op)
        return self.warn("operands", place, op=op, left=kind_words(kind_of(left)), right=kind_words(kind_of(right)))

    def warn_refusal(self, name: str, refusal: BuiltinRefusal, place: NodePlace | None) -> Value:
        """Remember why a function gave nothing."""
        if len(self.warnings) >= MAX_WARNINGS:
            self.charge(1)
            return None
        return self.warn("arguments", place, name=name, what=refusal.text())

    def budget_warning(self, limit: str) -> Warning:
        """The warning that the budget is used up."""
        return Warning("budget", (("what", LIMITS[limit]),))
