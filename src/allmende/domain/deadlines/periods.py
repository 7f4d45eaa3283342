"""Periods and dates of the civil code (§§ 187 to 193 BGB), which § 31 VwVfG applies to authorities.

§ 187 I    the day of the event does not count          `event`
§ 187 II   the day counts when the period begins at its start   `start`
§ 188 I    a period of days ends with its last day
§ 188 II   weeks, months, years end on the day of the same name or number as the event,
           or on the day before it under § 187 II
§ 188 III  a day the month does not have becomes its last day
§ 189      half a year is six months, a quarter three, half a month 15 days
§ 190      an extension runs from the end of the old period
§ 192      the 1st, the 15th and the last day of a month
§ 193      and § 31 III VwVfG: an end on Saturday, Sunday or holiday moves to the next working day
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from allmende.domain.deadlines.result import Deadline, english_day, german_day
from allmende.domain.deadlines.working_days import next_working_day
from allmende.domain.values import Text

Unit = Literal["days", "weeks", "months", "years"]
UNITS: tuple[Unit, ...] = ("days", "weeks", "months", "years")
Begin = Literal["event", "start"]

_GERMAN = {
    "days": ("Tag", "Tagen"),
    "weeks": ("Woche", "Wochen"),
    "months": ("Monat", "Monaten"),
    "years": ("Jahr", "Jahren"),
}
_ENGLISH = {"days": "day", "weeks": "week", "months": "month", "years": "year"}


@dataclass(frozen=True, slots=True)
class Length:
    """How long a period is. Error: `ValueError` for less than one, or an unknown unit.

    >>> Length(1, "months").german()
    '1 Monat'
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"{self.unit!r} is not one of {', '.join(UNITS)}.")
        if self.count < 1:
            raise ValueError("A period is at least one day long.")

    def german(self) -> str:
        return f"{self.count} {_GERMAN[self.unit][self.count > 1]}"

    def english(self) -> str:
        return f"{self.count} {_ENGLISH[self.unit]}{'s' if self.count > 1 else ''}"


def half_year(count: int = 1) -> Length:
    """§ 189 Abs. 1 BGB."""
    return Length(6 * count, "months")


def quarter(count: int = 1) -> Length:
    """§ 189 Abs. 1 BGB."""
    return Length(3 * count, "months")


def half_month(count: int = 1) -> Length:
    """§ 189 Abs. 1 BGB."""
    return Length(15 * count, "days")


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


def period_end(
    begin: date,
    length: Length,
    *,
    state: str,
    counted: Begin = "event",
    shift: bool = True,
    rule: str = "period",
) -> Deadline:
    """The last day on which the period can still be kept.

    `shift=False` for the exceptions: a fixed day announced as such (§ 31 III 2 VwVfG), an authority's
    own period of performance (IV), an appointment (V).
    """
    plain = last_day(begin, length, counted)
    day = next_working_day(plain, state) if shift else plain
    basis = "§ 31 Abs. 1 VwVfG, §§ 187, 188 BGB" + (", § 31 Abs. 3 VwVfG" if day != plain else "")
    return Deadline(day, rule, basis, _say(begin, length, plain, day))


def _say(begin: date, length: Length, plain: date, day: date) -> Text:
    german = f"Die Frist von {length.german()} ab {german_day(begin)} endet am {german_day(day)}."
    english = f"The period of {length.english()} from {english_day(begin)} ends on {english_day(day)}."
    if day != plain:
        german += f" Der {german_day(plain)} ist kein Werktag."
        english += f" {english_day(plain)} is not a working day."
    return Text(de=german, en=english)


def extended_end(old_end: date, length: Length, *, state: str) -> Deadline:
    """§ 190 BGB: the extension runs from the end of the old period, wherever it was agreed."""
    found = period_end(old_end, length, state=state, rule="period.extended")
    return Deadline(found.day, found.rule, f"§ 190 BGB, {found.basis}", found.sentence)


def month_point(year: int, month: int, point: Literal["beginning", "middle", "end"]) -> date:
    """§ 192 BGB: the beginning, the middle, the end of a month are its 1st, 15th and last day."""
    number = {"beginning": 1, "middle": 15, "end": monthrange(year, month)[1]}[point]
    return date(year, month, number)
