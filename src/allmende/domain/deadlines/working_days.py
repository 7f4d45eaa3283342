"""Working days: what is neither Saturday, Sunday nor public holiday (§ 193 BGB, § 31 Abs. 3 VwVfG)."""

from __future__ import annotations

from datetime import date, timedelta

from allmende.domain.deadlines.holidays import find_holiday

_SATURDAY = 5


def is_working_day(day: date, state: str) -> bool:
    """False on Saturdays, Sundays and public holidays. 24 and 31 December are working days in law."""
    return day.weekday() < _SATURDAY and find_holiday(state, day) is None


def next_working_day(day: date, state: str) -> date:
    """That day when it is a working day, else the next one."""
    while not is_working_day(day, state):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, state: str) -> date:
    """The `count`-th working day after `day`; before it when negative; `day` itself for zero.

    >>> add_working_days(date(2026, 12, 23), 2, "HE")
    datetime.date(2026, 12, 28)
    """
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day, state):
            day += step
    return day


def count_working_days(first: date, until: date, state: str) -> int:
    """Working days from `first` on, up to but without `until`; 0 when the stretch is empty."""
    days = max((until - first).days, 0)
    return sum(is_working_day(first + timedelta(days=offset), state) for offset in range(days))
