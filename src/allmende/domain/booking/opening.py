"""When a desk is open: weekly hours and exceptions by the clock on the wall, and which instants that is.

Rules are local, reservations are instants. A day's open time is

    (weekly hours, unless it is a public holiday) + exceptions that open − exceptions that close

so an extra opening holds on a holiday too, and a closing always wins. Instants are whole minutes since 1970 (UTC): the
search compares thousands of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from allmende.domain.deadlines.holidays import find_holiday
from allmende.domain.values import BERLIN

MIDNIGHT = 24 * 60
"""The end of a day, in minutes of its clock."""


@dataclass(frozen=True, slots=True, order=True)
class OpenHours:
    """A span of one day, in minutes of the wall clock, half-open. Error: `ValueError` for an empty one.

    >>> OpenHours.of("08:00", "12:30")
    OpenHours(since=480, until=750)
    """

    since: int
    until: int

    def __post_init__(self) -> None:
        if not 0 <= self.since < self.until <= MIDNIGHT:
            raise ValueError(f"No span of a day: {self.since} to {self.until}")

    @classmethod
    def of(cls, since: str, until: str) -> OpenHours:
        """From `HH:MM`; `24:00` is the end of the day."""
        return cls(_minutes(since), _minutes(until))

    @property
    def words(self) -> tuple[str, str]:
        """As `HH:MM`."""
        return f"{self.since // 60:02}:{self.since % 60:02}", f"{self.until // 60:02}:{self.until % 60:02}"


@dataclass(frozen=True, slots=True, order=True)
class Weekly:
    """Open every week on that day (Monday is 0)."""

    weekday: int
    hours: OpenHours


@dataclass(frozen=True, slots=True, order=True)
class Exceptional:
    """On one day, open or closed in addition."""

    on: date
    opens: bool
    hours: OpenHours


@dataclass(frozen=True, slots=True)
class Opening:
    """The rules of one desk. `state`: whose public holidays are days off."""

    weekly: tuple[Weekly, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()
    state: str = "HE"
    zone: ZoneInfo = BERLIN

    def hours_on(self, day: date) -> tuple[OpenHours, ...]:
        """When it is open that day, in order, without overlaps.

        >>> Opening((Weekly(3, OpenHours.of("08:00", "12:00")),)).hours_on(date(2026, 12, 3))
        (OpenHours(since=480, until=720),)
        """
        off = bool(self.weekly) and find_holiday(self.state, day) is not None
        open_ = [] if off else [one.hours for one in self.weekly if one.weekday == day.weekday()]
        open_ += [exception.hours for exception in self.exceptions if exception.on == day and exception.opens]
        closed = sorted(exception.hours for exception in self.exceptions if exception.on == day and not exception.opens)
        return tuple(_without(_joined(open_), closed))

    def spans_on(self, day: date) -> tuple[tuple[int, int], ...]:
        """The same in instants. An hour that the clocks skip is not there, one that comes twice is there twice."""
        return tuple(
            (minute_of(day, hour.since, self.zone), minute_of(day, hour.until, self.zone, late=True))
            for hour in self.hours_on(day)
        )

    def covers(self, begins: datetime, ends: datetime) -> bool:
        """Is it open all that time?"""
        day = begins.astimezone(self.zone).date()
        since, until = begins.timestamp() / 60, ends.timestamp() / 60
        return any(first <= since and until <= last for first, last in self.spans_on(day))


@lru_cache(maxsize=20_000)
def minute_of(day: date, minute: int, zone: ZoneInfo = BERLIN, late: bool = False) -> int:
    """The instant of that minute of the wall clock. `late`: of an hour that comes twice, its second time.

    >>> moment_of(minute_of(date(2026, 3, 29), 8 * 60))
    datetime.datetime(2026, 3, 29, 6, 0, tzinfo=datetime.timezone.utc)
    """
    whole, rest = divmod(minute, MIDNIGHT)
    local = datetime.combine(day + timedelta(days=whole), time(rest // 60, rest % 60), zone)
    first, second = (int(local.replace(fold=fold).timestamp()) // 60 for fold in (0, 1))
    if first <= second:
        return second if late else first
    # The clocks skip that minute: the moment at which they do.
    before = moment_of(second).astimezone(zone).utcoffset()
    return next(one for one in range(second, first + 1) if moment_of(one).astimezone(zone).utcoffset() != before)


def moment_of(minute: int) -> datetime:
    """That minute since 1970 as a moment."""
    return datetime.fromtimestamp(minute * 60, UTC)


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute or 0)


def _joined(spans: Iterable[OpenHours]) -> list[OpenHours]:
    found: list[OpenHours] = []
    for span in sorted(spans):
        if found and span.since <= found[-1].until:
            found[-1] = OpenHours(found[-1].since, max(found[-1].until, span.until))
        else:
            found.append(span)
    return found


def _without(spans: list[OpenHours], closed: Iterable[OpenHours]) -> list[OpenHours]:
    for gap in closed:
        spans = [
            OpenHours(since, until)
            for span in spans
            for since, until in ((span.since, min(span.until, gap.since)), (max(span.since, gap.until), span.until))
            if since < until
        ]
    return sorted(set(spans))
