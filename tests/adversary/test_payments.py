"""What is told to us about money is a hint. Whoever forges, repeats or misdirects it moves nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from allmende.adapters.memory import MemoryPayments
from allmende.adapters.xbezahldienste import hint
from allmende.apps.payments import queries as payments
from allmende.apps.payments.queries import list_attempts
from allmende.domain.ports.payment import PaymentHint
from allmende.domain.values import Problem
from allmende.foundation.jobs.models import Job
from allmende.foundation.limits import memory
from allmende.foundation.tenancy.scopes import all_cities, city_scope
from tests.adversary.scene import Browser, Town
from tests.world import World

SECRET = b"a secret of the provider's"
HOOK = "/hooks/zahlung/memory/"


class SignedPayments(MemoryPayments):
    """The provider of the small world, with the real signature on its callbacks."""

    def read_hint(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentHint | Problem:
        stated = {name.lower(): value for name, value in headers.items()}
        return hint.read(SECRET, stated.get(hint.HEADER.lower(), ""), body, now)


@pytest.fixture
def world(world: World) -> World:
    world.payments = SignedPayments()
    world.plug_in()
    return world


@pytest.fixture
def transaction(home: Town) -> str:
    """The payment of a matter, begun at the provider."""
    assert home.citizen.post(f"/vorgang/{home.ids['payable']}/zahlen/").status_code == 302
    with city_scope("marburg"):
        return list_attempts(case_id=home.ids["payable"])[-1].transaction_id


def call(world: World, body: Any, *, city: str = "marburg", signature: str | None = None, hook: str = HOOK) -> int:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = hint.sign(SECRET, raw, world.now) if signature is None else signature
    memory.forget()
    answer = Browser(city).generic("POST", hook, raw, "application/json", headers={hint.HEADER: signed})
    return int(answer.status_code)


def status(home: Town) -> str:
    with city_scope("marburg"):
        return payments.list_demands(city="marburg", case_id=home.ids["payable"])[-1].status


def jobs() -> int:
    with all_cities("test"):
        return Job.objects.count()


SIGNATURES = [
    "",
    "t=1,v1=",
    "t=,v1=x",
    "v1=abc",
    "t=٣,v1=x",
    "t=-1,v1=x",
    "t=" + "9" * 5000 + ",v1=x",
    "t=1,v1=ü",
    "=,=,=",
    "\x7f",
]


def test_a_callback_that_is_not_signed_right_is_refused(world: World, home: Town, transaction: str) -> None:
    before = jobs()
    for signature in SIGNATURES:
        assert call(world, {"transactionId": transaction}, signature=signature) == 403, signature
    assert jobs() == before


NOTHING = [
    b"",
    b"[]",
    b"null",
    b"{}",
    b'{"transactionId": ',
    b"[" * 20_000,
    b'{"transactionId": {}}',
    b"\xff",
    b"1" * 5000,
]


def test_a_signed_callback_that_says_nothing_is_absorbed(world: World, home: Town) -> None:
    before = jobs()
    for body in NOTHING:
        assert call(world, body) in (204, 403), body[:40]
    assert jobs() == before


def test_the_signature_of_another_body_is_worth_nothing(world: World, home: Town, transaction: str) -> None:
    other = hint.sign(SECRET, b'{"transactionId": "memory-1"}', world.now)
    assert call(world, {"transactionId": transaction}, signature=other) == 403


def test_an_old_callback_and_one_from_the_future_are_refused(world: World, home: Town, transaction: str) -> None:
    body = json.dumps({"transactionId": transaction}).encode()
    for age in (timedelta(minutes=11), timedelta(minutes=-11)):
        assert call(world, body, signature=hint.sign(SECRET, body, world.now - age)) == 403


def test_a_genuine_callback_about_an_unpaid_payment_moves_nothing(world: World, home: Town, transaction: str) -> None:
    """Who holds the secret still cannot say "paid": the provider is asked."""
    body = {"transactionId": transaction, "status": "PAYED", "paymentStatus": "paid"}
    assert call(world, body) == 204
    world.work()
    assert status(home) == "begun"


def test_a_hundred_callbacks_pay_once(world: World, home: Town, transaction: str) -> None:
    world.payments.settle(transaction, "paid", world.now)
    assert {call(world, {"transactionId": transaction}) for _ in range(100)} == {204}
    world.work()
    assert {call(world, {"transactionId": transaction}) for _ in range(20)} == {204}
    world.wait(minutes=3)
    assert status(home) == "paid"
    facts = home.kinds(home.ids["payable"])
    assert facts.count("payment_received") == 1
    assert "payment_surplus" not in facts
    assert facts.count("task_opened") == 1


def test_a_callback_about_an_unknown_transaction_is_absorbed(world: World, home: Town) -> None:
    before = jobs()
    for unknown in ("", "memory-999", "x" * 5000, "' OR 1=1--", "../1", "\ud800", "\0"):
        assert call(world, {"transactionId": unknown}) in (204, 403), unknown[:40]
    assert jobs() == before


def test_a_callback_at_another_city_finds_nothing(world: World, home: Town, transaction: str) -> None:
    world.payments.settle(transaction, "paid", world.now)
    before = jobs()
    assert call(world, {"transactionId": transaction}, city="fulda") == 204
    assert jobs() == before


def test_a_callback_of_another_provider_is_refused(world: World, home: Town, transaction: str) -> None:
    for provider in ("sandbox", "xbezahldienste", "x"):
        assert call(world, {"transactionId": transaction}, hook=f"/hooks/zahlung/{provider}/") == 403


def test_a_large_callback_is_refused(world: World, home: Town) -> None:
    assert call(world, b"x" * 70_000) == 413


def test_coming_back_a_hundred_times_pays_once_and_says_nothing_by_itself(
    world: World, home: Town, transaction: str
) -> None:
    back = f"/vorgang/{home.ids['payable']}/zahlung/zurueck/"
    for query in ("", "?status=paid", "?neues=bezahlt", "?transactionId=" + transaction):
        assert home.citizen.get(back + query)["Location"] == f"/vorgang/{home.ids['payable']}/"
        assert status(home) == "begun"
    world.payments.settle(transaction, "paid", world.now)
    for _ in range(30):
        assert home.citizen.get(back).status_code == 302
    world.wait(minutes=3)
    assert home.kinds(home.ids["payable"]).count("payment_received") == 1


def test_going_to_pay_a_hundred_times_is_one_transaction(world: World, home: Town, transaction: str) -> None:
    ways = {
        home.citizen.post(f"/vorgang/{home.ids['payable']}/zahlen/", {"amount": "0.01"})["Location"] for _ in range(30)
    }
    assert len(ways) == 1
    with city_scope("marburg"):
        assert len(list_attempts(case_id=home.ids["payable"])) == 1
