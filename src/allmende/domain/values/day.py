"""A calendar day in words. The one place that says a day of which a part is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from allmende.feel import Context, PartlyKnownDate

BERLIN = ZoneInfo("Europe/Berlin")
"""The clock of our cities: a day of the law is a day there."""

MONTHS: Mapping[str, tuple[str, ...]] = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli"),
        *("August", "September", "Oktober", "November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
}


def spoken_day(value: date, language: str) -> str:
    """A day as people write it; unknown parts as registers write them (DSMeld), in English said.

    >>> spoken_day(date(1990, 2, 1), "de"), spoken_day(PartlyKnownDate(1957), "de"), spoken_day(PartlyKnownDate(1957, 8), "en")
    ('01.02.1990', '00.00.1957', 'August 1957 (day unknown)')
    """
    if isinstance(value, PartlyKnownDate):
        if language != "en":
            return f"{value:%d.%m.}{value.year:04d}"
        month = value.known_month
        return (
            f"{MONTHS['en'][month - 1]} {value.year} (day unknown)"
            if month
            else f"{value.year} (day and month unknown)"
        )
    if language == "en":
        return f"{value.day} {MONTHS['en'][value.month - 1]} {value.year}"
    return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"


def long_day(value: date, language: str) -> str:
    """`1. Februar 1990`, `1 February 1990`; a partly known day as `spoken_day`."""
    if language == "en" or isinstance(value, PartlyKnownDate):
        return spoken_day(value, language)
    return f"{value.day}. {MONTHS['de'][value.month - 1]} {value.year}"


def has_unknown_day(value: Any) -> bool:
    """Does a partly known date stand in this value: alone, in a list, or in a mapping?"""
    match value:
        case PartlyKnownDate():
            return True
        case Mapping():
            return any(has_unknown_day(item) for item in value.values())
        case list() | tuple():
            return any(has_unknown_day(item) for item in value)
    return False


def on_first_days(value: Any) -> Any:
    """The same value with every partly known date on its first possible day. FEEL itself computes with the last one."""
    match value:
        case PartlyKnownDate():
            return value.first
        case Context():
            return Context({key: on_first_days(item) for key, item in value.items()})
        case Mapping():
            return {key: on_first_days(item) for key, item in value.items()}
        case list() | tuple():
            return [on_first_days(item) for item in value]
    return value
