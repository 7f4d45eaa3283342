"""Leaving and coming back: links by mail, expiry, sign-in, receipts."""

from __future__ import annotations

import re

import pytest

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import Access, NotFound
from allmende.domain.ports.identity import Attribute, Identity
from allmende.domain.values import Problem
from allmende.usecases import save_for_later as later
from allmende.usecases import sign_in
from allmende.usecases.expire_drafts import expire_drafts, warn_of_expiry
from allmende.usecases.make_receipt import get_receipt
from allmende.usecases.save_step import save_step
from tests.world import PERSON, Visitor, World


def token_in(text: str) -> str:
    found = re.search(r"/fortsetzen/([^/]+)/", text)
    assert found
    return found[1]


def send_link(world: World, visitor: Visitor, email: str = "erika@example.org") -> Problem | None:
    return later.save_for_later(city="marburg", draft_id=visitor.id, access=visitor.access, email=email, now=world.now)


def test_a_link_opens_the_draft_elsewhere_once(world: World, visitor: Visitor) -> None:
    visitor.begin()
    visitor.save("person", **PERSON)
    assert send_link(world, visitor) is None
    world.work()
    token = token_in(world.mail.sent[-1].text)
    assert "http://marburg.localhost" in world.mail.sent[-1].text
    assert "Erika" not in world.mail.sent[-1].text
    assert later.peek(token=token, now=world.now) == (visitor.id, "hund-anmelden")

    found = later.resume(token=token, now=world.now)
    assert isinstance(found, later.Resumed)
    there = Access(secret=found.secret)
    saved = save_step(city="marburg", draft_id=visitor.id, access=there, step_id="person", posted=PERSON, now=world.now)
    assert saved.draft.entries["name"] == "Erika Muster"
    assert later.resume(token=token, now=world.now) is later.LINK_DEAD
    assert later.peek(token=token, now=world.now) is None


def test_a_new_link_makes_the_old_one_dead_and_links_expire(world: World, visitor: Visitor) -> None:
    visitor.begin()
    send_link(world, visitor)
    world.work()
    old = token_in(world.mail.sent[-1].text)
    world.wait(minutes=1)
    send_link(world, visitor)
    world.work()
    new = token_in(world.mail.sent[-1].text)
    assert later.resume(token=old, now=world.now) is later.LINK_DEAD
    world.wait(days=15)
    assert later.resume(token=new, now=world.now) is later.LINK_DEAD


@pytest.mark.parametrize("email", ["", "erika", "erika@", "a b@c.de", "a@b.de\nBcc: x@y.de", "a@b.de,c@d.de"])
def test_no_mail_goes_to_what_is_no_address(world: World, visitor: Visitor, email: str) -> None:
    visitor.begin()
    assert send_link(world, visitor, email) is later.WRONG_ADDRESS
    world.work()
    assert world.mail.sent == []


def test_nobody_is_flooded(world: World, visitor: Visitor) -> None:
    visitor.begin()
    assert [send_link(world, visitor) for _ in range(6)][-1] is later.TOO_OFTEN


def test_a_guessed_token_opens_nothing(world: World, visitor: Visitor) -> None:
    visitor.begin()
    assert later.resume(token="guess", now=world.now) is later.LINK_DEAD


def test_the_link_in_the_mails_opens_the_case_after_sending(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    found = later.resume(token=token_in(world.mail.sent[-1].text), now=world.now)
    assert isinstance(found, later.Resumed)
    visitor.access = Access(secret=found.secret)
    assert visitor.view().reference


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
    where = {"city": "marburg", "case_id": visitor.id}
    assert get_receipt(**where, access=visitor.access) is None
    world.work()
    found = get_receipt(**where, access=visitor.access)
    assert found is not None
    assert found.name == f"Eingangsbestaetigung-{sent.reference}.pdf"
    assert found.content.startswith(b"%PDF-1.7 Eingangsbest")
    assert get_receipt(**where, access=Access(secret="guess")) is None


def sign(world: World, identity: Identity | None) -> sign_in.SignedIn | Problem:
    begun = sign_in.begin(city="marburg", return_url="https://x.invalid/", level="basic", language="de", now=world.now)
    assert not isinstance(begun, Problem)
    parameters = world.identity.come_back(begun, identity)
    return sign_in.finish(city="marburg", parameters=parameters, state=begun.state, now=world.now)


ERIKA = Identity("memory", "pseudonym-1", "substantial", {"family_name": Attribute("Muster", "substantial")})


def test_signing_in_twice_is_one_account_and_opens_what_was_begun(world: World, visitor: Visitor) -> None:
    first, second = sign(world, ERIKA), sign(world, ERIKA)
    assert isinstance(first, sign_in.SignedIn)
    assert first == second
    visitor.begin()
    sign_in.take_along(
        city="marburg", draft_id=visitor.id, access=visitor.access, account_id=first.account_id, now=world.now
    )
    visitor.access = Access(account_id=first.account_id)
    draft = applications.get_draft(city="marburg", draft_id=visitor.id, access=visitor.access, today=world.today)
    assert draft is not None
    assert draft.applicant == {
        "identity": "memory", "level": "substantial", "account": True, "attributes": {"family_name": "Muster"},
    }  # fmt: skip
    assert [
        line.id for line in applications.list_drafts(city="marburg", account_id=first.account_id, today=world.today)
    ] == [visitor.id]


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        (None, "identity.aborted"),
        (Identity("memory", None, "substantial"), "identity.temporary"),
        (Identity("memory", "x", "none"), "identity.level"),
    ],
)
def test_a_sign_in_that_does_not_come_through_is_said(
    world: World, visitor: Visitor, identity: Identity | None, code: str
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
            city="marburg", draft_id=visitor.id, access=Access(account_id=other.account_id), step_id="person",
            posted=PERSON, now=world.now,
        )  # fmt: skip
