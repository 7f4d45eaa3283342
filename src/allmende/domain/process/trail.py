"""May a running process go on in another drawing? Only if the way it has gone could have been gone there as well.

The new drawing need not be the old one: whatever lies ahead may differ. What was reached must be there and be the same;
every step taken must be drawn; where the way forked or joins, the same branches must be there. A sound drawing then
brings every such process to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allmende.domain.process.model import Node, ProcessDefinition, Program
from allmende.domain.values import Problem, Text

Place = tuple[str, str]
"""Process and node."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The way an instance has gone. `reached`: nodes that were or are open. `steps`: from which of them to which."""

    reached: frozenset[Place] = frozenset()
    steps: frozenset[tuple[Place, Place]] = frozenset()


KIND: dict[str, Text] = {
    "element": Text("die Art des Schritts", "the kind of step"),
    "event": Text("der Auslöser", "the trigger"),
    "action": Text("was das Programm tut", "what the machine does"),
    "role": Text("die Rolle", "the role"),
    "message": Text("worauf gewartet wird", "what is waited for"),
    "parent": Text("der Teilablauf", "the sub-process"),
    "attached_to": Text("wozu er gehört", "what it belongs to"),
    "interrupting": Text("ob er den Schritt beendet", "whether it ends the step"),
    "called": Text("der gemeinsame Ablauf", "the shared process"),
    "loop": Text("die Wiederholung", "the repetition"),
}
"""What must stay of every node that was reached."""

OPEN: dict[str, Text] = {
    "deadline": Text("die Frist", "the deadline"),
    "decision": Text("die Entscheidungstabelle", "the decision table"),
    "notice": Text("der Bescheid", "the notice"),
    "register": Text("das Register", "the register"),
    "legal_basis": Text("die Rechtsgrundlage", "the legal basis"),
    "result": Text("der Name des Ergebnisses", "the name of the result"),
    "options": Text("die Angaben zum Schritt", "the details of the step"),
}
"""What must stay besides while a node is open."""


def check_trail(old: Program, new: Program, trail: Trail, standing: Iterable[Place]) -> tuple[Problem, ...]:
    """Why an instance of `old` that went this way and waits at these places cannot go on in `new`; empty: it can."""
    if old.sha256 == new.sha256:
        return ()
    return tuple(_Comparison(old, new, trail, frozenset(standing)).problems())


def changed_choices(old: Program, new: Program, trail: Trail) -> tuple[Node, ...]:
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
                yield _said(place, "gone", f"Den Schritt {_de(before)} gibt es im neuen Ablauf nicht.",
                            f"The step {_en(before)} is not in the new process.")  # fmt: skip
            else:
                yield from self._check_node(place, before, after)
        for source, target in sorted(self.trail.steps):
            if source not in lost and target not in lost:
                yield from self._check_step(source, target)

    def _check_node(self, place: Place, before: Node, after: Node) -> Iterator[Problem]:
        wanted = {**KIND, **OPEN} if place in self.standing else KIND
        differing = [words for name, words in wanted.items() if getattr(before, name) != getattr(after, name)]
        if differing:
            german = ", ".join(words.spoken("de") for words in differing)
            english = ", ".join(words.spoken("en") for words in differing)
            yield _said(place, "changed", f"Am Schritt {_de(before)} hat sich geändert: {german}.",
                        f"At the step {_en(before)} this has changed: {english}.")  # fmt: skip
        old, new = _by_id(self.old)[place[0]], _by_id(self.new)[place[0]]
        if (
            before.element == after.element
            and self._forks(place, before)
            and _branches(old, place) != _branches(new, place)
        ):
            yield _said(place, "branches", f"An der Verzweigung {_de(before)} gibt es andere Wege.",
                        f"At the gateway {_en(before)} there are other ways.")  # fmt: skip
        if place in self._busy() and _watches(old, place) != _watches(new, place):
            yield _said(place, "watches", f"Am Schritt {_de(before)} hängen andere Fristen oder Ereignisse.",
                        f"Other deadlines or events hang on the step {_en(before)}.")  # fmt: skip

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
            german = f"Zwischen {_de(start)} und {_de(end)} steht jetzt {_de(between[0])}. Das hat der Vorgang nicht durchlaufen."
            english = (
                f"Between {_en(start)} and {_en(end)} there is now {_en(between[0])}. The case has not been there."
            )
        else:
            german = f"Von {_de(start)} führt im neuen Ablauf kein Weg direkt zu {_de(end)}."
            english = f"In the new process no way leads straight from {_en(start)} to {_en(end)}."
        yield _said(target, "way", german, english)

    def _forks(self, place: Place, node: Node) -> bool:
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


def _node(program: Program, place: Place) -> Node | None:
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


def _conditions(definition: ProcessDefinition, node: Node) -> frozenset[tuple[str, str | None, bool]]:
    default = definition.nodes[node.id].default_flow if node.id in definition.nodes else None
    return frozenset((flow.target, flow.condition, flow.id == default) for flow in definition.leaving(node.id))


def _said(place: Place, code: str, german: str, english: str) -> Problem:
    return Problem(f"move.process.{code}", Text(german, english), place[1])


def _de(node: Node) -> str:
    return f"„{node.name or node.id}“"


def _en(node: Node) -> str:
    return f"“{node.name or node.id}”"
