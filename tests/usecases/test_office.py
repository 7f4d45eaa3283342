"""What people in the office do: take, decide, ask, write."""

from __future__ import annotations

from uuid import uuid4

import pytest

from allmende.apps.applications.models import Application
from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import office
from allmende.apps.cases import queries as cases
from allmende.apps.cases.models import Case, Task
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.matter import WorkStep
from allmende.domain.matter.withdrawing import DECIDED
from allmende.foundation.identity.models import Officer
from allmende.usecases import take_task as taking
from allmende.usecases.answer_correction import answer_correction
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.find_cases import find_cases
from allmende.usecases.rehearse_decision import rehearse_decision
from allmende.usecases.withdraw import withdraw
from allmende.usecases.write_message import write_as_citizen, write_as_officer
from tests.world import Clerk, Visitor, World, staff


@pytest.fixture
def applicant(world: World, visitor: Visitor) -> Visitor:
    """Somebody whose application lies on the desk."""
    visitor.apply()
    world.work()
    visitor.pay()
    return visitor


def test_a_refusal_needs_a_ground_and_says_it(world: World, applicant: Visitor, clerk: Clerk) -> None:
    assert [problem.code for problem in clerk.decide("refused")] == ["decision.ground"]
    assert [problem.code for problem in clerk.decide("refused", ground="none_such")] == ["decision.ground"]
    assert [problem.code for problem in clerk.decide("refused", ground="zu_gross")] == ["decision.facts"]
    assert clerk.decide("refused", ground="zu_gross", reason="Er misst 80 cm.") == ()
    world.work()
    letter = notices.list_notices(city="marburg", case_id=applicant.id)[-1]
    assert letter.title == "Ihr Hund ist nicht angemeldet"
    text = str(notices.get_document(notice_id=letter.id))
    assert "Zu groß: Der Hund ist zu groß." in text
    assert applicant.view().outcome == "refused"


def test_an_outcome_the_task_does_not_offer_is_refused(applicant: Visitor, clerk: Clerk) -> None:
    assert [problem.code for problem in clerk.decide("explode")] == ["decision.outcome"]


def test_deciding_twice_counts_once_and_the_second_person_learns_it(
    world: World, applicant: Visitor, clerk: Clerk
) -> None:
    other = Clerk(world, username="other")
    task = clerk.tasks()[0]
    grant = {"city": "marburg", "task_id": task.id, "now": world.now}
    assert decide_task(**grant, officer_id=clerk.id, decision=OfficerDecision("granted")) == ()
    assert decide_task(**grant, officer_id=clerk.id, decision=OfficerDecision("granted")) == ()
    assert decide_task(**grant, officer_id=other.id, decision=OfficerDecision("refused", "zu_gross")) == (taking.DONE,)
    world.work()
    assert applicant.kinds().count("decision_taken") == 1
    assert applicant.view().outcome == "granted"


def test_somebody_without_the_role_may_not_decide(world: World, applicant: Visitor, clerk: Clerk) -> None:
    treasurer = Clerk(world, username="kasse", roles=("kasse",))
    elsewhere = Clerk(world, username="elsewhere", units=("andere",))
    task = clerk.tasks()[0]
    for stranger in (treasurer, elsewhere):
        mine = {"city": "marburg", "task_id": task.id, "officer_id": stranger.id, "now": world.now}
        with pytest.raises(NotFound):
            decide_task(**mine, decision=OfficerDecision("granted"))
        with pytest.raises(NotFound):
            rehearse_decision(**mine, decision=OfficerDecision("granted"))
        with pytest.raises(NotFound):
            taking.take_task(**mine)


@pytest.mark.parametrize(
    ("roles", "unit", "may"),
    [
        (("sachbearbeitung",), "amt", {"answers", "message", "proof", "number"}),
        (("kasse",), "amt", {"number"}),
        (("leitung",), "", {"number"}),
    ],
)
def test_what_she_may_not_read_is_nowhere_in_the_value(
    world: World, applicant: Visitor, roles: tuple[str, ...], unit: str, may: set[str]
) -> None:
    """However deep: a template that prints any part of it prints nothing that is not hers."""
    write_as_citizen(
        city="marburg", case_id=applicant.id, access=applicant.access, text="Bitte vertraulich", key="k", now=world.now
    )
    proof = {"identity": "bundid", "attributes": {"family_name": "Geheimnis"}}
    Application.objects.filter(pk=applicant.id).update(applicant=proof)
    Case.objects.filter(pk=applicant.id).update(unit=unit)
    Task.objects.filter(case_id=applicant.id).update(unit="")
    if roles == ("kasse",):
        Task.objects.create(
            id=uuid4(),
            case_id=applicant.id,
            work_key="k",
            kind="treasury",
            role="kasse",
            unit="amt",
            opened_at=world.now,
        )
    found = office.get_case_for_office(
        city="marburg", staff=staff(world, *roles), case_id=applicant.id, today=world.today
    )
    assert found is not None
    told = {
        "answers": "erika@example.org", "message": "Bitte vertraulich", "proof": "Geheimnis", "number": found.case.reference,
    }  # fmt: skip
    assert {name for name, words in told.items() if words in repr(found)} == may


