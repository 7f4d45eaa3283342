"""Admissible is not complete: sent without a proof, received that day, completed later, decided by a person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from allmende.apps.applications.models import Supplement
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations
from allmende.apps.cases import queries as cases
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.forms import StoredUpload
from allmende.domain.matter import incidents, speech
from allmende.domain.matter.completeness import complete_on, list_missing
from allmende.domain.matter.telling import tell
from allmende.usecases.answer_correction import answer_correction
from allmende.usecases.hand_in import hand_in
from allmende.usecases.submit_application import Submitted
from allmende.usecases.upload_file import upload_file
from tests.adversary.hostile_files import pdf
from tests.trouble import Trouble
from tests.usecases.test_incidents import settle
from tests.world import END, PERSON, Clerk, Visitor, World


@pytest.fixture
def dangerous(world: World, visitor: Visitor) -> Visitor:
    """Somebody with a dangerous dog who sent no proof."""
    visitor.begin()
    visitor.save("person", **PERSON)
    visitor.save("hunde", anzahl=["1"], kampfhund=["true"])
    visitor.save("abschluss", **END)
    assert isinstance(visitor.submit(), Submitted)
    world.work()
    visitor.pay()
    return visitor


def proof(world: World, visitor: Visitor) -> str:
    found = upload_file(
        city="marburg", draft_id=visitor.id, access=visitor.access, path="nachweis", filename="n.pdf", content=pdf(),
        now=world.now,
    )  # fmt: skip
    assert isinstance(found, StoredUpload), found
    return found.id


def send(world: World, visitor: Visitor, **posted: list[str]) -> Any:
    return hand_in(city="marburg", case_id=visitor.id, access=visitor.access, posted=posted, now=world.now)


def names(world: World, visitor: Visitor) -> Any:
    return speech.names(cases.find_matter(case_id=visitor.id, today=world.today), world.today)


def test_it_is_received_without_the_proof_and_says_what_is_missing_until_when(world: World, dangerous: Visitor) -> None:
    matter = dangerous.view().matter
    assert (matter.received_on, complete_on(matter), list_missing(matter)) == (date(2026, 11, 2), None, ("nachweis",))
    seen = names(world, dangerous)
    assert seen["submitted_on"] == date(2026, 11, 2)
    assert seen["application"] == {"complete_on": None, "missing": ["Nachweis"], "missing_until": date(2026, 11, 16)}


def test_while_something_is_missing_it_is_the_persons_turn(world: World, dangerous: Visitor) -> None:
    later = world.now + timedelta(minutes=1)
    told = tell(dangerous.view().matter, later, world.today, "de")
    assert (told.state, told.word, told.sentences) == (
        "missing",
        "Sie sind dran",
        ("Bitte reichen Sie nach: Nachweis.",),
    )
    assert told.last_day.startswith("Zeit bis Montag, 16. November 2026")
    assert [(act.does, act.label) for act in told.acts] == [("hand_in", "Nachreichen")]
    assert send(world, dangerous, nachweis=[proof(world, dangerous)]).done
    world.work()
    assert tell(dangerous.view().matter, later, world.today, "de").state == "person"


def test_receipt_and_mail_name_it_with_the_day_and_the_ways(world: World, dangerous: Visitor) -> None:
    receipt = next(
        notice for notice in notices.list_notices(city="marburg", case_id=dangerous.id) if notice.kind == "receipt"
    )
    letter = str(notices.get_document(notice_id=receipt.id))
    for words in (
        "Das fehlt noch",
        "'Nachweis'",
        "Bitte reichen Sie es bis Montag, 16. November 2026 nach.",
        "Ihr Antrag gilt trotzdem als eingegangen: am 02.11.2026.",
        "unter „Nachreichen“",
    ):
        assert words in letter, words
    mail = world.mail.sent[0].text
    assert "Bitte reichen Sie es bis Montag, 16. November 2026 nach." in mail
    assert "Es fehlt noch etwas" in mail or "Das fehlt noch: Nachweis." in mail


def test_what_is_handed_in_is_a_fact_tells_the_clerk_and_completes(
    world: World, dangerous: Visitor, clerk: Clerk
) -> None:
    world.wait(days=3)
    assert send(world, dangerous, nachweis=[proof(world, dangerous)]).done
    assert [kind for kind in dangerous.kinds() if kind.startswith(("answers_", "application_c"))] == [
        "answers_handed_in",
        "application_completed",
    ]
    matter = dangerous.view().matter
    assert (matter.received_on, complete_on(matter)) == (date(2026, 11, 2), date(2026, 11, 5))
    assert matter.answers["nachweis"][0]["name"] == "n.pdf"
    assert "Nachgereichtes ansehen" in [task.title for task in clerk.tasks()]
    with pytest.raises(NotFound):
        send(world, dangerous, nachweis=[])


def test_nothing_is_no_answer_and_only_what_is_missing_can_be_sent(world: World, dangerous: Visitor) -> None:
    answer = send(world, dangerous, nachweis=[""], anzahl=["9"])
    assert (answer.done, [problem.code for problem in answer.checked.problems]) == (False, ["handed_in.nothing"])
    assert send(world, dangerous, nachweis=[proof(world, dangerous)], anzahl=["9"]).done
    assert str(dangerous.view().answers["anzahl"]) == "1"


def test_a_stranger_hands_in_nothing(world: World, dangerous: Visitor) -> None:
    with pytest.raises(NotFound):
        hand_in(city="marburg", case_id=dangerous.id, access=MatterAccess(), posted={}, now=world.now)


def test_a_complete_application_has_nothing_to_hand_in(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    assert complete_on(visitor.view().matter) == date(2026, 11, 2)
    with pytest.raises(NotFound):
        send(world, visitor, nachweis=[])
    assert "Das fehlt noch" not in world.mail.sent[0].text


def test_granting_asks_for_words_that_go_into_the_file(world: World, dangerous: Visitor, clerk: Clerk) -> None:
    problem = clerk.decide("granted")[0]
    assert (problem.code, problem.where) == ("decision.missing", "despite_missing")
    assert problem.text == {
        "de": "Es fehlt noch: Nachweis. Bitte schreiben Sie, warum es trotzdem weitergeht.",
        "en": "Still missing: Nachweis. Please write why it goes on all the same.",
    }
    assert [one.code for one in clerk.decide("granted", despite_missing="  ")] == ["decision.missing"]
    assert clerk.decide("granted", despite_missing="Lag bei der Anmeldung vor.") == ()
    world.work()
    said = [fact for fact in dangerous.facts() if isinstance(fact, f.DecidedIncomplete)]
    assert [one.told("de") for one in said] == ["Weiter ohne das, was fehlt: Lag bei der Anmeldung vor."]
    assert said[0].spoken("de") == ""
    with pytest.raises(NotFound):
        send(world, dangerous, nachweis=[])


def test_nobody_is_refused_for_what_nobody_asked_for(world: World, dangerous: Visitor, clerk: Clerk) -> None:
    problem = clerk.decide("refused", ground="zu_gross", reason="50 cm groß")[0]
    assert (problem.code, problem.text["de"]) == (
        "decision.ask_first",
        "Fordern Sie erst nach. Es fehlt noch: Nachweis.",
    )
    assert clerk.decide("correct", reason="Bitte schicken.", fields=("nachweis",)) == ()
    world.work()
    # What the office asks for is answered there, and an answer is demanded now.
    with pytest.raises(NotFound):
        send(world, dangerous, nachweis=[])
    answer: dict[str, Any] = {"city": "marburg", "case_id": dangerous.id, "access": dangerous.access, "now": world.now}
    empty = answer_correction(**answer, posted={"nachweis": [""]})
    assert [problem.code for problem in empty.checked.problems] == ["file_missing"]
    assert answer_correction(**answer, posted={"nachweis": [proof(world, dangerous)]}).done
    world.work()
    assert "application_completed" in dangerous.kinds()
    assert clerk.decide("refused", ground="zu_gross", reason="50 cm groß") == ()


def test_asked_for_and_not_sent_may_be_refused(world: World, dangerous: Visitor, clerk: Clerk) -> None:
    asked = f.CorrectionRequested(at=world.now, request_id="r", fields=("nachweis",), text="x", due_on=world.today)
    operations.append(case_id=dangerous.id, facts=[("r", asked)], now=world.now, today=world.today, actor="test")
    assert clerk.decide("refused", ground="zu_gross", reason="50 cm groß") == ()


def test_a_refusal_out_of_an_incident_asks_first_where_there_is_a_way_back(
    world: World, dangerous: Visitor, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clerk.decide("granted", despite_missing="Lag vor.") == ()
    Trouble(monkeypatch).break_()
    world.work()
    assert settle(world, clerk, incidents.REFUSE, ground="zu_gross") == ["decision.ask_first"]
    assert settle(world, clerk, incidents.BACK) == []
    assert clerk.decide("correct", reason="Bitte schicken.", fields=("nachweis",)) == ()


def first_elsewhere(monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Another window is through just before this one holds the case."""
    real, waiting = operations.lock, [act]

    def lock(*, case_id: str) -> Any:
        if waiting:
            waiting.pop()()
        return real(case_id=case_id)

    monkeypatch.setattr(operations, "lock", lock)


