"""Saturdays, Sundays and holidays are no working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.deadlines import (
    HESSE,
    add_working_days,
    is_working_day,
    next_working_day,
)
from allmende.domain.deadlines.working_days import list_week_holidays

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 26), False),
        (date(2026, 12, 27), False),
        (date(2026, 12, 28), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
        (date(2026, 6, 4), False),
        (date(2026, 6, 6), False),
    ],
)
def test_a_day_is_a_working_day_or_not(day: date, working: bool) -> None:
    assert is_working_day(day, HESSE) is working


def test_over_christmas_only_working_days_count() -> None:
    assert add_working_days(date(2026, 12, 23), 1, HESSE) == date(2026, 12, 24)
    assert add_working_days(date(2026, 12, 23), 2, HESSE) == date(2026, 12, 28)
    assert add_working_days(date(2026, 12, 28), -2, HESSE) == date(2026, 12, 23)
    assert add_working_days(date(2026, 12, 25), 0, HESSE) == date(2026, 12, 25)


def test_only_holidays_of_the_week_are_left_out_of_a_count() -> None:
    found = list_week_holidays(date(2026, 12, 23), date(2027, 1, 4), HESSE)
    assert [one.day for one in found] == [date(2026, 12, 25), date(2027, 1, 1)], "the 26th is a Saturday"
    assert list_week_holidays(date(2026, 12, 25), date(2026, 12, 25), HESSE) == ()


def test_ten_working_days_over_easter() -> None:
    assert add_working_days(date(2026, 3, 27), 10, HESSE) == date(2026, 4, 14)


@given(DAYS, st.integers(1, 60))
def test_adding_working_days_passes_exactly_that_many(day: date, count: int) -> None:
    end = add_working_days(day, count, HESSE)
    assert is_working_day(end, HESSE)
    passed = (day + timedelta(days=number) for number in range(1, (end - day).days + 1))
    assert sum(is_working_day(one, HESSE) for one in passed) == count


@given(DAYS)
def test_the_next_working_day_is_the_first_one_not_before(day: date) -> None:
    found = next_working_day(day, HESSE)
    assert is_working_day(found, HESSE)
    assert not any(is_working_day(day + timedelta(days=number), HESSE) for number in range((found - day).days))


def test_a_holiday_on_the_last_day_is_left_out_of_the_count() -> None:
    corpus_christi = date(2026, 6, 4)
    assert [one.day for one in list_week_holidays(date(2026, 6, 1), corpus_christi, "HE")] == [corpus_christi]
    assert list_week_holidays(corpus_christi, date(2026, 6, 9), "HE") == ()
