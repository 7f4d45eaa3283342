"""A step that cannot be done: the ways out of it, each walked in memory before it counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from allmende.apps.cases import office, operations
from allmende.apps.cases import queries as cases
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.matter import CannotPerform, WorkStep
from allmende.domain.matter.perform import _ACTIONS
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.rehearse_decision import rehearse_decision
from allmende.usecases.settle_incident import find_incident
from tests.trouble import Trouble
from tests.world import Clerk, Visitor, World


@pytest.fixture
def trouble(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trouble]:
    yield Trouble(monkeypatch)


@pytest.fixture
def applicant(world: World, visitor: Visitor, clerk: Clerk, trouble: Trouble) -> Visitor:
    """Somebody whose paid application was granted, and whose letter then cannot be written."""
    visitor.apply()
    world.work()
    visitor.pay()
    assert clerk.decide("granted") == ()
    trouble.break_()
    world.work()
    return visitor


def incident(clerk: Clerk) -> office.TaskLine:
    return next(line for line in clerk.tasks() if line.kind == "trouble")


def settle(world: World, clerk: Clerk, outcome: str, **more: Any) -> list[str]:
    """Choose a way; the codes of what is missing."""
    where: dict[str, Any] = {"city": "marburg", "task_id": incident(clerk).id, "officer_id": clerk.id, "now": world.now}
    problems = decide_task(**where, decision=OfficerDecision(outcome, **more))
    world.work()
    return [problem.code for problem in problems]


def test_the_task_says_what_did_not_work(applicant: Visitor, clerk: Clerk) -> None:
    task = incident(clerk)
    assert (task.title, task.reason) == ("Störung: „Bewilligen“ ging nicht", "Es fehlt: Anzahl.")


def test_done_is_no_way_out(world: World, applicant: Visitor, clerk: Clerk) -> None:
    assert settle(world, clerk, "done") == ["incident.way"]
    assert "case_closed" not in applicant.kinds()


def test_trying_again_for_nothing_leaves_one_task_and_goes_on_file(
    world: World, applicant: Visitor, clerk: Clerk
) -> None:
    before = incident(clerk).id
    for _ in range(2):
        assert settle(world, clerk, "retry") == ["incident.again", "test"]
    assert [line.id for line in clerk.tasks()] == [before]
    assert applicant.kinds().count("step_failed") == 1
    assert applicant.kinds().count("step_retried") == 2


def test_trying_again_once_the_reason_is_gone_goes_on(
    world: World, applicant: Visitor, clerk: Clerk, trouble: Trouble
) -> None:
    trouble.end()
    assert settle(world, clerk, "retry") == []
    assert applicant.kinds()[-1] == "case_closed"
    assert applicant.kinds().count("notice_issued") == 1


def test_a_value_is_put_right_with_a_note_and_the_case_goes_on(world: World, applicant: Visitor, clerk: Clerk) -> None:
    assert settle(world, clerk, "mend") == ["incident.value", "incident.note"]
    assert settle(world, clerk, "mend", reason="Telefonat", answers={"anzahl": "viele"}) == ["format"]
    assert settle(world, clerk, "mend", reason="Telefonat", answers={"anzahl": "4"}) == ["test"]
    assert settle(world, clerk, "mend", reason="Telefonat", answers={"anzahl": "5", "name": "Eve"}) == []
    assert applicant.kinds()[-1] == "case_closed"
    matter = cases.find_matter(case_id=applicant.id, today=world.today)
    assert (matter.answers["anzahl"], matter.answers["name"]) == (5, "Erika Muster")
    mended = next(fact for fact in applicant.facts() if isinstance(fact, f.AnswersMended))
    assert mended.told("de") == "Frau Clerk hat ergänzt: Wie viele Hunde?. Telefonat"


def test_going_back_undoes_the_decision_and_asks_for_no_money_twice(
    world: World, applicant: Visitor, clerk: Clerk, trouble: Trouble
) -> None:
    assert settle(world, clerk, "back") == []
    assert [line.title for line in clerk.tasks()] == ["Anmeldung prüfen"]
    assert applicant.view().outcome == ""
    trouble.end()
    assert clerk.decide("refused", ground="zu_gross", reason="Er misst 80 cm.") == ()
    world.work()
    assert applicant.kinds()[-1] == "case_closed"
    assert applicant.kinds().count("payment_demanded") == 1
    assert applicant.view().outcome == "refused"


def test_refusing_sends_the_letter_gives_the_money_back_and_closes(
    world: World, applicant: Visitor, clerk: Clerk, trouble: Trouble
) -> None:
    trouble.end()
    assert settle(world, clerk, "refuse") == ["decision.ground"]
    assert settle(world, clerk, "refuse", ground="zu_gross") == ["decision.facts"]
    where: dict[str, Any] = {"city": "marburg", "task_id": incident(clerk).id, "officer_id": clerk.id, "now": world.now}
    foreseen = rehearse_decision(
        **where, decision=OfficerDecision("refuse", ground="zu_gross", reason="Er misst 80 cm.")
    )
    assert [str(amount.german()) for amount in foreseen.refunds] == ["60,00 €"]
    assert settle(world, clerk, "refuse", ground="zu_gross", reason="Er misst 80 cm.") == []
    letter = notices.list_notices(city="marburg", case_id=applicant.id)[-1]
    assert letter.ready
    assert notices.get_document(notice_id=letter.id) == foreseen.letters[0]
    assert applicant.view().outcome == "refused"
    assert applicant.kinds()[-1] == "case_closed"
    treasurer = Clerk(world, username="kasse", roles=("kasse",))
    assert [line.title for line in treasurer.tasks()] == ["60,00 € erstatten"]
    assert [line.kind for line in clerk.tasks()] == []


def test_a_refusal_whose_letter_cannot_be_written_is_said_in_a_message(
    world: World, applicant: Visitor, clerk: Clerk
) -> None:
    assert settle(world, clerk, "refuse", ground="zu_gross", reason="Es tut uns leid.") == []
    assert applicant.kinds().count("notice_issued") == 0
    written = applicant.view().messages[-1]
    assert "Der Hund ist zu groß." in written.text
    assert "Es tut uns leid." in written.text
    assert applicant.view().closed


ACTIONS = ("compute_fee", "demand_payment", "compose_notice", "seal", "deliver", "notify", "file", "close")
"""What the process of the fixture does, in its order."""
BEFORE = ACTIONS[:2]


def break_at(monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    def cannot(step: WorkStep) -> Any:
        raise CannotPerform("Kaputt.")

    monkeypatch.setitem(_ACTIONS, action, cannot)


def until_incident(world: World, visitor: Visitor, clerk: Clerk, monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    """What breaks after the decision breaks once it is taken: before, it would not be accepted."""
    if action in BEFORE:
        break_at(monkeypatch, action)
    visitor.apply()
    world.work()
    if action not in BEFORE:
        visitor.pay()
        assert clerk.decide("granted") == ()
        break_at(monkeypatch, action)
        world.work()


def ways(world: World, clerk: Clerk) -> tuple[str, ...]:
    task = incident(clerk)
    found = find_incident(city="marburg", loaded=cases.load(case_id=task.case_id), task_id=task.id, now=world.now)
    assert found
    return found.ways


@pytest.mark.parametrize("wrote", [False, True], ids=["", "register written"])
@pytest.mark.parametrize("action", ACTIONS)
def test_no_incident_is_a_dead_end(
    world: World, visitor: Visitor, clerk: Clerk, monkeypatch: pytest.MonkeyPatch, action: str, wrote: bool
) -> None:
    """Whatever fails, for ever: there is a way to an end or back to a person, which does not hang on the step that fails."""
    second = Clerk(world, username="second")
    until_incident(world, visitor, clerk, monkeypatch, action)
    if wrote:
        entered = f.RegisterConsulted(at=world.now, register="x", consult_id="1", summary="", wrote=True)
        operations.append(case_id=visitor.id, facts=[("x", entered)], now=world.now, today=world.today, actor="machine")
    open_ = ways(world, clerk)
    assert "retry" in open_
    out = wrote or action in ("notify", "file", "close")
    assert ("refuse" in open_) == (not out)
    assert ("by_hand" in open_) == out
    if not out:
        assert settle(world, clerk, "refuse", ground="zu_gross", reason="Er misst 80 cm.") == []
        assert visitor.view().closed
        return
    assert settle(world, clerk, "by_hand") == ["incident.by_hand"]
    assert settle(world, clerk, "by_hand", reason="Schreiben Nr. 12 von Hand.") == []
    assert not visitor.view().closed, "one person alone ends nothing"
    assert not [line for line in clerk.tasks() if line.kind == "trouble"], "meanwhile nothing is tried"
    assert finish(world, clerk, "finish") == ["finishing.four_eyes"]
    assert finish(world, second, "finish") == []
    assert visitor.view().closed
    assert [line.kind for line in clerk.tasks() if line.kind != "treasury"] == []
    assert "von Hand abgeschlossen" in " ".join(fact.spoken("de") for fact in visitor.facts() if fact.public)
    closed = next(fact for fact in reversed(visitor.facts()) if isinstance(fact, f.CaseClosed))
    assert closed.outcome == (visitor.view().outcome or "done")


def test_who_does_not_agree_that_all_is_done_gives_it_back_and_the_step_is_tried_again(
    world: World, visitor: Visitor, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = Clerk(world, username="second")
    until_incident(world, visitor, clerk, monkeypatch, "file")
    assert settle(world, clerk, "by_hand", reason="Erledigt.") == []
    assert finish(world, second, "return") == ["finishing.why_not"]
    assert finish(world, second, "return", reason="Die Akte fehlt.") == []
    assert not visitor.view().closed
    assert ways(world, clerk) == ("retry", "by_hand")


def test_nothing_is_finished_by_hand_where_nobody_else_could_read_it(
    world: World, visitor: Visitor, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    until_incident(world, visitor, clerk, monkeypatch, "file")
    before = visitor.kinds()
    assert settle(world, clerk, "by_hand", reason="Erledigt.") == ["second_person.nobody"]
    assert visitor.kinds() == before
    Clerk(world, username="second")
    assert settle(world, clerk, "by_hand", reason="Erledigt.") == []


def finish(world: World, clerk: Clerk, outcome: str, **more: Any) -> list[str]:
    task = next(line for line in clerk.tasks() if line.kind == "finish")
    where: dict[str, Any] = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": world.now}
    problems = decide_task(**where, decision=OfficerDecision(outcome, **more))
    world.work()
    return [problem.code for problem in problems]
