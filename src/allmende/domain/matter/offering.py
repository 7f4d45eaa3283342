"""How each kind of task can end. The office's page shows these, and nothing else is taken."""

from __future__ import annotations

from allmende.domain.matter import (
    amending,
    appointments,
    arrival,
    by_post,
    confirming,
    finishing,
    incidents,
    ledger,
    lookups,
    waiving,
)
from allmende.domain.matter.model import Matter
from allmende.domain.matter.verdicts import offered_outcomes
from allmende.domain.process.model import Node
from allmende.domain.values import Problem, Text

DONE = ("done",)
"""A task beside the process that asks for nothing but to be done."""
NOT_OFFERED = Problem("decision.outcome", Text.named("matter.offering.decision_outcome"), "outcome")


def list_offered(matter: Matter, kind: str, task_id: str, node: Node | None) -> tuple[str, ...]:
    """The outcomes a task of that kind offers; `node` is its place in the process, None beside the process.

    Of an incident all ways are listed: which of them are open is known only by walking them.
    """
    match kind:
        case "process":
            return offered_outcomes(matter.service, node) if node is not None else DONE
        case "treasury":
            return ledger.offered(matter.facts, task_id)
        case "trouble":
            return incidents.WAYS
        case lookups.KIND:
            asked = lookups.find_asked(matter.facts, task_id, matter.service.registers)
            return lookups.list_outcomes(asked) if asked else DONE
        case lookups.OFFER:
            return lookups.OFFERED
        case amending.KIND:
            return amending.OUTCOMES
        case finishing.KIND:
            return finishing.OUTCOMES
        case waiving.KIND:
            return waiving.OUTCOMES
        case confirming.KIND:
            return confirming.OUTCOMES
        case by_post.KIND:
            order = by_post.find_order(matter.facts, task_id)
            return by_post.list_ways(matter.service, matter.facts, order) if order else DONE
        case arrival.KIND:
            return arrival.OUTCOMES
        case _:
            return appointments.OUTCOMES if appointments.find_wish(matter.facts, task_id) else DONE
