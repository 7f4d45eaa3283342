"""Plays the process through with tokens: does a joining gateway ever wait for somebody who never comes?

Every choice is tried (conditions are not evaluated), so a process found sound here cannot get stuck at a parallel
gateway, whatever the answers are. Bounded: very large processes are played only in part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from allmende.domain.process.model import FlowNode, ProcessDefinition
from allmende.domain.process.problems import problem, title
from allmende.domain.values import Problem, Text

MAX_MARKINGS = 5_000
CHOOSING = frozenset(("exclusiveGateway", "eventBasedGateway"))

Marking = frozenset[tuple[str, int]]
"""Which arrow holds how many tokens."""


def check_soundness(definition: ProcessDefinition) -> Iterator[Problem]:
    """For each level: joins that can wait for ever (error), arrows that can be walked twice at a time (warning).

    Expects a drawing that holds together (`check_shape` found nothing).
    """
    levels = [None, *(node.id for node in definition.nodes.values() if node.element == "subProcess")]
    for level in levels:
        nodes = {node.id: node for node in definition.inside(level)}
        splits = [
            node
            for node in nodes.values()
            if node.element == "parallelGateway" or (node.attached_to and not node.interrupting)
        ]
        if splits:
            yield from _play(definition, nodes)


def _play(definition: ProcessDefinition, nodes: dict[str, FlowNode]) -> Iterator[Problem]:
    start = next(node for node in nodes.values() if node.element == "startEvent")
    begin: Marking = frozenset((flow.id, 1) for flow in definition.leaving(start.id))
    seen, open_ = {begin}, [begin]
    stuck: set[str] = set()
    doubled: set[str] = set()
    while open_ and len(seen) < MAX_MARKINGS:
        marking = open_.pop()
        doubled.update(flow for flow, count in marking if count > 1)
        followers = list(_followers(definition, nodes, marking))
        if marking and not followers:
            stuck.update(_joins_waiting(definition, nodes, marking))
        for follower in followers:
            if follower not in seen and all(count <= 2 for _, count in follower):
                seen.add(follower)
                open_.append(follower)
    yield from _say(definition, nodes, stuck, doubled)


def _followers(definition: ProcessDefinition, nodes: dict[str, FlowNode], marking: Marking) -> Iterator[Marking]:
    held = Counter(dict(marking))
    for node in nodes.values():
        entering = [flow.id for flow in definition.entering(node.id)]
        if node.element == "parallelGateway":
            if entering and all(held[flow] for flow in entering):
                yield _moved(held, entering, [flow.id for flow in definition.leaving(node.id)])
            continue
        for flow in entering:
            if held[flow]:
                if node.event == "terminate":
                    yield frozenset()
                    continue
                for produced in _ways(definition, node):
                    yield _moved(held, [flow], produced)


def _ways(definition: ProcessDefinition, node: FlowNode) -> Iterator[list[str]]:
    """The arrows a token may leave by: one of them, all of them, or those of a boundary event."""
    leaving = [flow.id for flow in definition.leaving(node.id)]
    if node.element in CHOOSING:
        yield from ([flow] for flow in leaving)
        return
    yield leaving
    for event in definition.boundary(node.id):
        if not event.interrupting and _is_aside(definition, event):
            continue
        away = [flow.id for flow in definition.leaving(event.id)]
        yield away if event.interrupting else [*leaving, *away]


def _is_aside(definition: ProcessDefinition, event: FlowNode) -> bool:
    """Does what the event begins end by itself, without ever meeting another way? Then its tokens are nobody's concern."""
    seen, open_ = {event.id}, [event.id]
    while open_:
        for flow in definition.leaving(open_.pop()):
            if flow.target not in seen:
                seen.add(flow.target)
                open_.append(flow.target)
    nodes = [definition.nodes[one] for one in seen]
    met = any(flow.source not in seen for node in nodes for flow in definition.entering(node.id))
    return not met and all(node.element != "parallelGateway" for node in nodes)


def _moved(held: Counter[str], taken: list[str], given: list[str]) -> Marking:
    after = held.copy()
    after.subtract(taken)
    after.update(given)
    return frozenset((flow, count) for flow, count in after.items() if count > 0)


def _joins_waiting(definition: ProcessDefinition, nodes: dict[str, FlowNode], marking: Marking) -> Iterator[str]:
    held = {flow for flow, _ in marking}
    for node in nodes.values():
        if node.element == "parallelGateway" and held & {flow.id for flow in definition.entering(node.id)}:
            yield node.id


def _say(
    definition: ProcessDefinition, nodes: dict[str, FlowNode], stuck: set[str], doubled: set[str]
) -> Iterator[Problem]:
    for node_id in sorted(stuck):
        node = nodes[node_id]
        yield problem(
            definition,
            node,
            "process.waits_for_ever",
            Text.named("process.soundness.station_can_wait_for_ever", station=title(node)),
        )
    first = next((flow for flow in definition.flows if flow.id in doubled), None)
    if first is not None and not stuck:
        yield problem(
            definition,
            first,
            "process.twice_at_once",
            Text.named("process.soundness.arrow_value_can_be_walked", value=first.name or first.id),
            severity="warning",
        )
