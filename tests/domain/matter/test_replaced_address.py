"""A replaced mail address: how long it is said, and when the office is who chose it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from allmende.domain.facts import MailAddressCorrected
from allmende.domain.matter.replaced_address import SAID_FOR, find_replacement, set_by_office

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def fact(minute: int, by: str, *, replaced: bool) -> MailAddressCorrected:
    return MailAddressCorrected(at=AT + minute * MINUTE, by=by, replaced=replaced)


@pytest.mark.parametrize(
    ("acts", "office"),
    [
        ([], False),
        ([("Frau Clerk", True)], True),
        ([("Frau Clerk", False)], False),
        ([("", True)], False),
        ([("Frau Clerk", True), ("", True)], False),
        ([("Frau Clerk", True), ("", False)], False),
        ([("", True), ("Frau Clerk", False)], False),
        ([("Frau Clerk", True), ("Herr Amt", False)], True),
    ],
)
def test_the_last_who_entered_or_kept_the_address_with_the_case_open_counts(
    acts: list[tuple[str, bool]], office: bool
) -> None:
    facts = [fact(minute, by, replaced=replaced) for minute, (by, replaced) in enumerate(acts)]
    assert set_by_office(facts, AT + 10 * MINUTE) is office
    assert set_by_office(facts, AT - MINUTE) is False


def test_a_replacement_is_said_for_a_time_and_a_check_never() -> None:
    first, kept = fact(0, "", replaced=True), fact(1, "", replaced=False)
    assert find_replacement([first, kept], AT + MINUTE) == first
    assert find_replacement([kept], AT + MINUTE) is None
    assert find_replacement([first], AT + SAID_FOR) is None
