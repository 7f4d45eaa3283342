"""Public holidays as dated rules.

Each rule is a fixed day of the year or a distance from Easter Sunday, in the states where it holds, in the
period in which it holds. A one-off holiday is a rule that is valid for one day. Only rules needed from
`FIRST_YEAR` on are in the table; earlier years are refused rather than answered wrongly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from allmende.domain.values import Period, Text

FIRST_YEAR = 1995
"""Until 1994 Buß- und Bettag was a holiday in Hesse; older law is not in the table."""

HESSE = "HE"


class UnknownHolidays(LookupError, ValueError):
    """No rules for that state or year."""


_ALWAYS = Period()


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """When a holiday falls: `month` and `day`, or `easter` days after Easter Sunday."""

    id: str
    name: Text
    basis: str
    states: frozenset[str]
    month: int = 0
    day: int = 0
    easter: int | None = None
    valid: Period = _ALWAYS

    def falls_on(self, year: int) -> date:
        if self.easter is None:
            return date(year, self.month, self.day)
        return easter_sunday(year) + timedelta(days=self.easter)


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: Text
    rule: str
    basis: str


_HE = frozenset({HESSE})
_HFEIERTAGSG = "§ 1 Abs. 1 HFeiertagsG"

RULES: tuple[HolidayRule, ...] = (
    HolidayRule("he.new_year", Text.named("deadlines.holidays.he_new_year"), _HFEIERTAGSG, _HE, 1, 1),
    HolidayRule("he.good_friday", Text.named("deadlines.holidays.he_good_friday"), _HFEIERTAGSG, _HE, easter=-2),
    HolidayRule("he.easter_monday", Text.named("deadlines.holidays.he_easter_monday"), _HFEIERTAGSG, _HE, easter=1),
    HolidayRule("he.first_may", Text.named("deadlines.holidays.he_first_may"), _HFEIERTAGSG, _HE, 5, 1),
    HolidayRule("he.ascension", Text.named("deadlines.holidays.he_ascension"), _HFEIERTAGSG, _HE, easter=39),
    HolidayRule("he.whit_monday", Text.named("deadlines.holidays.he_whit_monday"), _HFEIERTAGSG, _HE, easter=50),
    HolidayRule("he.corpus_christi", Text.named("deadlines.holidays.he_corpus_christi"), _HFEIERTAGSG, _HE, easter=60),
    HolidayRule(
        "de.unity_day",
        Text.named("deadlines.holidays.de_unity_day"),
        "Art. 2 Abs. 2 EinigVtr",
        _HE,
        10,
        3,
    ),
    HolidayRule("he.christmas", Text.named("deadlines.holidays.he_christmas"), _HFEIERTAGSG, _HE, 12, 25),
    HolidayRule("he.boxing_day", Text.named("deadlines.holidays.he_boxing_day"), _HFEIERTAGSG, _HE, 12, 26),
    HolidayRule(
        "he.reformation_2017",
        Text.named("deadlines.holidays.he_reformation_2017"),
        "Verordnung zum 500. Reformationsjubiläum (einmalig)",
        _HE,
        10,
        31,
        valid=Period(date(2017, 10, 31), date(2017, 11, 1)),
    ),
)
KNOWN_STATES = frozenset().union(*(rule.states for rule in RULES))


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Gauss's rule with Lichtenberg's correction).

    >>> easter_sunday(2026)
    datetime.date(2026, 4, 5)
    """
    century = year // 100
    moon_shift = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun_shift = 2 - (3 * century + 3) // 4
    golden = year % 19
    moon = (19 * golden + moon_shift) % 30
    moon_fix = (moon + golden // 11) // 29
    full_moon = 21 + moon - moon_fix
    first_sunday = 7 - (year + year // 4 + sun_shift) % 7
    march = full_moon + 7 - (full_moon - first_sunday) % 7
    return date(year, 3, 1) + timedelta(days=march - 1)


@lru_cache(maxsize=256)
def list_holidays(state: str, year: int) -> tuple[Holiday, ...]:
    """The public holidays of a state (ISO 3166-2 without `DE-`) in a year, in order.

    Errors: `UnknownHolidays` for a state without rules or a year before `FIRST_YEAR`.
    """
    if state not in KNOWN_STATES:
        raise UnknownHolidays(f"No holidays are known for the state {state!r}.")
    if year < FIRST_YEAR:
        raise UnknownHolidays(f"Holidays are known from {FIRST_YEAR} on, not for {year}.")
    found = (
        Holiday(rule.falls_on(year), rule.name, rule.id, rule.basis)
        for rule in RULES
        if state in rule.states and rule.valid.contains(rule.falls_on(year))
    )
    return tuple(sorted(found, key=lambda holiday: holiday.day))


def find_holiday(state: str, day: date) -> Holiday | None:
    """The holiday on that day, if it is one."""
    return next((holiday for holiday in list_holidays(state, day.year) if holiday.day == day), None)
