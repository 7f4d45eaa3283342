"""When a deadline written in FEEL is over, as one zoned moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from allmende.domain.values import BERLIN

EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=BERLIN), datetime(9999, 12, 31, tzinfo=BERLIN)
"""Between these every moment can be told in every zone. Registers write `9999-12-31` for "without end"."""

TOLD_DAYS: Mapping[str, str] = {
    "payment_received": "payment.due_on",
    "hearing_reply": "hearing.until",
    "correction_received": "correction.due_on",
}
"""What the citizen is awaited with → the last day she was told. A timer that names it follows it when it is moved."""


def moment_of(value: object) -> datetime | None:
    """A date and time as it stands (without a zone: Berlin's clock of that day); a date means its end,
    because the last day of a period still counts in full (§ 188 Abs. 1 BGB). None for anything else. What lies beyond
    the calendar's ends is moved to `EARLIEST` or `LATEST`: a deadline "without end" is over when the calendar is.

    >>> moment_of(date(2026, 12, 7)).isoformat()
    '2026-12-08T00:00:00+01:00'
    >>> moment_of(datetime(2027, 7, 1, 9)).isoformat()
    '2027-07-01T09:00:00+02:00'
    >>> moment_of(date(9999, 12, 31)) == LATEST
    True
    """
    if isinstance(value, datetime):
        return _bounded(value if value.tzinfo is not None else value.replace(tzinfo=BERLIN))
    if isinstance(value, date):
        last = min(value, LATEST.date() - timedelta(days=1))
        return _bounded(datetime.combine(last + timedelta(days=1), time(), BERLIN))
    return None


def _bounded(moment: datetime) -> datetime:
    return min(max(moment, EARLIEST), LATEST)
