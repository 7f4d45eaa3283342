"""Why a step cannot be done by the machine, where no missing value says it: for the clerk, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from allmende.domain.values import Problem, Text


def _reason(code: str, text: Text) -> Problem:
    return Problem(f"step.{code}", text)


UNKNOWN_ACTION = _reason(
    "unknown_action",
    Text.named("matter.reasons.unknown_action"),
)
UNKNOWN_ENTRY = _reason(
    "unknown_entry",
    Text.named("matter.reasons.unknown_entry"),
)
UNKNOWN_REGISTER = _reason(
    "unknown_register",
    Text.named("matter.reasons.unknown_register"),
)
ENTRY_GONE = _reason("entry_gone", Text.named("matter.reasons.entry_gone"))
NO_TABLE = _reason(
    "no_table",
    Text.named("matter.reasons.no_table"),
)
NEGATIVE_FEE = _reason("negative_fee", Text.named("matter.reasons.negative_fee"))
NO_FEE = _reason("no_fee", Text.named("matter.reasons.no_fee"))
NO_DAY = _reason("no_day", Text.named("matter.reasons.no_day"))
NOT_SEALED = _reason("not_sealed", Text.named("matter.reasons.not_sealed"))
NO_LETTER = _reason("no_letter", Text.named("matter.reasons.no_letter"))
NO_FIELDS = _reason("no_fields", Text.named("matter.reasons.no_fields"))
GUESSED = _reason(
    "guessed",
    Text.named("matter.reasons.guessed"),
)
ASKED_OFTEN = _reason("asked_often", Text.named("matter.reasons.asked_often"))
NO_LAST_DAY = _reason("no_last_day", Text.named("matter.reasons.no_last_day"))
UNPROVED = _reason(
    "unproved",
    Text.named("matter.reasons.unproved"),
)


def entered_since(register: Text, lines: Iterable[str]) -> Problem:
    """The register holds what this case did not know when it asked."""
    found = "; ".join(lines)
    return _reason(
        "entered_since",
        Text.named("matter.reasons.register_since_this_case_asked", register=register, found=found),
    )


def no_body(name: str) -> Problem:
    """The city does not say how a body outside is reached."""
    return _reason(
        "no_body",
        Text.named("matter.reasons.city_gives_no_address_for", name=name),
    )


def no_city(name: str) -> Problem:
    """There is no such city to ask or to hand over to."""
    return _reason(
        "no_city",
        Text.named("matter.reasons.name_is_no_other_city", name=name),
    )
