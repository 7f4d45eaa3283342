"""The ledger: what a provider says becomes one booking; over random histories nothing is lost, doubled or released."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import ledger
from allmende.domain.matter.actions.closing import closing
from allmende.domain.matter.demands import list_standings
from allmende.domain.matter.model import payment_names
from allmende.domain.matter.status import open_demands, open_tasks
from allmende.domain.ports.payment import PaymentTransaction
from allmende.domain.values import Money

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 2)


def euro(amount: str, currency: str = "EUR") -> Money:
    return Money(Decimal(amount), currency)


OWED = euro("30.00")


@dataclass
class Books:
    """One demand with its facts, its attempts, the provider's books, the treasury's hand."""

    facts: list[f.Fact] = field(default_factory=list)
    demand: ledger.LedgerDemand = field(
        default_factory=lambda: ledger.LedgerDemand(id="d", case_id="c", amount=OWED, reference="MR1", status="open")
    )
    attempts: dict[str, ledger.Attempt] = field(default_factory=dict)
    provider: dict[str, PaymentTransaction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts.append(f.PaymentDemanded(at=NOW, demand_id="d", amount=OWED, reference="MR1"))

    def begin(self) -> str | None:
        """What `usecases.pay.begin_payment` does: ask about all, continue what is open, else open another."""
        self.ask()
        if self.demand.status != "open":
            return None
        running = next((x.id for x in self.attempts.values() if x.status == "initial"), None)
        if running:
            return running
        self.check_that_nobody_pays_twice()
        key = f"a{len(self.attempts) + 1}"
        self.attempts[key] = ledger.Attempt(id=key, transaction=f"t-{key}", status="initial")
        self.provider[key] = PaymentTransaction(f"t-{key}", key, "initial", OWED)
        return key

    def says(self, key: str, **changes: Any) -> None:
        self.provider[key] = replace(self.provider[key], **changes)

    def ask(self, *keys: str) -> list[ledger.LedgerBooking]:
        """Ask about these attempts, or all."""
        return [
            self._keep(ledger.book(self.demand, self.attempts[key], self.provider[key], now=NOW, today=TODAY))
            for key in keys or self.attempts
            if key in self.provider
        ]

    def give_up(self, key: str, *, heard: bool) -> ledger.LedgerBooking:
        return self._keep(ledger.give_up(self.demand, self.attempts[key], heard=heard, now=NOW))

    def decide(self, task_id: str, outcome: ledger.Decided) -> ledger.LedgerBooking | None:
        item = ledger.find_item(tuple(self.facts), task_id)
        assert outcome in ledger.offered(tuple(self.facts), task_id)
        self.facts.append(f.TaskDone(at=NOW, task_id=task_id, node_id="", outcome=outcome))
        if item is None:
            return None
        attempt = next((x for x in self.attempts.values() if x.transaction == item.transaction), None)
        made = ledger.decide(
            self.demand,
            attempt,
            item,
            outcome,
            reason="Verrechnet.",
            by="Frau Kasse",
            officer="o",
            facts=tuple(self.facts),
            now=NOW,
            today=TODAY,
            state="HE",
        )
        return self._keep(made)

    def refund(self) -> None:
        """The process orders a refund of a payment that is there."""
        if self.demand.status == "paid":
            paid = [x for x in self.facts if isinstance(x, f.PaymentReceived)][-1]
            fact = f.PaymentRefunded(
                at=NOW, demand_id="d", amount=paid.amount, transaction=paid.transaction, task_id=f"r{len(self.facts)}"
            )
            self.facts += [fact, f.TaskOpened(at=NOW, task_id=fact.task_id, node_id="", title="30,00 € erstatten")]
            self.demand = replace(self.demand, status="refunded")

    def close(self) -> None:
        self.facts += closing(tuple(self.facts), NOW, "").facts
        if self.demand.status in ("open", "mismatched"):
            self.demand = replace(self.demand, status="expired")

    @property
    def closed(self) -> bool:
        return any(isinstance(x, f.CaseClosed) for x in self.facts)

    @property
    def tasks(self) -> list[str]:
        return [x.task_id for x in open_tasks(self.facts)]

    def _keep(self, made: ledger.LedgerBooking) -> ledger.LedgerBooking:
        self.demand = made.demand
        if made.attempt.id in self.attempts:
            self.attempts[made.attempt.id] = made.attempt
        self.facts += [fact for _, fact in made.facts]
        assert len({key for key, _ in made.facts}) == len(made.facts)
        return made

    # ── what must be true ─────────────────────────────────────────────────────────────────────────

    def check_that_nobody_pays_twice(self) -> None:
        """Nobody is sent to pay while the provider holds, or may still take, money for the same demand."""
        for key, found in self.provider.items():
            if found.request_id != key:
                continue
            assert found.status != "initial", "another transaction is open"
            if found.status == "paid" and found.amount is not None and found.amount.amount > 0:
                assert self.returned(self.attempts[key].transaction), "money is there and was not given back"

    def returned(self, transaction: str) -> bool:
        latest = self.latest_item(transaction)
        return latest is not None and any(
            isinstance(x, (f.RefundSent, f.PaymentKept)) and x.task_id == latest.task_id for x in self.facts
        )

    def latest_item(self, transaction: str) -> ledger.Item | None:
        items = [x for x in self.facts if isinstance(x, ledger.Item) and x.transaction == transaction]
        telling = [x for x in items if getattr(x, "reason", "") not in ("request", "conflict", "silent")]
        found = telling or items
        return found[-1] if found else None

    def check(self) -> None:
        """After everything was asked about: ledger equals provider, every amount has its place, only money releases."""
        self.ask()
        assert all(made.facts == () for made in self.ask()), "asked again, something is booked again"
        standing = list_standings(self.facts)[-1]
        assert standing.status == self.demand.status, "facts and rows tell different stories"
        assert sum(x.settles for x in self.attempts.values()) <= 1
        for key, attempt in self.attempts.items():
            found = self.provider[key]
            if found.request_id != key:
                assert attempt.status == "mismatched"
                continue
            held = found.amount if found.status == "paid" else None
            assert attempt.received == held, "the ledger is not what the provider says"
            assert (attempt.status == "paid") == (found.status == "paid")
            if held is not None and held.amount > 0:
                self.check_that_it_has_a_place(attempt, held)
        self.check_that_only_money_releases()

    def check_that_it_has_a_place(self, attempt: ledger.Attempt, held: Money) -> None:
        item = self.latest_item(attempt.transaction)
        if attempt.settles and self.demand.status == "paid" and held == OWED:
            return
        assert item is not None, "money nobody knows of"
        on_desk = item.task_id in self.tasks
        by_hand = attempt.settles and self.demand.status in ("paid", "refunded", "reversed")
        assert on_desk or self.returned(attempt.transaction) or by_hand, "money without a place"

    def check_that_only_money_releases(self) -> None:
        status = payment_names(tuple(self.facts))["status"]
        if status == "paid":
            exact = any(
                x.settles and x.received == OWED and self.provider[x.id].status == "paid"
                for x in self.attempts.values()
                if self.provider[x.id].request_id == x.id
            )
            received = list_standings(self.facts)[-1].received
            assert exact or (received is not None and (received.by or self.garbled(received.transaction)))
            assert not open_demands(self.facts)

    def garbled(self, transaction: str) -> bool:
        return any(x.transaction == transaction and x.status == "mismatched" for x in self.attempts.values())


@pytest.fixture
def books() -> Books:
    made = Books()
    made.begin()
    return made


def kinds(books: Books) -> list[str]:
    return [fact.kind for fact in books.facts[1:]]


# ── one by one ────────────────────────────────────────────────────────────────────────────────────


def test_equal_amount_and_currency_settle_whatever_the_spelling(books: Books) -> None:
    books.says("a1", status="paid", amount=euro("30.0"), method="CARD")
    assert [made.verdict for made in books.ask()] == ["settled"]
    assert kinds(books) == ["payment_received"]
    assert payment_names(tuple(books.facts))["status"] == "paid"
    assert books.tasks == []


WRONG = [
    (euro("0.01"), "short", "0,01 € statt 30,00 € bezahlt"),
    (euro("29.99"), "short", "29,99 € statt 30,00 € bezahlt"),
    (euro("30.01"), "over", "30,01 € statt 30,00 € bezahlt"),
    (euro("1200.00"), "over", "1.200,00 € statt 30,00 € bezahlt"),
    (euro("30.00", "USD"), "currency", "30,00 USD statt 30,00 € bezahlt"),
    (euro("0.00"), "nothing", "0,00 € statt 30,00 € bezahlt"),
    (euro("-30.00"), "nothing", "-30,00 € statt 30,00 € bezahlt"),
    (None, "figures", "Zahlung über 30,00 € ungeklärt"),
]


@pytest.mark.parametrize(("amount", "reason", "title"), WRONG)
def test_what_does_not_fit_settles_nothing_and_is_on_the_treasurys_desk(
    books: Books, amount: Money | None, reason: str, title: str
) -> None:
    books.says("a1", status="paid", amount=amount)
    books.ask()
    assert kinds(books) == ["payment_mismatched", "task_opened"]
    fact, task = books.facts[1], books.facts[2]
    assert isinstance(fact, f.PaymentMismatched)
    assert isinstance(task, f.TaskOpened)
    assert (fact.reason, fact.amount, task.title, task.role) == (reason, amount, title, "kasse")
    assert payment_names(tuple(books.facts))["status"] == "mismatched"
    assert open_demands(books.facts) == ()
    assert "Bitte zahlen Sie nicht noch einmal." in fact.spoken("de")
    assert "Please do not pay again." in fact.spoken("en")
    assert books.begin() is None


def test_each_fact_about_money_is_a_sentence_with_its_amounts(books: Books) -> None:
    books.says("a1", status="paid", amount=euro("0.01"))
    books.ask()
    unclear = books.facts[1]
    assert unclear.spoken("de").startswith("Wir haben 0,01 € erhalten, nicht 30,00 €.")
    assert unclear.told("de") == "Zahlung passt nicht: 0,01 € statt 30,00 €"


def test_the_treasury_lets_it_count(books: Books) -> None:
    books.says("a1", status="paid", amount=euro("29.00"))
    books.ask()
    (task,) = books.tasks
    assert ledger.offered(tuple(books.facts), task) == ("settle", "refund")
    books.decide(task, "settle")
    assert kinds(books)[-1] == "payment_received"
    assert books.facts[-1].told("de") == "Zahlung von der Kasse festgestellt: 30,00 € (Frau Kasse)"
    assert payment_names(tuple(books.facts))["status"] == "paid"
    books.check()


def test_what_is_too_much_goes_back_when_the_payment_counts(books: Books) -> None:
    books.says("a1", status="paid", amount=euro("40.00"))
    books.ask()
    books.decide(books.tasks[0], "settle")
    (rest,) = books.tasks
    assert ledger.offered(tuple(books.facts), rest) == ("refund", "keep")
    books.decide(rest, "refund")
    sent = books.facts[-1]
    assert isinstance(sent, f.RefundSent)
    assert (sent.amount, sent.transaction, sent.by) == (euro("10.00"), "t-a1", "Frau Kasse")
    books.check()


def test_the_treasury_gives_it_back_and_the_citizen_pays_again(books: Books) -> None:
    books.says("a1", status="paid", amount=euro("0.01"))
    books.ask()
    books.decide(books.tasks[0], "refund")
    assert kinds(books)[-2:] == ["refund_sent", "demand_reopened"]
    assert books.begin() == "a2"
    books.says("a2", status="paid")
    books.ask()
    assert payment_names(tuple(books.facts))["status"] == "paid"
    books.check()


@pytest.mark.parametrize("ended", ["failed", "canceled"])
def test_a_capture_after_a_failure_pays(books: Books, ended: Any) -> None:
    books.says("a1", status=ended)
    books.ask()
    books.says("a1", status="paid")
    assert [made.verdict for made in books.ask()] == ["settled"]
    assert kinds(books) == ["payment_failed", "payment_received"]


def test_paid_in_two_attempts_one_goes_back(books: Books) -> None:
    books.says("a1", status="failed")
    assert books.begin() == "a2"
    books.says("a2", status="paid")
    books.says("a1", status="paid")
    assert [made.verdict for made in books.ask()] == ["settled", "surplus"]
    (task,) = books.tasks
    books.decide(task, "keep")
    assert books.facts[-1].spoken("de") == "Die Stadt behält 30,00 €. Verrechnet."


def test_paid_after_expiry_goes_back(books: Books) -> None:
    books.close()
    books.says("a1", status="paid")
    assert [made.verdict for made in books.ask()] == ["surplus"]
    assert payment_names(tuple(books.facts))["status"] == "expired"
    assert ledger.offered(tuple(books.facts), books.tasks[0]) == ("refund", "keep")


@pytest.mark.parametrize("gone", ["canceled", "failed", "initial"])
def test_a_charge_back_takes_the_payment_away_and_is_told(books: Books, gone: Any) -> None:
    books.says("a1", status="paid")
    books.ask()
    books.says("a1", status=gone)
    assert [made.verdict for made in books.ask()] == ["reversed"]
    assert payment_names(tuple(books.facts))["status"] == "reversed"
    assert "zurückgebucht" in books.facts[-2].spoken("de")
    (task,) = books.tasks
    assert ledger.offered(tuple(books.facts), task) == ("settle", "reopen", "done")
    books.decide(task, "reopen")
    assert open_demands(books.facts)


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2026, 11, 3), date(2026, 11, 17)),
        (date(2026, 12, 11), date(2026, 12, 28)),  # two weeks on is Christmas Day, a Friday
        (date(2027, 3, 2), date(2027, 3, 16)),  # the first last day is long over
    ],
)
def test_whoever_may_pay_again_has_as_many_days_as_at_first(today: date, until: date) -> None:
    first = date(2026, 11, 16)
    asked = f.PaymentDemanded(at=NOW, demand_id="d", amount=OWED, reference="MR1", due_on=first)
    gone = f.PaymentReversed(at=NOW, demand_id="d", amount=OWED, transaction="t", settled=True, task_id="k")
    demand = ledger.LedgerDemand(id="d", case_id="c", amount=OWED, reference="MR1", status="reversed", due_on=first)
    made = ledger.decide(
        demand, None, gone, "reopen", reason="", by="Frau Kasse", officer="o", facts=(asked, gone), now=NOW, today=today,
        state="HE",
    )  # fmt: skip
    ((_, opened),) = made.facts
    paid = f.PaymentReceived(at=NOW, demand_id="d", amount=OWED, paid_on=TODAY)
    assert made.demand.due_on == until
    assert [x.due_on for x in open_demands((asked, paid, gone, opened))] == [until]
    assert payment_names((asked, paid, gone, opened))["due_on"] == until


def test_an_amount_that_changes_afterwards_is_found(books: Books) -> None:
    books.says("a1", status="paid")
    books.ask()
    books.says("a1", amount=euro("0.01"))
    assert [made.verdict for made in books.ask()] == ["reversed"]
    assert payment_names(tuple(books.facts))["status"] == "reversed"
    assert "0,01 € statt 30,00 €" in books.facts[-2].told("de")


def test_a_refund_is_not_sent_for_money_that_has_gone(books: Books) -> None:
    books.says("a1", status="paid")
    books.ask()
    books.refund()
    (ordered,) = books.tasks
    books.says("a1", status="canceled")
    books.ask()
    assert ledger.offered(tuple(books.facts), ordered) == ("done",)


def test_an_answer_about_another_payment_is_not_believed_and_the_right_one_is_taken_up(books: Books) -> None:
    books.says("a1", request_id="somebody else's", status="paid")
    assert [made.verdict for made in books.ask()] == ["mismatched"]
    assert [made.verdict for made in books.ask()] == ["known"]
    books.says("a1", request_id="a1")
    assert [made.verdict for made in books.ask()] == ["settled"]


def test_a_week_without_an_answer_is_a_task_but_not_a_week_without_a_payment(books: Books) -> None:
    assert books.give_up("a1", heard=True).facts == ()
    other = Books()
    other.begin()
    assert other.give_up("a1", heard=False).verdict == "mismatched"
    assert ledger.offered(tuple(other.facts), other.tasks[0]) == ("settle", "reopen")


# ── random histories ──────────────────────────────────────────────────────────────────────────────

AMOUNTS = [euro("30.00")] * 6 + [
    euro("0.01"), euro("29.99"), euro("30.01"), euro("300.00"), euro("0.00"), euro("-30.00"), euro("30.00", "USD"), None,
]  # fmt: skip


def moves(books: Books, dice: Random) -> Iterator[Callable[[], Any]]:
    """What may happen next, with the weights of a bad week."""
    known = list(books.attempts)
    if known:
        key = dice.choice(known)
        yield lambda: books.says(key, status="paid", amount=dice.choice(AMOUNTS))
        yield lambda: books.says(key, status=dice.choice(["failed", "canceled", "paid", "paid", "initial"]))
        yield lambda: books.says(key, request_id=dice.choice([key, key, key, "another"]))
        yield lambda: books.ask(key)
        yield lambda: books.give_up(key, heard=dice.random() < 0.5)
    yield books.ask
    yield books.ask
    if not books.closed:
        yield books.begin
        yield books.begin
        if dice.random() < 0.2:
            yield books.close
        if dice.random() < 0.3:
            yield books.refund
    if books.tasks:
        task = dice.choice(books.tasks)
        yield lambda: books.decide(task, dice.choice(ledger.offered(tuple(books.facts), task)))


def play(seed: int) -> Books:
    dice, books = Random(seed), Books()
    for _ in range(dice.randint(3, 25)):
        dice.choice(list(moves(books, dice)))()
    books.check()
    return books


def test_over_random_histories_nothing_is_lost_doubled_or_released() -> None:
    for seed in range(1_000):
        play(seed)


@pytest.mark.slow
def test_ten_thousand_payments_with_random_faults() -> None:
    seen = set()
    for seed in range(1_000, 11_000):
        seen |= set(kinds(play(seed)))
    assert seen >= {
        *("payment_received", "payment_failed", "payment_mismatched", "payment_surplus", "payment_reversed"),
        *("payment_refunded", "refund_sent", "payment_kept", "demand_reopened", "demand_expired"),
    }
