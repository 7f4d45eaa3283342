"""Periods as the civil code words them; every case names its paragraph."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.deadlines import (
    HESSE,
    Length,
    ProcedureLaw,
    is_working_day,
    last_day,
    period_end,
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
    """§ 193 BGB, § 31 III HVwVfG."""
    found = period_end(begin, length, state=HESSE)
    assert found.day == end, why
    assert found.basis == "§ 31 Abs. 1 HVwVfG, §§ 187, 188 BGB, § 31 Abs. 3 HVwVfG"


@pytest.mark.parametrize(
    ("law", "basis", "moved"),
    [
        ("hvwvfg", "§ 31 Abs. 1 HVwVfG, §§ 187, 188 BGB", "§ 31 Abs. 3 HVwVfG"),
        ("pstg", "§ 31 Abs. 1 HVwVfG, §§ 187, 188 BGB", "§ 31 Abs. 3 HVwVfG"),
        ("ao", "§ 108 Abs. 1 AO, §§ 187, 188 BGB", "§ 108 Abs. 3 AO"),
        ("sgb_x", "§ 26 Abs. 1 SGB X, §§ 187, 188 BGB", "§ 26 Abs. 3 SGB X"),
        ("owig", "§ 46 Abs. 1 OWiG, § 43 Abs. 1 StPO, §§ 187, 188 BGB", "§ 46 Abs. 1 OWiG, § 43 Abs. 2 StPO"),
        ("private", "§ 186 BGB, §§ 187, 188 BGB", "§ 193 BGB"),
    ],
)
def test_each_procedure_law_counts_by_its_own_norm(law: ProcedureLaw, basis: str, moved: str) -> None:
    """No wording was read for these, so none is confirmed."""
    plain = period_end(date(2026, 11, 2), Length(14, "days"), state=HESSE, law=law)
    shifted = period_end(date(2026, 10, 7), Length(1, "months"), state=HESSE, law=law)
    assert (plain.basis, shifted.basis) == (basis, f"{basis}, {moved}")
    assert (plain.day, shifted.day) == (date(2026, 11, 16), date(2026, 11, 9))
    assert not plain.confirmed


def test_a_fixed_day_does_not_move() -> None:
    """§ 31 III 2, IV, V HVwVfG."""
    assert period_end(date(2026, 10, 7), Length(1, "months"), state=HESSE, shift=False).day == date(2026, 11, 7)


def test_the_answer_says_why_in_both_languages() -> None:
    found = period_end(date(2026, 10, 7), Length(1, "months"), state=HESSE)
    assert found.sentence["de"] == (
        "Die Frist von 1 Monat ab 07.10.2026 endet am 09.11.2026. Der 07.11.2026 ist ein Samstag."
    )
    assert found.sentence["en"] == (
        "The period of 1 month from 7 October 2026 ends on 9 November 2026. 7 November 2026 is a Saturday."
    )


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (date(2026, 11, 8), "Der 08.11.2026 ist ein Sonntag."),
        (date(2026, 6, 4), "Der 04.06.2026 ist ein gesetzlicher Feiertag (Fronleichnam)."),
        (date(2026, 12, 26), "Der 26.12.2026 ist ein gesetzlicher Feiertag (2. Weihnachtstag)."),
    ],
)
def test_a_moved_end_says_why_in_the_laws_words(end: date, why: str) -> None:
    """A Saturday is a Werktag (§ 3 Abs. 2 BUrlG, § 193 BGB names it beside Sunday and holiday)."""
    sentence = period_end(end - timedelta(days=14), Length(14, "days"), state=HESSE).sentence
    assert sentence["de"].endswith(why)


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
