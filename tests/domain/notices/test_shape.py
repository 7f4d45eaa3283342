"""Letters of the same parts have the same shape; one part more or less, and it is another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from allmende.domain.notices.shape import shape_of
from tests.domain.notices.sample import letter


def test_words_and_days_do_not_matter_and_parts_do() -> None:
    one = letter()
    said_otherwise = replace(one, subject=f"{one.subject} noch einmal", day=one.day + timedelta(days=9))
    assert shape_of(said_otherwise) == shape_of(one)
    for other in (
        replace(one, sections=one.sections[:-1]),
        replace(one, fee=None),
        replace(one, subject=""),
        replace(one, kind="receipt"),
        replace(one, translation=one),
    ):
        assert shape_of(other) != shape_of(one)
