"""Fee, demand, waiting for the money, and giving it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain import facts as f
from allmende.domain.matter import reasons, speech
from allmende.domain.matter.demands import latest, list_paid, list_unsettled, sum_open, sum_paid
from allmende.domain.matter.fees import ComputedFee, compute, transfer_task
from allmende.domain.matter.outcome import DropTask, ExpireDemands, OpenDemand, OpenTask, StepOutcome
from allmende.domain.matter.status import open_tasks
from allmende.domain.matter.suspension import holds_payment, withheld
from allmende.domain.matter.tools import CannotPerform, WorkStep
from allmende.domain.values import Money, Text

PURPOSE_LENGTH = 27
ZERO = Money(Decimal(0))
SURPLUS = Text.named("matter.actions.money.surplus")


def compute_fee(step: WorkStep) -> StepOutcome:
    """The fee by the decision table the node names, with its lines, rounded where the law says so."""
    if not step.node.decision:
        raise CannotPerform(reasons.NO_TABLE)
    return _set_fee(step, compute(step.matter.service, step.node.decision, step.names))


def _set_fee(step: WorkStep, fee: ComputedFee) -> StepOutcome:
    """The fee from now on; what was paid above it goes back."""
    fact = f.FeeSet(at=step.now, lines=fee.lines, total=fee.total, trace=fee.trace, computed_on=step.today)
    over = sum_paid(step.matter.facts) - max(fee.total, ZERO)
    back = _give_back(step, over, "surplus", SURPLUS.spoken("de"))
    return replace(back, facts=(fact, *back.facts))


def change_fee(step: WorkStep, fee: ComputedFee) -> StepOutcome:
    """A fee that became another beside the process: what was paid above it goes back, an open demand becomes one for the rest
    that is not suspended.

    The new demand keeps the last day of the one it replaces. Where nothing was demanded yet, nothing is: the process does that.
    """
    told = _set_fee(step, fee)
    last = latest(step.matter.facts)
    if last is None or last.status != "open":
        return told
    known = (*step.matter.facts, *told.facts)
    rest = sum_open(known) - withheld(known)
    if rest == last.demanded.amount:
        return told
    return told.then(demand_anew(step, rest, last.demanded.due_on, fee.lines))


def demand_anew(step: WorkStep, amount: Money, due: date | None, lines: tuple[f.FeeLine, ...] = ()) -> StepOutcome:
    """One demand for that amount instead of what is open; none where it is nothing."""
    asked = _demand(step, amount, due, lines) if amount else StepOutcome()
    return _expire_unsettled(step).then(asked)


def _give_back(step: WorkStep, amount: Money, name: str, reason: str) -> StepOutcome:
    """That much of the payments, of the latest first, each with its own task for the treasury."""
    back = StepOutcome()
    for number, paid in enumerate(reversed(list_paid(step.matter.facts))):
        if amount.amount <= 0:
            break
        part = min(amount, paid.amount)
        back = back.then(_order_refund(step, f"{name}:{number}" if number else name, paid, part, reason))
        amount -= part
    return back


def _expire_unsettled(step: WorkStep) -> StepOutcome:
    """A demand that another replaces cannot be paid any more, and nobody waits for its transfer."""
    demands = list_unsettled(step.matter.facts)
    if not demands:
        return StepOutcome()
    waiting = {x.task_id for x in open_tasks(step.matter.facts)}
    transfers = [
        x.task_id
        for x in step.matter.facts
        if isinstance(x, f.TransferAwaited) and x.demand_id in demands and x.task_id in waiting
    ]
    return StepOutcome(
        facts=(
            *(f.DemandExpired(at=step.now, demand_id=x) for x in demands),
            *(f.TaskDropped(at=step.now, task_id=x) for x in transfers),
        ),
        effects=(ExpireDemands(), *(DropTask(x) for x in transfers)),
    )


def demand_payment(step: WorkStep) -> StepOutcome:
    """Ask for what of the fee was not paid yet (or for the node's own `amount`). Nothing to ask for: nothing happens.

    Every demand has its last day. The timer of the process waits for that same day, by the name `payment.due_on`. One that is
    still open for another amount can be paid no more: two at once would be paid twice.
    """
    amount = _amount(step)
    if not amount:
        return StepOutcome()
    if amount.amount < 0:
        raise CannotPerform(reasons.NEGATIVE_FEE)
    due = step.last_day()
    if due is None:
        raise CannotPerform(reasons.NO_DAY)
    fee = step.matter.last(f.FeeSet)
    own = "amount" in step.node.options
    asked = _demand(step, amount, due, fee.lines if fee and not own else ())
    return _expire_unsettled(step).then(asked)


def _demand(step: WorkStep, amount: Money, due: date | None, lines: tuple[f.FeeLine, ...]) -> StepOutcome:
    reference = step.tools.draw_reference()
    purpose = f"{step.option('purpose') or step.matter.reference}"[:PURPOSE_LENGTH]
    demand = OpenDemand(
        demand_id=step.id("demand"),
        amount=amount,
        reference=reference,
        purpose=purpose,
        description=speech.service_name(step.matter.service, step.matter.language)[:250],
        lines=lines,
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
    told = StepOutcome(facts=(fact,), effects=(demand,))
    return _with_transfer(step, told, demand) if step.tools.by_transfer else told


def _with_transfer(step: WorkStep, told: StepOutcome, demand: OpenDemand) -> StepOutcome:
    """The treasury watches the account for it."""
    task = transfer_task(
        step.matter.service,
        demand.amount,
        demand.reference,
        task_id=step.id("transfer"),
        work_key=f"{step.key}/transfer",
    )
    awaited = f.TransferAwaited(at=step.now, demand_id=demand.demand_id, amount=demand.amount, task_id=task.task_id)
    return replace(told, facts=(*told.facts, awaited, task.fact(step.now)), effects=(*told.effects, task))


def wait_for_payment(step: WorkStep) -> StepOutcome:
    """Stays open until the demand is paid; passes at once when nothing is to be paid."""
    last = latest(step.matter.facts)
    waits = last is not None and (last.status not in ("paid", "refunded") or holds_payment(step.matter.facts))
    return StepOutcome(waits=waits)


def refund(step: WorkStep) -> StepOutcome:
    """Money goes back by the treasury's hands, all that is there or the node's `amount`: no payment platform of the standard can refund."""
    wanted = step.option("amount")
    amount = Money(wanted).rounded() if isinstance(wanted, Decimal) else sum_paid(step.matter.facts)
    return _give_back(step, amount, "refund", str(step.option("reason") or step.node.name or "Erstattung"))


def _order_refund(step: WorkStep, name: str, paid: f.PaymentReceived, amount: Money, reason: str) -> StepOutcome:
    paid_as = f"{reason} (Zahlung {paid.transaction or paid.demand_id})"
    task = _treasury(step, name, f"{amount.german()} erstatten", paid_as)
    fact = f.PaymentRefunded(
        at=step.now,
        demand_id=paid.demand_id,
        amount=amount,
        reason=reason,
        transaction=paid.transaction,
        task_id=task.task_id,
        whole=amount == paid.amount,
    )
    return StepOutcome(facts=(fact, task.fact(step.now)), effects=(task,))


def _treasury(step: WorkStep, name: str, title: str, reason: str) -> OpenTask:
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


def _amount(step: WorkStep) -> Money:
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