def test_a_task_is_taken_given_and_put_back(world: World, applicant: Visitor, clerk: Clerk) -> None:
    other = Clerk(world, username="other")
    task = clerk.tasks()[0]
    mine = {"city": "marburg", "task_id": task.id, "now": world.now}
    assert taking.take_task(**mine, officer_id=clerk.id) is None
    assert taking.take_task(**mine, officer_id=clerk.id) is None
    assert taking.take_task(**mine, officer_id=other.id) is taking.TAKEN
    assert [line.id for line in clerk.tasks("mine")] == [task.id]
    assert taking.give_task(**mine, officer_id=clerk.id, to=other.id) is None
    assert [line.officer_name for line in clerk.tasks()] == ["Frau Other"]
    assert taking.give_task(**mine, officer_id=other.id, to=None) is None
    assert [line.id for line in clerk.tasks("free")] == [task.id]
    assert applicant.kinds().count("task_assigned") == 3


def test_a_correction_opens_only_the_named_fields(world: World, applicant: Visitor, clerk: Clerk) -> None:
    assert [problem.code for problem in clerk.decide("correct")] == ["decision.fields"]
    assert clerk.decide("correct", fields=("anzahl",), reason="Wie viele genau?") == ()
    world.work()
    view = applicant.view()
    assert view.status == "ACTION_REQUIRED"
    assert view.correction is not None
    assert (view.correction.fields, view.correction.text) == (("anzahl",), "Wie viele genau?")

    answer = {"city": "marburg", "case_id": applicant.id, "access": applicant.access, "now": world.now}
    wrong = answer_correction(**answer, posted={"anzahl": ["99"], "name": ["Eve"]})
    assert (wrong.done, [problem.where for problem in wrong.checked.problems]) == (False, ["anzahl"])
    assert answer_correction(**answer, posted={"anzahl": ["3"], "name": ["Eve"]}).done
    world.work()
    matter = cases.find_matter(case_id=applicant.id, today=world.today)
    assert (matter.answers["anzahl"], matter.answers["name"]) == (3, "Erika Muster")
    assert len(clerk.tasks()) == 1
    with pytest.raises(NotFound):
        answer_correction(**answer, posted={"anzahl": ["4"]})
    assert applicant.kinds().count("correction_received") == 1


def test_after_a_correction_the_clerk_finds_the_new_name_and_decides_anew(
    world: World, applicant: Visitor, clerk: Clerk
) -> None:
    clerk.decide("correct", fields=("anzahl", "name"), reason="?")
    world.work()
    posted = {"anzahl": ["1"], "name": ["Erika Neumann"]}
    answer_correction(city="marburg", case_id=applicant.id, access=applicant.access, posted=posted, now=world.now)
    world.work()
    officer = Officer.objects.get(pk=clerk.id)
    found = [find_cases(city="marburg", officer=officer, typed=name, now=world.now) for name in ("Neumann", "Muster")]
    assert [len(one.lines) for one in found] == [1, 0]
    clerk.decide("granted")
    world.work()
    letter = notices.list_notices(city="marburg", case_id=applicant.id)[-1]
    assert "1 Hund(e) von Erika Neumann sind angemeldet." in str(notices.get_document(notice_id=letter.id))


def test_what_follows_is_foreseen_before_the_decision_and_is_what_then_happens(
    world: World, applicant: Visitor, clerk: Clerk
) -> None:
    where = {"city": "marburg", "task_id": clerk.tasks()[0].id, "officer_id": clerk.id, "now": world.now}
    foreseen = rehearse_decision(**where, decision=OfficerDecision("granted"))
    assert (foreseen.problems, foreseen.closed) == ((), True)
    assert [(x.subject, x.signature.author) for x in foreseen.letters] == [("Ihr Hund ist angemeldet", "Frau Clerk")]
    assert applicant.kinds()[-1] == "task_opened"

    clerk.decide("granted")
    world.work()
    sent = notices.list_notices(city="marburg", case_id=applicant.id)[-1]
    assert notices.get_document(notice_id=sent.id) == foreseen.letters[0]


