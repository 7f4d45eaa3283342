"""Fee, demand, waiting for the money, and giving it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from allmende.domain import facts as f
from allmende.domain.matter import reasons, speech
from allmende.domain.matter.demands import list_paid, sum_paid
from allmende.domain.matter.fees import compute
from allmende.domain.matter.outcome import OpenDemand, OpenTask, Outcome
from allmende.domain.matter.tools import CannotPerform, Step
from allmende.domain.values import Money

PURPOSE_LENGTH = 27


def compute_fee(step: Step) -> Outcome:
    """The fee by the decision table the node names, with its lines, rounded where the law says so."""
    if not step.node.decision:
        raise CannotPerform(reasons.NO_TABLE)
    fee = compute(step.matter.service, step.node.decision, step.names)
    fact = f.FeeSet(at=step.now, lines=fee.lines, total=fee.total, trace=fee.trace, computed_on=step.today)
    return Outcome(facts=(fact,))


def demand_payment(step: Step) -> Outcome:
    """Ask for what of the fee was not paid yet (or for the node's own `amount`). Nothing to ask for: nothing happens.

    Every demand has its last day. The timer of the process waits for that same day, by the name `payment.due_on`.
    """
    amount = _amount(step)
    if not amount:
        return Outcome()
    if amount.amount < 0:
        raise CannotPerform(reasons.NEGATIVE_FEE)
    reference = step.tools.draw_reference()
    purpose = f"{step.option('purpose') or step.matter.reference}"[:PURPOSE_LENGTH]
    due = step.last_day()
    if due is None:
        raise CannotPerform(reasons.NO_DAY)
    fee = step.matter.last(f.FeeSet)
    own = "amount" in step.node.options
    demand = OpenDemand(
        demand_id=step.id("demand"),
        amount=amount,
        reference=reference,
        purpose=purpose,
        description=speech.service_name(step.matter.service, step.matter.language)[:250],
        lines=fee.lines if fee and not own else (),
        due_on=due,
    )
    fact = f.PaymentDemanded(
        at=step.now,
        demand_id=demand.demand_id,
        amount=amount,
        reference=reference,
        purpose=purpose,
        due_on=due,
    )
    told = Outcome(facts=(fact,), effects=(demand,))
    return _with_transfer(step, told, demand) if step.tools.by_transfer else told


def _with_transfer(step: Step, told: Outcome, demand: OpenDemand) -> Outcome:
    """The treasury looks for the money on the account and lets the case go on."""
    task = _treasury(
        step,
        "transfer",
        f"Überweisung über {demand.amount.german()} abwarten",
        f"Ist der ganze Betrag auf dem Konto, geben Sie die Zahlung frei. Kassenzeichen {demand.reference}.",
    )
    awaited = f.TransferAwaited(at=step.now, demand_id=demand.demand_id, amount=demand.amount, task_id=task.task_id)
    return replace(told, facts=(*told.facts, awaited, task.fact(step.now)), effects=(*told.effects, task))


def wait_for_payment(step: Step) -> Outcome:
    """Stays open until the demand is paid; passes at once when nothing is to be paid."""
    return Outcome(waits=step.names["payment"]["status"] not in {"none", "paid", "refunded"})


def refund(step: Step) -> Outcome:
    """Money goes back by the treasury's hands: no payment platform of the standard can refund."""
    there = list_paid(step.matter.facts)
    if not there:
        return Outcome()
    paid = there[-1]
    wanted = step.option("amount")
    amount = Money(wanted).rounded() if isinstance(wanted, Decimal) else paid.amount
    if amount.amount <= 0:
        return Outcome()
    reason = str(step.option("reason") or step.node.name or "Erstattung")
    paid_as = f"{reason} (Zahlung {paid.transaction or paid.demand_id})"
    task = _treasury(step, "refund", f"{amount.german()} erstatten", paid_as)
    fact = f.PaymentRefunded(
        at=step.now,
        demand_id=paid.demand_id,
        amount=amount,
        reason=reason,
        transaction=paid.transaction,
        task_id=task.task_id,
    )
    return Outcome(facts=(fact, task.fact(step.now)), effects=(task,))


def _treasury(step: Step, name: str, title: str, reason: str) -> OpenTask:
    """A task of the city's treasury; `name` tells it from others of the same step."""
    return OpenTask(
        task_id=step.id(name),
        work_key=f"{step.key}/{name}",
        kind="treasury",
        title=title,
        role="kasse",
        unit=speech.role_unit(step.matter.service, "kasse"),
        reason=reason,
    )


def _amount(step: Step) -> Money:
    wanted: Any = step.option("amount")
    if isinstance(wanted, Decimal):
        return Money(wanted).rounded()
    if "amount" in step.node.options:
        raise step.missing(step.node.options["amount"])
    fee = step.names.get("fee")
    if not isinstance(fee, Mapping):
        raise CannotPerform(reasons.NO_FEE)
    open_ = Money(fee["total"]).rounded() - sum_paid(step.matter.facts)
    return open_ if open_.amount > 0 or fee["total"] < 0 else Money(Decimal(0))
