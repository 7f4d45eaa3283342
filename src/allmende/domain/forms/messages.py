"""What the form says when something is missing or does not fit: plain words, German and English, with the label."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.forms.model import Field
from allmende.domain.forms.types import FIELD_TYPES
from allmende.domain.values import Problem, Text

PART_LABELS: Mapping[str, Text] = {part.id: part.label for kind in FIELD_TYPES.values() for part in kind.parts}


def missing(field: Field, path: str, part: str = "") -> Problem:
    """A required answer is not there. The page puts the label before the sentence."""
    where = f"{path}.{part}" if part else path
    control = field.kind.control
    if control == "files":
        return Problem("file_missing", Text.named("forms.messages.file_missing"), where)
    if control == "tick":
        words = Text.named("forms.messages.please_confirm_this_declaration")
    elif control in ("choice", "select", "choices", "yes_no"):
        words = Text.named("forms.messages.please_choose_answer")
    elif part:
        words = field.kind.part(part).missing_words
    else:
        words = Text.named("forms.messages.please_fill_in_this_field")
    return Problem("required", words, where)


def too_long(most: int, given: int) -> Text:
    return Text.named("forms.messages.please_shorten_to_most_characters", most=most, given=given)


def wrong_pattern(field: Field) -> Text:
    return field.pattern_text or Text.named("forms.messages.this_entry_does_not_have")


def too_small(field: Field) -> Text:
    return Text.named(
        "forms.messages.smallest_possible_value_is_speak",
        speak=Text.each(lambda language: field.kind.speak(field, field.minimum, language)),
    )


def too_large(field: Field) -> Text:
    return Text.named(
        "forms.messages.largest_possible_value_is_speak",
        speak=Text.each(lambda language: field.kind.speak(field, field.maximum, language)),
    )


NOT_OFFERED = Text.named("forms.messages.not_offered")


def too_many_rows(most: int) -> Text:
    return Text.named("forms.messages.at_most_most_entries_are", most=most)


def too_many_files(most: int) -> Text:
    if most == 1:
        return Text.named("forms.messages.only_one_file_is_possible")
    return Text.named("forms.messages.at_most_most_files_are", most=most)


def wrong_file_type(name: str, accepted: tuple[str, ...]) -> Text:
    kinds = ", ".join(kind.upper() for kind in accepted)
    return Text.named("forms.messages.name_does_not_have_right", name=name, kinds=kinds)


def file_too_large(name: str, most: int) -> Text:
    megabytes = f"{most / 1_000_000:.0f}"
    return Text.named("forms.messages.name_is_too_large_up", name=name, megabytes=megabytes)
