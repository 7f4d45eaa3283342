"""The two durations of FEEL: days and time, years and months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A length of time in nanoseconds; days have 24 hours.

    >>> DaysDuration.of(days=1, hours=2)
    DaysDuration(nanoseconds=93600000000000)
    """

    nanoseconds: int

    @staticmethod
    def of(*, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> DaysDuration:
        """Build a duration from whole parts, each of which may be negative."""
        return DaysDuration(days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND)

    @staticmethod
    def from_timedelta(value: timedelta) -> DaysDuration:
        """The same length as `value`."""
        return DaysDuration((value.days * 86_400 + value.seconds) * SECOND + value.microseconds * 1000)

    def to_timedelta(self) -> timedelta:
        """The same length; parts of a microsecond are cut off."""
        microseconds = abs(self.nanoseconds) // 1000
        return timedelta(microseconds=microseconds if self.nanoseconds >= 0 else -microseconds)

    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds, nanoseconds, all without sign."""
        rest = abs(self.nanoseconds)
        days, rest = divmod(rest, DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds, nanos = divmod(rest, SECOND)
        return days, hours, minutes, seconds, nanos


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A number of months, possibly negative; twelve make a year."""

    months: int
