"""Leaving and coming back: links by mail, expiry, sign-in, receipts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from allmende.apps.applications import operations as applications_doors
from allmende.apps.applications import queries as applications
from allmende.apps.applications.models import Draft, LinkToken
from allmende.apps.applications.rules import KEPT_SECRETS, LINK_DEVICES, MatterAccess, NotFound, hashed, may_open
from allmende.domain.matter.tools import stable_id
from allmende.domain.ports.identity import IdentityAttribute, ProvenIdentity
from allmende.domain.values import Problem
from allmende.foundation.jobs.models import Job
from allmende.usecases import case_links, forget_device, sign_in
from allmende.usecases import save_for_later as later
from allmende.usecases.expire_drafts import expire_drafts, warn_of_expiry
from allmende.usecases.retrieve_notice import retrieve_notice
from allmende.usecases.save_step import save_step
from tests.world import PERSON, Visitor, World


def token_in(text: str) -> str:
    found = re.search(r"/fortsetzen/([^/]+)/", text)
    assert found
    return found[1]


def send_link(
    world: World, visitor: Visitor, email: str = "erika@example.org", sender: str = "192.0.2.1"
) -> Problem | None:
    return later.save_for_later(
        city="marburg", draft_id=visitor.id, access=visitor.access, email=email, sender=sender, now=world.now
    )


def link_for(world: World, visitor: Visitor, email: str = "erika@example.org") -> str:
    """Have a link mailed; its token."""
    assert send_link(world, visitor, email) is None
    world.work()
    return token_in(world.mail.sent[-1].text)


def open_with(world: World, token: str, fact: str) -> case_links.OpenedLink | Problem:
    return case_links.open_link(token=token, fact=fact, now=world.now)


def follow(world: World, visitor: Visitor, token: str) -> case_links.OpenedLink:
    """Open a link on another device, as somebody who knows the code."""
    found = open_with(world, token, case_links.code_of(visitor.id))
    assert isinstance(found, case_links.OpenedLink), found
    return found


def rows() -> list[tuple[object, ...]]:
    return [
        *LinkToken.objects.order_by("pk").values_list(),
        *Draft.objects.order_by("pk").values_list("secret_hashes", "confirmed", "level", "account_id"),
    ]


def test_a_link_opens_the_draft_on_every_device(world: World, visitor: Visitor) -> None:
    visitor.begin()
    visitor.save("person", **PERSON)
    token = link_for(world, visitor)
    assert "http://marburg.localhost" in world.mail.sent[-1].text
    assert "Erika" not in world.mail.sent[-1].text
    for _device in range(3):
        found = follow(world, visitor, token)
        there = MatterAccess(secret=found.secret)
        saved = save_step(
            city="marburg", draft_id=visitor.id, access=there, step_id="person", posted=PERSON, now=world.now
        )
        assert saved.draft.entries["name"] == "Erika Muster"


def test_looking_at_a_link_changes_nothing(world: World, visitor: Visitor) -> None:
    visitor.begin()
    token = link_for(world, visitor)
    before = rows()
    for _ in range(3):
        assert case_links.look(token=token, now=world.now) == case_links.Landing(visitor.id, False, "code")
    assert rows() == before


def test_one_link_opens_on_a_bounded_number_of_devices_and_never_locks_out_the_first(
    world: World, visitor: Visitor
) -> None:
    visitor.begin()
    token = link_for(world, visitor)
    assert [type(follow(world, visitor, token)) for _ in range(LINK_DEVICES)] == [case_links.OpenedLink] * LINK_DEVICES
    assert open_with(world, token, case_links.code_of(visitor.id)) is case_links.LINK_FULL
    for minute in range(4):
        world.wait(hours=1, minutes=minute)
        token = link_for(world, visitor)
        for _ in range(LINK_DEVICES):
            follow(world, visitor, token)
    draft = Draft.objects.get()
    assert len(draft.secret_hashes) == KEPT_SECRETS
    assert visitor.save("person", **PERSON).draft.id == visitor.id


@pytest.mark.parametrize("fact", ["", "0000 0000", "12.8.1964", "x" * 400])
def test_a_link_needs_the_second_fact_on_a_device_without_a_key(world: World, visitor: Visitor, fact: str) -> None:
    visitor.begin()
    token = link_for(world, visitor)
    assert open_with(world, token, fact) is case_links.WRONG_FACT
    follow(world, visitor, token)


def test_a_confirmed_address_spares_no_other_device_the_second_fact(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    first = token_in(world.mail.sent[-1].text)
    follow(world, visitor, first)
    assert applications.is_confirmed(application_id=visitor.id, email="erika@example.org")
    fresh = token_in(case_links.case_link("marburg", visitor.id, world.now))
    for token in (first, fresh):
        assert case_links.look(token=token, now=world.now) == case_links.Landing(visitor.id, True, "code")
        assert open_with(world, token, "") is case_links.WRONG_FACT
        follow(world, visitor, token)


def test_following_the_link_on_the_device_that_holds_the_key_confirms_the_address(
    world: World, visitor: Visitor
) -> None:
    visitor.apply()
    world.work()
    token = token_in(world.mail.sent[-1].text)
    where: dict[str, Any] = {"city": "marburg", "token": token, "matter_id": visitor.id, "now": world.now}
    assert not case_links.confirm_here(**where, access=MatterAccess(secret="guess"))
    assert not applications.is_confirmed(application_id=visitor.id, email="erika@example.org")
    assert case_links.confirm_here(**where, access=visitor.access)
    assert applications.is_confirmed(application_id=visitor.id, email="Erika@Example.org")
    assert open_with(world, token, "") is case_links.WRONG_FACT


def test_guessing_the_second_fact_ends_the_link_and_hurts_nobody_else(world: World, visitor: Visitor) -> None:
    visitor.begin()
    visitor.save("person", **PERSON)
    token = link_for(world, visitor)
    tries = [open_with(world, token, f"{number:08d}") for number in range(6)]
    assert tries == [case_links.WRONG_FACT] * 5 + [case_links.TOO_MANY_FACTS]
    assert open_with(world, token, case_links.code_of(visitor.id)) is case_links.TOO_MANY_FACTS
    assert visitor.save("person", **PERSON).draft.id == visitor.id
    other = applications_doors.make_link(draft_id=visitor.id, email="other@example.org", now=world.now)
    assert isinstance(open_with(world, other, case_links.code_of(visitor.id)), case_links.OpenedLink)
    world.wait(hours=2)
    for number in range(5):
        open_with(world, token, f"{number:08d}")
    world.wait(hours=2)
    assert open_with(world, token, case_links.code_of(visitor.id)) is case_links.LINK_DEAD


def test_a_new_link_makes_the_old_one_dead_and_links_expire(world: World, visitor: Visitor) -> None:
    visitor.begin()
    old = link_for(world, visitor)
    world.wait(minutes=1)
    new = link_for(world, visitor)
    code = case_links.code_of(visitor.id)
    assert open_with(world, old, code) is case_links.LINK_DEAD
    world.wait(days=15)
    assert open_with(world, new, code) is case_links.LINK_DEAD


@pytest.mark.parametrize("email", ["", "erika", "erika@", "a b@c.de", "a@b.de\nBcc: x@y.de", "a@b.de,c@d.de"])
def test_no_mail_goes_to_what_is_no_address(world: World, visitor: Visitor, email: str) -> None:
    visitor.begin()
    problem = send_link(world, visitor, email)
    assert problem is not None
    assert (problem.code, problem.where) == ("mail.address", "email")
    world.work()
    assert world.mail.sent == []


def test_nobody_is_flooded(world: World, visitor: Visitor) -> None:
    visitor.begin()
    assert [send_link(world, visitor) for _ in range(6)][-1] is case_links.TOO_MANY_LINKS


def test_one_sender_mails_few_strangers_and_brakes_no_other_sender(world: World, visitor: Visitor) -> None:
    outcomes = []
    for number in range(60):
        visitor.begin()
        outcomes.append(send_link(world, visitor, f"fremd{number}@example.org", sender="192.0.2.7"))
    assert outcomes.count(None) == 20
    visitor.begin()
    assert send_link(world, visitor, "erika@example.org", sender="192.0.2.8") is None


def test_one_address_is_spared_by_many_senders_unless_it_is_confirmed(world: World, visitor: Visitor) -> None:
    visitor.begin()
    own = visitor.id, visitor.access
    follow(world, visitor, link_for(world, visitor))
    first, most = len(world.mail.sent) - 1, case_links.MAILS_PER_ADDRESS
    for number in range(most):
        visitor.begin()
        assert send_link(world, visitor, sender=f"192.0.2.{number}") is None, (
            "who types it learns nothing of the address"
        )
    world.work()
    assert len(world.mail.sent) - first == most
    visitor.id, visitor.access = own
    world.wait(seconds=1)
    assert send_link(world, visitor) is None
    world.work()
    assert len(world.mail.sent) - first == most + 1, "where it is confirmed it goes"
    world.wait(hours=1)
    assert len(world.mail.sent) - first == most + 2, "the one too many goes an hour later"


def test_a_guessed_token_opens_nothing(world: World, visitor: Visitor) -> None:
    visitor.begin()
    assert open_with(world, "guess", "") is case_links.LINK_DEAD
    assert case_links.look(token="guess", now=world.now) is None


def test_the_link_in_the_mails_opens_the_case_after_sending(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    found = follow(world, visitor, token_in(world.mail.sent[-1].text))
    assert found.submitted
    visitor.access = MatterAccess(secret=found.secret)
    assert visitor.view().reference


def test_number_and_address_bring_a_link_and_anything_else_the_same_silence(world: World, visitor: Visitor) -> None:
    sent = visitor.apply()
    world.work()
    before = len(world.mail.sent)
    for reference, email in [
        (sent.reference, "fremd@example.org"),
        ("MA-0000-0000", "erika@example.org"),
        ("", "erika@example.org"),
        ("x" * 60, "y"),
    ]:
        assert case_links.seek(reference=reference, email=email, sender="192.0.2.1", now=world.now)
    assert Job.objects.filter(task__endswith="send_sought_link").count() == 4
    assert "example.org" not in str(list(Job.objects.values_list("args", "kwargs")))
    world.work()
    assert len(world.mail.sent) == before
    for _ in range(5):
        typed = sent.reference.lower().replace("-", " ", 1).replace(" ", "-")
        assert case_links.seek(reference=typed, email=" ERIKA@example.org ", sender="192.0.2.1", now=world.now)
        world.wait(minutes=1)
    assert len(world.mail.sent) == before + 3
    mail = world.mail.sent[-1]
    assert (mail.to, sent.reference in mail.subject) == ("erika@example.org", True)
    assert follow(world, visitor, token_in(mail.text)).submitted
    outcomes = [
        case_links.seek(reference="x", email="y@example.org", sender="192.0.2.1", now=world.now) for _ in range(10)
    ]
    assert outcomes[-1] is False


def test_a_fresh_link_is_for_whoever_opens_the_case(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    before = len(world.mail.sent)
    where: dict[str, Any] = {"city": "marburg", "case_id": visitor.id, "sender": "192.0.2.1", "now": world.now}
    with pytest.raises(NotFound):
        case_links.request_case_link(**where, access=MatterAccess(secret="guess"))
    assert case_links.request_case_link(**where, access=visitor.access) is None
    world.work()
    assert len(world.mail.sent) == before + 1
    outcomes = [case_links.request_case_link(**where, access=visitor.access) for _ in range(5)]
    assert outcomes[-1] is case_links.TOO_MANY_LINKS


def test_a_forgotten_device_opens_nothing_not_even_with_a_copied_cookie(world: World, visitor: Visitor) -> None:
    visitor.begin()
    forget_device.forget_device(draft_id=visitor.id, secret="guess")
    assert visitor.save("person", **PERSON).draft.id == visitor.id
    forget_device.forget_device(draft_id=visitor.id, secret=visitor.access.secret or "")
    with pytest.raises(NotFound):
        visitor.save("person", **PERSON)


def test_drafts_are_announced_and_then_deleted_with_their_files(world: World, visitor: Visitor) -> None:
    visitor.begin()
    visitor.save("person", **PERSON)
    send_link(world, visitor)
    world.work()
    world.wait(days=26)
    assert warn_of_expiry(now=world.now) == 1
    assert warn_of_expiry(now=world.now) == 0
    world.work()
    assert "gelöscht" in world.mail.sent[-1].subject
    assert expire_drafts(now=world.now) == 0
    world.wait(days=6)
    assert expire_drafts(now=world.now) == 1
    assert applications.list_expired(before=world.today) == ()


def test_a_sent_draft_never_expires(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.wait(days=400)
    assert expire_drafts(now=world.now) == 0
    assert visitor.view().reference


def test_the_receipt_is_there_for_its_applicant_alone(world: World, visitor: Visitor) -> None:
    sent = visitor.apply()
    where = {"city": "marburg", "case_id": visitor.id, "notice_id": stable_id(visitor.id, "receipt"), "now": world.now}
    assert retrieve_notice(**where, access=visitor.access) is None
    world.work()
    found = retrieve_notice(**where, access=visitor.access)
    assert found is not None
    assert found.name == f"Eingangsbestaetigung-{sent.reference}.pdf"
    assert found.content.startswith(b"%PDF-1.7 Eingangsbest")
    assert retrieve_notice(**where, access=MatterAccess(secret="guess")) is None


def sign(world: World, identity: ProvenIdentity | None) -> sign_in.SignedIn | Problem:
    begun = sign_in.begin(city="marburg", return_url="https://x.invalid/", level="basic", language="de", now=world.now)
    assert not isinstance(begun, Problem)
    parameters = world.identity.come_back(begun, identity)
    return sign_in.finish(city="marburg", parameters=parameters, state=begun.state, now=world.now)


ERIKA = ProvenIdentity(
    "memory", "pseudonym-1", "substantial", {"family_name": IdentityAttribute("Muster", "substantial")}
)


def test_signing_in_twice_is_one_account_and_opens_what_was_begun(world: World, visitor: Visitor) -> None:
    first, second = sign(world, ERIKA), sign(world, ERIKA)
    assert isinstance(first, sign_in.SignedIn)
    assert first == second
    visitor.begin()
    sign_in.take_along(
        city="marburg", draft_id=visitor.id, access=visitor.access, account_id=first.account_id, level="substantial",
        now=world.now,
    )  # fmt: skip
    with pytest.raises(NotFound):
        visitor.save("person", **PERSON)  # the key of this device died
    visitor.access = MatterAccess(account_id=first.account_id)
    draft = applications.get_draft(city="marburg", draft_id=visitor.id, access=visitor.access, today=world.today)
    assert draft is not None
    assert draft.applicant == {
        "identity": "memory", "level": "substantial", "account": True, "attributes": {"family_name": "Muster"},
        "levels": {"family_name": "substantial"}, "method": "", "proved_at": None, "disputed": "",
    }  # fmt: skip
    assert [
        line.id for line in applications.list_drafts(city="marburg", account_id=first.account_id, today=world.today)
    ] == [visitor.id]


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        (None, "identity.aborted"),
        (ProvenIdentity("memory", None, "substantial"), "identity.temporary"),
        (ProvenIdentity("memory", "x", "none"), "identity.level"),
    ],
)
def test_a_sign_in_that_does_not_come_through_is_said(
    world: World, visitor: Visitor, identity: ProvenIdentity | None, code: str
) -> None:
    found = sign(world, identity)
    assert isinstance(found, Problem)
    assert found.code == code


def test_a_strangers_account_opens_nothing(world: World, visitor: Visitor) -> None:
    other = sign(world, ERIKA)
    assert isinstance(other, sign_in.SignedIn)
    visitor.begin()
    with pytest.raises(NotFound):
        save_step(
            city="marburg", draft_id=visitor.id, access=MatterAccess(account_id=other.account_id), step_id="person",
            posted=PERSON, now=world.now,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("session", "opens"), [("none", False), ("basic", False), ("substantial", True), ("high", True)]
)
def test_what_a_level_opened_opens_at_that_level_alone(session: Any, opens: bool) -> None:
    keys = [hashed("secret")]
    shown = MatterAccess("secret", "a1", session)
    assert may_open(shown, secret_hashes=keys, account_id="a1", level="substantial") is opens


@pytest.mark.parametrize(
    "access", [MatterAccess("secret"), MatterAccess("secret", "a2", "high"), MatterAccess(None, None, "high")]
)
def test_no_key_and_no_other_account_opens_what_an_account_owns(access: MatterAccess) -> None:
    assert not may_open(access, secret_hashes=[hashed("secret")], account_id="a1")
