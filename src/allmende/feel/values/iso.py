"""ISO 8601 text of dates, times and durations, strict both ways (DMN 1.5, 10.3.2.3)."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from allmende.feel.values.calendar import (
    MAX_OFFSET,
    AnyDate,
    AnyDateTime,
    AnyTime,
    FarDate,
    FarDateTime,
    Zone,
    ZonedTime,
    civil_from_days,
    find_zone,
    make_date,
    make_datetime,
    make_time,
    split_datetime,
    split_time,
)
from allmende.feel.values.durations import DAY, HOUR, MINUTE, SECOND, DaysDuration, MonthsDuration
from allmende.feel.values.partly_known import PartlyKnownDate

Temporal = AnyDate | AnyTime | AnyDateTime | DaysDuration | MonthsDuration

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d{1,18}))?"
    r"(?:(?P<utc>Z)|(?P<sign>[-+])(?P<oh>\d\d):(?P<om>\d\d)(?::(?P<os>\d\d))?|@(?P<zone>[A-Za-z0-9_+\-/]{1,64}))?"
)
_DATE_RE = re.compile(_DATE, re.ASCII)
_TIME_RE = re.compile(_TIME, re.ASCII)
_DATETIME_RE = re.compile(f"{_DATE}T{_TIME}", re.ASCII)
_NUMBER = r"\d{1,18}"
_DAYS_RE = re.compile(
    rf"(?P<sign>-)?P(?=.)(?:(?P<days>{_NUMBER})D)?"
    rf"(?:T(?=.)(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?"
    rf"(?:(?P<seconds>{_NUMBER})(?:\.(?P<fraction>\d{{0,18}}))?S)?)?",
    re.ASCII,
)
_MONTHS_RE = re.compile(rf"(?P<sign>-)?P(?=.)(?:(?P<years>{_NUMBER})Y)?(?:(?P<months>{_NUMBER})M)?", re.ASCII)


def parse_date(text: str) -> AnyDate | None:
    """`2026-03-31` and nothing else; `None` for anything that is no such date."""
    match = _DATE_RE.fullmatch(text)
    return None if match is None else _date(match)


def _date(match: re.Match[str]) -> AnyDate | None:
    return make_date(int(match["year"]), int(match["month"]), int(match["day"]))


def _nanos(fraction: str | None) -> int:
    return int((fraction or "0")[:9].ljust(9, "0"))


def _time(match: re.Match[str]) -> tuple[int, Zone] | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    nanos = _nanos(match["fraction"])
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second or nanos)):
        return None
    zone: Zone = None
    if match["utc"]:
        zone = 0
    elif match["sign"]:
        if int(match["om"]) > 59 or int(match["os"] or 0) > 59:
            return None
        zone = int(match["oh"]) * 3600 + int(match["om"]) * 60 + int(match["os"] or 0)
        zone = -zone if match["sign"] == "-" else zone
        if abs(zone) > MAX_OFFSET:
            return None
    elif match["zone"]:
        zone = match["zone"]
        if find_zone(zone) is None:
            return None
    return hour * HOUR + minute * MINUTE + second * SECOND + nanos, zone


def parse_time(text: str) -> AnyTime | None:
    """`10:30:00`, with an optional fraction and `Z`, `+01:00` or `@Europe/Berlin`."""
    match = _TIME_RE.fullmatch(text)
    parts = None if match is None else _time(match)
    return None if parts is None else make_time(*parts)


def parse_datetime(text: str) -> AnyDateTime | None:
    """A date, `T` and a time; midnight at the end of a day (24:00:00) is that of the next."""
    match = _DATETIME_RE.fullmatch(text)
    if match is None:
        return None
    day, parts = _date(match), _time(match)
    return None if day is None or parts is None else make_datetime(day.toordinal(), *parts)


def parse_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """`P1DT2H` or `P1Y2M`; both kinds in one text are refused."""
    if match := _MONTHS_RE.fullmatch(text):
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        return MonthsDuration(-months if match["sign"] else months)
    if match := _DAYS_RE.fullmatch(text):
        nanos = (
            int(match["days"] or 0) * DAY
            + int(match["hours"] or 0) * HOUR
            + int(match["minutes"] or 0) * MINUTE
            + int(match["seconds"] or 0) * SECOND
            + _nanos(match["fraction"])
        )
        return DaysDuration(-nanos if match["sign"] else nanos)
    return None


def parse_at_literal(text: str) -> Temporal | None:
    """What `@"text"` means: the first of date, date and time, time, duration that fits."""
    for parse in (parse_date, parse_datetime, parse_time, parse_duration):
        value = parse(text)
        if value is not None:
            return value
    return None


def _year_text(year: int) -> str:
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


def _date_text(year: int, month: int, day: int) -> str:
    return f"{_year_text(year)}-{month:02d}-{day:02d}"


def _zone_text(zone: Zone) -> str:
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    text = f"{'-' if zone < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def _time_text(nanos: int, zone: Zone) -> str:
    seconds, fraction = divmod(nanos, SECOND)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if fraction:
        text += f".{fraction:09d}".rstrip("0")
    return text + _zone_text(zone)


def _days_duration_text(value: DaysDuration) -> str:
    if not value.nanoseconds:
        return "PT0S"
    days, hours, minutes, seconds, nanos = value.parts()
    text = "-P" if value.nanoseconds < 0 else "P"
    if days:
        text += f"{days}D"
    if hours or minutes or seconds or nanos:
        text += "T"
    if hours:
        text += f"{hours}H"
    if minutes:
        text += f"{minutes}M"
    if seconds or nanos:
        text += f"{seconds}" + (f".{nanos:09d}".rstrip("0") if nanos else "") + "S"
    return text


def _months_duration_text(value: MonthsDuration) -> str:
    if not value.months:
        return "P0M"
    years, months = divmod(abs(value.months), 12)
    return ("-P" if value.months < 0 else "P") + (f"{years}Y" if years else "") + (f"{months}M" if months else "")


def iso_text(value: Temporal) -> str:
    """Canonical text of a temporal value, such that the parsers here give it back."""
    match value:
        case datetime() | FarDateTime():
            days, nanos, zone = split_datetime(value)
            return f"{_date_text(*civil_from_days(days))}T{_time_text(nanos, zone)}"
        case PartlyKnownDate():
            return value.isoformat()
        case date() | FarDate():
            return _date_text(value.year, value.month, value.day)
        case time() | ZonedTime():
            return _time_text(*split_time(value))
        case DaysDuration():
            return _days_duration_text(value)
    return _months_duration_text(value)
