"""Periods of the civil code (§§ 187, 188 BGB), which every procedure law applies (`ends.period_end` says by which norm).

§ 187 I    the day of the event does not count          `event`
§ 187 II   the day counts when the period begins at its start   `start`
§ 188 I    a period of days ends with its last day
§ 188 II   weeks, months, years end on the day of the same name or number as the event,
           or on the day before it under § 187 II
§ 188 III  a day the month does not have becomes its last day
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from allmende.domain.values import Text

Unit = Literal["days", "weeks", "months", "years"]
UNITS: tuple[Unit, ...] = ("days", "weeks", "months", "years")
Begin = Literal["event", "start"]

_ONE: Mapping[Unit, Text] = {
    "days": Text.named("deadlines.periods.day"),
    "weeks": Text.named("deadlines.periods.week"),
    "months": Text.named("deadlines.periods.month"),
    "years": Text.named("deadlines.periods.year"),
}
_MANY: Mapping[Unit, Text] = {
    "days": Text.named("deadlines.periods.days"),
    "weeks": Text.named("deadlines.periods.weeks"),
    "months": Text.named("deadlines.periods.months"),
    "years": Text.named("deadlines.periods.years"),
}
_AFTER_MANY: Mapping[Unit, Text] = {
    "days": Text.named("deadlines.periods.after_days"),
    "weeks": Text.named("deadlines.periods.after_weeks"),
    "months": Text.named("deadlines.periods.after_months"),
    "years": Text.named("deadlines.periods.after_years"),
}


@dataclass(frozen=True, slots=True)
class Length:
    """How long a period is. Error: `ValueError` for less than one, or an unknown unit.

    >>> Length(3, "months").words["de"], Length(3, "months").after["de"], Length(1, "months").words["en"]
    ('3 Monate', '3 Monaten', '1 month')
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"{self.unit!r} is not one of {', '.join(UNITS)}.")
        if self.count < 1:
            raise ValueError("A period is at least one day long.")

    @property
    def words(self) -> Text:
        """`3 Monate`, `3 months`."""
        return _ONE[self.unit] if self.count == 1 else _MANY[self.unit].filled(count=self.count)

    @property
    def after(self) -> Text:
        """After `von` or `nach`: `3 Monaten`."""
        return _ONE[self.unit] if self.count == 1 else _AFTER_MANY[self.unit].filled(count=self.count)


def last_day(begin: date, length: Length, counted: Begin = "event") -> date:
    """The last day of the period before any shift to a working day (§§ 187, 188 BGB).

    `begin` is the day of the event (does not count) or, with `start`, the first day that counts.

    >>> last_day(date(2026, 1, 31), Length(1, "months"))
    datetime.date(2026, 2, 28)
    """
    back = timedelta(days=1 if counted == "start" else 0)
    if length.unit == "days":
        return begin + timedelta(days=length.count) - back
    if length.unit == "weeks":
        return begin + timedelta(weeks=length.count) - back
    months = length.count * (12 if length.unit == "years" else 1)
    return _same_number(begin, months, back)


def _same_number(begin: date, months: int, back: timedelta) -> date:
    """The day with the same number `months` later; where the month lacks it, its last day (§ 188 III).

    The shortening of § 188 III already is the end, so nothing is taken back from it.
    """
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    days = monthrange(year, month + 1)[1]
    if begin.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, begin.day) - back
