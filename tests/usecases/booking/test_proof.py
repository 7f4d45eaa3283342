"""An answer to a challenge counts once, until it ends, in its city; who has no script confirms by mail; a page link never does."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from allmende.apps.booking import queries
from allmende.apps.booking.models import Offer
from allmende.apps.booking.queries import Booked, SiteView
from allmende.domain.values import Problem
from allmende.usecases.booking import asking, book, find, hold, links, proof
from allmende.usecases.booking.book import Person
from allmende.usecases.booking.find import Wish
from tests.usecases.booking.conftest import NOW, RULES
from tests.world import World

pytestmark = pytest.mark.usefixtures("marburg_scope")
ERIKA = Person("Erika Muster", "erika@example.org")


def challenge(world: World, city: str = "marburg") -> dict[str, Any]:
    return proof.make_challenge(city=city, salt="00ff", number=123, now=world.now)


def solved(asked: dict[str, Any], **more: Any) -> str:
    """As a browser solves it."""
    number = next(
        number
        for number in range(asked["maxnumber"] + 1)
        if hashlib.sha256(f"{asked['salt']}{number}".encode()).hexdigest() == asked["challenge"]
    )
    said = {key: asked[key] for key in ("algorithm", "challenge", "salt", "signature")} | {"number": number} | more
    return base64.b64encode(json.dumps(said).encode()).decode()


def proved(world: World, answer: str) -> bool:
    return proof.is_proved(city="marburg", answer=answer, now=world.now)


def held(world: World) -> Booked:
    offer = queries.find_offer(key="ausweis")
    assert offer
    free = find.list_free(city="marburg", wish=Wish(offer), channel="online", now=world.now)[0]
    made = hold.hold_slot(
        city="marburg", offer_key="ausweis", extras={}, site_id=free.site.id, since=free.slot.since, channel="online", now=world.now
    )  # fmt: skip
    found = queries.find(reservation_id=str(made))
    assert found
    return found


def ask(world: World, booked: Booked, person: Person) -> tuple[Problem, ...]:
    return proof.book_online(city="marburg", booked=booked, person=person, answer="", sender="192.0.2.7", now=world.now)


def test_an_answer_counts_once(world: World) -> None:
    answer = solved(challenge(world))
    assert [proved(world, answer), proved(world, answer)] == [True, False]


def test_an_answer_counts_until_it_ends_and_in_its_city(world: World) -> None:
    answer = solved(challenge(world))
    assert not proof.is_proved(city="fulda", answer=answer, now=world.now)
    world.now += proof.LASTS
    assert not proved(world, answer)


def test_what_was_made_up_counts_nothing(world: World) -> None:
    asked = challenge(world)
    later = asked["salt"].partition("=")[0] + "=99999999999"
    own = hashlib.sha256(f"{later}5".encode()).hexdigest()
    for answer in (
        "", "x", "e30=", "bnVsbA==", "W10=", "/" * 5000, base64.b64encode(b"[" * 1000).decode(),
        solved(asked, number=124), solved(asked, number="123"), solved(asked, number=True), solved(asked, number=-1),
        solved(asked, algorithm="none"), solved(asked, signature="0" * 64),
        solved(asked, salt=later, challenge=own, number=5),
    ):  # fmt: skip
        assert not proved(world, answer), answer[:60]
    assert proved(world, solved(asked))


def test_the_link_sent_to_one_address_proves_no_other(world: World, site: SiteView) -> None:
    booked = held(world)
    assert ask(world, booked, ERIKA) == ()
    first = queries.find(reservation_id=booked.id)
    assert first
    token = proof.link_of(city="marburg", booked=first, language="de").rstrip("/").rpartition("/")[2]
    assert proof.open_link(city="marburg", token=token)
    other = replace(ERIKA, email="victim@example.org")
    assert ask(world, booked, other) == ()
    assert proof.open_link(city="marburg", token=token) is None


def test_without_a_script_a_mail_makes_it_firm(world: World, site: SiteView) -> None:
    booked = held(world)
    assert ask(world, booked, ERIKA) == ()
    world.work()
    [mail] = world.mail.sent
    address = next(line for line in mail.text.splitlines() if "/termin/bestaetigen/" in line)
    token = address.rstrip("/").rpartition("/")[2]
    assert links.token_of(city="marburg", booked=booked) != token, "no page shows it"
    assert proof.open_link(city="marburg", token=links.token_of(city="marburg", booked=booked)) is None
    assert proof.open_link(city="fulda", token=token) is None
    world.now += proof.CONFIRM - timedelta(minutes=1)
    waiting = proof.open_link(city="marburg", token=token)
    assert waiting and waiting.state == "held", "kept longer than while typing"
    for _ in range(2):
        found = proof.open_link(city="marburg", token=token)
        assert found and proof.confirm(city="marburg", booked=found, now=world.now) == ()
    done = queries.find(reservation_id=booked.id)
    assert done and (done.state, done.person["name"]) == ("booked", "Erika Muster")


def test_a_mail_that_is_not_answered_gives_the_time_free(world: World, site: SiteView) -> None:
    booked = held(world)
    ask(world, booked, ERIKA)
    world.now += proof.CONFIRM
    assert held(world).begins == booked.begins


def test_without_script_and_address_she_is_told_what_to_do(world: World, site: SiteView) -> None:
    Offer.objects.update(rules=RULES | {"proof": True})
    refused = ask(world, held(world), Person("Erika", "", "06421 12345"))
    assert [problem.where for problem in refused] == ["email"]


def test_a_typed_number_counts_nothing_and_keeps_nobody_out(world: World, site: SiteView) -> None:
    number = Person("Erika", "", "06421 12345")
    assert [ask(world, held(world), number) for _ in range(book.PER_ADDRESS + 2)] == [()] * (book.PER_ADDRESS + 2)
    with pytest.raises(ValueError, match="asked first"):
        book.book_appointment(city="marburg", booked=held(world), person=ERIKA, vouched="nobody", now=world.now)


def test_who_asks_is_counted_and_told_whatever_address_is_typed(world: World, site: SiteView) -> None:
    booked = held(world)
    for number in range(asking.PER_SENDER):
        assert ask(world, booked, replace(ERIKA, email=f"e{number}@example.org")) == ()
    assert ask(world, booked, ERIKA) == (asking.TOO_MANY,)
    world.now += asking.HOUR
    assert ask(world, held(world), ERIKA) == ()


def test_mails_that_are_not_sent_are_opened_by_one_that_was_and_by_no_strangers(world: World, site: SiteView) -> None:
    mine = [held(world) for _ in range(asking.PER_ADDRESS + 1)]
    for one in mine:
        assert ask(world, one, ERIKA) == ()
        world.now += timedelta(seconds=1)
    other = held(world)
    assert ask(world, other, replace(ERIKA, email="max@example.org")) == ()
    world.work()
    assert [mail.to for mail in world.mail.sent].count(ERIKA.email) == asking.PER_ADDRESS
    first, theirs = queries.find(reservation_id=mine[0].id), queries.find(reservation_id=other.id)
    assert first and theirs
    listed = {one.id for one in proof.list_others(booked=first, now=world.now)}
    assert listed == {one.id for one in mine[1:]}
    assert proof.list_others(booked=theirs, now=world.now) == ()
    world.now += proof.CONFIRM
    assert proof.list_others(booked=first, now=world.now) == ()


def test_asking_again_and_again_keeps_no_time_for_ever(world: World, site: SiteView) -> None:
    booked, until = held(world), world.now
    while ask(world, booked, ERIKA) == ():
        until = world.now + proof.CONFIRM
        world.now += timedelta(minutes=20)
        found = queries.find(reservation_id=booked.id)
        assert found
        booked = found
        if world.now - NOW > timedelta(hours=3):
            break
    assert until - NOW <= hold.LONGEST + 2 * proof.CONFIRM
