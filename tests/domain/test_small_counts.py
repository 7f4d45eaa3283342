"""Few people are not counted aloud, and no sum gives them away."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.small_counts import FEWEST, share, suppress

COUNTS = st.lists(st.integers(0, 30), max_size=8)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([], ()),
        ([7, 12], (7, 12)),
        ([0, 4, 9, 30], (0, None, None, 30)),
        ([1, 1, 40], (None, None, None)),
        ([2, 3, 40], (None, None, 40)),
        ([4], (None,)),
        ([0, 3], (0, None)),
    ],
)
def test_what_is_told_of_counts(counts: list[int], told: tuple[int | None, ...]) -> None:
    assert suppress(counts) == told


@given(COUNTS)
def test_the_sum_less_what_is_told_is_about_enough_people(counts: list[int]) -> None:
    told = suppress(counts)
    hidden = [count for count, said in zip(counts, told, strict=True) if said is None]
    assert all(said is None or said == 0 or said >= FEWEST for said in told)
    assert all(said in (None, count) for count, said in zip(counts, told, strict=True))
    left = any(said for said in told)
    assert not hidden or not left or (len(hidden) >= 2 and sum(hidden) >= FEWEST)


def test_what_no_page_shows_is_hidden_first() -> None:
    assert suppress((7, 2, 40), unseen=(2,)) == (7, None, None)
    assert suppress((7, 2, 40)) == (None, None, 40)
    assert suppress((7, 0, 3), unseen=(2,)) == (None, 0, None), "else the rest is what is left"


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 4, None), (0, 5, "0.0"), (1, 20, None), (5, 9, None), (5, 10, "50.0"), (10, 10, "100.0"), (9, 10, None)],
)
def test_a_share_tells_neither_a_small_part_nor_a_small_rest(part: int, whole: int, told: str | None) -> None:
    assert share(part, whole) == (None if told is None else Decimal(told))
