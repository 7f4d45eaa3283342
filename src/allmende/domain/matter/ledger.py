"""The ledger: a demand, an attempt to pay it, and what the provider says of it give one booking.

Only "paid" with exactly the demanded amount in its currency settles a demand. Whatever else came, or went again, is
booked as what it is and put on the treasury's desk: no amount is believed, guessed at or added up. The booking is a
difference to what was booked before, so the same answer heard twice is booked once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Literal

from allmende.domain import facts as f
from allmende.domain.deadlines import next_working_day
from allmende.domain.matter.demands import DemandStatus, list_standings
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.status import open_tasks
from allmende.domain.matter.tools import stable_id
from allmende.domain.ports.payment import PaymentTransaction
from allmende.domain.values import BERLIN, Money, local_day

Verdict = Literal["known", "pending", "failed", "settled", "surplus", "mismatched", "reversed"]
Item = f.PaymentMismatched | f.PaymentSurplus | f.PaymentReversed | f.PaymentRefunded | f.TransferAwaited
Decided = Literal["settle", "refund", "reopen", "keep", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerDemand:
    """What is owed and how it stands."""

    id: str
    case_id: str
    amount: Money
    reference: str
    status: DemandStatus
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One transaction at the provider as booked so far.

    `status`: created → initial → paid | failed | canceled | expired | mismatched. `received` is what the provider holds for
    us (None: nothing, or no figures), `settles` whether that paid the demand, `bookings` how often something changed.
    """

    id: str
    transaction: str
    status: str
    received: Money | None = None
    settles: bool = False
    bookings: int = 0
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerBooking:
    """Demand and attempt as they stand now, the facts with their keys, the treasury's task."""

    verdict: Verdict
    demand: LedgerDemand
    attempt: Attempt
    facts: tuple[tuple[str, f.Fact], ...] = ()
    tasks: tuple[OpenTask, ...] = ()


def book(
    demand: LedgerDemand, attempt: Attempt, found: PaymentTransaction, *, now: datetime, today: date
) -> LedgerBooking:
    """Take over the provider's answer about this attempt."""
    entry = _Entry(demand, attempt, now)
    if found.request_id != attempt.id:
        return (
            entry.same("known") if attempt.status == "mismatched" else entry.mismatched("request", None, "mismatched")
        )
    paid_before = attempt.status == "paid" or attempt.received is not None
    if found.status == "paid":
        if paid_before and attempt.received == found.amount:
            return replace(entry.same("known"), attempt=replace(attempt, status="paid"))
        return entry.paid(found, today)
    if paid_before:
        return entry.reversed(found.status)
    if found.status == "initial":
        return replace(entry.same("pending"), attempt=replace(attempt, status="initial"))
    if attempt.status in ("failed", "canceled") or demand.status not in ("open", "mismatched"):
        return replace(entry.same("known"), attempt=replace(attempt, status=found.status))
    return entry.failed(found.status)


def refuse(demand: LedgerDemand, attempt: Attempt, *, now: datetime) -> LedgerBooking:
    """The provider knows this request with another amount: the attempt ends, the treasury looks."""
    return _Entry(demand, attempt, now).mismatched("conflict", None, "failed")


def give_up(demand: LedgerDemand, attempt: Attempt, *, heard: bool, now: datetime) -> LedgerBooking:
    """Nobody asks about this attempt by the hour any more. Not `heard`: the provider never gave a readable answer."""
    entry = _Entry(demand, attempt, now)
    if attempt.status not in ("created", "initial"):
        return entry.same("known")
    if heard:
        return replace(entry.same("known"), attempt=replace(attempt, status="expired"))
    return entry.mismatched("silent", None, "expired")


# ── what the treasury decides ─────────────────────────────────────────────────────────────────────


def find_item(facts: tuple[f.Fact, ...], task_id: str) -> Item | None:
    """What a task of the treasury is about, or None."""
    return next((x for x in facts if isinstance(x, Item) and x.task_id == task_id), None)


