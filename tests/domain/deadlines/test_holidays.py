"""Hessian holidays, against the law and against an independent library."""

from __future__ import annotations

from datetime import date

import holidays as oracle
import pytest

from allmende.domain.deadlines import easter_sunday, find_holiday, list_holidays


@pytest.mark.parametrize("year", range(2000, 2041))
def test_the_days_are_those_an_independent_library_knows(year: int) -> None:
    ours = sorted({holiday.day for holiday in list_holidays("HE", year)})  # in 2008 two fell on 1 May
    assert ours == sorted(oracle.country_holidays("DE", subdiv="HE", years=year))


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1818, date(1818, 3, 22)),
        (1954, date(1954, 4, 18)),
        (1981, date(1981, 4, 19)),
        (2008, date(2008, 3, 23)),
        (2011, date(2011, 4, 24)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
        (2049, date(2049, 4, 18)),
        (2076, date(2076, 4, 19)),
    ],
)
def test_easter_falls_where_the_church_says(year: int, day: date) -> None:
    assert easter_sunday(year) == day


def test_the_year_2026_in_hesse() -> None:
    assert [(f"{h.day:%d.%m.}", h.name["de"]) for h in list_holidays("HE", 2026)] == [
        ("01.01.", "Neujahr"),
        ("03.04.", "Karfreitag"),
        ("06.04.", "Ostermontag"),
        ("01.05.", "1. Mai"),
        ("14.05.", "Christi Himmelfahrt"),
        ("25.05.", "Pfingstmontag"),
        ("04.06.", "Fronleichnam"),
        ("03.10.", "Tag der Deutschen Einheit"),
        ("25.12.", "1. Weihnachtstag"),
        ("26.12.", "2. Weihnachtstag"),
    ]


def test_reformation_day_was_a_holiday_once() -> None:
    found = find_holiday("HE", date(2017, 10, 31))
    assert found is not None
    assert found.rule == "he.reformation_2017"
    assert find_holiday("HE", date(2018, 10, 31)) is None


def test_what_the_table_does_not_know_is_refused() -> None:
    with pytest.raises(LookupError, match="No holidays are known for the state 'XX'"):
        list_holidays("XX", 2026)
    with pytest.raises(LookupError, match="Holidays are known from 1995 on"):
        list_holidays("HE", 1994)


def test_easter_agrees_with_the_algorithm_of_meeus_in_every_century() -> None:
    for year in range(1600, 3000):
        a, (b, c) = year % 19, divmod(year, 100)
        d, e = divmod(b, 4)
        g = (b - (b + 8) // 25 + 1) // 3
        h = (19 * a + b - d - g + 15) % 30
        i, k = divmod(c, 4)
        week = (32 + 2 * e + 2 * i - h - k) % 7
        month, day = divmod(h + week - 7 * ((a + 11 * h + 22 * week) // 451) + 114, 31)
        assert easter_sunday(year) == date(year, month, day + 1), year
