"""A calendar day in words. The one place that says a day of which a part is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allmende.feel import FeelContext, PartlyKnownDate
from allmende.words import Text

BERLIN = ZoneInfo("Europe/Berlin")
"""The clock of our cities: a day of the law is a day there."""


def local_day(at: datetime) -> date:
    """The day in Germany at that moment (aware).

    >>> from datetime import UTC
    >>> local_day(datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    datetime.date(2026, 7, 1)
    """
    return at.astimezone(BERLIN).date()


def last_day_before(end: datetime) -> date:
    """The last day on which something may still be done that must be done before that moment.

    >>> last_day_before(datetime(2026, 12, 8, tzinfo=BERLIN)), last_day_before(datetime(2026, 12, 8, 12, tzinfo=BERLIN))
    (datetime.date(2026, 12, 7), datetime.date(2026, 12, 8))
    """
    return local_day(end - timedelta(microseconds=1))


def local_midnight(day: date) -> datetime:
    """The moment at which that day begins in Germany."""
    return datetime.combine(day, time(), BERLIN)


MONTHS = (
    Text.named("values.months.january"),
    Text.named("values.months.february"),
    Text.named("values.months.march"),
    Text.named("values.months.april"),
    Text.named("values.months.may"),
    Text.named("values.months.june"),
    Text.named("values.months.july"),
    Text.named("values.months.august"),
    Text.named("values.months.september"),
    Text.named("values.months.october"),
    Text.named("values.months.november"),
    Text.named("values.months.december"),
)

WEEKDAYS = (
    Text.named("values.weekdays.monday"),
    Text.named("values.weekdays.tuesday"),
    Text.named("values.weekdays.wednesday"),
    Text.named("values.weekdays.thursday"),
    Text.named("values.weekdays.friday"),
    Text.named("values.weekdays.saturday"),
    Text.named("values.weekdays.sunday"),
)
SHORT, LONG = Text.named("values.day.short"), Text.named("values.day.long")
MONTH, WEEKDAY = Text.named("values.day.month"), Text.named("values.day.weekday")
CLOCK = Text.named("values.day.clock")
UNKNOWN_DAY, UNKNOWN_MONTH = Text.named("values.day.unknown_day"), Text.named("values.day.unknown_month")


def spoken_day(value: date, language: str) -> str:
    """A day as people write it; unknown parts as registers write them (DSMeld), in English said.

    >>> spoken_day(date(1990, 2, 1), "de"), spoken_day(PartlyKnownDate(1957), "de"), spoken_day(PartlyKnownDate(1957, 8), "en")
    ('01.02.1990', '00.00.1957', 'August 1957 (day unknown)')
    """
    if not isinstance(value, PartlyKnownDate):
        return _named(SHORT, value, language)
    if value.known_month:
        name = MONTHS[value.known_month - 1]
        return UNKNOWN_DAY.said(language, month=value.known_month, name=name, year=value.year)
    return UNKNOWN_MONTH.said(language, year=value.year)


def long_day(value: date, language: str) -> str:
    """`1. Februar 1990`, `1 February 1990`; a partly known day as `spoken_day`."""
    return spoken_day(value, language) if isinstance(value, PartlyKnownDate) else _named(LONG, value, language)


def weekday_date(value: date, language: str) -> str:
    """`Donnerstag, 17. Dezember 2026`, `Thursday, 17 December 2026`: for a day on which somebody must act."""
    weekday = WEEKDAYS[value.weekday()]
    return WEEKDAY.said(language, weekday=weekday, day=long_day(value, language))


def spoken_month(year: int | str, month: int, language: str) -> str:
    """`Februar 1990`, `February 1990`."""
    return MONTH.said(language, name=MONTHS[month - 1], year=year)


def spoken_clock(value: datetime | time, language: str) -> str:
    """`14:30 Uhr`, in English 14:30."""
    return CLOCK.said(language, time=value)


def day_words(value: date) -> Text:
    """`spoken_day` in every language, for a sentence."""
    return Text.each(lambda language: spoken_day(value, language))


def _named(pattern: Text, value: date, language: str) -> str:
    parts = {"day": value.day, "month": value.month, "year": value.year}
    return pattern.said(language, **parts, name=MONTHS[value.month - 1])


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
        case FeelContext():
            return FeelContext({key: on_first_days(item) for key, item in value.items()})
        case Mapping():
            return {key: on_first_days(item) for key, item in value.items()}
        case list() | tuple():
            return [on_first_days(item) for item in value]
    return value
