"""Properties of values reached by a dot: `date.year`, `duration.days`, `range.start`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from allmende.feel.values.calendar import (
    civil_from_days,
    days_from_civil,
    instant,
    offset_of,
    split_datetime,
    split_time,
    standard_offset,
    time_instant,
)
from allmende.feel.values.durations import DAY, SECOND, DaysDuration
from allmende.feel.values.kinds import Value
from allmende.feel.values.partly_known import PartlyKnownDate

Property = Callable[[Value], Value]


def _clock(part: int) -> Property:
    """Hour (0) or minute (1) of nanoseconds since midnight."""
    divisor = (3600, 60)[part]
    return lambda nanos: Decimal(nanos // SECOND // divisor % 60)


def _second(nanos: int) -> Decimal:
    whole, fraction = divmod(nanos, SECOND)
    return Decimal(whole % 60) + Decimal(fraction).scaleb(-9) if fraction else Decimal(whole % 60)


def _offset(seconds: int | None) -> Value:
    return None if seconds is None else DaysDuration(seconds * SECOND)


def _time_offset(value: Value) -> Value:
    zone = split_time(value)[1]
    return None if zone is None else _offset(standard_offset(zone))


def _zone_name(zone: object) -> str | None:
    return zone if isinstance(zone, str) else None


def _duration_part(index: int) -> Property:
    def part(value: DaysDuration) -> Decimal:
        number = value.parts()[index]
        return Decimal(-number if value.nanoseconds < 0 else number)

    return part


def _months_part(value: Value, part: int) -> Decimal:
    number = divmod(abs(value.months), 12)[part]
    return Decimal(-number if value.months < 0 else number)


def _known_month(value: Value) -> Decimal | None:
    month = value.known_month if isinstance(value, PartlyKnownDate) else value.month
    return None if month is None else Decimal(month)


def _seconds(nanos: int) -> Decimal:
    """Nanoseconds as seconds."""
    whole, fraction = divmod(nanos, SECOND)
    return Decimal(whole) + Decimal(fraction).scaleb(-9) if fraction else Decimal(whole)


_EPOCH = days_from_civil(1970, 1, 1) * DAY
_hour, _minute = _clock(0), _clock(1)

PROPERTIES: dict[str, dict[str, Property]] = {
    "date": {
        "year": lambda value: Decimal(value.year),
        "month": _known_month,
        "day": lambda value: None if isinstance(value, PartlyKnownDate) else Decimal(value.day),
        "weekday": lambda value: None if isinstance(value, PartlyKnownDate) else Decimal(value.isoweekday()),
        "value": lambda value: _seconds(value.toordinal() * DAY - _EPOCH),
    },
    "date and time": {
        "year": lambda value: Decimal(civil_from_days(split_datetime(value)[0])[0]),
        "month": lambda value: Decimal(civil_from_days(split_datetime(value)[0])[1]),
        "day": lambda value: Decimal(civil_from_days(split_datetime(value)[0])[2]),
        "weekday": lambda value: Decimal((split_datetime(value)[0] - 1) % 7 + 1),
        "hour": lambda value: _hour(split_datetime(value)[1]),
        "minute": lambda value: _minute(split_datetime(value)[1]),
        "second": lambda value: _second(split_datetime(value)[1]),
        "time offset": lambda value: _offset(offset_of(value)),
        "timezone": lambda value: _zone_name(split_datetime(value)[2]),
        "value": lambda value: _seconds(instant(value)[0] - _EPOCH),
    },
    "time": {
        "hour": lambda value: _hour(split_time(value)[0]),
        "minute": lambda value: _minute(split_time(value)[0]),
        "second": lambda value: _second(split_time(value)[0]),
        "time offset": _time_offset,
        "timezone": lambda value: _zone_name(split_time(value)[1]),
        "value": lambda value: _seconds(time_instant(value)[0]),
    },
    "days and time duration": {
        "days": _duration_part(0),
        "hours": _duration_part(1),
        "minutes": _duration_part(2),
        "seconds": _duration_part(3),
        "value": lambda value: _seconds(value.nanoseconds),
    },
    "years and months duration": {
        "years": lambda value: _months_part(value, 0),
        "months": lambda value: _months_part(value, 1),
        "value": lambda value: Decimal(value.months),
    },
    "range": {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}
