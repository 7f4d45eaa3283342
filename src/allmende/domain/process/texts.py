"""Which sentences a process needs from its package."""

from __future__ import annotations

from collections.abc import Iterator

from allmende.domain.process.model import FlowNode, ProcessDefinition

SPOKEN = frozenset(
    (
        *("userTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity"),
        *("intermediateCatchEvent", "intermediateThrowEvent", "endEvent"),
    )
)
"""Nodes at which a matter stands or ends: the status page says something there."""


def needed_texts(definition: ProcessDefinition) -> tuple[tuple[str, FlowNode], ...]:
    """Text ids with the node that needs them: `process.<node>.citizen` for every task, call, wait and end,
    `process.<node>.name` for user tasks, `process.<node>.outcome.<outcome>` for their buttons."""
    return tuple(_needed(definition))


def _needed(definition: ProcessDefinition) -> Iterator[tuple[str, FlowNode]]:
    for node in definition.nodes.values():
        if node.element in SPOKEN:
            yield node.text_id, node
        if node.element == "userTask":
            yield f"process.{node.id}.name", node
            for outcome in node.outcomes:
                yield f"process.{node.id}.outcome.{outcome}", node
