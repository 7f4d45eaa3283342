"""Somebody applies for another adult or for a company: whose application it is, who gets the letters, what a sign-in proves, and
how a power of attorney ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import queries as cases
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.matter import Matter, by_post, completeness, evidence, status, waiving
from allmende.domain.matter.findings import list_findings
from allmende.domain.notices.document import Document
from allmende.foundation.identity.models import Officer
from allmende.usecases import case_links, print_letters
from allmende.usecases.answer_correction import answer_correction
from allmende.usecases.correct_address import BY_POST_ONLY, correct_as_officer
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.end_authority import end_authority
from allmende.usecases.submit_application import Submitted
from allmende.usecases.take_task import FOR_ANOTHER, give_task, take_task
from allmende.usecases.waive_proof import ask_waiver
from allmende.usecases.withdraw import withdraw
from tests.acting import ADDRESS, HERSELF, OFFICER, PROXY, fill, waive, write_commons
from tests.world import END, Clerk, Visitor, World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    services, cities = write_commons(tmp_path / "commons")
    assert found.load(services, cities).problems == []
    return found


def send(visitor: Visitor, person: dict[str, list[str]]) -> None:
    fill(visitor, person)
    sent = visitor.submit()
    assert isinstance(sent, Submitted), sent
    visitor.world.work()


def matter(visitor: Visitor) -> Matter:
    return cases.find_matter(case_id=visitor.id, today=visitor.world.today)


def granted(visitor: Visitor, clerk: Clerk) -> Document:
    """The letter of the decision, after the fee is paid."""
    visitor.pay()
    task = next(task for task in clerk.tasks() if task.kind == "process")
    here: Any = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": visitor.world.now}
    assert take_task(**here) is None
    if waiving.list_bars(matter(visitor)):
        waive(visitor.world, visitor.id, clerk, Clerk(visitor.world, username="second"))
    assert decide_task(**here, decision=OfficerDecision("granted")) == ()
    visitor.world.work()
    return notices.get_document(notice_id=matter(visitor).last(f.NoticeIssued).notice_id)


def revoke(visitor: Visitor, clerk: Clerk, **changed: Any) -> Any:
    said: dict[str, Any] = {"typed": "2.11.2026", "how": "Brief mit Unterschrift", "address": ADDRESS, "abroad": False}
    officer = Officer.objects.get(pk=clerk.id)
    return end_authority(
        city="marburg", case_id=visitor.id, officer=officer, now=visitor.world.now, **{**said, **changed}
    )


def about(document: Document) -> list[str]:
    return [one.text for one in document.info if one.label == "Es geht um"]


def test_the_proxys_letter_goes_to_the_proxy_and_says_whom_it_is_about(visitor: Visitor, clerk: Clerk) -> None:
    send(visitor, PROXY)
    document = granted(visitor, clerk)
    assert document.addressee == (
        "Muster", "als bevollmächtigte Person von Rita Beispiel", "Am Markt 1", "35037 Marburg",
    )  # fmt: skip
    assert about(document) == ["Rita Beispiel"]
    assert document.lead.startswith("Dieses Schreiben betrifft Rita Beispiel. Sie handeln für Rita Beispiel")


def test_a_companys_letter_goes_to_the_company(visitor: Visitor, clerk: Clerk) -> None:
    send(visitor, OFFICER)
    document = granted(visitor, clerk)
    assert document.addressee == ("Hunde GmbH", "vertreten durch Muster", "Am Markt 1", "35037 Marburg")
    assert about(document) == []


def test_who_speaks_for_herself_gets_her_letter_as_ever(visitor: Visitor, clerk: Clerk) -> None:
    send(visitor, HERSELF)
    assert granted(visitor, clerk).addressee == ("Muster", "Am Markt 1", "35037 Marburg")


def test_the_power_of_attorney_may_follow_but_the_decision_needs_it(visitor: Visitor) -> None:
    send(visitor, PROXY)
    assert matter(visitor).last(f.ApplicationReceived).missing == ("vollmacht",)


@pytest.mark.parametrize(
    ("person", "standing"), [(PROXY, "represented"), (OFFICER, "represented"), (HERSELF, "proved")]
)
def test_a_sign_in_proves_who_acts_and_nobody_else(
    visitor: Visitor, person: dict[str, list[str]], standing: str
) -> None:
    send(visitor, person)
    found = matter(visitor)
    proved = {"family_name": "Muster", "given_names": "", "date_of_birth": "1980-05-01"}
    signed_in = replace(
        found,
        applicant=replace(
            found.applicant, identity="sandbox", level="high", attributes=proved, levels=dict.fromkeys(proved, "high")
        ),
    )
    assert evidence.standing(signed_in) == standing
    assert bool(evidence.proved_names(signed_in)) == (standing == "proved")
    assert evidence.may_decide(signed_in) == (standing == "proved")
    told = " ".join(finding.text.spoken("de") for finding in list_findings(signed_in))
    assert ("Das gilt nur für" in told) == (standing == "represented")


def test_a_revocation_locks_the_proxy_out_and_turns_the_letters(visitor: Visitor, clerk: Clerk) -> None:
    send(visitor, PROXY)
    visitor.pay()
    code = case_links.code_of(visitor.id)
    assert revoke(visitor, clerk) is None
    fact = matter(visitor).last(f.AuthorityRevoked)
    assert (fact.received_on, fact.address) == (date(2026, 11, 2), tuple(ADDRESS.split("\n")))
    assert not cases.may_open_case(city="marburg", case_id=visitor.id, access=visitor.access)
    with pytest.raises(NotFound):
        withdraw(city="marburg", case_id=visitor.id, access=visitor.access, now=visitor.world.now)
    assert applications.find_contact(application_id=visitor.id).email == ""
    reference = matter(visitor).reference
    sought = case_links.open_sought(
        city="marburg", reference=reference, code=code, sender="1.1.1.1", now=visitor.world.now
    )
    assert sought is case_links.WRONG_CODE, "what the proxy knows opens nothing"
    task = next(task for task in clerk.tasks() if task.kind == "process")
    here: Any = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": visitor.world.now}
    assert take_task(**here) is None
    assert (
        decide_task(**here, decision=OfficerDecision("granted", despite_missing="Die Person hat selbst geschrieben."))
        == ()
    )
    visitor.world.work()
    document = notices.get_document(notice_id=matter(visitor).last(f.NoticeIssued).notice_id)
    assert document.addressee == tuple(ADDRESS.split("\n"))
    assert about(document) == []
    assert [x.channel for x in matter(visitor).facts if isinstance(x, f.PrintingOrdered)] == ["post"]


@pytest.mark.parametrize(
    ("changed", "code", "where"),
    [
        ({"typed": "9.11.2026"}, "posting.future", "tag"),
        ({"typed": ""}, "posting.day", "tag"),
        ({"typed": "1.11.2026"}, "posting.before", "tag"),
        ({"how": "  "}, "authority.how", "wie"),
        ({"address": "Rita Beispiel"}, "posting.address", "adresse"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_changes_nothing(
    visitor: Visitor, clerk: Clerk, changed: dict[str, str], code: str, where: str
) -> None:
    send(visitor, PROXY)
    problem = revoke(visitor, clerk, **changed)
    assert (problem.code, problem.where) == (code, where)
    assert cases.may_open_case(city="marburg", case_id=visitor.id, access=visitor.access)


@pytest.mark.parametrize(("person", "capacity"), [(PROXY, "proxy"), (OFFICER, "officer")])
def test_whoever_acts_can_be_put_out_and_only_once(
    visitor: Visitor, clerk: Clerk, person: dict[str, list[str]], capacity: str
) -> None:
    send(visitor, person)
    assert revoke(visitor, clerk) is None
    assert matter(visitor).last(f.AuthorityRevoked).capacity == capacity
    assert not cases.may_open_case(city="marburg", case_id=visitor.id, access=visitor.access)
    assert revoke(visitor, clerk).code == "authority.none"


def test_who_speaks_for_herself_is_not_put_out(visitor: Visitor, clerk: Clerk) -> None:
    send(visitor, HERSELF)
    assert revoke(visitor, clerk).code == "authority.none"
    assert cases.may_open_case(city="marburg", case_id=visitor.id, access=visitor.access)


def test_after_it_no_mail_address_is_entered_that_would_open_nothing(visitor: Visitor, clerk: Clerk) -> None:
    send(visitor, PROXY)
    assert revoke(visitor, clerk) is None
    officer = Officer.objects.get(pk=clerk.id)
    said = correct_as_officer(
        city="marburg", case_id=visitor.id, officer=officer, typed="rita@example.org", now=visitor.world.now
    )
    assert said is BY_POST_ONLY


def test_another_office_records_nothing(visitor: Visitor, world: World) -> None:
    send(visitor, PROXY)
    stranger = Clerk(world, username="stranger", units=("anderes",))
    with pytest.raises(NotFound):
        revoke(visitor, stranger)


@pytest.mark.parametrize(("person", "bound"), [(PROXY, "withdraw.represented"), (HERSELF, "")])
def test_what_the_service_keeps_from_a_proxy_she_cannot_do(
    world: World, visitor: Visitor, tmp_path: Path, person: dict[str, list[str]], bound: str
) -> None:
    services, cities = write_commons(tmp_path / "limited", without="withdraw")
    world.now = world.now.replace(minute=5)
    assert world.load(services, cities).problems == []
    send(visitor, person)
    problem = withdraw(city="marburg", case_id=visitor.id, access=visitor.access, now=world.now)
    assert (problem.code if problem else "") == bound


def test_a_letter_written_before_the_revocation_is_posted_only_to_her_own_address(
    visitor: Visitor, clerk: Clerk
) -> None:
    fill(visitor, PROXY)
    visitor.save("abschluss", **{**END, "zustellweg": ["post"]})
    assert isinstance(visitor.submit(), Submitted)
    visitor.world.work()
    granted(visitor, clerk)
    order = matter(visitor).last(f.PrintingOrdered)
    assert not by_post.find_new_address(matter(visitor).facts, order.notice_id)
    assert revoke(visitor, clerk) is None
    assert by_post.find_new_address(matter(visitor).facts, order.notice_id)
    now, officer = visitor.world.now, Officer.objects.get(pk=clerk.id)
    stack = {"city": "marburg", "officer": officer, "now": now}
    assert print_letters.print_letters(**stack, task_ids=[order.task_id], duplex=False) == print_letters.ALONE
    noted = print_letters.note_sent(**stack, ways={order.task_id: "posted"}, typed="2.11.2026")
    assert isinstance(noted, print_letters.Noted)
    assert (noted.done, noted.problems) == (0, {order.task_id: print_letters.ALONE})

    def post(**typed: str) -> tuple[Any, ...]:
        said = OfficerDecision("posted", answers={"posted_on": "2.11.2026", **typed})
        return decide_task(city="marburg", task_id=order.task_id, officer_id=clerk.id, decision=said, now=now)

    assert post() == (by_post.NEW_ADDRESS,)
    assert post(address="Rita Beispiel\nAm Markt 1\n35037 Marburg") == ()


def test_what_was_put_to_a_second_person_holds_for_the_answers_of_then(
    visitor: Visitor, clerk: Clerk, world: World
) -> None:
    """The person represented is another one meanwhile: the agreement would be about somebody nobody asked for."""
    second = Clerk(world, username="second")
    send(visitor, PROXY)
    visitor.pay()
    world.work()
    one, here = Officer.objects.get(pk=clerk.id), {"city": "marburg", "now": world.now}
    said = {"bar": "vollmacht", "ground": "seen", "reason": "Lag im Amt vor."}
    assert ask_waiver(**here, case_id=visitor.id, officer=one, **said) is None
    (task,) = [x for x in second.tasks() if x.kind == waiving.KIND]
    theirs = {**here, "task_id": task.id}
    assert take_task(**theirs, officer_id=clerk.id) is FOR_ANOTHER, (
        "whoever put it there does not keep it from the second person"
    )
    assert give_task(**theirs, officer_id=second.id, to=clerk.id) is FOR_ANOTHER
    clerk.decide("correct", fields=("vertretene_person",), reason="Wen genau?")
    world.work()
    posted = {"vertretene_person": ["Otto Anders"]}
    answer_correction(**here, case_id=visitor.id, access=visitor.access, posted=posted)
    agreed = {**here, "task_id": task.id, "officer_id": second.id}
    assert decide_task(**agreed, decision=OfficerDecision("confirm")) == (waiving.OUTDATED,)
    assert [bar.id for bar in waiving.list_bars(matter(visitor))] == ["vollmacht"]
    world.work()
    assert [x for x in second.tasks() if x.kind == waiving.KIND] == [], "nobody is asked for nothing"
    assert ask_waiver(**here, case_id=visitor.id, officer=one, **said) is None, "put to her anew"
    (anew,) = [x for x in second.tasks() if x.kind == waiving.KIND]
    assert status.find_lacking(matter(visitor).facts)
    assert decide_task(**{**agreed, "task_id": anew.id}, decision=OfficerDecision("confirm")) == ()
    assert waiving.list_bars(matter(visitor)) == ()
    assert status.find_lacking(matter(visitor).facts) is None, "nobody asks her for it any more"
    assert completeness.complete_on(matter(visitor)) == world.today