def test_of_two_windows_the_second_learns_that_its_file_was_not_taken(
    world: World, dangerous: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = proof(world, dangerous), proof(world, dangerous)
    answers: list[Any] = []
    first_elsewhere(monkeypatch, lambda: answers.append(send(world, dangerous, nachweis=[first])))
    with pytest.raises(NotFound):
        send(world, dangerous, nachweis=[second])
    assert [answer.done for answer in answers] == [True]
    assert second not in str([one.answers for one in Supplement.objects.all()])


def test_what_another_window_handed_in_is_called_late(world: World, dangerous: Visitor) -> None:
    """One more thing is missing still: what this page says to the other is not taken, and it is not said to be."""
    said = f.AnswersHandedIn(at=world.now, request_id="r", fields=("frueher",))
    operations.append(case_id=dangerous.id, facts=[("r", said)], now=world.now, today=world.today, actor="test")
    answer = send(world, dangerous, nachweis=[""], frueher=["x"])
    assert (answer.done, answer.late) == (False, True)
    answer = send(world, dangerous, nachweis=[proof(world, dangerous)], frueher=[""])
    assert (answer.done, answer.late) == (True, False)


def test_of_two_answers_to_one_request_the_second_is_not_called_taken(
    world: World, dangerous: Visitor, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clerk.decide("correct", reason="Bitte schicken.", fields=("nachweis",)) == ()
    world.work()
    first, second = proof(world, dangerous), proof(world, dangerous)
    answer: dict[str, Any] = {"city": "marburg", "case_id": dangerous.id, "access": dangerous.access, "now": world.now}
    answers: list[Any] = []
    first_elsewhere(monkeypatch, lambda: answers.append(answer_correction(**answer, posted={"nachweis": [first]}).done))
    with pytest.raises(NotFound):
        answer_correction(**answer, posted={"nachweis": [second]})
    assert answers == [True]
    assert second not in str([one.answers for one in Supplement.objects.all()])
