"""`+ - * / **` and negation over numbers, texts, dates and durations (DMN 1.5, tables 47 to 53).

Each function gives `None` where the pair of operands has no result; the caller says why.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DivisionByZero

from allmende.feel.numbers import CONTEXT
from allmende.feel.values.calendar import (
    civil_from_days,
    date_from_days,
    days_in_month,
    from_instant,
    instant,
    make_date,
    make_datetime,
    make_time,
    midnight_utc,
    split_datetime,
    split_time,
    time_instant,
)
from allmende.feel.values.durations import DAY, DaysDuration, MonthsDuration
from allmende.feel.values.kinds import Value, kind_of

_MAX_NANOSECONDS = 10**33
_MAX_MONTHS = 10**19

NUM, TEXT, DATE, TIME, MOMENT = "number", "string", "date", "time", "date and time"
DAYS, MONTHS = "days and time duration", "years and months duration"

Operation = Callable[[Value, Value], Value]


def days_duration(nanoseconds: int) -> DaysDuration | None:
    """A duration, unless it is absurdly long."""
    return DaysDuration(nanoseconds) if abs(nanoseconds) <= _MAX_NANOSECONDS else None


def months_duration(months: int) -> MonthsDuration | None:
    """A duration, unless it is absurdly long."""
    return MonthsDuration(months) if abs(months) <= _MAX_MONTHS else None


# Moving dates


def _shift_months(days: int, months: int) -> int | None:
    """The day `months` later; the last day of the month where that day is missing."""
    year, month, day = civil_from_days(days)
    index = year * 12 + month - 1 + months
    year, month = index // 12, index % 12 + 1
    moved = make_date(year, month, min(day, days_in_month(year, month)))
    return None if moved is None else moved.toordinal()


def _date_plus_days(day: Value, length: DaysDuration) -> Value:
    return date_from_days(day.toordinal() + length.nanoseconds // DAY)


def _date_plus_months(day: Value, length: MonthsDuration) -> Value:
    days = _shift_months(day.toordinal(), length.months)
    return None if days is None else date_from_days(days)


def _moment_plus_days(moment: Value, length: DaysDuration) -> Value:
    nanos, _ = instant(moment)
    return from_instant(nanos + length.nanoseconds, split_datetime(moment)[2])


def _moment_plus_months(moment: Value, length: MonthsDuration) -> Value:
    days, nanos, zone = split_datetime(moment)
    moved = _shift_months(days, length.months)
    return None if moved is None else make_datetime(moved, nanos, zone)


def _time_plus(clock: Value, length: DaysDuration) -> Value:
    nanos, zone = split_time(clock)
    return make_time(nanos + length.nanoseconds, zone)


def _swapped(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


def _minus(operation: Operation) -> Operation:
    """Subtract a duration by adding its opposite."""
    return lambda left, right: operation(left, negate(right))


# Differences


def _between_moments(left: Value, right: Value) -> Value:
    left = midnight_utc(left) if kind_of(left) == DATE else left
    right = midnight_utc(right) if kind_of(right) == DATE else right
    (later, zoned), (earlier, other_zoned) = instant(left), instant(right)
    return days_duration(later - earlier) if zoned == other_zoned else None


def _between_times(left: Value, right: Value) -> Value:
    (later, zoned), (earlier, other_zoned) = time_instant(left), time_instant(right)
    return DaysDuration(later - earlier) if zoned == other_zoned else None


# Scaling


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if not base and exponent < 0:
        raise DivisionByZero
    return CONTEXT.power(base, exponent)


def _whole(number: Decimal) -> int:
    """Without its fraction. What no duration can hold is cut before Python writes out thousands of digits."""
    return int(number) if number.adjusted() < 40 else 10**40


def _times_days(length: DaysDuration, factor: Decimal) -> Value:
    return days_duration(_whole(CONTEXT.multiply(Decimal(length.nanoseconds), factor)))


def _times_months(length: MonthsDuration, factor: Decimal) -> Value:
    return months_duration(_whole(CONTEXT.multiply(Decimal(length.months), factor)))


def _days_by_number(length: DaysDuration, divisor: Decimal) -> Value:
    return days_duration(_whole(CONTEXT.divide(Decimal(length.nanoseconds), divisor)))


def _months_by_number(length: MonthsDuration, divisor: Decimal) -> Value:
    return months_duration(_whole(CONTEXT.divide(Decimal(length.months), divisor)))


ADD: dict[tuple[str, str], Operation] = {
    (NUM, NUM): CONTEXT.add,
    (TEXT, TEXT): lambda left, right: left + right,
    (DATE, DAYS): _date_plus_days,
    (DAYS, DATE): _swapped(_date_plus_days),
    (DATE, MONTHS): _date_plus_months,
    (MONTHS, DATE): _swapped(_date_plus_months),
    (MOMENT, DAYS): _moment_plus_days,
    (DAYS, MOMENT): _swapped(_moment_plus_days),
    (MOMENT, MONTHS): _moment_plus_months,
    (MONTHS, MOMENT): _swapped(_moment_plus_months),
    (TIME, DAYS): _time_plus,
    (DAYS, TIME): _swapped(_time_plus),
    (DAYS, DAYS): lambda left, right: days_duration(left.nanoseconds + right.nanoseconds),
    (MONTHS, MONTHS): lambda left, right: months_duration(left.months + right.months),
}
SUBTRACT: dict[tuple[str, str], Operation] = {
    (NUM, NUM): CONTEXT.subtract,
    (DATE, DATE): lambda left, right: DaysDuration((left.toordinal() - right.toordinal()) * DAY),
    (MOMENT, MOMENT): _between_moments,
    (MOMENT, DATE): _between_moments,
    (DATE, MOMENT): _between_moments,
    (TIME, TIME): _between_times,
    (DATE, DAYS): _minus(_date_plus_days),
    (DATE, MONTHS): _minus(_date_plus_months),
    (MOMENT, DAYS): _minus(_moment_plus_days),
    (MOMENT, MONTHS): _minus(_moment_plus_months),
    (TIME, DAYS): _minus(_time_plus),
    (DAYS, DAYS): lambda left, right: days_duration(left.nanoseconds - right.nanoseconds),
    (MONTHS, MONTHS): lambda left, right: months_duration(left.months - right.months),
}
MULTIPLY: dict[tuple[str, str], Operation] = {
    (NUM, NUM): CONTEXT.multiply,
    (DAYS, NUM): _times_days,
    (NUM, DAYS): _swapped(_times_days),
    (MONTHS, NUM): _times_months,
    (NUM, MONTHS): _swapped(_times_months),
}
DIVIDE: dict[tuple[str, str], Operation] = {
    (NUM, NUM): CONTEXT.divide,
    (DAYS, NUM): _days_by_number,
    (MONTHS, NUM): _months_by_number,
    (DAYS, DAYS): lambda left, right: CONTEXT.divide(Decimal(left.nanoseconds), Decimal(right.nanoseconds)),
    (MONTHS, MONTHS): lambda left, right: CONTEXT.divide(Decimal(left.months), Decimal(right.months)),
}
POWER: dict[tuple[str, str], Operation] = {(NUM, NUM): _power}

OPERATIONS: dict[str, dict[tuple[str, str], Operation]] = {
    "+": ADD,
    "-": SUBTRACT,
    "*": MULTIPLY,
    "/": DIVIDE,
    "**": POWER,
}


def negate(value: Value) -> Value:
    """The opposite of a number or duration; `None` for anything else."""
    match value:
        case Decimal():
            return CONTEXT.minus(value)
        case DaysDuration():
            return DaysDuration(-value.nanoseconds)
        case MonthsDuration():
            return MonthsDuration(-value.months)
        case _:
            return None
