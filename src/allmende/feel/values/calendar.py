"""Dates, times and dates with times: the standard library where it can hold the value.

FEEL knows years from -999,999,999 to 999,999,999, nanoseconds, and times with a zone by name.
A value that `datetime.date`, `datetime.time` or `datetime.datetime` can hold is one of these; any
other is a `FarDate`, `ZonedTime` or `FarDateTime`. The functions here take and give both kinds, so
nobody else needs to know: take a value apart with `split_...`, put it together with `make_...`.

A zone is `None` (local), an offset in seconds, or the name of an IANA zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache, total_ordering
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allmende.feel.values.durations import DAY, HOUR, MINUTE, SECOND

MAX_YEAR = 999_999_999
MAX_OFFSET = 18 * 3600  # seconds; the widest offset that the standard's implementations accept

Zone = int | str | None


# Days


def days_from_civil(year: int, month: int, day: int) -> int:
    """Proleptic Gregorian day number; 0001-01-01 is 1, like `date.toordinal`."""
    shifted = year - (month <= 2)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 305


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day number."""
    era, day_of_era = divmod(days + 305, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def days_in_month(year: int, month: int) -> int:
    """Length of a month, 28 to 31."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@total_ordering
class FarDate:
    """A date whose year `datetime.date` cannot hold."""

    __slots__ = ("_days", "day", "month", "year")

    def __init__(self, year: int, month: int, day: int) -> None:
        self.year, self.month, self.day = year, month, day
        self._days = days_from_civil(year, month, day)

    def toordinal(self) -> int:
        """Day number as of `date.toordinal`, negative before year 1."""
        return self._days

    def isoweekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self._days - 1) % 7 + 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FarDate) and self._days == other._days

    def __lt__(self, other: FarDate | date) -> bool:
        return self._days < other.toordinal()

    def __hash__(self) -> int:
        return hash(self._days)

    def __repr__(self) -> str:
        return f"FarDate({self.year}, {self.month}, {self.day})"


AnyDate = date | FarDate


def make_date(year: int, month: int, day: int) -> AnyDate | None:
    """The date, or `None` if there is no such day."""
    if not (-MAX_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)):
        return None
    return date(year, month, day) if 1 <= year <= 9999 else FarDate(year, month, day)


def date_from_days(days: int) -> AnyDate | None:
    """The date of a day number, or `None` beyond the years that FEEL knows."""
    return date.fromordinal(days) if 1 <= days <= 3_652_059 else make_date(*civil_from_days(days))


# Zones


@lru_cache(maxsize=512)
def find_zone(name: str) -> ZoneInfo | None:
    """The IANA zone of this name, if there is one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=512)
def _tz_of(zone: int | str) -> tzinfo:
    if zone == 0 and isinstance(zone, int):
        return UTC
    if isinstance(zone, int):
        return timezone(timedelta(seconds=zone))
    found = find_zone(zone)
    assert found is not None, zone
    return found


def zone_of(tz: tzinfo | None, at: datetime | None = None) -> Zone:
    """The zone behind a `tzinfo`; one that is neither fixed nor IANA becomes its offset."""
    if tz is None:
        return None
    if isinstance(tz, ZoneInfo) and tz.key:
        return tz.key
    offset = tz.utcoffset(at)
    return None if offset is None else int(offset.total_seconds())


def _like_year(days: int) -> tuple[int, int, int]:
    """Year, month and day; a year that Python cannot hold becomes one with the same calendar.

    The rules of a zone repeat every 400 years, so years after 9998 borrow those of a like year.
    """
    year, month, day = civil_from_days(days)
    if not 2 <= year <= 9998:
        year = 4 + (year % 4 or 4) if year < 2 else 9200 + year % 400
        day = min(day, days_in_month(year, month))
    return year, month, day


@lru_cache(maxsize=4096)
def offset_at(zone: int | str, days: int, nanos: int, *, late: bool = False) -> int:
    """Offset in seconds of `zone` at a local moment; `late` is the later of two equal readings."""
    if isinstance(zone, int):
        return zone
    year, month, day = _like_year(days)
    seconds = nanos // SECOND
    moment = datetime(
        *(year, month, day, seconds // 3600, seconds // 60 % 60, seconds % 60),
        tzinfo=_tz_of(zone),
        fold=int(late),
    )
    return round((moment.utcoffset() or timedelta(0)).total_seconds())


def standard_offset(zone: int | str) -> int:
    """Offset of a zone without daylight saving; what a time without a date can know."""
    if isinstance(zone, int):
        return zone
    offsets = [offset_at(zone, days_from_civil(2000, month, 1), 0) for month in (1, 7)]
    return min(offsets)


# Times


class ZonedTime:
    """A time that `datetime.time` cannot hold: with a zone by name, or nanoseconds."""

    __slots__ = ("nanos", "zone")

    def __init__(self, nanos: int, zone: Zone) -> None:
        self.nanos, self.zone = nanos, zone

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ZonedTime) and (self.nanos, self.zone) == (other.nanos, other.zone)

    def __hash__(self) -> int:
        return hash((self.nanos, self.zone))

    def __repr__(self) -> str:
        return f"ZonedTime({self.nanos}, {self.zone!r})"


