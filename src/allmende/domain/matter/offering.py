"""How each kind of task can end. The office's page shows these, and nothing else is taken."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.matter import (
    amending,
    appointments,
    arrival,
    by_post,
    confirming,
    deemed_proof,
    finishing,
    incidents,
    ledger,
    lookups,
    on_paper,
    redress,
    reviewing,
    waiving,
)
from allmende.domain.matter.model import Matter
from allmende.domain.matter.verdicts import offered_outcomes
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Problem, Text

DONE = ("done",)
"""A task beside the process that asks for nothing but to be done."""
NOT_OFFERED = Problem("decision.outcome", Text.named("matter.offering.decision_outcome"), "outcome")
_ALWAYS: Mapping[str, tuple[str, ...]] = {
    "trouble": incidents.WAYS,
    lookups.OFFER: lookups.OFFERED,
    amending.KIND: amending.OUTCOMES,
    finishing.KIND: finishing.OUTCOMES,
    waiving.KIND: waiving.OUTCOMES,
    confirming.KIND: confirming.OUTCOMES,
    arrival.KIND: arrival.OUTCOMES,
    reviewing.KIND: reviewing.OUTCOMES,
    deemed_proof.KIND: deemed_proof.OUTCOMES,
}
"""Kinds whose tasks end in the same ways in every case."""


def list_offered(matter: Matter, kind: str, task_id: str, node: FlowNode | None) -> tuple[str, ...]:
    """The outcomes a task of that kind offers; `node` is its place in the process, None beside the process.

    Of an incident all ways are listed: which of them are open is known only by walking them.
    """
    match kind:
        case "process":
            return offered_outcomes(matter.service, node) if node is not None else DONE
        case "treasury":
            return ledger.offered(matter.facts, task_id)
        case lookups.KIND:
            asked = lookups.find_asked(matter.facts, task_id, matter.service.registers)
            return lookups.list_outcomes(asked) if asked else DONE
        case by_post.KIND:
            order = by_post.find_order(matter.facts, task_id)
            return by_post.list_ways(matter.service, matter.facts, order) if order else DONE
        case on_paper.KIND:
            ordered = on_paper.find_order(matter.facts, task_id)
            return on_paper.list_outcomes(matter.facts, ordered) if ordered else DONE
        case redress.KIND:
            return redress.list_outcomes(matter.facts)
        case _ if kind in _ALWAYS:
            return _ALWAYS[kind]
        case _:
            return appointments.OUTCOMES if appointments.find_wish(matter.facts, task_id) else DONE
