"""Where a proposal stands: quorum, four eyes, what lapses and what stays."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.domain.cooperation import Rules, StaffMember
from allmende.domain.cooperation.review import KINDS, ROLE_OF, ReviewVerdict, check_verdict, decide

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
AUTHOR = "greta"


def said(city: str, kind: Any = "review", says: Any = "approve", seq: int = 3, who: str = "") -> ReviewVerdict:
    return ReviewVerdict(city, kind, says, seq, AT, who or f"{city}-{kind}", f"Frau {city.title()}", "weil")


def state_of(*verdicts: ReviewVerdict, seq: int = 3, stage: Any = "review", **more: Any) -> Any:
    return decide(
        stage=stage, seq=seq, author_city="fulda", hands=frozenset({AUTHOR}), verdicts=verdicts,
        rules=more.pop("rules", Rules()), names={"wetzlar": "Wetzlar", "marburg": "Marburg"}, **more,
    )  # fmt: skip


QUORUM = (said("marburg"), said("wetzlar"), said("marburg", "legal"), said("fulda", "data_protection"))


def missing(state: Any) -> list[tuple[str, str]]:
    return [(role, text["de"]) for role, text in state.missing]


def test_quorum_and_both_sign_offs_make_it_releasable() -> None:
    state = state_of(*QUORUM)
    assert state.releasable
    assert state.missing == ()


def test_what_is_missing_is_said_by_role() -> None:
    assert missing(state_of()) == [
        ("begutachtung", "Es fehlt die Zustimmung von 2 weiteren Städten."),
        ("recht", "Die Prüfung durch das Recht fehlt."),
        ("datenschutz", "Die Prüfung des Datenschutzes fehlt."),
    ]
    assert missing(state_of(*QUORUM[1:])) == [("begutachtung", "Es fehlt die Zustimmung einer weiteren Stadt.")]


def test_a_city_counts_once_and_the_author_s_city_not_at_all() -> None:
    twice = state_of(said("marburg", who="one"), said("marburg", who="other"), *QUORUM[2:])
    assert missing(twice) == [("begutachtung", "Es fehlt die Zustimmung einer weiteren Stadt.")]
    own = state_of(said("marburg"), said("fulda"), *QUORUM[2:])
    assert not own.releasable


def test_sign_offs_may_come_from_the_author_s_city() -> None:
    state = state_of(said("marburg"), said("wetzlar"), said("fulda", "legal"), said("fulda", "data_protection"))
    assert state.releasable


def test_hands_that_changed_it_do_not_approve_it() -> None:
    state = state_of(said("marburg", who=AUTHOR), *QUORUM[1:])
    assert [approval.city for approval in state.approvals] == ["wetzlar", "marburg", "fulda"]
    assert not state.releasable


def test_approvals_lapse_with_the_next_change_and_are_named() -> None:
    state = state_of(*QUORUM, seq=4)
    assert [approval.stale for approval in state.approvals] == [True] * 4
    assert missing(state)[0] == (
        "begutachtung",
        "Es fehlt die Zustimmung von 2 weiteren Städten. Zu einem früheren Stand hatte zugestimmt: Marburg, Wetzlar.",
    )


def test_an_objection_holds_whatever_others_say() -> None:
    state = state_of(*QUORUM, said("wetzlar", "legal", "object"))
    assert not state.releasable
    assert missing(state) == [("gestaltung", "Wetzlar (Recht) hat Einwände. Bitte überarbeiten Sie den Entwurf.")]


def test_an_objection_stays_through_changes_until_its_city_approves_in_that_role() -> None:
    before = [said("wetzlar", "legal", "object", seq=2)]
    changed = state_of(*before, *QUORUM)
    assert missing(changed) == [
        ("recht", "Wetzlar (Recht) hatte Einwände. Der Entwurf ist seitdem geändert, Wetzlar sieht ihn neu an.")
    ]
    assert not state_of(*before, *QUORUM, said("limburg", "legal")).releasable
    assert not state_of(*before, *QUORUM, said("wetzlar", "data_protection")).releasable
    assert state_of(*before, *QUORUM, said("wetzlar", "legal")).releasable


def test_an_author_s_approval_does_not_lift_an_objection() -> None:
    state = state_of(said("wetzlar", "review", "object", 2), said("wetzlar", who=AUTHOR), *QUORUM[2:], said("marburg"))
    assert [verdict.says for verdict in state.verdicts if verdict.city == "wetzlar"] == ["object"]


def test_open_comments_are_counted_and_hold_nothing_back() -> None:
    state = state_of(*QUORUM, open_comments=3)
    assert (state.open_comments, state.releasable) == (3, True)


def test_the_agreed_numbers_decide() -> None:
    assert state_of(rules=Rules(approvals=0, legal=0, data_protection=0)).releasable
    more = missing(state_of(*QUORUM, rules=Rules(approvals=3, legal=3)))
    assert more == [
        ("begutachtung", "Es fehlt die Zustimmung einer weiteren Stadt."),
        ("recht", "Die Prüfung durch das Recht fehlt (2 Städte)."),
    ]


@pytest.mark.parametrize(("stage", "count"), [("draft", 1), ("released", 0), ("closed", 0)])
def test_only_a_proposal_is_releasable(stage: Any, count: int) -> None:
    state = state_of(*QUORUM, stage=stage)
    assert (state.releasable, len(state.missing)) == (False, count)


def test_whose_turn_it_is() -> None:
    state = state_of(said("marburg"), said("limburg", "legal", "object", 2), said("marburg", "legal"))
    assert not state.awaits("marburg", "review"), "has spoken"
    assert state.awaits("wetzlar", "review"), "its word is needed"
    assert state.awaits("limburg", "legal"), "objected to an older state"
    assert not state.awaits("wetzlar", "legal"), "somebody else signed"
    assert not state_of(stage="draft").awaits("wetzlar", "review")


def test_what_may_be_said() -> None:
    def problem(city: str, who: str, kind: Any, says: Any, text: str = "weil") -> str:
        found = check_verdict(
            person=StaffMember(city, who, who),
            kind=kind,
            says=says,
            text=text,
            author_city="fulda",
            hands=frozenset({AUTHOR}),
        )
        return found.code if found else ""

    assert problem("marburg", "bernd", "review", "approve", "") == ""
    assert problem("fulda", "berta", "review", "approve") == "verdict.own_city"
    assert problem("fulda", "rita", "legal", "approve") == ""
    assert problem("marburg", AUTHOR, "legal", "approve") == "verdict.own"
    assert problem("fulda", AUTHOR, "review", "object") == ""
    assert problem("marburg", "bernd", "review", "object", " ") == "verdict.reason"


CITIES = st.sampled_from(["fulda", "marburg", "wetzlar", "limburg"])
VERDICTS = st.builds(
    said, CITIES, st.sampled_from(KINDS), st.sampled_from(["approve", "object"]), st.integers(1, 3), st.sampled_from(["", AUTHOR])
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(VERDICTS, max_size=12))
def test_releasable_means_exactly_that_nobody_objects_and_enough_others_approved_this_state(
    verdicts: list[ReviewVerdict],
) -> None:
    last: dict[Any, ReviewVerdict] = {}
    for verdict in verdicts:
        if verdict.says == "object" or verdict.person != AUTHOR:
            last[verdict.city, verdict.kind] = verdict
    yes = [one for one in last.values() if one.says == "approve" and one.seq == 3]
    enough = (
        len({one.city for one in yes if one.kind == "review"} - {"fulda"}) >= 2
        and any(one.kind == "legal" for one in yes)
        and any(one.kind == "data_protection" for one in yes)
    )
    state = state_of(*verdicts)
    assert state.releasable == (enough and all(one.says == "approve" for one in last.values()))
    assert {role for role, _ in state.missing} <= {"gestaltung", *ROLE_OF.values()}
