"""Periods as the civil code words them; every case names its paragraph."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.deadlines import (
    HESSE,
    Length,
    extended_end,
    half_month,
    half_year,
    is_working_day,
    last_day,
    month_point,
    period_end,
    quarter,
)

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("begin", "length", "end", "why"),
    [
        (date(2026, 11, 2), Length(1, "days"), date(2026, 11, 3), "§ 187 I: the day of the event does not count"),
        (date(2026, 11, 2), Length(14, "days"), date(2026, 11, 16), "§ 188 I"),
        (date(2026, 11, 4), Length(2, "weeks"), date(2026, 11, 18), "§ 188 II: same day of the week, Wednesday"),
        (date(2026, 11, 4), Length(1, "months"), date(2026, 12, 4), "§ 188 II: same number"),
        (date(2026, 1, 31), Length(1, "months"), date(2026, 2, 28), "§ 188 III: February has no 31st"),
        (date(2028, 1, 31), Length(1, "months"), date(2028, 2, 29), "§ 188 III in a leap year"),
        (date(2026, 1, 29), Length(1, "months"), date(2026, 2, 28), "§ 188 III"),
        (date(2028, 2, 29), Length(1, "years"), date(2029, 2, 28), "§ 188 III after a leap day"),
        (date(2026, 2, 28), Length(1, "months"), date(2026, 3, 28), "§ 188 II: not the end of March"),
        (date(2026, 4, 30), Length(1, "months"), date(2026, 5, 30), "§ 188 II: the number counts, not the month's end"),
        (date(2026, 8, 31), half_year(), date(2027, 2, 28), "§ 189 I: half a year is six months"),
        (date(2026, 11, 30), quarter(), date(2027, 2, 28), "§ 189 I: a quarter is three months"),
        (date(2026, 2, 10), half_month(), date(2026, 2, 25), "§ 189 I: half a month is 15 days"),
    ],
)
def test_a_period_after_an_event(begin: date, length: Length, end: date, why: str) -> None:
    assert last_day(begin, length) == end, why


@pytest.mark.parametrize(
    ("begin", "length", "end"),
    [
        (date(2026, 1, 1), Length(1, "years"), date(2026, 12, 31)),
        (date(2026, 2, 1), Length(1, "months"), date(2026, 2, 28)),
        (date(2026, 1, 31), Length(1, "months"), date(2026, 2, 28)),
        (date(2026, 11, 2), Length(1, "weeks"), date(2026, 11, 8)),
        (date(2026, 11, 2), Length(3, "days"), date(2026, 11, 4)),
        (date(2026, 11, 15), Length(12, "months"), date(2027, 11, 14)),
    ],
)
def test_a_period_from_the_start_of_a_day(begin: date, length: Length, end: date) -> None:
    """§ 187 II, § 188 II second half: the first day counts, the end is the day before."""
    assert last_day(begin, length, "start") == end


@pytest.mark.parametrize(
    ("begin", "length", "end", "why"),
    [
        (date(2026, 10, 7), Length(1, "months"), date(2026, 11, 9), "Saturday to Monday"),
        (date(2026, 10, 8), Length(1, "months"), date(2026, 11, 9), "Sunday to Monday"),
        (date(2026, 11, 25), Length(1, "months"), date(2026, 12, 28), "Christmas on a Friday, then the weekend"),
        (date(2026, 4, 1), Length(1, "months"), date(2026, 5, 4), "1 May is a Friday"),
        (date(2026, 3, 20), Length(2, "weeks"), date(2026, 4, 7), "Good Friday to the Tuesday after Easter"),
        (date(2026, 12, 1), Length(1, "months"), date(2027, 1, 4), "New Year is a Friday"),
    ],
)
def test_an_end_on_a_free_day_moves(begin: date, length: Length, end: date, why: str) -> None:
    """§ 193 BGB, § 31 III VwVfG."""
    found = period_end(begin, length, state=HESSE)
    assert found.day == end, why
    assert found.basis == "§ 31 Abs. 1 VwVfG, §§ 187, 188 BGB, § 31 Abs. 3 VwVfG"


def test_a_fixed_day_does_not_move() -> None:
    """§ 31 III 2, IV, V VwVfG."""
    assert period_end(date(2026, 10, 7), Length(1, "months"), state=HESSE, shift=False).day == date(2026, 11, 7)


def test_the_answer_says_why_in_both_languages() -> None:
    found = period_end(date(2026, 10, 7), Length(1, "months"), state=HESSE)
    assert found.sentence["de"] == (
        "Die Frist von 1 Monat ab 07.10.2026 endet am 09.11.2026. Der 07.11.2026 ist kein Werktag."
    )
    assert found.sentence["en"] == (
        "The period of 1 month from 7 October 2026 ends on 9 November 2026. 7 November 2026 is not a working day."
    )


def test_an_extension_runs_from_the_old_end() -> None:
    """§ 190 BGB."""
    found = extended_end(date(2026, 11, 13), Length(2, "weeks"), state=HESSE)
    assert (found.day, found.rule) == (date(2026, 11, 27), "period.extended")
    assert found.basis.startswith("§ 190 BGB, ")


def test_points_of_a_month() -> None:
    """§ 192 BGB."""
    assert month_point(2028, 2, "beginning") == date(2028, 2, 1)
    assert month_point(2028, 2, "middle") == date(2028, 2, 15)
    assert month_point(2028, 2, "end") == date(2028, 2, 29)


def test_a_period_has_a_length() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Length(0, "days")
    with pytest.raises(ValueError, match="'hours' is not one of"):
        Length(1, "hours")  # type: ignore[arg-type]


@given(DAYS, st.sampled_from(["days", "weeks", "months", "years"]), st.integers(1, 30))
def test_a_period_ends_on_a_working_day_not_before_the_plain_end(begin: date, unit: str, count: int) -> None:
    length = Length(count, unit)  # type: ignore[arg-type]
    found = period_end(begin, length, state=HESSE).day
    assert is_working_day(found, HESSE)
    assert 0 <= (found - last_day(begin, length)).days <= 5


@given(DAYS, st.integers(1, 60))
def test_a_longer_period_never_ends_earlier(begin: date, months: int) -> None:
    assert last_day(begin, Length(months, "months")) < last_day(begin, Length(months + 1, "months"))
