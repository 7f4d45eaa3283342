"""Whoever acts for somebody else is put out once, in every case and draft that came of the application."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from allmende.apps.applications.joint import list_joint
from allmende.apps.applications.models import Application, Draft
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.booking import queries as booking
from allmende.apps.booking.models import Reservation
from allmende.apps.cases import queries as cases
from allmende.apps.cases.operations import append
from allmende.apps.catalogue.operations import stop_service
from allmende.apps.postbox import operations as postbox_operations
from allmende.apps.postbox import queries as postbox
from allmende.apps.postbox.models import Item
from allmende.domain import facts as f
from allmende.domain.forms import StoredUpload
from allmende.domain.matter import Matter, evidence, minors, signing, speech, waiving
from allmende.domain.matter.acting import acting_in
from allmende.domain.notices.addressing import say_addressee
from allmende.domain.notices.ways import BY_POST, WAY
from allmende.foundation.identity.models import Account, Officer
from allmende.usecases import contest_notice
from allmende.usecases.begin_application import BegunDraft
from allmende.usecases.booking import links
from allmende.usecases.come_of_age import end_minorities
from allmende.usecases.end_authority import end_authority
from allmende.usecases.hand_in import hand_in
from allmende.usecases.hand_on_proof import hand_on_proof
from allmende.usecases.submit_application import NotYet, Submitted
from allmende.usecases.upload_file import upload_file
from allmende.usecases.withdraw import withdraw
from tests import joint, objecting
from tests.acting import ADDRESS
from tests.adversary.hostile_files import pdf
from tests.joint import ADULT, CHILD, change, dogs
from tests.usecases.booking.conftest import furnish
from tests.world import DOGS, END, Clerk, Visitor, World

FIELDS = """
      - {id: wer, type: choice, required: true, options: [selbst, vollmacht, betreuung], personal_data: basic}
      - {id: vertretung, type: text, required: true, when: wer != "selbst", personal_data: basic}
      - {id: kanzlei, type: address, required: true, when: wer != "selbst", personal_data: basic}
      - {id: nachweis_vertretung, type: file, required: true, needed_to: decide, when: wer != "selbst", accept: [pdf, png]}
"""
TEXTS = """
  wer: {label: Wer handelt?, option: {selbst: Ich, vollmacht: Mit Vollmacht, betreuung: Betreuung}}
  vertretung: {label: Wer vertritt?}
  kanzlei: {label: Anschrift der Vertretung}
  nachweis_vertretung: {label: Nachweis}
"""
REPRESENTED = """represented_by:
      proxy: {by: vertretung, address: kanzlei, proof: nachweis_vertretung, when: wer = "vollmacht"}
      guardian: {by: vertretung, address: kanzlei, proof: nachweis_vertretung, when: wer = "betreuung"}
"""
OFFICE = {
    "kanzlei.street": ["Ring"],
    "kanzlei.house_number": ["7"],
    "kanzlei.postcode": ["35037"],
    "kanzlei.place": ["Marburg"],
}
LAWYER = {**OFFICE, "wer": ["vollmacht"], "vertretung": ["Anna Anwalt"]}
GUARDIAN = {**OFFICE, "wer": ["betreuung"], "vertretung": ["Anna Anwalt"]}


def represent(services: Path, service: tuple[str, str]) -> None:
    """Let the sample service ask who acts, in the block that is the applicant's alone."""
    here = services / "hund-anmelden"
    change(here / "service.yaml", service)
    change(here / "form.yaml", ("      - {id: email, type: email, required: true}\n", f"{EMAIL}{FIELDS[1:]}"))
    change(here / "texts" / "de.yaml", ("\n  zustellweg:", f"{TEXTS.rstrip()}\n  zustellweg:"))


EMAIL = "      - {id: email, type: email, required: true}\n"


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    return found


@pytest.fixture
def family(world: World, visitor: Visitor, tmp_path: Path) -> dict[str, str]:
    """A lawyer applied for Muster, an adult and a child: name → case."""
    return apply_together(world, visitor, tmp_path, LAWYER)


def apply_together(world: World, visitor: Visitor, tmp_path: Path, who: dict[str, list[str]]) -> dict[str, str]:
    services, cities = joint.write_commons(tmp_path / "commons")
    represent(
        services,
        ("  - {id: applicant, answers: [person]}\n", f"  - id: applicant\n    answers: [person]\n    {REPRESENTED}"),
    )
    assert [str(problem) for problem in world.load(services, cities).problems if problem.severity == "error"] == []
    visitor.begin()
    visitor.save("person", **{**joint.PERSON, **who})
    visitor.save("hunde", **dogs(ADULT, CHILD))
    visitor.save("abschluss", **END)
    assert isinstance(visitor.submit(), Submitted)
    world.work()
    return {one.party.name: one.id for one in list_joint(application_id=visitor.id)}


