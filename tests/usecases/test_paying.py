"""Paying: returns, callbacks, double clicks, double and late money."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import inbox
from allmende.apps.payments import operations
from allmende.apps.payments import queries as payments
from allmende.domain import facts as f
from allmende.domain.ports import Unavailable
from allmende.domain.values import Money, Problem
from allmende.foundation.jobs.models import Job
from allmende.usecases import decide_money, pay
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.withdraw import withdraw
from tests.world import Clerk, Visitor, World, staff, way_back


@pytest.fixture
def payer(world: World, visitor: Visitor) -> Visitor:
    """Somebody who has applied and is asked to pay."""
    visitor.apply()
    world.work()
    return visitor


def treasury(world: World) -> list[str]:
    lines = inbox.list_page(city="marburg", staff=staff(world, "kasse"), today=world.today).lines
    return [line.title for line in lines if line.kind == "treasury"]


def callback(world: World, body: bytes) -> Problem | None:
    return pay.receive_callback(provider="memory", headers={}, body=body, now=world.now)


def test_going_to_the_payment_page_twice_is_one_transaction(world: World, payer: Visitor) -> None:
    first, second = payer.go_to_payment(), payer.go_to_payment()
    assert first == second == pay.RedirectTo("https://payment.invalid/1")
    assert len(payments.list_attempts(case_id=payer.id)) == 1


def test_a_transaction_another_tab_opens_between_two_statements_is_found(world: World, payer: Visitor) -> None:
    (demand,) = payments.list_demands(city="marburg", case_id=payer.id)
    first = operations.begin_attempt(demand_id=demand.id, provider="memory", now=world.now)

    def opened_meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "payments_paymentattempt" in sql:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE payments_paymentattempt SET status = 'initial', transaction_id = 'memory-1'")
        return found

    with connection.execute_wrapper(opened_meanwhile):
        again = operations.begin_attempt(demand_id=demand.id, provider="memory", now=world.now)
    assert (first and first.id) == (again and again.id)


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


def test_the_provider_is_not_flooded_by_whoever_sends_or_reloads_without_end(
    world: World, payer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    payer.go_to_payment()
    asked: list[str] = []
    find = world.payments.find
    monkeypatch.setattr(world.payments, "find", lambda one: (asked.append(one), find(one))[1])
    for _ in range(70):
        last = pay.begin_payment(
            city="marburg", case_id=payer.id, access=payer.access, way_back=way_back, now=world.now
        )
        pay.look_again(city="marburg", case_id=payer.id, access=payer.access, now=world.now)
        come_back(world, payer)
    assert last == pay.RedirectTo("https://payment.invalid/1"), "the payment under way goes on"
    assert len(asked) == 2 * pay.ASKED_PER_HOUR - 1, "the first going to the payment page was counted, too"
    world.payments.settle("memory-1", "paid", world.now)
    assert come_back(world, payer) == "checking"
    world.now += timedelta(hours=1)
    assert come_back(world, payer) == "paid"


def test_looking_without_end_keeps_nobody_from_paying(world: World, payer: Visitor) -> None:
    payer.go_to_payment()
    for _ in range(pay.ASKED_PER_HOUR + 10):
        pay.look_again(city="marburg", case_id=payer.id, access=payer.access, now=world.now)
        come_back(world, payer)
    assert payer.go_to_payment() == pay.RedirectTo("https://payment.invalid/1")


def test_a_stranger_does_not_brake_the_payer(world: World, payer: Visitor) -> None:
    for _ in range(pay.ASKED_PER_HOUR + 1):
        with pytest.raises(NotFound):
            pay.look_again(city="marburg", case_id=payer.id, access=MatterAccess(secret="guess"), now=world.now)
    payer.go_to_payment()


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
    def away(_: object) -> None:
        raise Unavailable("payment", "timeout")

    monkeypatch.setattr(world.payments, "create", away)
    where: dict[str, Any] = {"city": "marburg", "case_id": payer.id, "access": payer.access, "way_back": way_back}
    assert pay.begin_payment(**where, now=world.now) is pay.NOT_NOW
    monkeypatch.undo()
    assert pay.begin_payment(**where, now=world.now) == pay.RedirectTo("https://payment.invalid/1")


def test_others_cannot_pay_or_ask(world: World, payer: Visitor) -> None:
    stranger = MatterAccess(secret="guess")
    with pytest.raises(NotFound):
        pay.begin_payment(city="marburg", case_id=payer.id, access=stranger, way_back=way_back, now=world.now)
    with pytest.raises(NotFound):
        pay.look_again(city="marburg", case_id=payer.id, access=stranger, now=world.now)


def test_a_wrong_amount_pays_nothing_and_the_treasury_decides(world: World, payer: Visitor) -> None:
    payer.go_to_payment()
    world.payments.settle("memory-1", "paid", world.now)
    world.payments.play("memory-1", amount=Money(Decimal("0.01")))
    assert come_back(world, payer) == "clarifying"
    world.work()
    assert treasury(world) == ["0,01 € statt 60,00 € bezahlt"]
    assert "payment_received" not in payer.kinds()
    where: dict[str, Any] = {"city": "marburg", "case_id": payer.id, "access": payer.access, "way_back": way_back}
    assert pay.begin_payment(**where, now=world.now) is pay.CLARIFYING
    kasse = Clerk(world, username="kasse", roles=("kasse",))
    task = next(x.task_id for x in payer.facts() if isinstance(x, f.TaskOpened))
    asked: dict[str, Any] = {"city": "marburg", "task_id": task, "officer_id": kasse.id, "now": world.now}
    assert decide_task(**asked, decision=OfficerDecision("done")) == (decide_money.CHOOSE,)
    assert decide_task(**asked, decision=OfficerDecision("refund")) == ()
    assert decide_task(**asked, decision=OfficerDecision("refund")) == ()
    sent = [x for x in payer.facts() if isinstance(x, f.RefundSent)]
    assert [(x.amount, x.transaction, x.officer) for x in sent] == [(Money(Decimal("0.01")), "memory-1", kasse.id)]
    payer.pay()
    assert payments.list_demands(city="marburg", case_id=payer.id)[0].status == "paid"


def test_money_kept_needs_a_reason(world: World, payer: Visitor) -> None:
    payer.pay("failed")
    payer.pay("paid")
    world.payments.play("memory-1", status="paid")
    pay.reconcile(now=world.now)
    kasse = Clerk(world, username="kasse", roles=("kasse",))
    task = next(x.task_id for x in payer.facts() if isinstance(x, f.PaymentSurplus))
    asked: dict[str, Any] = {"city": "marburg", "task_id": task, "officer_id": kasse.id, "now": world.now}
    assert decide_task(**asked, decision=OfficerDecision("keep")) == (decide_money.WHY,)
    assert decide_task(**asked, decision=OfficerDecision("keep", reason="Verrechnet.")) == ()
    assert payer.kinds()[-1] == "payment_kept"


def test_a_charge_back_of_a_paid_matter_is_found_by_night(world: World, payer: Visitor) -> None:
    payer.pay("paid")
    world.payments.play("memory-1", status="canceled")
    assert pay.reconcile(now=world.now) == 1
    assert treasury(world) == ["60,00 € zurückgebucht"]
    assert payments.list_demands(city="marburg", case_id=payer.id)[0].status == "reversed"


def test_the_case_waits_for_the_new_last_day_of_a_demand_that_is_paid_again(world: World, payer: Visitor) -> None:
    """Also where the timer of the process was set before the day moved."""
    (first,) = payments.list_demands(city="marburg", case_id=payer.id)
    payer.go_to_payment()
    world.payments.settle("memory-1", "paid", world.now)
    world.payments.play("memory-1", amount=Money(Decimal("0.01")))
    come_back(world, payer)
    world.wait(days=10)
    kasse = Clerk(world, username="kasse", roles=("kasse",))
    task = next(x.task_id for x in payer.facts() if isinstance(x, f.TaskOpened))
    assert (
        decide_task(
            city="marburg", task_id=task, officer_id=kasse.id, decision=OfficerDecision("refund"), now=world.now
        )
        == ()
    )
    (again,) = payments.list_demands(city="marburg", case_id=payer.id)
    assert (first.due_on, again.due_on) == (date(2026, 11, 16), date(2026, 11, 26))
    world.wait(days=13)
    assert "demand_expired" not in payer.kinds()
    world.wait(days=2)
    assert payer.kinds()[-2:] == ["demand_expired", "case_closed"]


def test_taking_back_leaves_money_on_the_treasurys_desk(world: World, payer: Visitor) -> None:
    payer.go_to_payment()
    world.payments.play("memory-1", status="paid", amount=Money(Decimal("59.00")))
    come_back(world, payer)
    withdraw(city="marburg", case_id=payer.id, access=payer.access, now=world.now)
    world.work()
    assert payer.kinds()[-1] == "case_closed"
    assert treasury(world) == ["59,00 € statt 60,00 € bezahlt"]


def test_an_answer_that_is_missing_is_told_and_after_an_hour_the_same_payment_goes_on(
    world: World, payer: Visitor
) -> None:
    first = payer.go_to_payment()
    come_back(world, payer)
    come_back(world, payer)
    assert payer.kinds().count("payment_unclear") == 1
    demand = payments.list_demands(city="marburg", case_id=payer.id, now=world.now)[0]
    assert (demand.progress, demand.payable) == ("underway", False)
    for _ in range(8):
        world.wait(minutes=20)
    demand = payments.list_demands(city="marburg", case_id=payer.id, now=world.now)[0]
    assert (demand.progress, demand.payable) == ("begun", True)
    assert payer.kinds()[-1] == "payment_failed"
    assert payer.go_to_payment() == first
    assert len(world.payments.list_all()) == 1


def test_one_payment_without_an_answer_does_not_keep_the_others_from_theirs(
    world: World, payer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    payer.pay("failed")
    payer.go_to_payment()
    world.payments.settle("memory-2", "paid", world.now)
    find = world.payments.find

    def one_away(transaction_id: str) -> Any:
        if transaction_id == "memory-1":
            raise Unavailable("memory", "unreadable answer (grosAmount)")
        return find(transaction_id)

    monkeypatch.setattr(world.payments, "find", one_away)
    with pytest.raises(Unavailable):
        pay.reconcile(now=world.now)
    assert payments.list_demands(city="marburg", case_id=payer.id)[0].status == "paid"


def test_a_week_without_a_readable_answer_is_a_task(
    world: World, payer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> Any:
        raise Unavailable("memory", "unreadable answer (grosAmount)")

    payer.go_to_payment()
    monkeypatch.setattr(world.payments, "find", away)
    for _ in range(16):
        world.wait(hours=12)
    assert treasury(world) == ["Zahlung über 60,00 € ungeklärt"]


def test_before_another_attempt_the_provider_is_asked_about_the_first(world: World, payer: Visitor) -> None:
    payer.pay("failed")
    world.payments.play("memory-1", status="paid")
    found = pay.begin_payment(city="marburg", case_id=payer.id, access=payer.access, way_back=way_back, now=world.now)
    assert found is pay.NOTHING_TO_PAY
    assert len(world.payments.list_all()) == 1
    assert payments.list_demands(city="marburg", case_id=payer.id)[0].status == "paid"


def test_a_payment_that_the_provider_reopens_goes_before_one_it_never_heard_of(
    world: World, payer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = payer.go_to_payment()
    world.payments.settle("memory-1", "failed", world.now)

    def away(request: Any) -> Any:
        raise Unavailable("payment", "no answer")

    with monkeypatch.context() as network:
        network.setattr(world.payments, "create", away)
        found = pay.begin_payment(
            city="marburg", case_id=payer.id, access=payer.access, way_back=way_back, now=world.now
        )
        assert found is pay.NOT_NOW
    world.payments.play("memory-1", status="initial", redirect_url="https://payment.invalid/1")
    assert payer.go_to_payment() == first
    assert len(world.payments.list_all()) == 1


def test_without_an_answer_about_the_first_no_other_attempt_begins(
    world: World, payer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> Any:
        raise Unavailable("memory", "timeout")

    payer.pay("failed")
    monkeypatch.setattr(world.payments, "find", away)
    found = pay.begin_payment(city="marburg", case_id=payer.id, access=payer.access, way_back=way_back, now=world.now)
    assert found is pay.NOT_NOW
    assert len(world.payments.list_all()) == 1


@pytest.mark.parametrize("amount", [Money(Decimal("0.00")), Money(Decimal("-60.00")), None])
def test_paid_with_nothing_is_one_task_however_often_it_is_heard(
    world: World, payer: Visitor, amount: Money | None
) -> None:
    payer.go_to_payment()
    world.payments.play("memory-1", status="paid", amount=amount)
    assert pay.reconcile(now=world.now) == 1
    assert pay.reconcile(now=world.now) == 0
    assert len(treasury(world)) == 1
