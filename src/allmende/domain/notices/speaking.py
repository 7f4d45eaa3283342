"""Values as letters write them, in German and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from allmende.domain.forms import FIELD_TYPES
from allmende.domain.forms.addresses import address_lines, envelope_lines
from allmende.domain.values import Money, Text, long_day, spoken_clock, spoken_day, spoken_month, weekday_date
from allmende.words.joining import AND, listed
from allmende.words.numbers import local_number

YES, NO = Text.named("notices.speaking.yes"), Text.named("notices.speaking.no")


class Unspeakable(Exception):
    """The value cannot be written that way; `why` is `null`, `label` or `type`."""

    def __init__(self, why: str = "type") -> None:
        super().__init__(why)
        self.why = why


def speak(value: object, format: str, language: str) -> str:
    """The value in that format; by its type when the format is empty. Error: `Unspeakable`."""
    try:
        return formats()[format or _format_of(value)](value, language)
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


def _time(value: Any, language: str) -> str:
    clock = spoken_clock(value, language)
    return f"{spoken_day(value, language)}, {clock}" if isinstance(value, datetime) else clock


def _month(value: Any, language: str) -> str:
    year, _, month = value.partition("-")
    return spoken_month(year, int(month), language)


def _number(value: Any, language: str) -> str:
    plain = f"{value:,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return local_number(plain, language)


def _money(value: Any, language: str) -> str:
    return Money(value).spoken(language)


def _list(value: Any, language: str) -> str:
    words = [speak(item, "", language) for item in value]
    return listed(words, AND).spoken(language) if words else _empty()


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
    return (YES if value else NO).spoken(language)


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