@pytest.fixture
def refused(world: World, visitor: Visitor, clerk: Clerk, tmp_path: Path) -> Visitor:
    """What a lawyer applied for is refused; he can object."""
    services, cities = objecting.commons(tmp_path / "commons")
    represent(services, ("refusal_grounds:\n", f"applicants:\n  - id: applicant\n    {REPRESENTED}refusal_grounds:\n"))
    assert [str(problem) for problem in world.load(services, cities).problems if problem.severity == "error"] == []
    visitor.begin()
    visitor.save("person", name=["Erika Muster"], **objecting.PERSON, **LAWYER)
    visitor.save("hunde", **DOGS)
    visitor.save("abschluss", **END)
    assert isinstance(visitor.submit(), Submitted)
    world.work()
    visitor.pay()
    asked = f.CorrectionRequested(at=world.now, request_id="r", fields=("nachweis_vertretung",), text="Vollmacht?")
    append(case_id=visitor.id, facts=[("asked", asked)], now=world.now, today=world.today, actor="test")
    assert clerk.decide("refused", ground="zu_gross", reason="Er misst 80 cm.") == ()
    world.work()
    return visitor


def matter(case_id: str, world: World) -> Matter:
    return cases.find_matter(case_id=case_id, today=world.today)


def end(world: World, clerk: Clerk, case_id: str) -> Any:
    return end_authority(
        city="marburg", case_id=case_id, officer=Officer.objects.get(pk=clerk.id), typed=f"{world.today:%d.%m.%Y}", how="Brief",
        address=ADDRESS, abroad=False, now=world.now,
    )  # fmt: skip


def opens(case_id: str, access: MatterAccess) -> bool:
    return cases.may_open_case(city="marburg", case_id=case_id, access=access)


def begin(visitor: Visitor) -> Visitor:
    """A draft of an objection by whoever opens the case."""
    begun = contest_notice.begin_objection(
        city="marburg", case_id=visitor.id, notice_id=objecting.letter_of(visitor), access=visitor.access, account_id=None,
        level="none", language="de", now=visitor.world.now, today=visitor.world.today,
    )  # fmt: skip
    assert isinstance(begun, BegunDraft), begun
    own = Visitor(visitor.world)
    own.id, own.access = begun.draft_id, MatterAccess(secret=begun.secret)
    own.save("widerspruch", umfang=["ganz"], gruende=["Er misst nur 40 cm."])
    own.save("person", **objecting.PERSON)
    own.save("abschluss", zustellweg=["post"], richtigkeit=["true"])
    return own


def object_online(visitor: Visitor) -> Visitor:
    own = begin(visitor)
    assert isinstance(own.submit(), Submitted)
    visitor.world.work()
    return own


@pytest.mark.parametrize("asked", ["Muster", "Kind"])
def test_ended_at_the_lead_or_at_the_child_it_is_ended_for_both(
    world: World, visitor: Visitor, clerk: Clerk, family: dict[str, str], asked: str
) -> None:
    assert opens(family["Kind"], visitor.access)
    assert end(world, clerk, family[asked]) is None
    for name in ("Muster", "Kind"):
        assert not opens(family[name], visitor.access), name
        assert matter(family[name], world).last(f.AuthorityRevoked), name
        assert Application.objects.get(pk=family[name]).email == "", name
        with pytest.raises(NotFound):
            withdraw(city="marburg", case_id=family[name], access=visitor.access, now=world.now)
    assert end(world, clerk, family["Kind"]).code == "authority.none"


def test_a_guardian_of_a_parent_does_not_represent_the_child(
    world: World, visitor: Visitor, clerk: Clerk, tmp_path: Path
) -> None:
    cases_of = apply_together(world, visitor, tmp_path, GUARDIAN)
    child = matter(cases_of["Kind"], world)
    assert acting_in(child) is None
    assert child.last(f.RepresentationOpen).by == "Anna Anwalt"
    assert waiving.list_bars(child) == (waiving.Bar(waiving.CHILD, "guardian"),)
    assert not evidence.may_decide(child)
    names = speech.names(child, world.today)
    assert names[WAY] == BY_POST
    assert say_addressee(names, ("Kind", "Weg 1"), "de") == ("Muster", "als gesetzliche Vertretung von Kind", "Weg 1")
    assert end(world, clerk, cases_of["Muster"]) is None
    ended = matter(cases_of["Kind"], world)
    assert say_addressee(speech.names(ended, world.today), ("Kind", "Weg 1"), "de")[:2] == (
        ADDRESS.splitlines()[0],
        "als gesetzliche Vertretung von Kind",
    )
    assert [bar.id for bar in waiving.list_bars(ended)] == [waiving.CHILD]
    assert acting_in(matter(cases_of["Muster"], world)).said.capacity == "guardian"


