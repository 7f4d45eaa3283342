"""Payment references."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.matter.numbering import payment_reference
from allmende.domain.spelling.check_digit import check_digit

DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("pattern", "serial", "reference"),
    [
        ("MR{yy}{serial:08}{check}", 1, "MR26000000018"),
        ("MR{yy}{serial:08}{check}", 42, "MR26000000425"),
        ("{yyyy}-{serial:4}", 7, "2026-0007"),
        ("X{serial}", 123, "X123"),
        ("", 1, "26000000018"),
        ("K{serial:04}", 123456, "K123456"),
    ],
)
def test_a_reference_follows_the_citys_pattern(pattern: str, serial: int, reference: str) -> None:
    assert payment_reference(pattern, serial, DAY) == reference


@given(st.integers(min_value=1, max_value=99_999_999), st.integers(min_value=1, max_value=99_999_999))
def test_different_numbers_are_different_references(one: int, other: int) -> None:
    pattern = "MR{yy}{serial:08}{check}"
    same = payment_reference(pattern, one, DAY) == payment_reference(pattern, other, DAY)
    assert same == (one == other)


@given(
    st.integers(min_value=0, max_value=10**10),
    st.integers(min_value=0, max_value=9),
    st.integers(min_value=0, max_value=9),
)
def test_the_check_digit_is_one_digit(number: int, place: int, digit: int) -> None:
    assert 0 <= check_digit(f"{number:011d}") <= 9
