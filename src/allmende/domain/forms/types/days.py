"""Days and times as people in Germany type them, in German and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from allmende.domain.forms.types.field_type import Field, FieldType, LimitSpelling, LineControl
from allmende.domain.forms.types.numbers import WHOLE_NUMBERS
from allmende.domain.forms.types.pasted import DAY_LABEL, Pasted
from allmende.domain.forms.types.refused import RefusedEntry, refuse
from allmende.domain.values import Text, long_day, spoken_clock, spoken_day, spoken_month
from allmende.feel import DATE, DATE_TIME, NUMBER, PartlyKnownDate, day_from_iso

UNKNOWN = r"0{1,2}|[xX?*]{1,2}|-{1,2}"
MONTH_WORDS: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        (
            ("januar", "jänner", "jaenner", "jan", "jän", "january"),
            ("februar", "feber", "feb", "february"),
            ("märz", "maerz", "mär", "mrz", "march", "mar"),
            ("april", "apr"),
            ("mai", "may"),
            ("juni", "jun", "june", "juno"),
            ("juli", "jul", "july", "julei"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "okt", "october", "oct"),
            ("november", "nov"),
            ("dezember", "dez", "december", "dec"),
        ),
        start=1,
    )
    for word in words
}

WORD = r"(?P<word>[^\W\d_]{3,9})\.?"
DAY_MONTH_YEAR = re.compile(
    rf"(\d{{1,2}}|{UNKNOWN})\s*[., -]\s*(\d{{1,2}}|{UNKNOWN})\s*[., -]\s*(\d{{4}})\.?\Z", re.ASCII
)
SLASHED = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4})\Z", re.ASCII)
DIGITS_DAY = re.compile(r"(\d{2})(\d{2})(\d{4})\Z", re.ASCII)
YEAR_FIRST = re.compile(r"(?P<year>\d{4})\s*[-/.]\s*(?P<month>\d{1,2})\s*[-/.]\s*(?P<day>\d{1,2})\Z", re.ASCII)
WORDED = (
    re.compile(
        rf"(?P<day>[0-9]{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?[- ]?\s*{WORD}[- ,]*\s*(?P<year>[0-9]{{4}})\.?\Z"
    ),
    re.compile(rf"{WORD}\s*(?P<day>[0-9]{{1,2}})(?:\.|st|nd|rd|th)?\s*,?\s+(?P<year>[0-9]{{4}})\Z"),
)
MONTH_YEAR = (
    re.compile(r"(?P<month>\d{1,2})\s*[./-]\s*(?P<year>\d{4})\Z", re.ASCII),
    re.compile(r"(?P<year>\d{4})\s*[-/]\s*(?P<month>\d{1,2})\Z", re.ASCII),
    re.compile(rf"{WORD}[ ,]*(?P<year>[0-9]{{4}})\Z"),
)
SHORT_YEAR = re.compile(r"\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{2}\Z|\d{1,2}\.?\s*[^\W\d_]{3,9}\.?\s*'?\d{2}\Z")
NO_YEAR = re.compile(
    rf"(?:{UNKNOWN}|\d{{1,2}})\s*[.]\s*(?:{UNKNOWN}|\d{{1,2}})\s*[.]\s*(?:0{{4}}|[xX?]{{2,4}})\Z|0{{8}}\Z"
)
YEAR = re.compile(r"[12]\d{3}\Z", re.ASCII)
DAY_AND_TIME = re.compile(
    r"(?P<day>.+?)(?:T|,?\s+(?:(?:um|at)\s+)?)(?P<clock>\d{1,2}(?:[:.]\d{2}(?P<seconds>:\d{2})?)?\s*(?:Uhr)?)\Z",
    re.ASCII | re.IGNORECASE,
)
TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:Uhr)?\Z", re.ASCII | re.IGNORECASE)

DAY = refuse(
    "format",
    Text.named("forms.types.days.day"),
)
NO_SUCH_DAY = refuse(
    "format",
    Text.named("forms.types.days.no_such_day"),
)
WHOLE_DAY = refuse(
    "format",
    Text.named("forms.types.days.whole_day"),
)
YEAR_UNKNOWN = refuse(
    "format",
    Text.named("forms.types.days.year_unknown"),
)
FULL_YEAR = refuse(
    "format",
    Text.named("forms.types.days.full_year"),
)
MONTH = refuse(
    "format",
    Text.named("forms.types.days.please_enter_month_and_year_for_example"),
)
YEARS = refuse("format", Text.named("forms.types.days.years"))
CLOCK = refuse("format", Text.named("forms.types.days.clock"))
MOMENT = refuse(
    "format",
    Text.named("forms.types.days.moment"),
)


def read_date(entry: str) -> date | RefusedEntry:
    """A whole day as people write it in German and English: `1.2.1990`, `01021990`, `1. Februar 1990`, `1 Feb 1990`,
    `1990-02-01`, `12-04-1988` (day first). Two-digit years are refused: nobody knows which century. With slashes day and
    month stand in either order: where both could be meant, the person is asked.

    >>> read_date("1.2.1990") == read_date("01021990") == read_date("Feb 1st, 1990") == date(1990, 2, 1)
    True
    """
    found = read_partly_known_date(entry)
    return WHOLE_DAY if isinstance(found, PartlyKnownDate) else found


def read_partly_known_date(entry: str) -> date | RefusedEntry:
    """A day of which the day, or day and month, may be unknown: also `00.00.1957` and `00.08.1990` (DSMeld), `XX.XX.1957`
    (identity card), `1957`, `08.1990`, `August 1990`. Then the value is a `PartlyKnownDate`.

    >>> read_partly_known_date("XX.XX.1957"), read_partly_known_date("August 1990")
    (PartlyKnownDate(1957, None), PartlyKnownDate(1990, 8))
    """
    text = entry.strip()
    if NO_YEAR.match(text):
        return YEAR_UNKNOWN
    if found := SLASHED.match(text):
        return _slashed(int(found[1]), int(found[2]), int(found[3]))
    if found := (DAY_MONTH_YEAR.match(text) or DIGITS_DAY.match(text)):
        day, month, year = found.groups()
        return _made(year, month, day)
    for pattern in (YEAR_FIRST, *WORDED, *MONTH_YEAR):
        if found := pattern.match(text):
            parts = found.groupdict()
            month = parts.get("month") or str(MONTH_WORDS.get(parts["word"].lower(), ""))
            if month:
                return _made(parts["year"], month, parts.get("day") or "0")
    if YEAR.match(text):
        return PartlyKnownDate(int(text))
    return FULL_YEAR if SHORT_YEAR.match(text) else DAY


def _made(year: str, month: str, day: str) -> date | RefusedEntry:
    """Zeros and signs for "unknown" stand for a part nobody knows; a known day of an unknown month is none."""
    known = [int(part) if part.isdigit() else 0 for part in (year, month, day)]
    try:
        return date(*known) if known[2] else PartlyKnownDate(known[0], known[1] or None)
    except ValueError:
        return NO_SUCH_DAY


def _slashed(first: int, second: int, year: int) -> date | RefusedEntry:
    if first <= 12 and second <= 12 and first != second:
        try:
            one, other = date(year, second, first), date(year, first, second)
        except ValueError:
            return NO_SUCH_DAY
        return refuse(
            "format",
            Text.named(
                "forms.types.days.do_you_mean_long_day",
                long_day=Text.each(lambda language: long_day(one, language)),
                long_day_2=Text.each(lambda language: long_day(other, language)),
            ),
        )
    day, month = (second, first) if second > 12 else (first, second)
    return _made(str(year), str(month), str(day))


def read_month(entry: str) -> str | RefusedEntry:
    """A month as `2026-11`; typed as `11/2026`, `2026-11`, `November 2026`."""
    found = read_partly_known_date(entry)
    known = isinstance(found, PartlyKnownDate) and found.known_month
    return f"{found.year:04d}-{found.month:02d}" if known and isinstance(found, date) else MONTH


def read_year(entry: str) -> Decimal | RefusedEntry:
    """A year between 1000 and 2999, as a number."""
    text = entry.strip()
    return Decimal(text) if YEAR.match(text) else YEARS


def read_time(entry: str) -> str | RefusedEntry:
    """A time of day as `14:30`."""
    found = TIME.match(entry.strip())
    if not found:
        return CLOCK
    hour, minute = int(found[1]), int(found[2] or 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else CLOCK


def read_datetime(entry: str) -> datetime | RefusedEntry:
    """A local moment (Europe/Berlin, without zone): `2.11.2026 14:30` or `2026-11-02T14:30`."""
    found = DAY_AND_TIME.match(entry.strip())
    if not found:
        return MOMENT
    day, clock = (
        read_date(found["day"]),
        read_time(found["clock"].removesuffix(":00") if found["seconds"] else found["clock"]),
    )
    if isinstance(day, RefusedEntry) or isinstance(clock, RefusedEntry):
        return MOMENT
    return datetime(day.year, day.month, day.day, int(clock[:2]), int(clock[3:]))  # noqa: DTZ001 - local by definition


def _speak_date(field: Field, value: Any, language: str) -> str:
    return spoken_day(value, language) if isinstance(value, date) else str(value)


def speak_time(field: Field, value: Any, language: str) -> str:
    return Text.named("forms.types.days.spoken_clock", clock=value).spoken(language)


def _speak_datetime(field: Field, value: Any, language: str) -> str:
    if not isinstance(value, datetime):
        return str(value)
    return f"{spoken_day(value, language)}, {spoken_clock(value, language)}"


def _speak_month(field: Field, value: Any, language: str) -> str:
    return spoken_month(value[:4], int(value[5:]), language)


BIRTH = LineControl(
    "numeric",
    10,
    Text.named("forms.types.days.numeric"),
)
"""A date of which the day, or day and month, may be unknown."""

_DATE = FieldType(
    id="date",
    words=Text.named("forms.types.days.date"),
    order=30,
    line=LineControl("numeric", 10, Text.named("forms.types.days.day_month_year_for_example_12_8")),
    pasted=Pasted(label=DAY_LABEL),
    read=read_date,
    speak=_speak_date,
    restore=day_from_iso,
    feel=DATE,
    bound=LimitSpelling(date.fromisoformat, date.isoformat),
    takes=frozenset({"partly_known"}),
    example=lambda one, today: str(one.minimum or one.maximum or today),
    asked_by_cities=True,
)
_PARTLY_KNOWN = replace(_DATE, read=read_partly_known_date, line=BIRTH)
TYPES = (
    replace(_DATE, variant=lambda one: _PARTLY_KNOWN if one.partly_known else _DATE),
    FieldType(
        id="time",
        words=Text.named("forms.types.days.types"),
        order=30,
        line=LineControl("numeric", 6, Text.named("forms.types.days.for_example_14_30")),
        pasted=Pasted(label=r"uhrzeit|um|ab|time|at"),
        read=read_time,
        speak=speak_time,
        example=lambda one, today: "12:00",
    ),
    FieldType(
        id="datetime",
        words=Text.named("forms.types.days.date_and_time"),
        order=30,
        line=LineControl(
            "text",
            10,
            Text.named("forms.types.days.text"),
        ),
        pasted=Pasted(label=r"datum|am|vom|termin|date"),
        read=read_datetime,
        speak=_speak_datetime,
        restore=datetime.fromisoformat,
        feel=DATE_TIME,
        example=lambda one, today: f"{today.isoformat()}T12:00",
    ),
    FieldType(
        id="month",
        words=Text.named("forms.types.days.month"),
        order=30,
        line=LineControl("numeric", 6, Text.named("forms.types.days.month_and_year_for_example_11_2026")),
        pasted=Pasted(label=r"monat|im|month"),
        read=read_month,
        speak=_speak_month,
        example=lambda one, today: f"{today:%Y-%m}",
    ),
    FieldType(
        id="year",
        words=Text.named("forms.types.days.year"),
        order=30,
        line=LineControl("numeric", 6, Text.named("forms.types.days.four_digits")),
        pasted=Pasted(label=r"(?:bau)?jahr|im jahr|year"),
        read=read_year,
        restore=Decimal,
        feel=NUMBER,
        bound=WHOLE_NUMBERS,
        example=lambda one, today: f"{today:%Y}",
    ),
)