def offered(facts: tuple[f.Fact, ...], task_id: str) -> tuple[Decided, ...]:
    """How the treasury may close the task, as the money stands now. Money never leaves the desk without a record."""
    item = find_item(facts, task_id)
    if item is None:
        return ("done",)
    standing = next((x for x in list_standings(facts) if x.demanded.demand_id == item.demand_id), None)
    status = standing.status if standing else "expired"
    if isinstance(item, f.TransferAwaited):
        return ("settle",) if status == "open" else ("done",)
    if _superseded(facts, item):
        return ("done",)
    money = _money_of(item)
    undecided = isinstance(item, _CLARIFIED) and status in ("mismatched", "reversed")
    if money is None:
        again: tuple[Decided, ...] = () if _closed(facts) else ("reopen",)
        return ("settle", *again, *_LET_GO[type(item)]) if undecided else ("done",)
    if isinstance(item, f.PaymentSurplus):
        return ("refund", "keep")
    return ("settle", "refund") if undecided else ("refund",)


_CLARIFIED = (f.PaymentMismatched, f.PaymentReversed)
"""Items on which the demand itself hangs."""
_LET_GO: dict[type[f.Fact], tuple[Decided, ...]] = {f.PaymentMismatched: (), f.PaymentReversed: ("done",)}
"""After a charge-back the claim may be pursued elsewhere; a payment that does not fit must end one way or the other."""


def _closed(facts: tuple[f.Fact, ...]) -> bool:
    return f.find_closed(facts) is not None


def _others_open(facts: tuple[f.Fact, ...], item: Item) -> bool:
    """Another item of the same demand is still on the desk: it decides whether the citizen pays again."""
    waiting = {x.task_id for x in open_tasks(facts)} - {item.task_id}
    return any(isinstance(x, _CLARIFIED) and x.demand_id == item.demand_id and x.task_id in waiting for x in facts)


def _money_of(item: Item) -> Money | None:
    """What the provider holds because of this item; None when that is nothing."""
    if isinstance(item, f.TransferAwaited):
        return None
    held = item.left if isinstance(item, f.PaymentReversed) else item.amount
    return held if held is not None and held.amount > 0 else None


def _superseded(facts: tuple[f.Fact, ...], item: Item) -> bool:
    """The provider has said something newer about the same transaction, with a task of its own where one is needed."""
    later = facts[facts.index(item) + 1 :]
    return any(isinstance(x, _NEWS) and x.transaction == item.transaction and not _mute(x) for x in later)


_NEWS = (f.PaymentReceived, f.PaymentMismatched, f.PaymentSurplus, f.PaymentReversed)


def _mute(fact: f.Fact) -> bool:
    """True for what says nothing about the money itself: an answer about another payment, or none."""
    return isinstance(fact, f.PaymentMismatched) and fact.reason in ("request", "conflict", "silent")


def decide(
    demand: LedgerDemand,
    attempt: Attempt | None,
    item: Item,
    outcome: Decided,
    *,
    reason: str,
    by: str,
    officer: str,
    facts: tuple[f.Fact, ...],
    now: datetime,
    today: date,
    state: str,
) -> LedgerBooking:
    """What the treasury's decision on an item means. `outcome` is one of `offered`, `facts` the case's up to now.

    The citizen can pay again when the last item about the demand is off the desk, and never in a closed case; then she has
    as many days as at first, to a working day of the city's `state` (ISO 3166-2 without `DE-`).
    """
    key, task_id = f"treasury:{item.task_id}", item.task_id
    amount = _money_of(item) or demand.amount
    held = attempt or Attempt(id="", transaction=item.transaction, status="failed")
    booking = LedgerBooking(verdict="known", demand=demand, attempt=held)
    money = {"demand_id": demand.id, "transaction": item.transaction}
    who = {"by": by, "officer": officer}
    match outcome:
        case "settle":
            fact = f.PaymentReceived(at=now, amount=demand.amount, paid_on=today, by=by, **money)
            there = held.received
            entry = _Entry(replace(demand, status="paid"), replace(held, settles=there is not None), now)
            rest = entry.same("settled")
            if there is not None and there.currency == demand.amount.currency and there > demand.amount:
                rest = entry.surplus("over", there - demand.amount)
            return replace(rest, verdict="settled", facts=((f"{key}:settled", fact), *rest.facts))
        case "refund":
            sent = f.RefundSent(at=now, amount=amount, task_id=task_id, **money, **who)
            booking = replace(booking, facts=((f"{key}:sent", sent),))
        case "keep":
            kept = f.PaymentKept(at=now, amount=amount, task_id=task_id, reason=reason, **money, **who)
            booking = replace(booking, facts=((f"{key}:kept", kept),))
    again = outcome in ("refund", "reopen") or (outcome == "done" and _superseded(facts, item))
    hangs = isinstance(item, _CLARIFIED) and demand.status in ("mismatched", "reversed")
    if again and hangs and not _closed(facts) and not _others_open(facts, item):
        due = _new_last_day(demand, facts, today, state)
        opened = f.DemandReopened(at=now, demand_id=demand.id, by=by, due_on=due)
        booked = (*booking.facts, (f"{key}:reopened", opened))
        booking = replace(booking, demand=replace(demand, status="open", due_on=due), facts=booked)
    return booking