def test_a_request_for_missing_answers_is_seen_before_it_goes_out(
    world: World, applicant: Visitor, clerk: Clerk
) -> None:
    where = {"city": "marburg", "task_id": clerk.tasks()[0].id, "officer_id": clerk.id, "now": world.now}
    decision = OfficerDecision("correct", fields=("anzahl",), reason="Wie viele genau?")
    foreseen = rehearse_decision(**where, decision=decision)
    assert [(request.fields, request.text) for request in foreseen.requests] == [(("anzahl",), "Wie viele genau?")]
    assert foreseen.letters == ()


def test_a_decision_that_cannot_be_carried_out_is_refused_in_words(
    world: World, applicant: Visitor, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from allmende.domain.matter.perform import _ACTIONS

    def broken(step: WorkStep) -> None:
        raise step.missing("if nachweis = null then kampfhund else anzahl")

    with monkeypatch.context() as patch:
        patch.setitem(_ACTIONS, "compose_notice", broken)
        problems = clerk.decide("granted")
    assert [str(problem.text.spoken("de")) for problem in problems] == [
        "Es fehlt: Nachweis. Im Antrag steht es unter „Ihre Hunde“."
    ]
    assert "decision_taken" not in applicant.kinds()
    assert clerk.decide("granted") == ()


def test_messages_go_both_ways_once_each(world: World, applicant: Visitor, clerk: Clerk) -> None:
    letter = {"city": "marburg", "case_id": applicant.id, "access": applicant.access, "now": world.now}
    assert write_as_citizen(**letter, text="  ", key="a") is not None
    for _ in range(2):
        assert write_as_citizen(**letter, text="Wann?", key="a") is None
    assert sorted(line.kind for line in clerk.tasks()) == ["message", "process"]
    world.wait(minutes=1)
    reply = {"city": "marburg", "case_id": applicant.id, "officer_id": clerk.id, "subject": "", "now": world.now}
    for _ in range(2):
        assert write_as_officer(**reply, text="Bald.", key="b") is None
    world.work()
    assert [(m.from_citizen, m.text) for m in applicant.view().messages] == [(True, "Wann?"), (False, "Bald.")]
    assert [mail.subject for mail in world.mail.sent][-1].startswith("Wir haben Ihnen geschrieben")
    assert all("Bald" not in mail.text for mail in world.mail.sent)


def test_withdrawn_before_the_decision_the_case_closes_and_the_money_is_looked_at(
    world: World, applicant: Visitor, clerk: Clerk
) -> None:
    for _ in range(2):
        assert withdraw(city="marburg", case_id=applicant.id, access=applicant.access, now=world.now) is None
    world.work()
    ended = ["application_withdrawn", "payment_surplus", "task_opened", "task_dropped", "case_closed"]
    assert applicant.kinds()[-5:] == ended
    assert clerk.tasks() == ()
    treasurer = Clerk(world, username="kasse", roles=("kasse",))
    assert [line.title for line in treasurer.tasks()] == ["60,00 € nach Rücknahme prüfen"]


def test_what_the_process_tells_the_person_is_a_message_on_the_page(
    world: World, applicant: Visitor, clerk: Clerk
) -> None:
    clerk.decide("granted")
    world.work()
    told = [fact for fact in applicant.facts() if isinstance(fact, f.CitizenNotified)]
    assert told
    assert [(m.from_citizen, m.subject) for m in applicant.view().messages] == [(False, x.subject) for x in told]


def test_after_the_decision_it_is_too_late_to_withdraw(world: World, applicant: Visitor, clerk: Clerk) -> None:
    clerk.decide("granted")
    assert withdraw(city="marburg", case_id=applicant.id, access=applicant.access, now=world.now) is DECIDED


def test_a_step_that_cannot_be_done_calls_a_person_and_is_tried_again(
    world: World, applicant: Visitor, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from allmende.domain.matter import CannotPerform
    from allmende.domain.matter.perform import _ACTIONS

    def broken(_: object) -> None:
        raise CannotPerform("Die Vorlage ist leer.")

    with monkeypatch.context() as patch:
        assert clerk.decide("granted") == ()
        patch.setitem(_ACTIONS, "compose_notice", broken)
        world.work()
    trouble = [line for line in clerk.tasks() if line.kind == "trouble"]
    assert [line.reason for line in trouble] == ["Die Vorlage ist leer."]
    assert not any(isinstance(fact, f.NoticeIssued) for fact in applicant.facts())
    decide_task(
        city="marburg", task_id=trouble[0].id, officer_id=clerk.id, decision=OfficerDecision("retry"), now=world.now
    )
    world.work()
    assert applicant.kinds()[-1] == "case_closed"
    assert applicant.kinds().count("notice_issued") == 1
