"""Days and times as people in Germany type them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from allmende.domain.forms.values.refused import Refused, refuse

GERMAN_DAY = re.compile(r"(\d{1,2})\s*[., ]\s*(\d{1,2})\s*[., ]\s*(\d{4})\.?\Z", re.ASCII)
DIGITS_DAY = re.compile(r"(\d{2})(\d{2})(\d{4})\Z", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z", re.ASCII)
SHORT_YEAR = re.compile(r"\d{1,2}\s*\.\s*\d{1,2}\s*\.\s*\d{2}\Z", re.ASCII)
GERMAN_MONTH = re.compile(r"(\d{1,2})\s*[./]\s*(\d{4})\Z", re.ASCII)
ISO_MONTH = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)
YEAR = re.compile(r"[12]\d{3}\Z", re.ASCII)
TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:Uhr)?\Z", re.ASCII | re.IGNORECASE)

DAY = refuse(
    "format",
    "Bitte geben Sie ein Datum ein, zum Beispiel 1.2.1990.",
    "Please enter a date, for example 1.2.1990 (day, month, year).",
)
NO_SUCH_DAY = refuse(
    "format",
    "Diesen Tag gibt es nicht. Bitte prüfen Sie Tag und Monat.",
    "There is no such day. Please check day and month.",
)
FULL_YEAR = refuse(
    "format",
    "Bitte schreiben Sie das Jahr mit vier Ziffern, zum Beispiel 1990.",
    "Please write the year with four digits, for example 1990.",
)
MONTH = refuse(
    "format",
    "Bitte geben Sie Monat und Jahr ein, zum Beispiel 11/2026.",
    "Please enter month and year, for example 11/2026.",
)
YEARS = refuse("format", "Bitte geben Sie ein Jahr mit vier Ziffern ein.", "Please enter a year with four digits.")
CLOCK = refuse(
    "format", "Bitte geben Sie eine Uhrzeit ein, zum Beispiel 14:30.", "Please enter a time, for example 14:30."
)
MOMENT = refuse(
    "format",
    "Bitte geben Sie Datum und Uhrzeit ein, zum Beispiel 2.11.2026 14:30.",
    "Please enter date and time, for example 2.11.2026 14:30.",
)


def read_date(entry: str) -> date | Refused:
    """A day: `1.2.1990`, `01.02.1990`, `01021990`, `1990-02-01`. Two-digit years are refused: nobody knows which century.

    >>> read_date("1.2.1990") == read_date("01021990") == read_date("1990-02-01") == date(1990, 2, 1)
    True
    """
    text = entry.strip()
    if found := (GERMAN_DAY.match(text) or DIGITS_DAY.match(text)):
        day, month, year = found.groups()
    elif found := ISO_DAY.match(text):
        year, month, day = found.groups()
    else:
        return FULL_YEAR if SHORT_YEAR.match(text) else DAY
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return NO_SUCH_DAY


def read_month(entry: str) -> str | Refused:
    """A month as `2026-11`."""
    text = entry.strip()
    if found := GERMAN_MONTH.match(text):
        month, year = found.groups()
    elif found := ISO_MONTH.match(text):
        year, month = found.groups()
    else:
        return MONTH
    return f"{year}-{int(month):02d}" if 1 <= int(month) <= 12 else MONTH


def read_year(entry: str) -> Decimal | Refused:
    """A year between 1000 and 2999, as a number."""
    text = entry.strip()
    return Decimal(text) if YEAR.match(text) else YEARS


def read_time(entry: str) -> str | Refused:
    """A time of day as `14:30`."""
    found = TIME.match(entry.strip())
    if not found:
        return CLOCK
    hour, minute = int(found[1]), int(found[2] or 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else CLOCK


def read_datetime(entry: str) -> datetime | Refused:
    """A local moment (Europe/Berlin, without zone): `2.11.2026 14:30` or `2026-11-02T14:30`."""
    day_text, _, time_text = entry.strip().replace("T", " ").replace(",", " ").partition(" ")
    day, clock = (
        read_date(day_text),
        read_time(time_text.removesuffix(":00") if time_text.count(":") == 2 else time_text),
    )
    if isinstance(day, Refused) or isinstance(clock, Refused):
        return MOMENT
    return datetime(day.year, day.month, day.day, int(clock[:2]), int(clock[3:]))  # noqa: DTZ001 - local by definition
