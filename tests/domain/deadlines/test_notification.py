"""When a notice counts as notified."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from allmende.domain.deadlines import (
    CHANNEL_NAMES,
    CHANNELS,
    HESSE,
    LAW_NAMES,
    PROCEDURE_LAWS,
    Channel,
    Deadline,
    ProcedureLaw,
    find_notification_rule,
    last_day,
    next_working_day,
    notification_day,
    retrieval_end,
)
from allmende.domain.deadlines.law import NOTIFICATION
from allmende.domain.values import Problem

FROM = date(2000, 1, 1)


def notified(channel: Channel, provided_on: date, law: ProcedureLaw = "hvwvfg", **more: date) -> Deadline | Problem:
    """Under Hessian law unless said otherwise, with consent."""
    return notification_day(channel, provided_on, law=law, state=HESSE, consented=True, **more)  # type: ignore[arg-type]


def day_of(found: Deadline | Problem) -> date:
    assert isinstance(found, Deadline)
    return found.day


@pytest.mark.parametrize(
    ("channel", "provided", "day", "rule"),
    [
        ("post", date(2024, 12, 31), date(2025, 1, 3), "hvwvfg.post"),
        ("post", date(2025, 1, 1), date(2025, 1, 4), "hvwvfg.post"),
        ("post", date(2026, 11, 2), date(2026, 11, 5), "hvwvfg.post"),
        ("electronic", date(2024, 12, 31), date(2025, 1, 3), "hvwvfg.electronic"),
        ("electronic", date(2026, 11, 2), date(2026, 11, 5), "hvwvfg.electronic"),
        ("postbox", date(2024, 12, 31), date(2025, 1, 3), "hvwvfg.postbox.2020"),
        ("postbox", date(2026, 11, 2), date(2026, 11, 6), "hvwvfg.postbox.2025"),
        ("public", date(2026, 11, 2), date(2026, 11, 16), "hvwvfg.public"),
        ("in_person", date(2026, 11, 2), date(2026, 11, 2), "hvwvfg.in_person"),
    ],
)
def test_each_channel_has_its_day(channel: Channel, provided: date, day: date, rule: str) -> None:
    found = notified(channel, provided)
    assert isinstance(found, Deadline)
    assert (found.day, found.rule) == (day, rule)


def test_the_fiction_does_not_move_to_a_working_day() -> None:
    assert day_of(notified("postbox", date(2026, 11, 4))) == date(2026, 11, 8)  # a Sunday


def test_for_taxes_the_fiction_moves() -> None:
    found = notified("post", date(2026, 11, 4), law="ao")
    assert isinstance(found, Deadline)
    assert (found.day, found.rule) == (date(2026, 11, 9), "ao.post.2025")


@pytest.mark.parametrize(
    "off", [date(2026, 11, 7), date(2026, 11, 8), date(2026, 12, 25)], ids=["saturday", "sunday", "holiday"]
)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("law", PROCEDURE_LAWS)
def test_only_fictions_of_tax_law_leave_a_day_off(law: ProcedureLaw, channel: Channel, off: date) -> None:
    rule = find_notification_rule(law, channel, off)
    if rule is None or rule.length is None:
        return
    before = (off - timedelta(days=back) for back in range(40))
    sent = next(day for day in before if last_day(day, rule.length) == off)
    assert day_of(notified(channel, sent, law)) == (next_working_day(off, HESSE) if law == "ao" else off)


def test_which_channels_of_tax_law_move() -> None:
    moving = {one.channel for one in NOTIFICATION if one.shift}
    assert moving == {"post", "electronic", "post_abroad", "portal", "postbox", "public", "registered"}
    assert {one.law for one in NOTIFICATION if one.shift} == {"ao"}
    assert all(one.shift for one in NOTIFICATION if one.law == "ao" and one.length)


def test_a_registered_letter_on_taxes_says_that_it_moved_and_is_not_confirmed() -> None:
    found = notified("registered", date(2026, 11, 4), law="ao")
    assert isinstance(found, Deadline)
    assert (found.day, found.basis, found.confirmed) == (
        date(2026, 11, 9),
        "§ 1 HVwZG, § 4 Abs. 2 VwZG, § 108 Abs. 3 AO",
        False,
    )
    assert "ist der 08.11.2026, ein Sonntag." in found.sentence["de"]


def test_reading_earlier_does_not_shorten_the_fiction_but_arriving_later_counts() -> None:
    early = notified("postbox", date(2026, 11, 2), retrieved_on=date(2026, 11, 3))
    assert day_of(early) == date(2026, 11, 6)
    late = notified("post", date(2026, 11, 2), arrived_on=date(2026, 11, 10))
    assert isinstance(late, Deadline)
    assert (late.day, late.rule) == (date(2026, 11, 10), "hvwvfg.post.late")


def test_transitional_law_can_name_the_day_of_the_rules() -> None:
    found = notified("post", date(2024, 12, 30), "sgb_x", law_on=date(2025, 1, 1))
    assert day_of(found) == date(2025, 1, 3)
    assert day_of(notified("post", date(2024, 12, 30), "sgb_x")) == date(2025, 1, 2)


def test_retrieval_from_a_portal_counts_on_the_next_day() -> None:
    found = notified("portal", date(2026, 11, 2), retrieved_on=date(2026, 11, 5))
    assert isinstance(found, Deadline)
    assert (found.day, found.basis) == (date(2026, 11, 6), "§ 41 Abs. 2a HVwVfG")


def test_a_notice_on_a_portal_is_void_after_ten_days() -> None:
    assert retrieval_end(date(2026, 11, 2)) == date(2026, 11, 12)
    assert day_of(notified("portal", date(2026, 11, 2), retrieved_on=date(2026, 11, 12))) == date(2026, 11, 13)
    late = notified("portal", date(2026, 11, 2), retrieved_on=date(2026, 11, 13))
    assert isinstance(late, Problem)
    assert late.code == "retrieval_expired"


def test_without_retrieval_there_is_no_notification_yet() -> None:
    found = notified("portal", date(2026, 11, 2))
    assert isinstance(found, Problem)
    assert found.code == "not_retrieved"
    assert found.text["de"] == "Der Bescheid ist noch nicht abgerufen. Er steht bis 12.11.2026 bereit."


def test_abroad_only_the_real_arrival_counts() -> None:
    waiting = notified("post_abroad", date(2026, 11, 2))
    assert isinstance(waiting, Problem)
    assert waiting.code == "not_arrived"
    assert day_of(notified("post_abroad", date(2026, 11, 2), arrived_on=date(2026, 11, 17))) == date(2026, 11, 17)


def test_no_postbox_before_the_law_had_one() -> None:
    found = notified("postbox", date(2020, 12, 9))
    assert isinstance(found, Problem)
    assert found.code == "no_rule"
    assert found.text["de"] == (
        "Für diesen Weg (im Postfach eines Nutzerkontos) ist am 09.12.2020 keine Regel hinterlegt. "
        "Verfahrensrecht: Hessisches Verwaltungsverfahrensgesetz."
    )


def test_every_law_and_every_channel_has_a_name_for_people() -> None:
    assert list(LAW_NAMES) == list(PROCEDURE_LAWS)
    assert list(CHANNEL_NAMES) == list(CHANNELS)


def test_the_answer_explains_itself() -> None:
    found = notified("postbox", date(2026, 11, 2))
    assert isinstance(found, Deadline)
    assert found.sentence["de"] == (
        "Der Bescheid gilt am 06.11.2026 als bekannt gegeben: "
        "der vierte Tag nach der Bereitstellung im Postfach am 02.11.2026 (§ 9 Abs. 1 OZG)."
    )
    assert found.confirmed


@pytest.mark.parametrize(
    ("channel", "provided", "german", "english"),
    [
        (
            "post", date(2026, 11, 4),
            (
                "Der Bescheid gilt am 09.11.2026 als bekannt gegeben, dem nächsten Werktag (§ 122 Abs. 2 Nr. 1, § 108 Abs. 3 AO): "
                "Der vierte Tag nach der Aufgabe zur Post am 04.11.2026 ist der 08.11.2026, ein Sonntag."
            ),
            (
                "The notice counts as notified on 9 November 2026, the next working day (§ 122 Abs. 2 Nr. 1, § 108 Abs. 3 AO): "
                "the fourth day after posting on 4 November 2026 is 8 November 2026, a Sunday."
            ),
        ),
        (
            "portal", date(2026, 12, 21),
            (
                "Der Bescheid gilt am 28.12.2026 als bekannt gegeben, dem nächsten Werktag (§ 122a Abs. 4, § 108 Abs. 3 AO): "
                "Der vierte Tag nach der Bereitstellung am 21.12.2026 ist der 25.12.2026, ein gesetzlicher Feiertag (1. Weihnachtstag)."
            ),
            (
                "The notice counts as notified on 28 December 2026, the next working day (§ 122a Abs. 4, § 108 Abs. 3 AO): "
                "the fourth day after provision on 21 December 2026 is 25 December 2026, a public holiday (Christmas Day)."
            ),
        ),
        (
            "post", date(2026, 11, 2),
            (
                "Der Bescheid gilt am 06.11.2026 als bekannt gegeben: der vierte Tag nach der Aufgabe zur Post am 02.11.2026 "
                "(§ 122 Abs. 2 Nr. 1, § 108 Abs. 3 AO)."
            ),
            (
                "The notice counts as notified on 6 November 2026: the fourth day after posting on 2 November 2026 "
                "(§ 122 Abs. 2 Nr. 1, § 108 Abs. 3 AO)."
            ),
        ),
    ],
)  # fmt: skip
def test_a_day_that_moved_says_from_which_and_why(channel: Channel, provided: date, german: str, english: str) -> None:
    found = notified(channel, provided, law="ao")
    assert isinstance(found, Deadline)
    assert (found.sentence["de"], found.sentence["en"]) == (german, english)


def test_what_hessian_law_must_still_confirm_is_marked() -> None:
    found = notified("post", date(2026, 11, 2))
    assert isinstance(found, Deadline)
    assert not found.confirmed


def test_every_rule_can_say_its_day() -> None:
    for rule in NOTIFICATION:
        day = max(rule.valid.first or FROM, FROM) + timedelta(days=30)
        found = notification_day(
            rule.channel, day, law=rule.law, state=HESSE, consented=True, retrieved_on=day, arrived_on=day, law_on=day
        )
        assert isinstance(found, Deadline), rule.id
        assert found.rule == rule.id
        assert rule.basis in found.sentence["de"]
        assert rule.basis in found.sentence["en"]
        assert rule.confirmed or rule.note["de"], f"{rule.id} is unconfirmed and does not say what is open"
