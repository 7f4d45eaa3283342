"""Paying: returns, callbacks, double clicks, double and late money."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.apps.applications.rules import Access, NotFound
from allmende.apps.cases import office
from allmende.apps.payments import queries as payments
from allmende.domain.values import Problem
from allmende.foundation.jobs.models import Job
from allmende.usecases import pay
from tests.world import Visitor, World, staff, way_back


@pytest.fixture
def payer(world: World, visitor: Visitor) -> Visitor:
    """Somebody who has applied and is asked to pay."""
    visitor.apply()
    world.work()
    return visitor


def treasury(world: World) -> list[str]:
    lines = office.list_tasks(city="marburg", staff=staff(world, "kasse"), today=world.today)
    return [line.title for line in lines if line.kind == "treasury"]


def callback(world: World, body: bytes) -> Problem | None:
    return pay.receive_callback(provider="memory", headers={}, body=body, now=world.now)


def test_going_to_the_payment_page_twice_is_one_transaction(world: World, payer: Visitor) -> None:
    first, second = payer.go_to_payment(), payer.go_to_payment()
    assert first == second == pay.RedirectTo("https://payment.invalid/1")
    assert len(payments.list_attempts(case_id=payer.id)) == 1


def test_a_replayed_callback_pays_once(world: World, payer: Visitor) -> None:
    payer.go_to_payment()
    world.payments.settle("memory-1", "paid", world.now)
    for _ in range(3):
        assert callback(world, b"memory-1") is None
        world.wait(minutes=1)
    assert payer.kinds().count("payment_received") == 1
    assert treasury(world) == []


def test_a_forged_callback_and_a_foreign_provider_are_refused(world: World, payer: Visitor) -> None:
    payer.go_to_payment()
    problem = callback(world, b"memory-999")
    assert problem is not None
    assert problem.code == "payment.forged"
    foreign = pay.receive_callback(provider="other", headers={}, body=b"memory-1", now=world.now)
    assert foreign is pay.FOREIGN
    assert not Job.objects.filter(task__endswith="check_payment", run_at__lte=world.now).exists()


def test_a_callback_that_says_paid_too_early_is_only_a_hint(world: World, payer: Visitor) -> None:
    payer.go_to_payment()
    callback(world, b"memory-1")
    world.work()
    assert pay.payment_status(city="marburg", case_id=payer.id) == "checking"
    assert "payment_received" not in payer.kinds()


def test_a_closed_browser_is_no_lost_payment(world: World, payer: Visitor) -> None:
    payer.go_to_payment()
    world.payments.settle("memory-1", "paid", world.now)
    world.wait(minutes=3)
    assert payer.kinds()[-2:] == ["payment_received", "task_opened"]


def come_back(world: World, payer: Visitor) -> pay.Status:
    latest = payments.list_attempts(case_id=payer.id)[-1]
    return pay.return_from_payment(city="marburg", token=pay.return_token(latest.id), now=world.now).status


def test_coming_back_asks_the_provider(world: World, payer: Visitor) -> None:
    payer.go_to_payment()
    assert come_back(world, payer) == "checking"
    world.payments.settle("memory-1", "paid", world.now)
    assert come_back(world, payer) == "paid"
    assert come_back(world, payer) == "paid"
    assert payer.kinds().count("payment_received") == 1


def test_a_failed_try_leaves_the_demand_open_for_the_next(world: World, payer: Visitor) -> None:
    payer.pay("canceled")
    assert payer.kinds()[-1] == "payment_failed"
    assert payments.list_demands(city="marburg", case_id=payer.id)[0].status == "open"
    payer.pay("paid")
    assert payments.list_demands(city="marburg", case_id=payer.id)[0].status == "paid"


def test_money_that_comes_twice_is_a_task_for_the_treasury(world: World, payer: Visitor) -> None:
    payer.pay("failed")
    payer.pay("paid")
    world.payments.play("memory-1", status="paid")
    assert pay.reconcile(now=world.now) == 1
    world.work()
    assert payer.kinds().count("payment_received") == 1
    assert payer.kinds().count("payment_surplus") == 1
    assert treasury(world) == ["60,00 € zu viel: doppelt bezahlt"]
    assert pay.reconcile(now=world.now) == 0
    assert treasury(world) == ["60,00 € zu viel: doppelt bezahlt"]


def test_unpaid_the_case_ends_and_late_money_is_a_task(world: World, payer: Visitor) -> None:
    payer.go_to_payment()
    world.wait(days=15)
    assert payer.kinds()[-2:] == ["demand_expired", "case_closed"]
    assert payer.view().status == "COMPLETED"
    assert isinstance(
        pay.begin_payment(city="marburg", case_id=payer.id, access=payer.access, way_back=way_back, now=world.now),
        Problem,
    )
    world.payments.settle("memory-1", "paid", world.now)
    pay.reconcile(now=world.now)
    assert treasury(world) == ["60,00 € zu viel: nach Ablauf bezahlt"]
    assert payer.view().status == "COMPLETED"


def test_checks_become_rarer_and_end_after_a_week(world: World, payer: Visitor) -> None:
    payer.go_to_payment()
    for _ in range(60):
        world.wait(hours=6)
    attempt = payments.list_attempts(case_id=payer.id)[0]
    assert attempt.status == "expired"
    done = Job.objects.filter(task__endswith="check_payment").count()
    assert 5 < done < 40


def test_a_provider_that_does_not_answer_is_said_kindly(
    world: World, payer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from allmende.domain.ports import Unavailable

    def away(_: object) -> None:
        raise Unavailable("payment", "timeout")

    monkeypatch.setattr(world.payments, "create", away)
    where: dict[str, Any] = {"city": "marburg", "case_id": payer.id, "access": payer.access, "way_back": way_back}
    assert pay.begin_payment(**where, now=world.now) is pay.NOT_NOW
    monkeypatch.undo()
    assert pay.begin_payment(**where, now=world.now) == pay.RedirectTo("https://payment.invalid/1")


def test_others_cannot_pay_or_ask(world: World, payer: Visitor) -> None:
    stranger = Access(secret="guess")
    with pytest.raises(NotFound):
        pay.begin_payment(city="marburg", case_id=payer.id, access=stranger, way_back=way_back, now=world.now)
    with pytest.raises(NotFound):
        pay.look_again(city="marburg", case_id=payer.id, access=stranger, now=world.now)
