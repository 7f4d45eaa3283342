"""What happens in an example after the form is filled in: acts by station, and what is expected after each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import AWAITED
from allmende.domain.process.model import Node as Station
from allmende.formats import bpmn
from allmende.formats.package.source.nodes import get, items, made, mapping
from allmende.formats.package.source.source import Source
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.schemas.source_examples import EXPECTED
from allmende.formats.yaml import Node

PERSON_ACTS = "userTask"
FILLED, END = "filled", "end"


@dataclass
class Story:
    """Turns acts into the steps of the exchange form. `definition` says what kind of act a station is."""

    source: Source
    definition: ProcessDefinition | None
    _awaited: dict[str, str] = field(default_factory=dict)

    def steps(self, tree: Node) -> Iterator[Node]:
        """The acts in order, each followed by the expectations for its point; `end` comes after the last one."""
        points = dict(mapping(get(tree, "expect")))
        if FILLED in points:
            yield expected(points.pop(FILLED))
        counted: Counter[str] = Counter()
        names = [FILLED]
        for act in items(get(tree, "story")):
            name, said = self._named(act)
            yield self._act(name, said, act)
            counted[name] += 1
            names.append(name if counted[name] == 1 else f"{name}_{counted[name]}")
            if names[-1] in points:
                yield expected(points.pop(names[-1]))
        if END in points and counted:
            yield expected(points.pop(END))
        for point, node in points.items():
            words = f"Der Ablauf des Beispiels kommt nicht zu „{point}“. Er hat: {', '.join((*names, END))}."
            self.source.complain("example.point", words, get(tree, "expect", point) or node)

    def _named(self, act: Node) -> tuple[str, Node | None]:
        """The act's name and what it says: `submit`, or one key with its value."""
        if not isinstance(act.value, dict):
            return str(act.value), None
        if len(act.value) != 1:
            words = "Eine Zeile des Ablaufs nennt genau eine Handlung. Schreiben Sie je Handlung eine Zeile mit „- “."
            self.source.complain("example.act", words, act)
        return next(iter(act.value.items()), ("", None))

    def _act(self, name: str, said: Node | None, act: Node) -> Node:
        if name == "submit":
            return made({"submit": {}}, act.place)
        if name == "pay":
            return made({"pay": {"result": said if said is not None else "paid"}}, act.place)
        if name == "withdraw":
            return made({"message": {"name": "withdrawn"}}, act.place)
        if name == "wait" and said is not None:
            time = str(said.value)
            return made({"time": time if "-" in time else f"+{time}"}, said.place)
        return self._at_station(name, said if said is not None else made({}, act.place), act)

    def _at_station(self, name: str, said: Node, act: Node) -> Node:
        """A person's decision at a task; at a station that waits for the citizen, her message."""
        says = dict(mapping(said)) if isinstance(said.value, dict) else {"outcome": said}
        station = self._station(name, act)
        if station is None or station.element == PERSON_ACTS:
            role = station.role if station is not None and station.role else ""
            return made({"act": {"as": role, "task": name, **says}}, act.place)
        renamed = {"values" if key == "answers" else key: item for key, item in says.items()}
        return made({"message": {"name": self._message(station, act), **renamed}}, act.place)

    def _station(self, name: str, act: Node) -> Station | None:
        if self.definition is None:
            return None
        station = self.definition.nodes.get(name)
        if station is None:
            reached = tuple(one.id for one in self.definition.nodes.values() if one.element == PERSON_ACTS)
            words = f"Eine Station „{name}“ hat der Ablauf nicht." + did_you_mean(name, reached)
            self.source.complain("example.station", words, act)
        return station

    def _message(self, station: Station, act: Node) -> str:
        """The message a station waits for: its own, or that of the shared process or sub-process behind it."""
        if station.id not in self._awaited:
            inside = [station, *self._inside(station)]
            self._awaited[station.id] = next(
                (one.message for one in inside if one.message in AWAITED and one.message), ""
            )
        if not self._awaited[station.id]:
            words = f"An der Station „{station.id}“ handelt kein Mensch, und sie wartet auf keine Nachricht."
            self.source.complain("example.station", words, act)
        return self._awaited[station.id]

    def _inside(self, station: Station) -> Iterator[Station]:
        path = f"_processes/{station.called}/process.bpmn"
        if path in self.source.files:
            shared = bpmn.read(self.source.files[path], self.source.prefix(path))
            if isinstance(shared, ProcessDefinition):
                yield from shared.nodes.values()
        if self.definition is not None:
            yield from self.definition.inside(station.id)


def expected(said: Node) -> Node:
    """An `expect` step of the exchange form."""
    return made({"expect": {EXPECTED.get(key, key): item for key, item in mapping(said).items()}}, said.place)
