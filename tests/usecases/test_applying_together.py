"""Several people in one application: a case for each, within it nothing of the others, and each adult says so herself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from allmende.apps.applications.joint import JointLine, list_joint
from allmende.apps.applications.models import Application, Draft, Upload
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations
from allmende.apps.cases import queries as cases
from allmende.apps.cases.models import Case
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain import forms
from allmende.domain.matter import Matter, confirming, evidence
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import case_links, confirm_party, open_parties
from allmende.usecases.advance_case import foresee
from allmende.usecases.applied_together import list_for_citizen, list_for_office
from allmende.usecases.come_of_age import end_minorities
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.submit_application import Submitted
from allmende.usecases.take_task import take_task
from allmende.usecases.upload_file import upload_file
from tests.adversary.hostile_files import pdf
from tests.joint import ADULT, CHILD, dogs, fill, write_commons
from tests.world import Clerk, Visitor, World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    services, cities = write_commons(tmp_path / "commons")
    assert found.load(services, cities).problems == []
    return found


def lines(visitor: Visitor) -> dict[str, JointLine]:
    return {one.party.name: one for one in list_joint(application_id=visitor.id)}


def matter(case_id: str, world: World) -> Matter:
    return cases.find_matter(case_id=case_id, today=world.today)


@pytest.fixture
def sent(world: World, visitor: Visitor) -> dict[str, JointLine]:
    """Erika with one dog, Mann (adult) with two, Kind (child) with three."""
    fill(visitor, ADULT, CHILD)
    assert isinstance(visitor.submit(), Submitted)
    world.work()
    return lines(visitor)


def test_everybody_has_a_case_of_her_own(world: World, visitor: Visitor, sent: dict[str, JointLine]) -> None:
    assert [(one.party.role, one.party.number, one.ours) for one in sent.values()] == [
        ("applicant", 0, True),
        ("halter", 1, False),
        ("halter", 2, True),
    ]
    assert len({one.reference for one in sent.values()}) == 3
    access = invited(world, sent["Mann"])
    confirm_party.confirm(city="marburg", case_id=sent["Mann"].id, access=access, note="", key="k", now=world.now)
    world.work()
    fees = {name: str(matter(one.id, world).last(f.FeeSet).total.amount) for name, one in sent.items()}
    assert fees == {"Muster": "30.00", "Mann": "60.00", "Kind": "90.00"}


def test_a_case_holds_nothing_of_the_others(world: World, sent: dict[str, JointLine]) -> None:
    for name, one in sent.items():
        told = str(matter(one.id, world).answers)
        assert name in told
        assert not any(other in told for other in sent if other != name), told
    assert [set(row.values()) for row in matter(sent["Mann"].id, world).answers["halter"]] == [{None}]
    assert "halter" not in matter(sent["Muster"].id, world).answers


def test_the_childs_letter_goes_to_who_acts_for_it_and_says_whom_it_is_about(
    world: World, sent: dict[str, JointLine], clerk: Clerk
) -> None:
    task = next(task for task in clerk.tasks() if task.kind == "process" and task.case_id == sent["Kind"].id)
    here: Any = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": world.now}
    assert take_task(**here) is None
    assert decide_task(**here, decision=OfficerDecision("granted", despite_missing="Die Sorge ist bekannt.")) == ()
    world.work()
    issued = matter(sent["Kind"].id, world).last(f.NoticeIssued)
    document = notices.get_document(notice_id=issued.notice_id)
    assert document.addressee[:2] == ("Muster", "als gesetzliche Vertretung von Kind")
    assert ("Es geht um", "Kind") in [(one.label, one.text) for one in document.info]
    assert not matter(sent["Muster"].id, world).last(f.NoticeIssued)


def test_mails_go_to_who_acts_or_to_the_adult_herself(world: World, sent: dict[str, JointLine]) -> None:
    assert sent["Kind"].party.represented_by == "Muster"
    assert Application.objects.get(pk=sent["Kind"].id).email == "erika@example.org"
    assert Application.objects.get(pk=sent["Mann"].id).email == "mann@example.org"


def test_nobody_agrees_to_online_letters_for_another_adult(world: World, sent: dict[str, JointLine]) -> None:
    ways = {name: matter(one.id, world).answers["zustellweg"] for name, one in sent.items()}
    assert ways == {"Muster": "postfach", "Mann": "post", "Kind": "postfach"}


def test_sent_twice_it_is_one_case_each(world: World, visitor: Visitor, sent: dict[str, JointLine]) -> None:
    again = visitor.submit("")
    assert isinstance(again, Submitted)
    assert again.again
    assert Case.objects.count() == 3


def test_killed_in_the_middle_there_is_nothing(world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(visitor, ADULT, CHILD)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(open_parties, "_ask", killed)
        visitor.submit()
    assert (Application.objects.count(), Case.objects.count()) == (0, 0)
    assert Draft.objects.get().submitted_at is None
    assert isinstance(visitor.submit(), Submitted)
    assert Case.objects.count() == 3


def test_one_person_alone_is_no_joint_application(world: World, visitor: Visitor) -> None:
    fill(visitor)
    assert isinstance(visitor.submit(), Submitted)
    assert list_joint(application_id=visitor.id) == ()
    assert matter(visitor.id, world).party is None


def _upload(world: World, visitor: Visitor, path: str) -> str:
    found = upload_file(
        city="marburg", draft_id=visitor.id, access=visitor.access, path=path, filename=f"{path}.pdf", content=pdf(),
        now=world.now,
    )  # fmt: skip
    assert isinstance(found, forms.StoredUpload), found
    return found.id


def test_a_file_of_a_row_moves_along_and_a_shared_one_is_in_each_case(world: World, visitor: Visitor) -> None:
    fill(visitor, ADULT, CHILD)
    proof, shared = _upload(world, visitor, "halter.1.sorge"), _upload(world, visitor, "beleg")
    visitor.save("hunde", **dogs(ADULT, CHILD), **{"beleg": [shared], "halter.1.sorge": [proof]})
    assert isinstance(visitor.submit(), Submitted)
    found = lines(visitor)
    held = {
        name: sorted(Upload.objects.filter(draft_id=one.id).values_list("path", flat=True))
        for name, one in found.items()
    }
    assert held == {"Muster": ["beleg"], "Mann": ["beleg"], "Kind": ["beleg", "halter.0.sorge"]}
    for one in found.values():
        named = set(forms.file_ids(Application.objects.get(pk=one.id).answers))
        assert named == {str(pk) for pk in Upload.objects.filter(draft_id=one.id).values_list("pk", flat=True)}
    assert Upload.objects.get(pk=proof).draft_id == Application.objects.get(pk=found["Kind"].id).draft_id
    assert str(Upload.objects.get(pk=shared).draft_id) == visitor.id


# ── who may open what ─────────────────────────────────────────────────────────────────────────────


def test_the_applicant_opens_the_childs_case_and_not_the_adults(visitor: Visitor, sent: dict[str, JointLine]) -> None:
    def opens(name: str) -> bool:
        return cases.may_open_case(city="marburg", case_id=sent[name].id, access=visitor.access)

    assert (opens("Muster"), opens("Kind"), opens("Mann")) == (True, True, False)
    seen = list_for_citizen(city="marburg", case_id=visitor.id, access_to=lambda _: visitor.access)
    assert [(one.name, one.opens, one.confirmation) for one in seen] == [("Mann", False, "open"), ("Kind", True, "")]


def invited(world: World, joint_line: JointLine, birth: str = "2.6.1981") -> MatterAccess:
    """Follow the link of the mail and say the date of birth."""
    link = next(
        part
        for mail in world.mail.sent
        if mail.to == "mann@example.org"
        for part in mail.text.split()
        if "/fortsetzen/" in part
    )
    opened = case_links.open_link(token=link.rstrip("/").rpartition("/")[2], fact=birth, now=world.now)
    assert isinstance(opened, case_links.OpenedLink), opened
    assert opened.matter_id == joint_line.id
    return MatterAccess(secret=opened.secret)


def test_the_adult_is_asked_by_mail_and_opens_only_her_own(
    world: World, visitor: Visitor, sent: dict[str, JointLine]
) -> None:
    mails = [mail for mail in world.mail.sent if mail.to == "mann@example.org"]
    assert mails[0].subject.startswith("Bitte bestätigen Sie einen Antrag")
    assert "Bitte sehen Sie nach, ob er stimmt, und bestätigen Sie ihn." in mails[0].text
    assert "Ihr Antrag ist angekommen" not in mails[0].text
    assert "Muster" not in mails[0].text + mails[0].subject
    access = invited(world, sent["Mann"])
    assert cases.may_open_case(city="marburg", case_id=sent["Mann"].id, access=access)
    for name in ("Muster", "Kind"):
        assert not cases.may_open_case(city="marburg", case_id=sent[name].id, access=access)
    seen = list_for_citizen(city="marburg", case_id=sent["Mann"].id, access_to=lambda _: access)
    assert [(one.name, one.reference, one.opens) for one in seen] == [("Muster", "", False)]


def test_a_wrong_date_of_birth_opens_nothing(world: World, sent: dict[str, JointLine]) -> None:
    with pytest.raises(AssertionError):
        invited(world, sent["Mann"], birth="1.1.1990")


def test_who_comes_of_age_meanwhile_acts_herself(
    world: World, visitor: Visitor, sent: dict[str, JointLine], clerk: Clerk
) -> None:
    child = sent["Kind"].id
    assert cases.may_open_case(city="marburg", case_id=child, access=visitor.access)
    assert not matter(child, world).last(f.RepresentationEnded), "still a child"
    world.now += timedelta(days=366 * 18)
    task = next(task for task in clerk.tasks() if task.kind == "process" and task.case_id == child)
    here: Any = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": world.now}
    assert take_task(**here) is None
    assert decide_task(**here, decision=OfficerDecision("granted", despite_missing="Die Sorge ist bekannt.")) == ()
    world.work()
    known = matter(child, world)
    ended = known.last(f.RepresentationEnded)
    assert (ended.name, ended.by) == ("Kind", "Muster")
    assert known.party is not None and known.party.represented_by == ""
    document = notices.get_document(notice_id=known.last(f.NoticeIssued).notice_id)
    assert document.addressee[0] == "Kind"
    assert not any("gesetzliche Vertretung" in line for line in document.addressee)
    assert [x.channel for x in known.facts if isinstance(x, f.PrintingOrdered)] == ["post"]
    assert not cases.may_open_case(city="marburg", case_id=child, access=visitor.access)
    titles = [task.title for task in clerk.tasks() if task.case_id == child]
    assert "Handelt jetzt selbst: Kind" in titles
    world.work()
    kinds = [fact.kind for fact in matter(child, world).facts]
    assert kinds.count("representation_ended") == 1


def test_on_the_eighteenth_birthday_she_acts_herself_though_nothing_moves(
    world: World, visitor: Visitor, sent: dict[str, JointLine], clerk: Clerk
) -> None:
    child = sent["Kind"].id
    for day, ended in ((date(2033, 7, 2), 0), (date(2033, 7, 3), 1), (date(2033, 7, 4), 0)):
        world.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        assert end_minorities(city="marburg", now=world.now) == ended
    assert not cases.may_open_case(city="marburg", case_id=child, access=visitor.access)
    assert cases.may_open_case(city="marburg", case_id=sent["Muster"].id, access=visitor.access)
    world.work()
    kinds = [fact.kind for fact in matter(child, world).facts]
    assert kinds.count("representation_ended") == 1
    assert [task.title for task in clerk.tasks() if task.case_id == child and task.kind == "message"] == [
        "Handelt jetzt selbst: Kind"
    ]


# ── confirming ────────────────────────────────────────────────────────────────────────────────────


def standing(joint_line: JointLine) -> str:
    return confirming.standing(operations.read_facts(case_id=joint_line.id))


def test_she_confirms_once_and_says_what_is_wrong(world: World, sent: dict[str, JointLine], clerk: Clerk) -> None:
    access, case_id = invited(world, sent["Mann"]), sent["Mann"].id
    for _ in range(2):
        told = confirm_party.confirm(
            city="marburg", case_id=case_id, access=access, note="Ich habe nur einen Hund.", key="k", now=world.now
        )
        assert told is None
    assert standing(sent["Mann"]) == "given"
    kinds = [fact.kind for fact in operations.read_facts(case_id=case_id)]
    assert (kinds.count("confirmation_given"), kinds.count("message_received")) == (1, 1)
    assert confirm_party.decline(city="marburg", case_id=case_id, access=access, now=world.now) is confirming.TOO_LATE


def test_she_declines_and_the_others_go_on(world: World, visitor: Visitor, sent: dict[str, JointLine]) -> None:
    access = invited(world, sent["Mann"])
    assert confirm_party.decline(city="marburg", case_id=sent["Mann"].id, access=access, now=world.now) is None
    world.work()
    assert matter(sent["Mann"].id, world).last(f.ApplicationWithdrawn)
    assert not matter(sent["Kind"].id, world).last(f.ApplicationWithdrawn)
    assert not matter(visitor.id, world).last(f.ApplicationWithdrawn)


def test_the_applicant_cannot_confirm_for_her(world: World, visitor: Visitor, sent: dict[str, JointLine]) -> None:
    with pytest.raises(NotFound):
        confirm_party.confirm(
            city="marburg", case_id=sent["Mann"].id, access=visitor.access, note="", key="k", now=world.now
        )
    with pytest.raises(NotFound):
        confirm_party.decline(city="marburg", case_id=sent["Mann"].id, access=visitor.access, now=world.now)
    assert standing(sent["Mann"]) == "open"


def test_silence_past_the_day_is_one_task(world: World, sent: dict[str, JointLine], clerk: Clerk) -> None:
    assert [task for task in clerk.tasks() if task.kind == confirming.KIND] == []
    world.wait(days=14)
    assert [task for task in clerk.tasks() if task.kind == confirming.KIND] == []
    world.wait(days=1)
    confirm_party.report_overdue(case_id=sent["Mann"].id, now=world.now)
    (task,) = [task for task in clerk.tasks() if task.kind == confirming.KIND]
    assert task.case_id == sent["Mann"].id
    assert "Bestätigung fehlt" in task.title


def test_the_desk_records_what_she_said_in_person(world: World, sent: dict[str, JointLine], clerk: Clerk) -> None:
    world.wait(days=15)
    (task,) = [task for task in clerk.tasks() if task.kind == confirming.KIND]
    here: Any = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": world.now}
    assert take_task(**here) is None
    assert decide_task(**here, decision=OfficerDecision(confirming.CONFIRMED)) == (confirm_party.HOW,)
    assert decide_task(**here, decision=OfficerDecision(confirming.CONFIRMED, reason="Am Schalter, 17.11.2026")) == ()
    assert standing(sent["Mann"]) == "given"
    assert "Am Schalter" in matter(sent["Mann"].id, world).last(f.ConfirmationGiven).told("de")


def test_answering_late_takes_the_task_off_the_desk(world: World, sent: dict[str, JointLine], clerk: Clerk) -> None:
    access = invited(world, sent["Mann"])
    world.wait(days=15)
    confirm_party.confirm(city="marburg", case_id=sent["Mann"].id, access=access, note="", key="k", now=world.now)
    assert [task for task in clerk.tasks() if task.kind == confirming.KIND] == []


def test_without_an_address_the_desk_invites_her_at_once(world: World, visitor: Visitor, clerk: Clerk) -> None:
    fill(visitor, {key: value for key, value in ADULT.items() if key != "email"})
    assert isinstance(visitor.submit(), Submitted)
    world.work()
    (task,) = [task for task in clerk.tasks() if task.kind == confirming.KIND]
    assert "keine E-Mail-Adresse" in task.reason
    world.wait(days=15)
    assert len([task for task in clerk.tasks() if task.kind == confirming.KIND]) == 1


@pytest.mark.parametrize("shared", ["erika@example.org", "Erika+mann@Example.org", "mann@example.org"])
def test_no_link_goes_to_an_address_that_is_not_hers_alone(
    world: World, visitor: Visitor, clerk: Clerk, shared: str
) -> None:
    fill(visitor, ADULT | {"email": shared}, ADULT | {"familienname": "Nachbar", "email": "mann@example.org"})
    assert isinstance(visitor.submit(), Submitted)
    world.work()
    assert Application.objects.get(pk=lines(visitor)["Mann"].id).email == ""
    assert sent_to(clerk, visitor)


def sent_to(clerk: Clerk, visitor: Visitor) -> bool:
    """Does the desk know that it has to invite Mann?"""
    return any(task.kind == confirming.KIND and task.case_id == lines(visitor)["Mann"].id for task in clerk.tasks())


def test_until_she_confirms_there_is_no_application_of_hers(
    world: World, sent: dict[str, JointLine], clerk: Clerk
) -> None:
    assert not [task for task in clerk.tasks() if task.kind == "process" and task.case_id == sent["Mann"].id]
    assert matter(sent["Mann"].id, world).last(f.ProcessStarted, f.NoticeIssued) is None
    assert not notices.has_receipt(case_id=sent["Mann"].id)
    access = invited(world, sent["Mann"])
    confirm_party.confirm(city="marburg", case_id=sent["Mann"].id, access=access, note="", key="k", now=world.now)
    world.work()
    assert notices.has_receipt(case_id=sent["Mann"].id)
    assert [task for task in clerk.tasks() if task.kind == "process" and task.case_id == sent["Mann"].id]


def test_who_does_not_confirm_at_the_desk_has_no_application(
    world: World, sent: dict[str, JointLine], clerk: Clerk
) -> None:
    world.wait(days=15)
    task = next(task for task in clerk.tasks() if task.kind == confirming.KIND and task.case_id == sent["Mann"].id)
    here: Any = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": world.now}
    assert decide_task(**here, decision=OfficerDecision("not_reached")) == (confirm_party.HOW,)
    assert decide_task(**here, decision=OfficerDecision("not_reached", reason="Zwei Briefe, keine Antwort.")) == ()
    world.work()
    facts = matter(sent["Mann"].id, world)
    assert facts.last(f.ConfirmationDeclined).how == "Zwei Briefe, keine Antwort."
    assert facts.last(f.CaseClosed)
    assert facts.last(f.NoticeIssued) is None


def test_the_machine_never_decides_for_somebody_who_has_not_confirmed(world: World, sent: dict[str, JointLine]) -> None:
    assert not evidence.may_decide(matter(sent["Mann"].id, world))
    access = invited(world, sent["Mann"])
    confirm_party.confirm(city="marburg", case_id=sent["Mann"].id, access=access, note="", key="k", now=world.now)
    assert evidence.may_decide(matter(sent["Mann"].id, world))


# ── the office ────────────────────────────────────────────────────────────────────────────────────


def test_the_office_sees_the_others_within_its_rights(world: World, sent: dict[str, JointLine], clerk: Clerk) -> None:
    found = list_for_office(
        city="marburg", case_id=sent["Kind"].id, officer=Officer.objects.get(pk=clerk.id), now=world.now
    )
    assert [(one.name, one.opens, one.confirmation) for one in found] == [("Muster", True, ""), ("Mann", True, "open")]
    stranger = Clerk(world, username="anders", units=("andere",))
    hidden = list_for_office(
        city="marburg", case_id=sent["Kind"].id, officer=Officer.objects.get(pk=stranger.id), now=world.now
    )
    assert [one.opens for one in hidden] == [False, False]


def test_another_city_sees_nothing_of_it(world: World, sent: dict[str, JointLine]) -> None:
    with city_scope("fulda"):
        assert list_joint(application_id=sent["Kind"].id) == ()


def test_time_passes_and_a_decision_may_be_foreseen(world: World, sent: dict[str, JointLine]) -> None:
    loaded = cases.load(case_id=sent["Kind"].id)
    assert foresee(city="marburg", loaded=loaded, facts=(), now=world.now + timedelta(minutes=1)).problems == ()
