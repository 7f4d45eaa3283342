"""Values as letters write them, in German and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from allmende.domain.forms import FIELD_TYPES
from allmende.domain.forms.addresses import address_lines, envelope_lines
from allmende.domain.values import MONTHS, Money, long_day, spoken_day

_WEEKDAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


class Unspeakable(Exception):
    """The value cannot be written that way; `why` is `null`, `label` or `type`."""

    def __init__(self, why: str = "type") -> None:
        super().__init__(why)
        self.why = why


def speak(value: object, format: str, language: str) -> str:
    """The value in that format; by its type when the format is empty. Error: `Unspeakable`."""
    try:
        return formats()[format or _format_of(value)](value, "en" if language == "en" else "de")
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as wrong:
        raise Unspeakable from wrong


def _format_of(value: object) -> str:
    match value:
        case str():
            return "text"
        case bool():
            return "boolean"
        case Decimal():
            return "number"
        case datetime():
            return "time"
        case date():
            return "date"
        case time():
            return "time"
        case list() | tuple():
            return "list"
        case Mapping():
            return "person" if "family_name" in value else "address"
    raise Unspeakable


def weekday_date(value: date, language: str) -> str:
    """`Donnerstag, 17. Dezember 2026`, `Thursday, 17 December 2026`: for a day on which somebody must act."""
    return f"{_WEEKDAYS['en' if language == 'en' else 'de'][value.weekday()]}, {long_day(value, language)}"


def _time(value: Any, language: str) -> str:
    clock = f"{value.hour:02d}:{value.minute:02d}" + (" Uhr" if language != "en" else "")
    return f"{spoken_day(value, language)}, {clock}" if isinstance(value, datetime) else clock


def _month(value: Any, language: str) -> str:
    year, _, month = value.partition("-")
    return f"{MONTHS[language][int(month) - 1]} {year}"


def _number(value: Any, language: str) -> str:
    plain = f"{value:,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain if language == "en" else plain.translate(str.maketrans(",.", ".,"))


def _money(value: Any, language: str) -> str:
    return Money(value).spoken(language)


def _list(value: Any, language: str) -> str:
    words = [speak(item, "", language) for item in value]
    if len(words) < 2:
        return words[0] if words else _empty()
    return f"{', '.join(words[:-1])} {'and' if language == 'en' else 'und'} {words[-1]}"


def _lines(value: Any, language: str) -> str:
    return "\n".join(speak(item, "", language) for item in value) or _empty()


def _empty() -> str:
    raise Unspeakable("null")


def _address(value: Any, language: str) -> str:
    return ", ".join(address_lines(value, language)) or _empty()


def _envelope(value: Any, language: str) -> str:
    return "\n".join(envelope_lines(value)) or _empty()


def _person(value: Any, language: str) -> str:
    return f"{value.get('given_names') or ''} {value.get('family_name') or ''}".strip() or _empty()


def _text(value: Any, language: str) -> str:
    if not isinstance(value, str):
        raise Unspeakable
    return value if value.strip() else _empty()


def _boolean(value: Any, language: str) -> str:
    return ("yes" if value else "no") if language == "en" else ("ja" if value else "nein")


FORMATS: Mapping[str, Callable[[Any, str], str]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": spoken_day,
    "long_date": long_day,
    "weekday_date": weekday_date,
    "time": _time,
    "month": _month,
    "list": _list,
    "lines": _lines,
    "address": _address,
    "envelope": _envelope,
    "person": _person,
    "boolean": _boolean,
}


def formats() -> Mapping[str, Callable[[Any, str], str]]:
    """Every format of a placeholder: those of letters, and those that field types bring along."""
    return {**FORMATS, **{kind.id: kind.letter for kind in FIELD_TYPES.values() if kind.letter}}
