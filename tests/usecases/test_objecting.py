"""Somebody objects to a letter of her case, in time or late, online or on paper; both cases tell of the other."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import office
from allmende.apps.cases import queries as cases
from allmende.apps.cases.models import Case
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.matter import by_post
from allmende.domain.matter.contested import find_contested, find_lodged_on, is_in_time
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases import contest_notice, retrieve_notice, write_message
from allmende.usecases.begin_application import AT_A_NOTICE, BegunDraft, begin_application
from allmende.usecases.carry_out_objection import carry_out_objection
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.note_claim import note_claim
from allmende.usecases.note_signature import note_signature
from allmende.usecases.record_objection import RecordedObjection, record_objection
from allmende.usecases.submit_application import Submitted
from allmende.usecases.withdraw import withdraw
from tests import objecting
from tests.objecting import PERSON, letter_of
from tests.world import Clerk, Visitor, World


@pytest.fixture
def refused(world: World, visitor: Visitor, clerk: Clerk, tmp_path: Path) -> Visitor:
    """Somebody whose application is refused, by a letter in her mailbox."""
    objecting.refuse(world, visitor, clerk, tmp_path)
    return visitor


def open_letter(visitor: Visitor) -> None:
    found = retrieve_notice.retrieve_notice(
        city="marburg", case_id=visitor.id, notice_id=letter_of(visitor), access=visitor.access, now=visitor.world.now
    )
    assert found is not None


def begin(visitor: Visitor, notice_id: str = "") -> Any:
    return contest_notice.begin_objection(
        city="marburg", case_id=visitor.id, notice_id=notice_id or letter_of(visitor), access=visitor.access, account_id=None,
        level="none", language="de", now=visitor.world.now, today=visitor.world.today,
    )  # fmt: skip


def object_online(visitor: Visitor) -> Visitor:
    """Her objection, sent through the form."""
    begun = begin(visitor)
    assert isinstance(begun, BegunDraft), begun
    own = Visitor(visitor.world)
    own.id, own.access = begun.draft_id, MatterAccess(secret=begun.secret)
    own.save("widerspruch", umfang=["ganz"], gruende=["Er misst nur 40 cm."])
    own.save("person", **PERSON)
    own.save("abschluss", zustellweg=["post"], richtigkeit=["true"])
    sent = own.submit()
    assert isinstance(sent, Submitted), sent
    visitor.world.work()
    return own


def record(visitor: Visitor, clerk: Clerk, day: str, way: str = "paper", words: str = "Er ist kleiner.") -> Any:
    return record_objection(
        city="marburg", case_id=visitor.id, officer=Officer.objects.get(pk=clerk.id), notice_id=letter_of(visitor), typed=day,
        way=way, words=words, now=visitor.world.now,
    )  # fmt: skip


def matter(case_id: str, world: World) -> Any:
    return cases.find_matter(case_id=case_id, today=world.today)


def on_paper(visitor: Visitor, clerk: Clerk, day: str, way: str = "paper") -> Any:
    """The matter of an objection the office recorded."""
    found = record(visitor, clerk, day, way)
    assert isinstance(found, RecordedObjection), found
    visitor.world.work()
    return matter(found.case_id, visitor.world)


def decide(clerk: Clerk, case_id: str, outcome: str, **more: Any) -> list[str]:
    """The open task of the process in that case; codes of what refuses it."""
    task = next(x for x in clerk.tasks() if x.case_id == case_id and x.kind == "process")
    found = decide_task(
        city="marburg",
        task_id=task.id,
        officer_id=clerk.id,
        decision=OfficerDecision(outcome, **more),
        now=clerk.world.now,
    )
    clerk.world.work()
    return [one.code for one in found]


def post(clerk: Clerk, case_id: str, day: str) -> list[str]:
    """The letter of that case goes to the post; codes of what refuses it."""
    task = next(x for x in clerk.tasks() if x.case_id == case_id and x.kind == by_post.KIND)
    loaded = matter(case_id, clerk.world)
    order = by_post.find_order(loaded.facts, task.id)
    assert order is not None
    way = by_post.list_ways(loaded.service, loaded.facts, order)[0]
    sent = OfficerDecision(way, answers={by_post.POSTED_ON.id: day})
    found = decide_task(city="marburg", task_id=task.id, officer_id=clerk.id, decision=sent, now=clerk.world.now)
    clerk.world.work()
    return [one.code for one in found]


def test_an_objection_begins_at_a_notice_and_never_from_the_list(refused: Visitor, world: World) -> None:
    found = begin_application(
        city="marburg", service_id="widerspruch", language="de", account_id=None, now=world.now, day=world.today
    )
    assert found is AT_A_NOTICE
    with pytest.raises(NotFound):
        begin(refused, "00000000-0000-4000-8000-000000000000")
    stranger = Visitor(world)
    stranger.id = refused.id
    with pytest.raises(NotFound):
        begin(stranger, letter_of(refused))


def test_the_service_that_contests_nothing_is_not_bound_to_a_notice(world: World, refused: Visitor) -> None:
    found = begin_application(
        city="marburg", service_id="hund-anmelden", language="de", account_id=None, now=world.now, day=world.today,
        contests={"case": refused.id, "notice": letter_of(refused)},
    )  # fmt: skip
    assert isinstance(found, Problem)


def test_online_it_is_a_case_of_the_same_office_and_both_timelines_tell_of_the_other(
    refused: Visitor, world: World
) -> None:
    open_letter(refused)
    own = object_online(refused)
    about = find_contested(own.facts())
    assert about is not None
    assert (about.contested_case, about.notice_id, about.outcome) == (refused.id, letter_of(refused), "refused")
    assert (about.notified_on, about.until) == (date(2026, 11, 3), date(2026, 12, 3))
    (told,) = (x for x in refused.facts() if isinstance(x, f.ObjectionLodged))
    assert (told.objection, told.lodged_on, told.way) == (own.id, date(2026, 11, 2), "portal")
    units = dict(Case.objects.values_list("service_id", "unit"))
    assert units["widerspruch"] == units["hund-anmelden"] == "amt"
    assert not contest_notice.find_offer(city="marburg", matter=matter(refused.id, world), today=world.today)
    with pytest.raises(NotFound):
        begin(refused)


def test_two_tabs_lodge_one_objection(refused: Visitor, clerk: Clerk, world: World) -> None:
    begun = begin(refused)
    assert isinstance(record(refused, clerk, "2.11.2026"), RecordedObjection)
    own = Visitor(world)
    own.id, own.access = begun.draft_id, MatterAccess(secret=begun.secret)
    own.save("widerspruch", umfang=["ganz"])
    own.save("person", **PERSON)
    own.save("abschluss", zustellweg=["post"], richtigkeit=["true"])
    assert [problem.code for problem in own.submit().problems] == ["objection.lodged"]


def test_recorded_on_the_last_day_it_goes_to_the_office_that_decided_and_after_success_the_application_is_decided_anew(
    refused: Visitor, clerk: Clerk, world: World
) -> None:
    open_letter(refused)
    world.wait(days=40)
    found = on_paper(refused, clerk, "3.12.2026")
    assert (find_lodged_on(found), is_in_time(found, world.today)) == (date(2026, 12, 3), True)
    assert [(x.node_id, x.role) for x in found.facts if isinstance(x, f.TaskOpened)] == [
        ("abhelfen", "sachbearbeitung")
    ]
    assert decide(clerk, found.case_id, "granted", decided={"zuziehung": "keine"}) == []
    assert post(clerk, found.case_id, "12.12.2026") == []
    (ended,) = (x for x in refused.facts() if isinstance(x, f.ObjectionEnded))
    assert (ended.objection, ended.outcome) == (found.case_id, "granted")
    (reopened,) = (x for x in refused.facts() if isinstance(x, f.CaseReopened))
    assert (reopened.ground, reopened.basis) == ("objection", "§§ 72, 73 VwGO")
    assert found.reference in reopened.reason
    (task,) = (x for x in clerk.tasks() if x.case_id == refused.id)
    assert task.kind == "process"
    again = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": world.now}
    refusal = OfficerDecision("refused", ground="zu_gross", reason="Er misst 80 cm.")
    assert "objection.bound" in [one.code for one in decide_task(**again, decision=refusal)]
    assert decide_task(**again, decision=OfficerDecision("granted")) == ()
    world.work()
    assert f.find_closed(refused.facts()).outcome == "granted"
    carry_out_objection(city="marburg", case_id=refused.id, now=world.now)
    assert refused.kinds().count("case_reopened") == 1


def written_by(case_id: str, world: World) -> list[str]:
    """The office in the head of each decision of that case."""
    sent = [x for x in matter(case_id, world).facts if isinstance(x, f.NoticeIssued) and x.notice_kind == "decision"]
    return [notices.get_document(notice_id=one.notice_id).authority.unit for one in sent]


def test_late_nobody_lets_it_in_without_saying_why(refused: Visitor, clerk: Clerk, world: World) -> None:
    open_letter(refused)
    world.wait(days=40)
    found = on_paper(refused, clerk, "4.12.2026")
    assert not is_in_time(found, world.today)
    assert decide(clerk, found.case_id, "admissible") == ["objection.late"]
    assert decide(clerk, found.case_id, "reinstate") == ["objection.say_why"]
    assert decide(clerk, found.case_id, "reinstate", reason="Krankenhaus bis 1. Dezember.") == []
    assert decide(clerk, found.case_id, "granted", decided={"zuziehung": "keine"}) == []


def test_after_a_year_nobody_is_put_back_in_time(refused: Visitor, clerk: Clerk, world: World) -> None:
    open_letter(refused)
    world.wait(days=420)
    found = on_paper(refused, clerk, "4.11.2027")
    for way in ("reinstate", "uninstructed"):
        assert decide(clerk, found.case_id, way, reason="Es tut mir leid.") == ["objection.year_over"]


def test_a_plain_email_is_no_written_form_until_the_signature_is_there(
    refused: Visitor, clerk: Clerk, world: World
) -> None:
    open_letter(refused)
    found = on_paper(refused, clerk, "2.11.2026", way="email")
    assert find_lodged_on(found) is None
    assert decide(clerk, found.case_id, "admissible") == ["objection.unsigned"]
    world.wait(days=35)
    officer = Officer.objects.get(pk=clerk.id)
    assert (
        note_signature(
            city="marburg", case_id=found.case_id, officer=officer, typed="7.12.2026", way="paper", now=world.now
        )
        is None
    )
    found = matter(found.case_id, world)
    assert (find_lodged_on(found), is_in_time(found, world.today)) == (date(2026, 12, 7), False), (
        "the signature was late"
    )


def test_who_did_not_redress_does_not_decide_on_the_objection(refused: Visitor, clerk: Clerk, world: World) -> None:
    both = Clerk(world, username="both", roles=("sachbearbeitung", "widerspruchsstelle"), units=("amt", "recht"))
    other = Clerk(world, username="other", roles=("widerspruchsstelle",), units=("recht",))
    found = on_paper(refused, clerk, "2.11.2026")
    assert decide(both, found.case_id, "forward") == []
    assert decide(other, found.case_id, "waive") == ["objection.waive"]
    assert decide(other, found.case_id, "waive", reason="Sie verzichtet.") == []
    more: dict[str, Any] = {
        "grounds": ("unbegruendet",), "stated": {"unbegruendet": {"wuerdigung": "Er misst 80 cm."}},
    }  # fmt: skip
    assert decide(both, found.case_id, "refused", **more) == ["objection.own_decision"]
    assert decide(other, found.case_id, "refused", **more) == []
    assert [x.outcome for x in matter(found.case_id, world).facts if isinstance(x, f.DecisionTaken)] == ["refused"]
    assert written_by(found.case_id, world) == ["Rechtsamt"]
    assert not [x for x in refused.facts() if isinstance(x, f.ObjectionEnded)], "the fee is still open"


def test_withdrawn_the_notice_may_be_objected_to_again(refused: Visitor, world: World) -> None:
    own = object_online(refused)
    assert withdraw(city="marburg", case_id=own.id, access=own.access, now=world.now) is None
    world.work()
    assert [x.outcome for x in refused.facts() if isinstance(x, f.ObjectionEnded)] == ["withdrawn"]
    assert isinstance(begin(refused), BegunDraft)


def test_what_the_office_types_wrongly_is_told_and_opens_nothing(refused: Visitor, clerk: Clerk, world: World) -> None:
    before = Case.objects.count()
    assert record(refused, clerk, "").code == "posting.day"
    assert record(refused, clerk, "3.11.2026").code == "posting.future"
    assert record(refused, clerk, "1.11.2026").code == "posting.before"
    assert record(refused, clerk, "2.11.2026", way="portal").code == "objection.way"
    assert record(refused, clerk, "2.11.2026", words="x" * 10_001).code == "message.too_long"
    assert Case.objects.count() == before
    stranger = Clerk(world, username="stranger", units=("anderswo",))
    with pytest.raises(NotFound):
        record(refused, stranger, "2.11.2026")


def claim(visitor: Visitor, clerk: Clerk, **more: str) -> str:
    typed = {"court": "VG Gießen", "number": "4 K 1/26.GI", "typed": "2.11.2026", **more}
    officer = Officer.objects.get(pk=clerk.id)
    problem = note_claim(city="marburg", case_id=visitor.id, officer=officer, now=visitor.world.now, **typed)
    return problem.code if problem else ""


def test_a_claim_at_court_is_noted_once_with_its_number(refused: Visitor, clerk: Clerk) -> None:
    assert claim(refused, clerk, court="") == "claim.court"
    assert claim(refused, clerk, typed="3.11.2026") == "posting.future"
    assert claim(refused, clerk) == claim(refused, clerk) == ""
    (noted,) = (x for x in refused.facts() if isinstance(x, f.ClaimNoted))
    assert (noted.court, noted.number, noted.filed_on) == ("VG Gießen", "4 K 1/26.GI", date(2026, 11, 2))


def test_nothing_decided_is_nothing_to_go_to_court_about(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    assert claim(visitor, clerk) == "claim.undecided"


def may(clerk: Clerk, case_id: str) -> set[str]:
    found = office.get_case_for_office(city="marburg", staff=clerk.staff, case_id=case_id, today=clerk.world.today)
    return set(found.acts) if found else set()


def test_the_objections_office_reads_the_file_of_the_notice_while_the_objection_is_with_it(
    refused: Visitor, clerk: Clerk, world: World
) -> None:
    other = Clerk(world, username="other", roles=("widerspruchsstelle",), units=("recht",))
    stranger = Clerk(world, username="stranger", roles=("sachbearbeitung",), units=("anderswo",))
    found = on_paper(refused, clerk, "2.11.2026")
    assert may(other, refused.id) == may(other, found.case_id) == set(), "not before it was handed over"
    assert decide(clerk, found.case_id, "forward") == []
    assert may(other, refused.id) == {"see", "answers", "files", "letters", "messages", "history", "money"}
    assert "write" in may(other, found.case_id)
    assert may(stranger, refused.id) == set()
    assert may(clerk, found.case_id) == set(), "who decided first has handed it over"
    assert other.tasks()
    assert refused.id not in {task.case_id for task in other.tasks()}


def test_a_message_goes_to_whoever_has_the_objection(refused: Visitor, clerk: Clerk, world: World) -> None:
    own = object_online(refused)

    def written(key: str) -> str:
        problem = write_message.write_as_citizen(
            city="marburg", case_id=own.id, access=own.access, text="Noch etwas.", key=key, now=world.now
        )
        assert problem is None
        return [x.role for x in own.facts() if isinstance(x, f.TaskOpened) and not x.node_id][-1]

    assert written("k1") == "sachbearbeitung"
    officer = Officer.objects.get(pk=clerk.id)
    assert (
        note_signature(city="marburg", case_id=own.id, officer=officer, typed="2.11.2026", way="paper", now=world.now)
        is None
    )
    assert decide(clerk, own.id, "admissible") == []
    assert decide(clerk, own.id, "forward") == []
    assert written("k2") == "widerspruchsstelle"


def test_a_redress_in_part_is_carried_out_at_once_and_the_rest_goes_on(
    refused: Visitor, world: World, clerk: Clerk
) -> None:
    objection = on_paper(refused, clerk, f"{world.today:%d.%m.%Y}").case_id
    decided = {
        "aenderung": "Der Hund ist ab heute angemeldet.",
        "rest": "Die Zeit davor.",
        "gruende_teil": "Nachgemessen.",
    }
    more: Any = {"ground": "unbegruendet", "stated": {"unbegruendet": {"wuerdigung": "Davor war er zu groß."}}}
    assert decide(clerk, objection, "partly", decided=decided, **more) == []
    assert written_by(objection, world) == ["Steueramt"], "the office of the notice redresses"
    assert not any(isinstance(x, f.PartlyRedressed) for x in refused.facts()), "nobody has the letter yet"
    assert post(clerk, objection, f"{world.today:%d.%m.%Y}") == []
    (told,) = (x for x in refused.facts() if isinstance(x, f.PartlyRedressed))
    assert (told.objection, told.change) == (objection, "Der Hund ist ab heute angemeldet.")
    (again,) = (x for x in refused.facts() if isinstance(x, f.CaseReopened))
    assert "zum Teil geändert" in again.reason and "Der Hund ist ab heute angemeldet." in again.reason
    task = next(x for x in clerk.tasks() if x.case_id == refused.id and x.kind == "process")
    said = OfficerDecision("refused", ground="zu_gross", reason="Doch nicht.")
    found = decide_task(city="marburg", task_id=task.id, officer_id=clerk.id, decision=said, now=world.now)
    assert "objection.bound" in [one.code for one in found], "what was redressed cannot be refused again"
