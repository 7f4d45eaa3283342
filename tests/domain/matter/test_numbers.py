"""Payment references, and the days that follow from a letter."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.matter.announcing import announce
from allmende.domain.matter.numbering import check_digit, payment_reference

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


def test_the_legal_days_follow_from_channel_and_kind() -> None:
    days = announce("objection", "decision", "postbox", DAY)
    assert days is not None
    assert (days.deemed_on, days.appeal_until, days.rule) == (date(2026, 11, 6), date(2026, 12, 7), "postbox.2025")
    assert announce("objection", "decision", "portal", DAY) is None
    retrieved = announce("objection", "decision", "portal", DAY, retrieved_on=date(2026, 11, 5))
    assert retrieved is not None
    assert retrieved.deemed_on == date(2026, 11, 6)
    certificate = announce("objection", "certificate", "postbox", DAY)
    assert certificate is not None
    assert (certificate.deemed_on, certificate.appeal_until) == (date(2026, 11, 6), None)
