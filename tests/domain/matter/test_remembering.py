"""What follows from the answers alone is computed once, and again as soon as one of them is another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from allmende.domain.matter.answering import check_stored
from tests.domain.matter.test_moving import matter as plain_matter


def test_it_is_kept_while_the_case_goes_on_and_made_anew_with_other_answers() -> None:
    matter = plain_matter()
    first = check_stored(matter)
    assert check_stored(replace(matter, facts=(), results={"register": {}}, unread=True)) is first
    for other in (
        replace(matter, answers=dict(matter.answers)),
        replace(matter, received_on=matter.received_on + timedelta(days=1)),
        replace(matter, applicant=replace(matter.applicant, level="high")),
    ):
        again = check_stored(other)
        assert again is not first
        assert check_stored(other) is again
    assert check_stored(matter, uploads={}) is not check_stored(matter, uploads={})
