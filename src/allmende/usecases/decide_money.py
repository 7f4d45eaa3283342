"""The treasury closes a task about money: it counts, it goes back, it is paid again, it stays with the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.payments import operations as payments
from allmende.domain import facts as f
from allmende.domain.matter import ledger
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.values import Problem, Text
from allmende.usecases.clock import local_day
from allmende.usecases.pay import open_treasury_tasks

CHOOSE = Problem(
    "money.outcome",
    Text.named("usecases.decide_money.money_outcome"),
    "outcome",
)
WHY = Problem(
    "money.reason",
    Text.named("usecases.decide_money.money_reason"),
    "reason",
)
DONE = Problem("task.done", Text.named("usecases.decide_money.task_done"))


@transaction.atomic
def decide_money(
    *,
    task: TaskLine,
    decision: OfficerDecision,
    by: str,
    officer_id: str,
    state: str,
    done: Sequence[tuple[str, f.Fact]],
    now: datetime,
) -> tuple[Problem, ...]:
    """Close the task with the bookings that follow. `done` are the facts of the task itself, `state` is the city's.

    What can be chosen depends on how the money stands now (`ledger.offered`), not on what the page showed.
    Problems: an outcome that is not offered (any more), money kept without a reason, a task that is done already.
    """
    today = local_day(now)
    cases.lock(case_id=task.case_id)
    known = cases.read_facts(case_id=task.case_id)
    if decision.outcome not in ledger.offered(known, task.id):
        return (CHOOSE,)
    if decision.outcome == "keep" and not decision.reason.strip():
        return (WHY,)
    if not cases.finish_task(task_id=task.id, outcome=decision.outcome, officer_id=officer_id, now=now):
        return (DONE,)
    facts = list(done)
    item = ledger.find_item(known, task.id)
    if item is not None:
        made = payments.decide(
            demand_id=item.demand_id,
            transaction_id=item.transaction,
            booking=lambda demand, attempt: ledger.decide(
                demand,
                attempt,
                item,
                cast(ledger.Decided, decision.outcome),
                reason=decision.reason.strip(),
                by=by,
                officer=officer_id,
                facts=known,
                now=now,
                today=today,
                state=state,
            ),
            now=now,
        )
        open_treasury_tasks(case_id=task.case_id, tasks=made.tasks, now=now)
        facts += made.facts
    cases.append(case_id=task.case_id, facts=facts, now=now, today=today, actor=f"officer:{officer_id}", known=known)
    return ()
