"""A step that cannot be done: the ways out of it, each walked in memory before it counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from allmende.apps.cases import office
from allmende.apps.cases import queries as cases
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.usecases.decide_task import Decision, decide_task
from allmende.usecases.rehearse_decision import rehearse_decision
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
    problems = decide_task(**where, decision=Decision(outcome, **more))
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
    foreseen = rehearse_decision(**where, decision=Decision("refuse", ground="zu_gross", reason="Er misst 80 cm."))
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
