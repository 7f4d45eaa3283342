"""Questions answered by choosing: yes or no, one of several, any of several, a country, a statement to tick."""

from __future__ import annotations

from datetime import date
from typing import Any

from allmende.domain.forms.countries import COUNTRIES
from allmende.domain.forms.types.field_type import Field, FieldType, always
from allmende.domain.forms.types.refused import RefusedEntry, refuse
from allmende.domain.values import Text
from allmende.feel import BOOLEAN, STRING, ListType

YES, NO = Text.named("forms.types.choosing.yes"), Text.named("forms.types.choosing.no")
TRUE = frozenset({"true", "ja", "yes", "on", "1"})
FALSE = frozenset({"false", "nein", "no", "off", "0"})
NO_CHOICE = refuse("option", Text.named("forms.types.choosing.no_choice"))


def read_boolean(entry: str) -> bool | RefusedEntry:
    word = entry.lower()
    if word in TRUE:
        return True
    return False if word in FALSE else NO_CHOICE


def read_declaration(entry: str) -> bool | None:
    """Ticked or not given: a declaration that was not made is absent, never false."""
    return True if entry.lower() in TRUE else None


def _speak_boolean(field: Field, value: Any, language: str) -> str:
    return (YES if value else NO).spoken(language)


def speak_choice(field: Field, value: Any, language: str) -> str:
    """The label of an option; several with commas between them."""
    if isinstance(value, (list, tuple)):
        return ", ".join(speak_choice(field, item, language) for item in value)
    label = next((option.label for option in field.options if option.id == value), None)
    return label.spoken(language) if label else str(value)


def _speak_country(field: Field, value: Any, language: str) -> str:
    named = any(option.id == value for option in field.options) or value not in COUNTRIES
    return speak_choice(field, value, language) if named else COUNTRIES[value].spoken(language)


def _first_option(field: Field, today: date) -> str | None:
    return field.options[0].id if field.options else None


OPTIONS = frozenset({"options", "options_from"})
TYPES = (
    FieldType(
        id="boolean",
        words=Text.named("forms.types.choosing.types"),
        order=40,
        control="yes_no",
        read=read_boolean,
        speak=_speak_boolean,
        feel=BOOLEAN,
        example=always(True),
        asked_by_cities=True,
    ),
    FieldType(
        id="choice",
        words=Text.named("forms.types.choosing.one_choice"),
        order=40,
        control="choice",
        speak=speak_choice,
        takes=OPTIONS,
        example=_first_option,
        asked_by_cities=True,
    ),
    FieldType(
        id="choices",
        words=Text.named("forms.types.choosing.several_choices"),
        order=40,
        control="choices",
        speak=speak_choice,
        feel=ListType(STRING),
        takes=OPTIONS,
        example=lambda one, today: [one.options[0].id] if one.options else None,
        asked_by_cities=True,
    ),
    FieldType(
        id="country",
        words=Text.named("forms.types.choosing.country"),
        order=40,
        control="select",
        speak=_speak_country,
        takes=OPTIONS,
        example=always("DE"),
    ),
    FieldType(
        id="declaration",
        words=Text.named("forms.types.choosing.declaration_to_tick"),
        order=70,
        control="tick",
        read=read_declaration,
        speak=_speak_boolean,
        feel=BOOLEAN,
        example=always(True),
        asked_by_cities=True,
    ),
)