AnyTime = time | ZonedTime


def split_time(value: AnyTime) -> tuple[int, Zone]:
    """Nanoseconds since midnight, and the zone."""
    if isinstance(value, ZonedTime):
        return value.nanos, value.zone
    nanos = value.hour * HOUR + value.minute * MINUTE + value.second * SECOND + value.microsecond * 1000
    return nanos, zone_of(value.tzinfo)


def make_time(nanos: int, zone: Zone) -> AnyTime:
    """The time of a day, `nanos` counted from midnight and wrapped around it."""
    nanos %= DAY
    if nanos % 1000 or isinstance(zone, str):
        return ZonedTime(nanos, zone)
    seconds, rest = divmod(nanos, SECOND)
    tz = None if zone is None else _tz_of(zone)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest // 1000, tzinfo=tz)


def time_instant(value: AnyTime) -> tuple[int, bool]:
    """Nanoseconds since midnight in UTC (or local), and whether the time has a zone."""
    nanos, zone = split_time(value)
    return (nanos, False) if zone is None else (nanos - standard_offset(zone) * SECOND, True)


# Dates with times


class FarDateTime:
    """A date and time that `datetime.datetime` cannot hold."""

    __slots__ = ("days", "nanos", "zone")

    def __init__(self, days: int, nanos: int, zone: Zone) -> None:
        self.days, self.nanos, self.zone = days, nanos, zone

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FarDateTime) and (
            (self.days, self.nanos, self.zone) == (other.days, other.nanos, other.zone)
        )

    def __hash__(self) -> int:
        return hash((self.days, self.nanos, self.zone))

    def __repr__(self) -> str:
        return f"FarDateTime({self.days}, {self.nanos}, {self.zone!r})"


AnyDateTime = datetime | FarDateTime


def split_datetime(value: AnyDateTime) -> tuple[int, int, Zone]:
    """Day number, nanoseconds since midnight, and the zone."""
    if isinstance(value, FarDateTime):
        return value.days, value.nanos, value.zone
    nanos = value.hour * HOUR + value.minute * MINUTE + value.second * SECOND + value.microsecond * 1000
    return value.toordinal(), nanos, zone_of(value.tzinfo, value)


def make_datetime(days: int, nanos: int, zone: Zone) -> AnyDateTime | None:
    """The date and time, or `None` beyond the years that FEEL knows."""
    extra, nanos = divmod(nanos, DAY)
    day = date_from_days(days + extra)
    if day is None:
        return None
    if nanos % 1000 or isinstance(day, FarDate):
        return FarDateTime(days + extra, nanos, zone)
    seconds, rest = divmod(nanos, SECOND)
    return datetime(
        *(day.year, day.month, day.day, seconds // 3600, seconds // 60 % 60, seconds % 60, rest // 1000),
        tzinfo=None if zone is None else _tz_of(zone),
    )


def offset_of(value: AnyDateTime) -> int | None:
    """Offset in seconds of a date and time from UTC; `None` without a zone."""
    days, nanos, zone = split_datetime(value)
    if zone is None:
        return None
    # `fold` of a stdlib value says which of two equal clock readings it is.
    return offset_at(zone, days, nanos, late=isinstance(value, datetime) and value.fold == 1)


def instant(value: AnyDateTime) -> tuple[int, bool]:
    """Nanoseconds since day 0 in UTC (or local), and whether the value has a zone."""
    days, nanos, _ = split_datetime(value)
    offset = offset_of(value)
    return days * DAY + nanos - (offset or 0) * SECOND, offset is not None


def _offset_after(zone: int | str, nanos: int) -> tuple[int, bool]:
    """Offset of `zone` at a moment in UTC, and whether the local clock shows that time again."""
    if isinstance(zone, int):
        return zone, False
    days, rest = divmod(nanos, DAY)
    year, month, day = _like_year(days)
    seconds = rest // SECOND
    moment = datetime(year, month, day, seconds // 3600, seconds // 60 % 60, seconds % 60, tzinfo=UTC)
    local = moment.astimezone(_tz_of(zone))
    return round((local.utcoffset() or timedelta(0)).total_seconds()), local.fold == 1


def from_instant(nanos: int, zone: Zone) -> AnyDateTime | None:
    """The moment `nanos` after day 0 (in UTC if there is a zone), as seen in `zone`."""
    if zone is None:
        return make_datetime(0, nanos, None)
    offset, again = _offset_after(zone, nanos)
    found = make_datetime(0, nanos + offset * SECOND, zone)
    return found.replace(fold=1) if again and isinstance(found, datetime) else found


def date_of(value: AnyDateTime) -> AnyDate:
    """The calendar day of a date and time, in its own zone."""
    found = date_from_days(split_datetime(value)[0])
    assert found is not None
    return found


def time_of(value: AnyDateTime) -> AnyTime:
    """The time of day of a date and time, with its zone."""
    _, nanos, zone = split_datetime(value)
    return make_time(nanos, zone)


def midnight_utc(value: AnyDate) -> AnyDateTime:
    """A date as a date and time, as the standard converts it."""
    found = make_datetime(value.toordinal(), 0, 0)
    assert found is not None
    return found
