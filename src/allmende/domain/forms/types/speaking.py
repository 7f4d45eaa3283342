"""Answers said for people: in a summary (`spoken`), and as they would be typed again (`typed`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from allmende.domain.forms.types.choosing import speak_choice
from allmende.domain.forms.types.field_type import Field
from allmende.domain.values import spoken_day


def spoken(field: Field, value: Any, language: str) -> str:
    """The answer in words; several lines for an address. Empty for no answer.

    Dates as `2.1.1990` / `2 January 1990`, amounts with currency, options by their label.
    """
    if value is None or value == ():
        return ""
    if field.kind.control == "output" and field.options:  # a computed field whose result is the id of an option
        return speak_choice(field, value, language)
    return field.answer_kind.speak(field, value, language)


def typed(value: Any) -> Any:
    """A value as a person would type it: the entry that reads back to it. Keeps lists and parts.

    >>> typed(Decimal("1234.50")), typed(date(1990, 2, 1)), typed(True)
    ('1234,50', '01.02.1990', 'true')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return f"{spoken_day(value, 'de')} {value.hour:02d}:{value.minute:02d}"
        case date():
            return spoken_day(value, "de")
        case Decimal() | int():
            return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)
        case Mapping():
            return {str(key): typed(item) for key, item in value.items() if item is not None}
        case list() | tuple():
            return [typed(item) for item in value]
    return "" if value is None else str(value)
