"""Which stations a process can reach before any person of the city has acted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from allmende.domain.process.model import FlowNode, ProcessDefinition, Program


def list_unattended(program: Program, *, automatic: bool = False) -> tuple[FlowNode, ...]:
    """The stations on some way from the start on which nobody of the city acts, in no order that matters.

    Conditions are not weighed: a way exists where a flow is drawn. A person acts in a user task and where another office is
    asked (`consult` with a unit, a body or a city, `hand_over`); a timer on such a task goes on without her. A join waits for all its branches. What the
    applicant does (pays, replies) is no act of the city. `automatic`: a law lets the machine decide; without one, here or at the
    station, `decide_automatically` leaves the case to a person.
    """
    return tuple(_walk(_Way(program, automatic), program.process, None)[0])


@dataclass(frozen=True, slots=True)
class _Way:
    """The program, whether its machine may decide, and the shared processes being walked through."""

    program: Program
    automatic: bool
    calling: frozenset[str] = frozenset()

    def needs_person(self, node: FlowNode) -> bool:
        if node.action == "decide_automatically":
            return not (self.automatic or node.legal_basis)
        asks = node.action == "consult" and (node.register or "unit") in ("unit", "body", "city")
        return node.element == "userTask" or asks or node.action == "hand_over"


def _walk(way: _Way, definition: ProcessDefinition, parent: str | None) -> tuple[list[FlowNode], bool]:
    """The stations done inside that (sub-)process, and whether its end is reached."""
    arrived: set[str] = set()
    passed: set[str] = set()
    done: list[FlowNode] = []
    waiting = list(definition.inside(parent))
    while reached := [node for node in waiting if _is_reached(definition, node, arrived, passed)]:
        waiting = [node for node in waiting if node not in reached]
        for node in reached:
            arrived.add(node.id)
            inner, goes_on = _inside(way, definition, node)
            done += inner
            if goes_on:
                passed.add(node.id)
                done.append(node)
    return done, any(definition.nodes[one].element == "endEvent" for one in passed)


def _is_reached(definition: ProcessDefinition, node: FlowNode, arrived: set[str], passed: set[str]) -> bool:
    if node.attached_to is not None:
        return node.attached_to in arrived
    if node.element == "startEvent":
        return True
    sources: Iterator[bool] = (flow.source in passed for flow in definition.entering(node.id))
    return all(sources) if node.element == "parallelGateway" else any(sources)


def _inside(way: _Way, definition: ProcessDefinition, node: FlowNode) -> tuple[list[FlowNode], bool]:
    if way.needs_person(node):
        return [], False
    if node.element == "subProcess":
        return _walk(way, definition, node.id)
    if node.called and node.called in way.program.shared and node.called not in way.calling:
        deeper = replace(way, calling=way.calling | {node.called})
        return _walk(deeper, way.program.shared[node.called], None)
    return [], True
