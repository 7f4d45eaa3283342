"""When a notice counts as notified."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.domain.deadlines import Deadline, notification_day, retrieval_end
from allmende.domain.deadlines.notification import Channel
from allmende.domain.values import Problem


def day_of(found: Deadline | Problem) -> date:
    assert isinstance(found, Deadline)
    return found.day


@pytest.mark.parametrize(
    ("channel", "provided", "day", "rule"),
    [
        ("post", date(2024, 12, 31), date(2025, 1, 3), "post.1997"),
        ("post", date(2025, 1, 1), date(2025, 1, 5), "post.2025"),
        ("post", date(2026, 11, 2), date(2026, 11, 6), "post.2025"),
        ("electronic", date(2024, 12, 31), date(2025, 1, 3), "electronic.1997"),
        ("electronic", date(2026, 11, 2), date(2026, 11, 6), "electronic.2025"),
        ("postbox", date(2024, 12, 31), date(2025, 1, 3), "postbox.2020"),
        ("postbox", date(2026, 11, 2), date(2026, 11, 6), "postbox.2025"),
        ("public", date(2026, 11, 2), date(2026, 11, 16), "public.1977"),
        ("in_person", date(2026, 11, 2), date(2026, 11, 2), "in_person"),
    ],
)
def test_each_channel_has_its_day(channel: Channel, provided: date, day: date, rule: str) -> None:
    found = notification_day(channel, provided)
    assert isinstance(found, Deadline)
    assert (found.day, found.rule) == (day, rule)


def test_the_fiction_does_not_move_to_a_working_day() -> None:
    assert day_of(notification_day("postbox", date(2026, 11, 4))) == date(2026, 11, 8)  # a Sunday


def test_for_taxes_the_fiction_moves() -> None:
    found = notification_day("post", date(2026, 11, 4), law="AO")
    assert isinstance(found, Deadline)
    assert (found.day, found.rule) == (date(2026, 11, 9), "tax.post.2025")


def test_reading_earlier_does_not_shorten_the_fiction_but_arriving_later_counts() -> None:
    early = notification_day("postbox", date(2026, 11, 2), retrieved_on=date(2026, 11, 3))
    assert day_of(early) == date(2026, 11, 6)
    late = notification_day("post", date(2026, 11, 2), arrived_on=date(2026, 11, 10))
    assert isinstance(late, Deadline)
    assert (late.day, late.rule) == (date(2026, 11, 10), "post.2025.late")


def test_transitional_law_can_name_the_day_of_the_rules() -> None:
    assert day_of(notification_day("post", date(2024, 12, 30), law_on=date(2025, 1, 1))) == date(2025, 1, 3)


def test_retrieval_from_a_portal_counts_on_the_next_day() -> None:
    found = notification_day("portal", date(2026, 11, 2), retrieved_on=date(2026, 11, 5))
    assert isinstance(found, Deadline)
    assert (found.day, found.basis) == (date(2026, 11, 6), "§ 41 Abs. 2a VwVfG")


def test_a_notice_on_a_portal_is_void_after_ten_days() -> None:
    assert retrieval_end(date(2026, 11, 2)) == date(2026, 11, 12)
    assert day_of(notification_day("portal", date(2026, 11, 2), retrieved_on=date(2026, 11, 12))) == date(2026, 11, 13)
    late = notification_day("portal", date(2026, 11, 2), retrieved_on=date(2026, 11, 13))
    assert isinstance(late, Problem)
    assert late.code == "retrieval_expired"


def test_without_retrieval_there_is_no_notification_yet() -> None:
    found = notification_day("portal", date(2026, 11, 2))
    assert isinstance(found, Problem)
    assert found.code == "not_retrieved"
    assert found.text["de"] == "Der Bescheid ist noch nicht abgerufen. Er steht bis 12.11.2026 bereit."


def test_abroad_only_the_real_arrival_counts() -> None:
    waiting = notification_day("post_abroad", date(2026, 11, 2))
    assert isinstance(waiting, Problem)
    assert waiting.code == "not_arrived"
    assert day_of(notification_day("post_abroad", date(2026, 11, 2), arrived_on=date(2026, 11, 17))) == date(
        2026, 11, 17
    )


def test_no_postbox_before_the_law_had_one() -> None:
    found = notification_day("postbox", date(2020, 12, 9))
    assert isinstance(found, Problem)
    assert found.code == "no_rule"


def test_the_answer_explains_itself() -> None:
    found = notification_day("postbox", date(2026, 11, 2))
    assert isinstance(found, Deadline)
    assert found.sentence["de"] == (
        "Der Bescheid gilt am 06.11.2026 als bekannt gegeben: "
        "der vierte Tag nach der Bereitstellung im Postfach am 02.11.2026 (§ 9 Abs. 1 OZG)."
    )
    assert found.confirmed


def test_what_hessian_law_must_still_confirm_is_marked() -> None:
    found = notification_day("post", date(2026, 11, 2))
    assert isinstance(found, Deadline)
    assert not found.confirmed
