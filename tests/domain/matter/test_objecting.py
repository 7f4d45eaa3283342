"""What the decisions on an objection must observe. Which letters may be contested: `tests/usecases/test_objecting.py`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from allmende.domain import facts as f
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.objecting import check_objection, contest, list_contestable
from allmende.domain.matter.redress import carry_out
from allmende.domain.process.model import FlowNode
from tests.domain.matter.test_contested import ABOUT, NOW, TODAY, objection, signed
from tests.domain.matter.test_evidence import plain_matter

DESK = FlowNode(id="entscheiden", element="userTask", role="widerspruchsstelle")
LATE = replace(ABOUT, until=date(2026, 11, 30))


def codes(outcome: str, *, about: f.NoticeContested = ABOUT, officer: str = "9", reason: str = "") -> list[str]:
    """What refuses that outcome at the objections office, in the case of a signed objection."""
    matter = replace(objection(TODAY), facts=(about, signed(TODAY)))
    found = check_objection(matter, DESK, OfficerDecision(outcome, reason=reason), officer, TODAY)
    return [one.code for one in found]


def test_in_time_and_signed_it_is_let_in() -> None:
    assert codes("admissible") == []


@pytest.mark.parametrize("outcome", ["reinstate", "uninstructed"])
def test_late_needs_a_reason_and_a_way_the_law_knows(outcome: str) -> None:
    assert codes("admissible", about=LATE) == ["objection.late"]
    assert codes(outcome, about=LATE) == ["objection.say_why"]
    assert codes(outcome, about=LATE, reason="Krankenhaus.") == []


def test_unsigned_nobody_lets_it_in() -> None:
    found = check_objection(objection(TODAY), DESK, OfficerDecision("reinstate", reason="x"), "9", TODAY)
    assert [one.code for one in found] == ["objection.unsigned"]


def test_who_decided_the_notice_decides_nothing_here() -> None:
    own = replace(ABOUT, officer="9")
    assert codes("refused", about=own) == codes("granted", about=own) == ["objection.own_decision"]
    assert codes("refused", about=own, officer="8") == []
    assert codes("waive", about=own, reason="Verzicht.") == [], "no decision"


def test_going_without_the_committee_needs_a_reason() -> None:
    assert codes("waive") == ["objection.waive"]


def test_other_cases_are_left_alone() -> None:
    assert check_objection(plain_matter(), DESK, OfficerDecision("waive"), "9", TODAY) == ()
    assert check_objection(objection(TODAY), None, OfficerDecision("waive"), "9", TODAY) == ()


def test_a_case_without_a_letter_has_nothing_to_contest() -> None:
    assert list_contestable(plain_matter(), "objection", TODAY) == ()


@pytest.mark.parametrize(("outcome", "leaves"), [("granted", True), ("partly", True), ("refused", False), ("withdrawn", False)])  # fmt: skip
def test_a_success_leaves_something_to_do(outcome: str, *, leaves: bool) -> None:
    ended = f.ObjectionEnded(at=NOW, objection="o", reference="MR-2", notice_id="n", outcome=outcome)
    task = carry_out(ended, "sachbearbeitung")
    assert (task is not None) == leaves
    if task is not None:
        assert (task.role, "MR-2" in task.reason) == ("sachbearbeitung", True)


LETTER = f.NoticeIssued(at=NOW, notice_id="n", template="refuse", notice_kind="decision", title="Ablehnung", outcome="refused")  # fmt: skip
PROVIDED = f.NoticeProvided(at=NOW, notice_id="n", title="Ablehnung", channel="portal", provided_on=TODAY)
DEEMED = f.NotificationDeemed(at=NOW, notice_id="n", day=date(2026, 12, 2), rule="r", basis="b", appeal_until=date(2027, 1, 4), appeal_rule="appeal.objection")  # fmt: skip
LODGED = f.ObjectionLodged(at=NOW, objection="o", reference="MR-2", notice_id="n", title="Ablehnung", lodged_on=TODAY)
ENDED = f.ObjectionEnded(at=NOW, objection="o", reference="MR-2", notice_id="n", outcome="refused")
BACK = f.LetterReturned(at=NOW, notice_id="n", returned_on=TODAY)


@pytest.mark.parametrize(
    ("facts", "contestable"),
    [
        ((LETTER,), False),
        ((LETTER, PROVIDED), True),
        ((LETTER, PROVIDED, DEEMED), True),
        ((LETTER, PROVIDED, DEEMED, LODGED), False),
        ((LETTER, PROVIDED, DEEMED, LODGED, ENDED), False),
        ((LETTER, PROVIDED, DEEMED, LODGED, replace(ENDED, outcome="withdrawn")), True),
        ((LETTER, PROVIDED, BACK), False),
        ((replace(LETTER, notice_kind="information"), PROVIDED), False),
    ],
)
def test_a_decision_that_is_out_may_be_contested_once(facts: tuple[f.Fact, ...], *, contestable: bool) -> None:
    matter = replace(plain_matter(), facts=facts)
    matter = replace(matter, service=replace(matter.service, sheet=replace(matter.service.sheet, remedy="objection")))
    assert bool(list_contestable(matter, "objection", TODAY)) == contestable
    assert list_contestable(matter, "action", TODAY) == ()


def test_its_time_is_that_of_the_letter_and_a_year_at_most() -> None:
    matter = replace(plain_matter(), facts=(LETTER, PROVIDED, DEEMED))
    matter = replace(matter, service=replace(matter.service, sheet=replace(matter.service.sheet, remedy="objection")))
    (found,) = list_contestable(matter, "objection", TODAY)
    assert (found.notified_on, found.until, found.year) == (date(2026, 12, 2), date(2027, 1, 4), date(2027, 12, 2))
    assert [found.is_late(day) for day in (date(2027, 1, 4), date(2027, 1, 5))] == [False, True]
    assert [found.is_over(day) for day in (date(2027, 12, 2), date(2027, 12, 3))] == [False, True]


def test_the_fact_names_whoever_decided_and_nobody_for_a_machine() -> None:
    done = f.TaskDone(at=NOW, task_id="t", node_id="pruefen", outcome="refused", by="Frau Clerk", officer="7")
    taken = f.DecisionTaken(at=NOW, outcome="refused", automatic=False, decided_on=TODAY)
    for decision, officer in ((taken, "7"), (replace(taken, automatic=True, basis="§ 46 Abs. 5 StVO"), "")):
        matter = replace(plain_matter(), facts=(done, decision, LETTER, PROVIDED, DEEMED))
        matter = replace(matter, service=replace(matter.service, sheet=replace(matter.service.sheet, remedy="objection")))  # fmt: skip
        (letter,) = list_contestable(matter, "objection", TODAY)
        about = contest(matter, letter, "portal", NOW)
        assert (about.officer, about.automatic, about.until) == (officer, officer == "", date(2027, 1, 4))
