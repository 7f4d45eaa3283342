"""When a deadline written in FEEL is over, as one zoned moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

TOLD_DAYS: Mapping[str, str] = {
    "payment_received": "payment.due_on",
    "hearing_reply": "hearing.until",
    "correction_received": "correction.due_on",
}
"""What the citizen is awaited with → the last day she was told. A timer that names it follows it when it is moved."""


def moment_of(value: object) -> datetime | None:
    """A date and time as it stands (without a zone: Berlin's clock of that day); a date means its end,
    because the last day of a period still counts in full (§ 188 Abs. 1 BGB). None for anything else.

    >>> moment_of(date(2026, 12, 7)).isoformat()
    '2026-12-08T00:00:00+01:00'
    >>> moment_of(datetime(2027, 7, 1, 9)).isoformat()
    '2027-07-01T09:00:00+02:00'
    """
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=BERLIN)
    if isinstance(value, date):
        return datetime.combine(value + timedelta(days=1), time(), BERLIN)
    return None
