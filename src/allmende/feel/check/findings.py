"""What the check finds, in words that a clerk understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allmende.feel.runtime.messages import KINDS
from allmende.feel.types import ContextType, FunctionType, ListType, RangeType, Type
from allmende.words import Text


@dataclass(frozen=True, slots=True)
class ExpressionFinding:
    """One thing to mend: a code, a sentence, and the place in the text."""

    code: str
    text: Text
    line: int
    column: int
    length: int
    severity: str  # "error" or "warning"


TEXTS: Mapping[str, Text] = {
    "unknown-name": Text.named("feel.check.unknown_name"),
    "unknown-field": Text.named("feel.check.unknown_field"),
    "unknown-function": Text.named("feel.check.unknown_function"),
    "no-function": Text.named("feel.check.no_function"),
    "unknown-type": Text.named("feel.check.unknown_type"),
    "arguments": Text.named("feel.check.arguments"),
    "operands": Text.named("feel.check.operands"),
    "money-times-money": Text.named("feel.check.money_times_money"),
    "money-rounding": Text.named("feel.check.money_rounding"),
    "always-true": Text.named("feel.check.always_true"),
    "always-false": Text.named("feel.check.always_false"),
    "always-null": Text.named("feel.check.always_null"),
    "impossible-date": Text.named("feel.check.impossible_date"),
    "condition": Text.named("feel.check.condition"),
    "iteration": Text.named("feel.check.iteration"),
    "duplicate-key": Text.named("feel.check.duplicate_key"),
    "expected": Text.named("feel.check.expected"),
    "single": Text.named("feel.check.single"),
    "tested": Text.named("feel.check.tested"),
    "range": Text.named("feel.check.range"),
}

# All others are errors.
WARNINGS = frozenset({"money-rounding", "always-true", "always-false", "single"})

_OTHERS: Mapping[str, Text] = {
    "money": Text.named("feel.kinds.money"),
    "Any": KINDS["any"],
    "Null": KINDS["null"],
}


def type_words(kind: Type) -> Text:
    """A type in words."""
    match kind:
        case ListType():
            return KINDS["list"]
        case ContextType():
            return KINDS["context"]
        case RangeType():
            return KINDS["range"]
        case FunctionType():
            return KINDS["function"]
    return _OTHERS.get(kind.name) or KINDS.get(kind.name) or Text(kind.name)
