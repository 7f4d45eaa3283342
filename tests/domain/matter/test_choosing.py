"""Which of several register entries is meant: only a person says so, and from then on the register speaks for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from allmende.domain.facts import RegisterConsulted, TaskDone
from allmende.domain.matter.choosing import candidate, list_candidates, list_withheld, registers_as_seen, withhold
from allmende.domain.process.model import FlowNode

TASK = FlowNode("pruefen", "userTask", options={"choose": "residents"})
NAMESAKES: dict[str, dict[str, Any]] = {
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
SEEN = {"residents": {"matches": 2, "person": None}, "permits": {"active": 0}}
"""Whom else it may be is for the office alone: no rule, no letter names the others."""

NOBODY = {"matches": 0, "person": None}
KEPT = {"residents": withhold(NOBODY, NAMESAKES["residents"], "unproved", ["Thomas Becker, geboren 1.1.1970"])}


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
    assert list_candidates(NAMESAKES, FlowNode("zahlen", "userTask")) == ()
    assert list_candidates({"residents": {"matches": 1}}, TASK) == ()
    assert list_candidates({}, TASK) == ()


def test_before_a_choice_the_register_says_what_it_said() -> None:
    assert registers_as_seen(NAMESAKES, [done("")]) == SEEN


def test_after_the_choice_it_speaks_for_that_entry_and_still_says_how_many_matched() -> None:
    after = registers_as_seen(NAMESAKES, [done("r1"), done("r2")])

    assert after["residents"]["person"] == {"main_residence": "Markt 2"}
    assert after["residents"]["matches"] == 2
    assert after["permits"] == {"active": 0}


def test_a_choice_that_is_no_entry_of_this_register_changes_nothing() -> None:
    assert registers_as_seen(NAMESAKES, [done("r9")]) == SEEN


def asked() -> RegisterConsulted:
    return RegisterConsulted(
        at=datetime(2026, 11, 2, tzinfo=UTC), consult_id="residents", register="residents", summary="zurückgehalten"
    )


def test_a_withheld_answer_looks_like_nobody_until_a_person_decides() -> None:
    refused = replace(done("r1"), outcome="refused")
    for facts in ([asked()], [asked(), refused], [done("r1"), asked()]):
        assert registers_as_seen(KEPT, facts) == {"residents": NOBODY}
        (kept,) = list_withheld(KEPT, facts)
        assert (kept.result, kept.why, kept.words) == ("residents", "unproved", ("Thomas Becker, geboren 1.1.1970",))


def test_a_positive_decision_releases_it_with_the_entry_that_was_chosen() -> None:
    facts = [asked(), done("r2")]
    assert registers_as_seen(KEPT, facts)["residents"] == {"matches": 2, "person": {"main_residence": "Markt 2"}}
    assert list_withheld(KEPT, facts) == ()


def test_the_clerk_chooses_from_what_is_withheld() -> None:
    assert [key for key, _ in list_candidates(KEPT, TASK)] == ["r1", "r2"]
