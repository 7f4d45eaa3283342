"""Random histories of payments through the real use cases: the books equal the provider's, whatever it comes up with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from allmende.apps.payments import queries as payments
from allmende.domain import facts as f
from allmende.domain.matter import ledger
from allmende.domain.matter.demands import list_standings
from allmende.domain.matter.status import open_tasks
from allmende.domain.ports.payment import PaymentTransaction
from allmende.domain.values import Money
from allmende.foundation.limits import memory
from allmende.usecases import pay
from allmende.usecases.decide_task import Decision, decide_task
from allmende.usecases.withdraw import withdraw
from tests.world import Clerk, Visitor, World, way_back

OWED = Money(Decimal("60.00"))
AMOUNTS = [OWED] * 6 + [
    *(Money(Decimal(x)) for x in ("0.01", "59.99", "60.01", "600.00", "0.00", "-60.00")),
    *(Money(Decimal("60.00"), "USD"), None),
]


class History:
    """One matter, its payer, its provider in a bad week, and the treasury."""

    def __init__(self, world: World, treasurer: Clerk, seed: int) -> None:
        self.world, self.dice, self.treasurer = world, Random(seed), treasurer
        self.payer = Visitor(world)
        self.payer.apply()
        world.work()

    def play(self) -> None:
        for _ in range(self.dice.randint(3, 12)):
            self.dice.choice(list(self.moves()))()
        self.check()

    def moves(self) -> Iterator[Callable[[], Any]]:
        dice, attempts = self.dice, self.attempts()
        yield self.begin
        yield self.begin
        yield lambda: self.world.wait(minutes=dice.choice([1, 3, 90, 60 * 24]))
        yield lambda: pay.reconcile(now=self.world.now)
        if attempts:
            one = dice.choice(attempts)
            key = one.transaction_id
            yield lambda: self.world.payments.settle(key, "paid", self.world.now)
            yield lambda: self.world.payments.play(key, status="paid", amount=dice.choice(AMOUNTS))
            yield lambda: self.world.payments.play(key, status=dice.choice(["failed", "canceled", "paid", "initial"]))
            yield lambda: self.come_back(one.id)
            yield lambda: pay.receive_callback(provider="memory", headers={}, body=key.encode(), now=self.world.now)
        if dice.random() < 0.1:
            yield lambda: self.world.wait(days=15)
        if dice.random() < 0.1:
            yield lambda: withdraw(city="marburg", case_id=self.payer.id, access=self.payer.access, now=self.world.now)
        yield from (lambda task=task: self.decide(task) for task in self.tasks())

    def attempts(self) -> tuple[payments.AttemptView, ...]:
        return payments.list_attempts(case_id=self.payer.id)

    def provider(self) -> dict[str, PaymentTransaction]:
        ours = {one.id for one in self.attempts()}
        return {found.request_id: found for found in self.world.payments.list_all() if found.request_id in ours}

    def begin(self) -> None:
        before = len(self.world.payments.list_all())
        held = self.provider()
        pay.begin_payment(
            city="marburg", case_id=self.payer.id, access=self.payer.access, way_back=way_back, now=self.world.now
        )
        if len(self.world.payments.list_all()) > before:
            for found in held.values():
                assert found.status != "initial", "sent to pay while another payment is open"
                assert not has_money(found) or self.returned(found.id), "sent to pay while money is there"

    def come_back(self, attempt_id: str) -> None:
        memory.forget()
        pay.return_from_payment(city="marburg", token=pay.return_token(attempt_id), now=self.world.now)

    def tasks(self) -> list[str]:
        waiting = {x.task_id for x in open_tasks(self.payer.facts())}
        return [
            x.task_id
            for x in self.payer.facts()
            if isinstance(x, f.TaskOpened) and x.role == "kasse" and x.task_id in waiting
        ]

    def decide(self, task_id: str) -> None:
        outcome = self.dice.choice(ledger.offered(self.payer.facts(), task_id))
        done = decide_task(
            city="marburg",
            task_id=task_id,
            officer_id=self.treasurer.id,
            decision=Decision(outcome, reason="Verrechnet."),
            now=self.world.now,
        )
        assert done == (), done

    # ── what must be true ─────────────────────────────────────────────────────────────────────────

    def items(self, transaction: str) -> list[ledger.Item]:
        return [x for x in self.payer.facts() if isinstance(x, ledger.Item) and x.transaction == transaction]

    def returned(self, transaction: str) -> bool:
        closed = {x.task_id for x in self.payer.facts() if isinstance(x, (f.RefundSent, f.PaymentKept))}
        items = self.items(transaction)
        return bool(items) and items[-1].task_id in closed

    def check(self) -> None:
        pay.reconcile(now=self.world.now)
        assert pay.reconcile(now=self.world.now) == 0
        self.world.work()
        facts = self.payer.facts()
        demand = payments.list_demands(city="marburg", case_id=self.payer.id)[-1]
        standing = list_standings(facts)[-1]
        assert (demand.status if demand.status != "begun" else "open") == standing.status
        booked = {view.id: view for view in self.attempts()}
        for key, found in self.provider().items():
            one = booked[key]
            assert (one.status == "paid") == (found.status == "paid")
            assert one.received == (found.amount if found.status == "paid" else None), "the books differ"
            if has_money(found):
                self.check_its_place(one, found, demand.status)
        self.check_releases(facts)

    def check_its_place(self, one: payments.AttemptView, found: PaymentTransaction, status: str) -> None:
        if one.settles and status == "paid" and found.amount == OWED:
            return
        items = self.items(found.id)
        assert items, "money nobody knows of"
        on_desk = items[-1].task_id in self.tasks()
        assert on_desk or self.returned(found.id) or (one.settles and status == "paid"), "money without a place"

    def check_releases(self, facts: tuple[f.Fact, ...]) -> None:
        """Nobody in the process went to work before the demand was paid."""
        for number, fact in enumerate(facts):
            if isinstance(fact, f.TaskOpened) and fact.node_id:
                assert list_standings(facts[:number])[-1].status == "paid", "released unpaid"


def has_money(found: PaymentTransaction) -> bool:
    return found.status == "paid" and found.amount is not None and found.amount.amount > 0


@pytest.fixture
def treasurer(world: World, marburg_scope: None) -> Clerk:
    return Clerk(world, username="treasurer", roles=("kasse",))


@pytest.mark.parametrize("seed", range(8))
def test_books_equal_the_provider_over_random_histories(world: World, treasurer: Clerk, seed: int) -> None:
    History(world, treasurer, seed).play()


@pytest.mark.slow
def test_a_hundred_matters_with_random_faults(world: World, treasurer: Clerk) -> None:
    for seed in range(100, 200):
        History(world, treasurer, seed).play()
