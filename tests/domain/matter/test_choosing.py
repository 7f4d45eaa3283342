"""Which of several register entries is meant: only a person says so, and from then on the register speaks for it."""

from __future__ import annotations

from datetime import UTC, datetime

from allmende.domain.facts import TaskDone
from allmende.domain.matter.choosing import candidate, list_candidates, registers_as_seen
from allmende.domain.process.model import Node

TASK = Node("pruefen", "userTask", options={"choose": "residents"})
NAMESAKES = {
    "residents": {
        "matches": 2,
        "person": None,
        "candidates": [
            candidate("r1", "Thomas Becker, Ketzerbach 1", {"person": {"main_residence": "Ketzerbach 1"}}),
            candidate("r2", "Thomas Becker, Markt 2", {"person": {"main_residence": "Markt 2"}}),
        ],
    },
    "permits": {"active": 0},
}


def done(choice: str) -> TaskDone:
    return TaskDone(
        at=datetime(2026, 11, 2, tzinfo=UTC), task_id="t", node_id="pruefen", outcome="granted", choice=choice
    )


def test_the_clerk_is_offered_every_entry_in_words() -> None:
    assert list_candidates(NAMESAKES, TASK) == (
        ("r1", "Thomas Becker, Ketzerbach 1"),
        ("r2", "Thomas Becker, Markt 2"),
    )


def test_a_task_that_does_not_ask_offers_nothing() -> None:
    assert list_candidates(NAMESAKES, Node("zahlen", "userTask")) == ()
    assert list_candidates({"residents": {"matches": 1}}, TASK) == ()
    assert list_candidates({}, TASK) == ()


def test_before_a_choice_the_register_says_what_it_said() -> None:
    assert registers_as_seen(NAMESAKES, [done("")]) == NAMESAKES


def test_after_the_choice_it_speaks_for_that_entry_and_still_says_how_many_matched() -> None:
    after = registers_as_seen(NAMESAKES, [done("r1"), done("r2")])

    assert after["residents"]["person"] == {"main_residence": "Markt 2"}
    assert after["residents"]["matches"] == 2
    assert after["permits"] == {"active": 0}


def test_a_choice_that_is_no_entry_of_this_register_changes_nothing() -> None:
    assert registers_as_seen(NAMESAKES, [done("r9")]) == NAMESAKES