def _new_last_day(demand: LedgerDemand, facts: tuple[f.Fact, ...], today: date, state: str) -> date | None:
    """As long from today as the last day was from the demand."""
    asked = next((x for x in facts if isinstance(x, f.PaymentDemanded) and x.demand_id == demand.id), None)
    if asked is None or asked.due_on is None:
        return demand.due_on
    return next_working_day(today + (asked.due_on - local_day(asked.at)), state)


# ── one booking ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Entry:
    """A booking being written: the state before, and the moment."""

    demand: LedgerDemand
    attempt: Attempt
    now: datetime

    @property
    def key(self) -> str:
        return f"{self.attempt.id}:{self.attempt.bookings}"

    def same(self, verdict: Verdict) -> LedgerBooking:
        return LedgerBooking(verdict=verdict, demand=self.demand, attempt=self.attempt)

    def failed(self, status: str) -> LedgerBooking:
        fact = f.PaymentFailed(
            at=self.now, demand_id=self.demand.id, reason=status, transaction=self.attempt.transaction
        )
        return self._booked("failed", self.demand, replace(self.attempt, status=status), fact)

    def paid(self, found: PaymentTransaction, today: date) -> LedgerBooking:
        """Money, or what is called so: the first time, again after it had gone, or now in another amount."""
        if self.attempt.settles and found.amount == self.demand.amount and self.demand.status == "paid":
            # The treasury was ahead of the provider.
            return replace(self.same("known"), attempt=replace(self.attempt, status="paid", received=found.amount))
        if self.attempt.settles:
            return self.reversed("paid", found.amount)
        demand, amount = self.demand, found.amount
        entry = _Entry(demand, replace(self.attempt, status="paid", received=amount, method=found.method), self.now)
        if amount is None:
            return entry.mismatched("figures", None, "paid")
        if amount.currency != demand.amount.currency:
            return entry.mismatched("currency", amount, "paid")
        if amount.amount <= 0:
            return entry.mismatched("nothing", amount, "paid")
        if demand.status in ("paid", "refunded"):
            return entry.surplus("doubled", amount)
        if demand.status in ("expired", "cancelled"):
            return entry.surplus("late", amount)
        if amount != demand.amount:
            return entry.mismatched("short" if amount < demand.amount else "over", amount, "paid")
        received = f.PaymentReceived(
            at=self.now,
            demand_id=demand.id,
            amount=amount,
            paid_on=local_day(found.at) if found.at else today,
            method=found.method,
            transaction=self.attempt.transaction,
        )
        return entry._booked("settled", replace(demand, status="paid"), replace(entry.attempt, settles=True), received)

    def mismatched(self, reason: str, amount: Money | None, status: str) -> LedgerBooking:
        demand = replace(self.demand, status="mismatched") if self.demand.status == "open" else self.demand
        task = self._task(_mismatched_title(reason, amount, self.demand.amount), _ADVICE[reason])
        fact = f.PaymentMismatched(
            at=self.now,
            demand_id=demand.id,
            demanded=demand.amount,
            reason=reason,
            amount=amount,
            transaction=self.attempt.transaction,
            task_id=task.task_id,
        )
        return self._booked("mismatched", demand, replace(self.attempt, status=status), fact, task)

    def surplus(self, reason: str, amount: Money) -> LedgerBooking:
        words = f.PaymentSurplus.spellings["reason"][reason].spoken("de")
        task = self._task(f"{amount.german()} zu viel: {words}", "Bitte erstatten Sie den Betrag.")
        fact = f.PaymentSurplus(
            at=self.now,
            demand_id=self.demand.id,
            amount=amount,
            transaction=self.attempt.transaction,
            reason=reason,
            task_id=task.task_id,
        )
        return self._booked("surplus", self.demand, self.attempt, fact, task)

    def reversed(self, status: str, left: Money | None = None) -> LedgerBooking:
        """What was there is gone, or is another amount now."""
        demand, before = self.demand, self.attempt
        after = replace(before, status=status, received=left, settles=False)
        if before.received is None or (before.received.amount <= 0 and (left is None or left.amount <= 0)):
            return replace(self.same("known"), attempt=after)
        if before.settles and demand.status == "paid":
            demand = replace(demand, status="reversed")
        title = f"{before.received.german()} zurückgebucht"
        advice = "Der Bezahldienst hat das Geld wieder abgezogen. Eine offene Erstattung dazu bitte nicht ausführen."
        if status == "paid":
            now_there = left.german() if left is not None else "kein Betrag"
            title = f"Betrag geändert: {now_there} statt {before.received.german()}"
            advice = "Der Bezahldienst nennt nachträglich einen anderen Betrag. Bitte prüfen Sie den Kontoauszug."
        task = self._task(title, advice)
        fact = f.PaymentReversed(
            at=self.now,
            demand_id=demand.id,
            amount=before.received,
            transaction=before.transaction,
            settled=before.settles,
            task_id=task.task_id,
            left=left,
        )
        return self._booked("reversed", demand, after, fact, task)

    def _task(self, title: str, advice: str) -> OpenTask:
        due = self.demand.due_on if self.demand.status == "open" else None
        where = f"Transaktion {self.attempt.transaction or self.attempt.id}, Kassenzeichen {self.demand.reference}"
        return OpenTask(
            task_id=stable_id(self.demand.case_id, self.key, "treasury"),
            work_key=f"money:{self.key}",
            kind="treasury",
            title=title,
            role="kasse",
            due_at=datetime.combine(due, time(23, 59, 59), BERLIN) if due else None,
            due_on=due,
            reason=f"{advice} Gefordert: {self.demand.amount.german()}. {where}.",
        )

    def _booked(
        self, verdict: Verdict, demand: LedgerDemand, attempt: Attempt, fact: f.Fact, task: OpenTask | None = None
    ) -> LedgerBooking:
        facts: list[tuple[str, f.Fact]] = [(f"money:{self.key}", fact)]
        if task is not None:
            facts.append((f"money:{self.key}:task", task.fact(self.now)))
        return LedgerBooking(
            verdict=verdict,
            demand=demand,
            attempt=replace(attempt, bookings=attempt.bookings + 1),
            facts=tuple(facts),
            tasks=(task,) if task else (),
        )


