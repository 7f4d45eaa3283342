"""A half-open stretch of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` on, up to but without `until`. None is open.

    >>> Period(date(2026, 1, 1), date(2027, 1, 1)).contains(date(2026, 12, 31))
    True
    >>> Period(date(2026, 1, 1), date(2027, 1, 1)).contains(date(2027, 1, 1))
    False
    """

    first: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.until and self.until < self.first:
            raise ValueError(f"A period cannot end ({self.until}) before it begins ({self.first}).")

    def contains(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.until is None or day < self.until)

    def overlaps(self, other: Period) -> bool:
        """True when at least one day lies in both."""
        starts = [p.first for p in (self, other) if p.first]
        ends = [p.until for p in (self, other) if p.until]
        return not starts or not ends or max(starts) < min(ends)


def last_day(until: date) -> date:
    """The last day of a half-open period, as people say it. `until` is the first day that is outside.

    >>> last_day(date(2027, 11, 29))
    datetime.date(2027, 11, 28)
    """
    return until - timedelta(days=1)
