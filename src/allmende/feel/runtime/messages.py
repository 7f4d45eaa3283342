"""Why a result is null: every reason in words (`words/<language>/feel.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from allmende.words import Text

WARNINGS: Mapping[str, Text] = {
    "budget": Text.named("feel.warnings.budget"),
    "syntax": Text.named("feel.warnings.syntax"),
    "unknown-name": Text.named("feel.warnings.unknown_name"),
    "unknown-field": Text.named("feel.warnings.unknown_field"),
    "no-function": Text.named("feel.warnings.no_function"),
    "arguments": Text.named("feel.warnings.arguments"),
    "operands": Text.named("feel.warnings.operands"),
    "null-operand": Text.named("feel.warnings.null_operand"),
    "division": Text.named("feel.warnings.division"),
    "number": Text.named("feel.warnings.number"),
    "date-range": Text.named("feel.warnings.date_range"),
    "literal": Text.named("feel.warnings.literal"),
    "condition": Text.named("feel.warnings.condition"),
    "iteration": Text.named("feel.warnings.iteration"),
    "duplicate-key": Text.named("feel.warnings.duplicate_key"),
    "range": Text.named("feel.warnings.range"),
    "type": Text.named("feel.warnings.type"),
    "several-rules": Text.named("feel.warnings.several_rules"),
    "cycle": Text.named("feel.warnings.cycle"),
    "filter": Text.named("feel.warnings.filter"),
}

# Reasons that built-in functions give, filled into "arguments".
REASONS: Mapping[str, Text] = {
    "count": Text.named("feel.reasons.count"),
    "names": Text.named("feel.reasons.names"),
    "kind": Text.named("feel.reasons.kind"),
    "null": Text.named("feel.reasons.null"),
    "value": Text.named("feel.reasons.value"),
    "text": Text.named("feel.reasons.text"),
    "pattern": Text.named("feel.reasons.pattern"),
    "calendar": Text.named("feel.reasons.calendar"),
    "empty": Text.named("feel.reasons.empty"),
    "position": Text.named("feel.reasons.position"),
    "mixed": Text.named("feel.reasons.mixed"),
    "scale": Text.named("feel.reasons.scale"),
    "clock": Text.named("feel.reasons.clock"),
    "result": Text.named("feel.reasons.result"),
}

LIMITS: Mapping[str, Text] = {
    "steps": Text.named("feel.limits.steps"),
    "depth": Text.named("feel.limits.depth"),
    "text": Text.named("feel.limits.text"),
    "list": Text.named("feel.limits.list"),
    "result": Text.named("feel.limits.result"),
    "nesting": Text.named("feel.limits.nesting"),
}

KINDS: Mapping[str, Text] = {
    "null": Text.named("feel.kinds.null"),
    "number": Text.named("feel.kinds.number"),
    "string": Text.named("feel.kinds.string"),
    "boolean": Text.named("feel.kinds.boolean"),
    "date": Text.named("feel.kinds.date"),
    "time": Text.named("feel.kinds.time"),
    "date and time": Text.named("feel.kinds.date_and_time"),
    "days and time duration": Text.named("feel.kinds.days_and_time_duration"),
    "years and months duration": Text.named("feel.kinds.years_and_months_duration"),
    "list": Text.named("feel.kinds.list"),
    "context": Text.named("feel.kinds.context"),
    "range": Text.named("feel.kinds.range"),
    "function": Text.named("feel.kinds.function"),
    "any": Text.named("feel.kinds.any"),
    "unknown": Text.named("feel.kinds.unknown"),
}

EITHER = Text.named("feel.kinds.either")


def kind_words(kind: str) -> Text:
    """`kind` in words; alternatives are separated by `|`."""
    words = [KINDS[part] if part in KINDS else Text(part) for part in kind.split("|")]
    return reduce(lambda first, other: EITHER.filled(first=first, other=other), words)