@pytest.mark.parametrize("stopped", [False, True], ids=["offered still", "offered no more"])
def test_a_minor_whom_a_parent_applied_for_acts_herself_from_eighteen_on(
    world: World, visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    monkeypatch.setattr(minors, "_stated_birth", lambda known: known.answers.get("geburtsdatum"))
    minor = {**GUARDIAN, "geburtsdatum": ["1.5.2012"]}
    case = apply_together(world, visitor, tmp_path, minor)["Muster"]
    site = furnish()
    desk, offer = booking.list_desks(site_id=site.id)[0], booking.find_offer(key="ausweis")
    assert offer
    begins = datetime(2030, 6, 3, 8, tzinfo=UTC)
    one = Reservation.objects.create(
        desk_id=desk.id, offer_id=offer.id, begins=begins, ends=begins + timedelta(minutes=30),
        free_again=begins + timedelta(minutes=30), state="booked", channel="online", matter=case, made_at=world.now,
        person={"name": "Kind", "email": "eltern@example.org"},
    )  # fmt: skip
    known = booking.find(reservation_id=str(one.pk))
    assert known
    token = links.token_of(city="marburg", booked=known)
    if stopped:
        stop_service(
            city="marburg",
            service_id=Application.objects.get(pk=case).service_id,
            actor="person:x",
            today=world.today,
            now=world.now,
        )
    for day, ended in ((date(2030, 4, 30), 0), (date(2030, 5, 1), 1), (date(2030, 5, 2), 0)):
        assert opens(case, visitor.access) is (day <= date(2030, 5, 1))
        world.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        assert end_minorities(city="marburg", now=world.now) == ended
    assert acting_in(matter(case, world)) is None
    assert not opens(case, visitor.access)
    assert links.open_link(city="marburg", token=token) is None
    after = booking.find(reservation_id=str(one.pk))
    assert after and (after.state, after.person["email"]) == ("booked", ""), "her parent is reminded of it no more"


def test_an_adult_who_applied_too_keeps_her_case(world: World, clerk: Clerk, family: dict[str, str]) -> None:
    assert end(world, clerk, family["Mann"]).code == "authority.none"
    assert end(world, clerk, family["Muster"]) is None
    assert matter(family["Mann"], world).last(f.AuthorityRevoked) is None
    assert Application.objects.get(pk=family["Mann"]).email == "mann@example.org"


def test_the_childs_case_names_who_acts_and_the_missing_proof_is_a_bar(world: World, family: dict[str, str]) -> None:
    child = matter(family["Kind"], world)
    acting = acting_in(child)
    assert acting is not None
    assert (acting.by, acting.name, acting.said.capacity) == ("Anna Anwalt", "Kind", "proxy")
    assert waiving.INHERITED_PROOF in [bar.id for bar in waiving.list_bars(child)]
    assert evidence.standing(child) == "represented"
    assert acting_in(matter(family["Mann"], world)) is None


def test_an_objection_says_who_acts_and_asks_for_the_proof(world: World, refused: Visitor, clerk: Clerk) -> None:
    own = object_online(refused)
    found = matter(own.id, world)
    acting = acting_in(found)
    assert acting is not None
    assert (acting.by, acting.name) == ("Anna Anwalt", "Erika Muster")
    assert speech.names(found, world.today)["acting"]["by"] == "Anna Anwalt"
    assert [bar.id for bar in waiving.list_bars(found)][:1] == [waiving.INHERITED_PROOF]
    assert waiving.name_of(found, waiving.INHERITED_PROOF, "de") == "Nachweis der Vertretung"


@pytest.mark.parametrize("at_objection", [False, True])
def test_an_objection_ends_with_the_case_it_is_about(
    world: World, refused: Visitor, clerk: Clerk, at_objection: bool
) -> None:
    own = object_online(refused)
    assert end(world, clerk, own.id if at_objection else refused.id) is None
    assert not opens(own.id, own.access)
    assert not opens(refused.id, refused.access)
    with pytest.raises(NotFound):
        withdraw(city="marburg", case_id=own.id, access=own.access, now=world.now)
    names = speech.names(matter(own.id, world), world.today)
    assert list(names["acting"]["address"]) == ADDRESS.split("\n")


def test_a_draft_begun_before_is_not_sent_after(world: World, refused: Visitor, clerk: Clerk) -> None:
    own = begin(refused)
    assert end(world, clerk, refused.id) is None
    with pytest.raises(NotFound):
        own.submit(reviewed="")


def test_sending_asks_again_whether_the_case_may_be_opened(world: World, refused: Visitor) -> None:
    """A draft of before that nothing binds to the case any more than its contested letter."""
    own = begin(refused)
    Draft.objects.filter(pk=refused.id).update(closed=True)
    sent = own.submit()
    assert isinstance(sent, NotYet)
    assert sent.problems == (contest_notice.ENDED,)


@pytest.mark.parametrize(
    ("family_name", "given_names", "missing"),
    [("Anwalt", "Anna", False), ("Muster", "Erika", True), ("Fremd", "Fritz", True)],
)
def test_a_sign_in_signs_only_for_the_name_it_proves(
    world: World, refused: Visitor, family_name: str, given_names: str, missing: bool
) -> None:
    found = matter(object_online(refused).id, world)
    proved = {"family_name": family_name, "given_names": given_names}
    applicant = replace(found.applicant, identity="bundid", level="high", attributes=proved)
    assert signing.is_replaced(found.service, "bundid", "high")
    assert signing.is_missing(replace(found, applicant=applicant)) is missing


def test_a_guardian_is_dismissed(world: World, visitor: Visitor, clerk: Clerk, refused: Visitor) -> None:
    other = Visitor(world)
    other.begin()
    other.save("person", name=["Erika Muster"], **objecting.PERSON, **GUARDIAN)
    other.save("hunde", **DOGS)
    other.save("abschluss", **END)
    assert isinstance(other.submit(), Submitted)
    world.work()
    assert end(world, clerk, other.id) is None
    assert matter(other.id, world).last(f.AuthorityRevoked).capacity == "guardian"
    assert not opens(other.id, other.access)


def test_the_mailbox_lists_no_letter_of_a_case_it_no_longer_opens(world: World, refused: Visitor, clerk: Clerk) -> None:
    account = Account.objects.create(
        provider="sandbox", subject="anna", level="high", created_at=world.now, signed_in_at=world.now
    )
    Application.objects.filter(pk=refused.id).update(account=account)
    Item.objects.filter(case_id=refused.id).delete()
    postbox_operations.put(
        case_id=refused.id,
        account_id=str(account.pk),
        notice_id=objecting.letter_of(refused),
        title="Bescheid",
        now=world.now,
    )
    mine = {"city": "marburg", "account_id": str(account.pk)}
    assert len(postbox.list_items(**mine)) == postbox.count_unread(**mine) == 1
    assert end(world, clerk, refused.id) is None
    assert postbox.list_items(**mine) == ()
    assert postbox.count_unread(**mine) == 0


def test_a_proof_handed_in_at_the_first_case_counts_in_the_childs(
    world: World, visitor: Visitor, clerk: Clerk, family: dict[str, str]
) -> None:
    assert waiving.INHERITED_PROOF in [bar.id for bar in waiving.list_bars(matter(family["Kind"], world))]
    hand_on_proof(city="marburg", case_id=visitor.id, now=world.now)
    assert waiving.INHERITED_PROOF in [bar.id for bar in waiving.list_bars(matter(family["Kind"], world))], "not yet"
    sent = upload_file(
        city="marburg", draft_id=visitor.id, access=visitor.access, path="nachweis_vertretung",
        filename="vollmacht.pdf", content=pdf(), now=world.now,
    )  # fmt: skip
    assert isinstance(sent, StoredUpload), sent
    posted = {"nachweis_vertretung": [sent.id]}
    done = hand_in(city="marburg", case_id=visitor.id, access=visitor.access, posted=posted, now=world.now)
    assert done.done, done.checked.problems
    world.work()
    child = matter(family["Kind"], world)
    assert waiving.INHERITED_PROOF not in [bar.id for bar in waiving.list_bars(child)]
    assert [fact.proved for fact in child.facts if isinstance(fact, f.RepresentationInherited)] == [False, True]
    assert hand_on_proof(city="marburg", case_id=visitor.id, now=world.now) == 0
    assert end(world, clerk, family["Kind"]) is None
    assert hand_on_proof(city="marburg", case_id=visitor.id, now=world.now) == 0
