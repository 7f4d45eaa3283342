"""Random histories of payments through the real use cases, and what must be true after each of them.

The provider states wrong amounts and currencies, changes its mind, answers late or not at all; processes die at any door.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from random import Random
from typing import Any

from allmende.adapters.memory import MemoryPayments
from allmende.apps.payments import queries as payments
from allmende.domain import facts as f
from allmende.domain.matter import ledger
from allmende.domain.matter.demands import list_standings
from allmende.domain.matter.status import open_tasks
from allmende.domain.ports import Unavailable
from allmende.domain.ports.payment import PaymentRequest, PaymentTransaction
from allmende.domain.values import Money, Problem
from allmende.foundation.limits import memory
from allmende.usecases import pay
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.withdraw import withdraw
from tests.killing import Killed, death_at_every_door, restart
from tests.world import Clerk, Visitor, World, way_back

OWED = Money(Decimal("60.00"))
AMOUNTS = [OWED] * 6 + [
    *(Money(Decimal(x)) for x in ("0.01", "59.99", "60.01", "600.00", "0.00", "-60.00")),
    *(Money(Decimal("60.00"), "USD"), None),
]


class Faults:
    """What goes wrong beside the provider's figures, while `armed`: chances between 0 and 1, and how often it happened."""

    def __init__(self, dice: Random, *, network: float = 0.0, death: float = 0.0) -> None:
        self.dice, self.network, self.death = dice, network, death
        self.armed = False
        self.seen: Counter[str] = Counter()

    @contextmanager
    def arm(self) -> Iterator[None]:
        self.armed = True
        try:
            yield
        finally:
            self.armed = False

    def break_network(self, when: str) -> None:
        if self.armed and self.dice.random() < self.network:
            self.seen[f"network down {when}"] += 1
            raise Unavailable("payment", "no answer")

    def strike(self, *_: str) -> None:
        if self.armed and self.dice.random() < self.death:
            self.seen["process killed"] += 1
            raise Killed


class FaultyPayments(MemoryPayments):
    """The provider behind a network that loses questions and answers."""

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self._faults = faults

    def create(self, request: PaymentRequest) -> PaymentTransaction | Problem:
        self._faults.break_network("before the question")
        made = super().create(request)
        self._faults.break_network("before the answer")
        return made

    def find(self, transaction_id: str) -> PaymentTransaction | None:
        self._faults.break_network("before the answer")
        return super().find(transaction_id)


@contextmanager
def faulty(world: World, faults: Faults) -> Iterator[None]:
    """The world with these faults; processes may die wherever `death_at_every_door` looks."""
    world.payments = FaultyPayments(faults)
    world.plug_in()
    with death_at_every_door(faults.strike):
        yield


class History:
    """One matter, its payer, its provider in a bad week, and the treasury."""

    def __init__(self, world: World, treasurer: Clerk, dice: Random, faults: Faults) -> None:
        self.world, self.dice, self.treasurer, self.faults = world, dice, treasurer, faults
        self.payer = Visitor(world)
        self.payer.apply()
        world.work()

    def play(self, moves: tuple[int, int] = (3, 12)) -> None:
        for _ in range(self.dice.randint(*moves)):
            move = self.dice.choice(list(self.moves()))
            try:
                with self.faults.arm():
                    move()
            except Killed:
                restart(self.world.now)
            except Unavailable:
                pass
        self.settle()
        self.check()

    def moves(self) -> Iterator[Callable[[], Any]]:
        dice, attempts = self.dice, self.attempts()
        yield from (self.begin, self.begin, self.compare, self.decide)
        yield lambda: self.world.wait(minutes=dice.choice([1, 1, 3, 3, 90, 60 * 24]))
        if attempts:
            one = dice.choice(attempts)
            key = one.transaction_id
            yield from [self.try_anew] * 6
            yield lambda: self.world.payments.settle(key, "paid", self.world.now)
            yield lambda: self.world.payments.play(key, status="paid", amount=dice.choice(AMOUNTS))
            yield lambda: self.world.payments.play(key, status=dice.choice(["failed", "canceled", "paid", "initial"]))
            yield lambda: self.come_back(one.id)
            yield lambda: pay.receive_callback(provider="memory", headers={}, body=key.encode(), now=self.world.now)
        if dice.random() < 0.1:
            yield lambda: self.world.wait(days=15)
        if dice.random() < 0.1:
            yield lambda: withdraw(city="marburg", case_id=self.payer.id, access=self.payer.access, now=self.world.now)

    def attempts(self) -> tuple[payments.AttemptView, ...]:
        return payments.list_attempts(case_id=self.payer.id)

    def provider(self) -> dict[str, PaymentTransaction]:
        ours = {attempt.id for attempt in self.attempts()}
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

    def compare(self) -> int:
        """What the nightly comparison does, for this matter; how many attempts were booked anew."""
        found = [pay.check_attempt(attempt=attempt, now=self.world.now) for attempt in self.attempts()]
        return sum(verdict not in (None, "known", "pending") for verdict in found)

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

    def try_anew(self) -> None:
        """The payer gives up or is refused at the payment page, comes back, and begins again."""
        last = self.attempts()[-1]
        self.world.payments.settle(last.transaction_id, self.dice.choice(["failed", "canceled"]), self.world.now)
        self.come_back(last.id)
        self.begin()

    def decide(self) -> None:
        """The treasury deals with one of its tasks, somehow."""
        tasks = self.tasks()
        if not tasks:
            return
        task_id = self.dice.choice(tasks)
        outcome = self.dice.choice(ledger.offered(self.payer.facts(), task_id))
        done = decide_task(
            city="marburg",
            task_id=task_id,
            officer_id=self.treasurer.id,
            decision=OfficerDecision(outcome, reason="Verrechnet."),
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

    def settle(self) -> None:
        """The night after: every attempt is compared with the provider, and what that starts is worked off."""
        self.compare()
        assert self.compare() == 0
        self.world.work()

    def check(self) -> str:
        """Assert that the books are right; how the latest demand stands."""
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
        return demand.status

    def check_its_place(self, attempt_view: payments.AttemptView, found: PaymentTransaction, status: str) -> None:
        if attempt_view.settles and status == "paid" and found.amount == OWED:
            return
        items = self.items(found.id)
        assert items, "money nobody knows of"
        on_desk = items[-1].task_id in self.tasks()
        assert on_desk or self.returned(found.id) or (attempt_view.settles and status == "paid"), (
            "money without a place"
        )

    def check_releases(self, facts: tuple[f.Fact, ...]) -> None:
        """Nobody in the process went to work before the demand was paid."""
        for number, fact in enumerate(facts):
            if isinstance(fact, f.TaskOpened) and fact.node_id:
                assert list_standings(facts[:number])[-1].status == "paid", "released unpaid"


def has_money(found: PaymentTransaction) -> bool:
    return found.status == "paid" and found.amount is not None and found.amount.amount > 0