_ADVICE = {
    "short": "Ist der ganze Betrag auf dem Konto, geben Sie die Zahlung frei. Sonst erstatten Sie, was kam.",
    "over": "Geben Sie die Zahlung frei; was zu viel ist, erstatten Sie danach. Oder erstatten Sie alles.",
    "currency": "Ist der ganze Betrag auf dem Konto, geben Sie die Zahlung frei. Sonst erstatten Sie, was kam.",
    "nothing": "Ist der ganze Betrag auf dem Konto, geben Sie die Zahlung frei. Sonst lassen Sie noch einmal zahlen.",
    "figures": "Der Bezahldienst nennt keinen Betrag. Bitte prüfen Sie den Kontoauszug.",
    "request": "Der Bezahldienst antwortet zu einer anderen Zahlung. Bitte prüfen Sie den Kontoauszug.",
    "conflict": "Der Bezahldienst kennt diese Zahlung mit einem anderen Betrag. Bitte prüfen Sie den Kontoauszug.",
    "silent": "Seit einer Woche keine lesbare Auskunft. Bitte prüfen Sie beim Bezahldienst und auf dem Konto.",
}


def _mismatched_title(reason: str, amount: Money | None, demanded: Money) -> str:
    if amount is not None:
        return f"{amount.german()} statt {demanded.german()} bezahlt"
    return f"Zahlung über {demanded.german()} ungeklärt"
