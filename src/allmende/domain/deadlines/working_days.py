"""Working days: what is neither Saturday, Sunday nor public holiday (§ 193 BGB, § 31 Abs. 3 HVwVfG)."""

from __future__ import annotations

from datetime import date, timedelta

from allmende.domain.deadlines.holidays import Holiday, find_holiday
from allmende.domain.values import Text

_SATURDAY = 5


def is_working_day(day: date, state: str) -> bool:
    """False on Saturdays, Sundays and public holidays. 24 and 31 December are working days in law."""
    return day.weekday() < _SATURDAY and find_holiday(state, day) is None


def name_day_off(day: date, state: str) -> Text:
    """Why it is no working day: the holiday, or the day of the week. A Saturday is no *Sonn- oder Feiertag* but a *Werktag*.

    >>> name_day_off(date(2026, 6, 4), "HE")["de"]
    'ein gesetzlicher Feiertag (Fronleichnam)'
    """
    holiday = find_holiday(state, day)
    if holiday is not None:
        return Text.named("deadlines.working_days.holiday", name=holiday.name)
    return (
        Text.named("deadlines.working_days.saturday")
        if day.weekday() == _SATURDAY
        else Text.named("deadlines.working_days.sunday")
    )


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


def list_week_holidays(after: date, until: date, state: str) -> tuple[Holiday, ...]:
    """The public holidays after the first and until the last day that fall on Monday to Friday: those a count leaves out."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    found = (find_holiday(state, day) for day in days if day.weekday() < _SATURDAY)
    return tuple(one for one in found if one is not None)
