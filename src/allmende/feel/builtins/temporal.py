"""Functions on dates (DMN 1.5, tables 82 and 85)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from allmende.feel.builtins.signatures import Library
from allmende.feel.runtime.run import BuiltinRefusal, Run
from allmende.feel.values.calendar import FarDateTime, civil_from_days, days_from_civil, split_datetime
from allmende.feel.values.kinds import Value

LIBRARY = Library()

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = "date: date|date and time"


def _day_number(value: Value) -> int:
    if isinstance(value, datetime | FarDateTime):
        return split_datetime(value)[0]
    return int(value.toordinal())


@LIBRARY.add("day of year", _DATE, "number")
def _day_of_year(run: Run, date: Value) -> Decimal:
    days = _day_number(date)
    return Decimal(days - days_from_civil(civil_from_days(days)[0], 1, 1) + 1)


@LIBRARY.add("day of week", _DATE, "string")
def _day_of_week(run: Run, date: Value) -> str:
    return _WEEKDAYS[(_day_number(date) - 1) % 7]


@LIBRARY.add("month of year", _DATE, "string")
def _month_of_year(run: Run, date: Value) -> str:
    return _MONTHS[civil_from_days(_day_number(date))[1] - 1]


@LIBRARY.add("week of year", _DATE, "number")
def _week_of_year(run: Run, date: Value) -> Decimal:
    """The ISO week: that of the Thursday in the same week."""
    days = _day_number(date)
    thursday = days - (days - 1) % 7 + 3
    return Decimal((thursday - days_from_civil(civil_from_days(thursday)[0], 1, 1)) // 7 + 1)


@LIBRARY.add("now", "", "date and time")
def _now(run: Run) -> Value:
    if run.now is None:
        raise BuiltinRefusal("clock")
    return run.now


@LIBRARY.add("today", "", "date")
def _today(run: Run) -> Value:
    if run.now is None:
        raise BuiltinRefusal("clock")
    return run.now.date()
