"""How effects of a step are kept here; the caller holds the transaction."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.apps.payments import operations
from allmende.domain.facts import PaymentRefunded
from allmende.domain.matter.outcome import Effect, ExpireDemands, MoveDemand, OpenDemand, OpenTask, StepContext
from allmende.foundation.owns import Keep


def open_demand(effect: OpenDemand, step: StepContext) -> None:
    operations.open_demand(case_id=step.case_id, work_key=effect.demand_id, demand=effect, now=step.now)


def move_demand(effect: MoveDemand, step: StepContext) -> None:
    operations.move_day(demand_id=effect.demand_id, due_on=effect.due_on)


def expire_demands(effect: ExpireDemands, step: StepContext) -> None:
    operations.expire_open(case_id=step.case_id)


def note_refund(effect: OpenTask, step: StepContext) -> None:
    """The treasury's task to give money back comes with the fact that names the demand."""
    for _, fact in step.facts:
        if isinstance(fact, PaymentRefunded) and fact.whole:
            operations.mark_refunded(demand_id=fact.demand_id)


EFFECTS: Mapping[type[Effect], Keep] = {
    OpenDemand: open_demand,
    MoveDemand: move_demand,
    ExpireDemands: expire_demands,
    OpenTask: note_refund,
}
