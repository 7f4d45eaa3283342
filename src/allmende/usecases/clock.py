"""The calendar day of a moment where our cities are. The moment itself is always an argument."""

from __future__ import annotations

from datetime import date, datetime

from allmende.domain.values import BERLIN


def local_day(now: datetime) -> date:
    """The day in Germany at that moment (aware).

    >>> from datetime import UTC
    >>> local_day(datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    datetime.date(2026, 7, 1)
    """
    return now.astimezone(BERLIN).date()
