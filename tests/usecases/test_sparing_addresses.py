"""An address nobody confirmed gets few mails an hour, whoever causes them, from whichever city; no matter is lost by it."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.apps.applications.models import Application
from allmende.apps.postbox import queries as postbox
from allmende.apps.postbox.models import MailNote
from allmende.domain.ports import Unavailable
from allmende.foundation.limits.models import Counter
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import case_links, sign_in
from tests.usecases.test_coming_back import ERIKA, follow, sign, token_in
from tests.world import DOGS, END, Clerk, Visitor, World


def apply(world: World, email: str = "erika@example.org", city: str = "marburg") -> Visitor:
    visitor = Visitor(world, city)
    with city_scope(city):
        visitor.begin()
        visitor.save("person", name=["Erika Muster"], email=[email])
        visitor.save("hunde", **DOGS)
        visitor.save("abschluss", **END)
        visitor.submit()
    return visitor


def test_a_typed_address_gets_ten_mails_an_hour_from_all_cities_together(world: World) -> None:
    sent = [apply(world, city=city) for city in ("marburg", "fulda") for _ in range(8)]
    world.work()
    assert len(world.mail.sent) == 10
    refused = 0
    for city in ("marburg", "fulda"):
        with city_scope(city):
            assert Application.objects.count() == 8
            refused += sum(postbox.was_refused(case_id=one.id) for one in sent)
    assert refused == 0
    for _ in range(4):
        world.wait(hours=1)
    assert len(world.mail.sent) == 16, "the others go later, none is lost"


@pytest.mark.parametrize("spelling", ["ERIKA@example.org", "erika+{n}@example.org"])
def test_one_mailbox_is_one_address_however_it_is_spelled(world: World, spelling: str) -> None:
    for n in range(12):
        apply(world, spelling.format(n=n))
    world.work()
    assert len(world.mail.sent) == 10


def test_others_get_their_mail(world: World) -> None:
    for _ in range(12):
        apply(world)
    apply(world, "max@example.org")
    world.work()
    assert [mail.to for mail in world.mail.sent].count("max@example.org") == 1


def test_a_confirmed_address_is_not_spared(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    world.work()
    follow(world, visitor, token_in(world.mail.sent[-1].text))
    for _ in range(12):
        apply(world)
    world.work()
    before = len(world.mail.sent)
    visitor.pay()
    assert clerk.decide("granted") == ()
    world.work()
    assert len(world.mail.sent) > before


def test_an_account_does_not_confirm_the_address_it_types(world: World, marburg_scope: None) -> None:
    account = sign(world, ERIKA)
    assert isinstance(account, sign_in.SignedIn)
    for _ in range(12):
        apply(world)
    world.work()
    signed = apply(world)
    Application.objects.filter(pk=signed.id).update(account_id=account.account_id)
    world.work()
    assert len(world.mail.sent) == 10
    for _ in range(4):
        world.wait(hours=1)
    assert len(world.mail.sent) == 13, "the others go later, none is lost"
    assert not postbox.was_refused(case_id=signed.id)


def test_a_mail_that_comes_again_is_counted_once(
    world: World, marburg_scope: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: Any) -> None:
        raise Unavailable("mail", "timeout")

    with monkeypatch.context() as away:
        away.setattr(world.mail, "send", silent)
        apply(world)
        for _ in range(6):
            world.wait(minutes=1)
    for _ in range(9):
        apply(world)
    world.wait(minutes=30)
    assert len(world.mail.sent) == 10
    assert not MailNote.objects.filter(refused=True).exists()


def test_a_sought_link_is_a_mail_like_any_other(world: World, visitor: Visitor) -> None:
    for _ in range(10):
        visitor = apply(world)
    world.work()
    with city_scope("marburg"):
        reference = Application.objects.get(pk=visitor.id).reference
        assert case_links.seek(reference=reference, email="erika@example.org", sender="192.0.2.1", now=world.now)
    world.work()
    assert len(world.mail.sent) == 10


def test_an_account_sends_few_applications_an_hour_and_brakes_nobody_else(world: World, marburg_scope: None) -> None:
    def send(account_id: str | None) -> bool:
        return case_links.allow_application(account_id=account_id, sender="192.0.2.1", now=world.now)

    assert [send("a") for _ in range(21)] == [True] * 20 + [False]
    assert (send("b"), send(None)) == (True, True)


def test_the_table_names_no_address(world: World) -> None:
    apply(world)
    world.work()
    assert "erika" not in str(list(Counter.objects.values_list()))
