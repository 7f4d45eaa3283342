"""Dates, moments, amounts and sizes as people say them, in the language of the page.

Answers of a form are said by `domain.forms.spoken`; this is for everything else a page shows.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from allmende.domain.values import BERLIN, long_day, spoken_clock
from allmende.words.numbers import local_number


def spoken_date(day: date, language: str) -> str:
    """`2. November 2026` or `2 November 2026`."""
    return long_day(day, language)


def spoken_moment(at: datetime, language: str) -> str:
    """Date and time on the town hall's clock: `2. November 2026, 14:30 Uhr`. Error: `ValueError` for a naive moment."""
    if at.tzinfo is None:
        raise ValueError("A moment needs its zone.")
    local = at.astimezone(BERLIN)
    return f"{spoken_date(local.date(), language)}, {spoken_clock(local, language)}"


def spoken_size(size: int, language: str = "de") -> str:
    """`340 kB`, `2,4 MB`: decimal units, as file managers show them."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    millions = f"{size / 1_000_000:.1f}".removesuffix(".0")
    return f"{local_number(millions, language)} MB"


def spoken_number(number: int | Decimal, language: str) -> str:
    """A number with its thousands apart: 1.000 and 0,5, in English 1,000 and 0.5."""
    return local_number(f"{number:,}", language)
