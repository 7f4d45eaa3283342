"""May a running process go on in another drawing? Only if the way it has gone could have been gone there as well.

The new drawing need not be the old one: whatever lies ahead may differ. What was reached must be there and be the same;
every step taken must be drawn; where the way forked or joins, the same branches must be there. A sound drawing then
brings every such process to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allmende.domain.process.model import FlowNode, ProcessDefinition, Program
from allmende.domain.process.problems import quoted
from allmende.domain.values import Problem, Text
from allmende.words.joining import joined

Place = tuple[str, str]
"""Process and node."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The way an instance has gone. `reached`: nodes that were or are open. `steps`: from which of them to which."""

    reached: frozenset[Place] = frozenset()
    steps: frozenset[tuple[Place, Place]] = frozenset()


KIND: dict[str, Text] = {
    "element": Text.named("process.trail.element"),
    "event": Text.named("process.trail.event"),
    "action": Text.named("process.trail.action"),
    "role": Text.named("process.trail.role"),
    "message": Text.named("process.trail.message"),
    "parent": Text.named("process.trail.parent"),
    "attached_to": Text.named("process.trail.attached_to"),
    "interrupting": Text.named("process.trail.interrupting"),
    "called": Text.named("process.trail.called"),
    "loop": Text.named("process.trail.loop"),
}
"""What must stay of every node that was reached."""

OPEN: dict[str, Text] = {
    "deadline": Text.named("process.trail.deadline"),
    "decision": Text.named("process.trail.decision"),
    "notice": Text.named("process.trail.notice"),
    "register": Text.named("process.trail.register"),
    "legal_basis": Text.named("process.trail.legal_basis"),
    "result": Text.named("process.trail.result"),
    "options": Text.named("process.trail.options"),
}
"""What must stay besides while a node is open."""


def check_trail(old: Program, new: Program, trail: Trail, standing: Iterable[Place]) -> tuple[Problem, ...]:
    """Why an instance of `old` that went this way and waits at these places cannot go on in `new`; empty: it can."""
    if old.sha256 == new.sha256:
        return ()
    return tuple(_Comparison(old, new, trail, frozenset(standing)).problems())


def changed_choices(old: Program, new: Program, trail: Trail) -> tuple[FlowNode, ...]:
    """Decisions the process has behind it whose conditions are other ones in the new drawing."""
    definitions = _by_id(new)
    found = []
    for definition in old:
        for node in definition.nodes.values():
            there = definitions.get(definition.id)
            if (
                there is not None
                and node.element == "exclusiveGateway"
                and (definition.id, node.id) in trail.reached
                and _conditions(definition, node) != _conditions(there, node)
            ):
                found.append(node)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Comparison:
    old: Program
    new: Program
    trail: Trail
    standing: frozenset[Place]

    def problems(self) -> Iterator[Problem]:
        lost = set()
        for place in sorted(self.trail.reached | self.standing):
            before, after = _node(self.old, place), _node(self.new, place)
            if before is None:
                continue
            if after is None:
                lost.add(place)
                yield _said(place, "gone", Text.named("process.trail.step_quoted_is_not_in", quoted=quoted(before)))
            else:
                yield from self._check_node(place, before, after)
        for source, target in sorted(self.trail.steps):
            if source not in lost and target not in lost:
                yield from self._check_step(source, target)

    def _check_node(self, place: Place, before: FlowNode, after: FlowNode) -> Iterator[Problem]:
        wanted = {**KIND, **OPEN} if place in self.standing else KIND
        differing = [words for name, words in wanted.items() if getattr(before, name) != getattr(after, name)]
        if differing:
            changed = joined(differing, ", ")
            yield _said(
                place,
                "changed",
                Text.named("process.trail.at_step_quoted_this_has", quoted=quoted(before), changed=changed),
            )
        old, new = _by_id(self.old)[place[0]], _by_id(self.new)[place[0]]
        if (
            before.element == after.element
            and self._forks(place, before)
            and _branches(old, place) != _branches(new, place)
        ):
            yield _said(
                place, "branches", Text.named("process.trail.at_gateway_quoted_there_are", quoted=quoted(before))
            )
        if place in self._busy() and _watches(old, place) != _watches(new, place):
            yield _said(
                place, "watches", Text.named("process.trail.other_deadlines_or_events_hang", quoted=quoted(before))
            )

    def _check_step(self, source: Place, target: Place) -> Iterator[Problem]:
        definition = _by_id(self.new)[source[0]]
        end = definition.nodes[target[1]]
        if end.attached_to is not None or any(flow.target == end.id for flow in definition.leaving(source[1])):
            return
        start = definition.nodes[source[1]]
        between = [
            definition.nodes[flow.target]
            for flow in definition.leaving(start.id)
            if any(further.target == end.id for further in definition.leaving(flow.target))
        ]
        if between:
            yield _said(
                target,
                "way",
                Text.named(
                    "process.trail.between_quoted_and_quoted_2",
                    quoted=quoted(start),
                    quoted_2=quoted(end),
                    quoted_3=quoted(between[0]),
                ),
            )
        else:
            yield _said(
                target,
                "way",
                Text.named("process.trail.in_new_process_no_way", quoted=quoted(start), quoted_2=quoted(end)),
            )

    def _forks(self, place: Place, node: FlowNode) -> bool:
        """Did that gateway send several branches on their way, or does it wait for the first of several things?"""
        if node.element == "eventBasedGateway":
            return any((place[0], flow.target) in self.standing for flow in _by_id(self.old)[place[0]].leaving(node.id))
        return node.element == "parallelGateway" and any(source == place for source, _ in self.trail.steps)

    def _busy(self) -> frozenset[Place]:
        """Open nodes, and the sub-processes around them."""
        found = set(self.standing)
        for process, node_id in self.standing:
            node = _node(self.old, (process, node_id))
            while node is not None and node.parent is not None:
                found.add((process, node.parent))
                node = _node(self.old, (process, node.parent))
            if node is not None and node.attached_to is not None:
                found.add((process, node.attached_to))
        calls = {one for one in self.trail.reached if self._calls_open_process(one)}
        return frozenset(found | calls)

    def _calls_open_process(self, place: Place) -> bool:
        node = _node(self.old, place)
        return node is not None and node.called is not None and any(node.called == one for one, _ in self.standing)


def _by_id(program: Program) -> dict[str, ProcessDefinition]:
    return {definition.id: definition for definition in program}


def _node(program: Program, place: Place) -> FlowNode | None:
    definition = _by_id(program).get(place[0])
    return definition.nodes.get(place[1]) if definition else None


def _branches(definition: ProcessDefinition, place: Place) -> tuple[frozenset[str], frozenset[str]]:
    joins = definition.nodes[place[1]].element == "parallelGateway"
    return (
        frozenset(flow.source for flow in definition.entering(place[1]) if joins),
        frozenset(flow.target for flow in definition.leaving(place[1])),
    )


def _watches(definition: ProcessDefinition, place: Place) -> frozenset[str]:
    return frozenset(node.id for node in definition.boundary(place[1]))


def _conditions(definition: ProcessDefinition, node: FlowNode) -> frozenset[tuple[str, str | None, bool]]:
    default = definition.nodes[node.id].default_flow if node.id in definition.nodes else None
    return frozenset((flow.target, flow.condition, flow.id == default) for flow in definition.leaving(node.id))


def _said(place: Place, code: str, text: Text) -> Problem:
    return Problem(f"move.process.{code}", text, place[1])
