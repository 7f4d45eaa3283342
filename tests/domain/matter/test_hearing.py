"""What a letter may say of a hearing comes from the facts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import status
from allmende.domain.matter.hearing import begin_of, hearing_names, is_answered, list_other, open_again
from allmende.domain.matter.waiting import has_arrived


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


INVITED = f.HearingOpened(at=at(2), text="Anhörung", until=date(2026, 11, 20))
NEVER = {
    "invited_on": None,
    "until": None,
    "answered": False,
    "answered_on": None,
    "posted_on": None,
    "counted_from": None,
}
SILENT = NEVER | {"invited_on": date(2026, 11, 2), "until": date(2026, 11, 20)}
ANSWERED = SILENT | {"answered": True, "answered_on": date(2026, 11, 8)}


def wrote(day: int, hour: int = 10) -> f.MessageReceived:
    return f.MessageReceived(at=at(day, hour), message_id=f"m{day}")


def decided(day: int) -> f.DecisionTaken:
    return f.DecisionTaken(at=at(day), outcome="refused", automatic=False, decided_on=date(2026, 11, day))


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ((), NEVER),
        ((wrote(1),), NEVER),
        ((wrote(1), INVITED), SILENT),
        ((INVITED, decided(21), wrote(22)), SILENT),
        ((INVITED, wrote(7, 23), wrote(9), decided(21)), ANSWERED),
        ((INVITED, wrote(7, 23), f.HearingOpened(at=at(12), text="Neu", until=date(2026, 11, 30))),
         SILENT | {"invited_on": date(2026, 11, 12), "until": date(2026, 11, 30)}),
    ],
)  # fmt: skip
def test_only_a_message_between_invitation_and_decision_is_an_answer(
    facts: tuple[f.Fact, ...], names: dict[str, object]
) -> None:
    assert hearing_names(facts) == names


def test_an_answer_on_paper_counts_with_the_day_it_came_in() -> None:
    paper = f.MessageReceived(at=at(9), message_id="p", received_on=date(2026, 11, 6), by="Frau Clerk")
    assert hearing_names((INVITED, paper)) == SILENT | {"answered": True, "answered_on": date(2026, 11, 6)}
    assert paper.told("de") == "Antwort auf Papier eingegangen am 06.11.2026 (Frau Clerk)"
    assert wrote(7).told("de") == "Nachricht der Person eingegangen"


LETTER = f.NoticeIssued(at=at(2), notice_id="n", template="anhoerung", notice_kind="information", title="Anhörung")


def deemed(day: int) -> f.NotificationDeemed:
    return f.NotificationDeemed(at=at(day), notice_id="n", day=date(2026, 11, day), rule="r", basis="§ 41")


@pytest.mark.parametrize(
    ("facts", "today", "begin"),
    [
        ((), 2, 6),  # read online, or abroad: four days
        ((), 4, 8),  # sealed later than written
        ((deemed(13),), 10, 13),  # posted on the 10th
        ((deemed(5),), 2, 6),  # never earlier than the day the letter names for reading online
    ],
)
def test_the_time_runs_from_notification_and_never_ends_before_a_day_that_was_told(
    facts: tuple[f.Fact, ...], today: int, begin: int
) -> None:
    assert begin_of((LETTER, *facts), LETTER, date(2026, 11, today)) == date(2026, 11, begin)


BY_POST = f.HearingOpened(
    at=at(2),
    text="Anhörung",
    until=date(2026, 11, 20),
    notice_id="n",
    counted_from=date(2026, 11, 6),
    posted_on=date(2026, 11, 2),
)


def posted_again(*facts: f.Fact, notice_id: str = "n", counted_from: date | None = date(2026, 11, 16)) -> object:
    found = open_again((BY_POST, *facts), notice_id, counted_from, date(2026, 11, 13), at(13), "HE")
    return [(x.until, x.counted_from, x.posted_on) for x in found if isinstance(x, f.HearingOpened)]


def test_a_letter_posted_once_more_gives_the_whole_time_again() -> None:
    assert posted_again() == [(date(2026, 11, 30), date(2026, 11, 16), date(2026, 11, 13))]
    assert posted_again(counted_from=None) == [(date(2026, 12, 1), date(2026, 11, 17), date(2026, 11, 13))]
    assert posted_again(notice_id="other") == []
    assert posted_again(wrote(5)) == []
    assert posted_again(decided(12)) == []
    assert posted_again(counted_from=date(2026, 11, 6)) == [], "no later day"


def test_what_is_about_something_else_is_no_answer_until_the_office_finds_that_it_is() -> None:
    other = f.MessageReceived(at=at(9), message_id="m9", about="other")
    counted = f.HearingAnswered(at=at(12), message_id="m9", received_on=date(2026, 11, 9), by="Frau Clerk", officer="1")
    hearing = f.HearingOpened(at=at(4), text="Warum?", until=date(2026, 11, 20))
    assert not is_answered((hearing, other))
    assert status.unanswered_hearing((hearing, other)) == hearing
    assert not has_arrived("hearing_reply", "w", (hearing, other))
    assert [x.message_id for x in list_other((hearing, other))] == ["m9"]
    assert hearing_names((hearing, other, counted))["answered_on"] == date(2026, 11, 9)
    assert status.unanswered_hearing((hearing, other, counted)) is None
    assert has_arrived("hearing_reply", "w", (hearing, other, counted))
    assert list_other((hearing, other, counted)) == ()


def test_her_own_word_that_it_is_the_answer_counts_and_so_does_what_nobody_asked_about() -> None:
    hearing = f.HearingOpened(at=at(4), text="Warum?", until=date(2026, 11, 20))
    for about in ("answer", ""):
        assert is_answered((hearing, f.MessageReceived(at=at(9), message_id="m", about=about)))


def test_the_invitation_names_the_upload_the_page_of_the_reply_has() -> None:
    words = (Path(__file__).parents[3] / "services/_processes/anhoerung.yaml").read_text(encoding="utf-8")
    assert "Dann können Sie auch Unterlagen hochladen." in words
    assert "Then you can also upload documents." in words
