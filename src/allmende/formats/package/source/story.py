"""What happens in an example after the form is filled in: acts by station, and what is expected after each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from allmende.domain.matter.partners import FILE_ANSWER, OPINION
from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import AWAITED
from allmende.domain.process.model import FlowNode as Station
from allmende.domain.values import Text
from allmende.formats import bpmn
from allmende.formats.package.source.lineage import laid
from allmende.formats.package.source.nodes import get, items, made, mapping
from allmende.formats.package.source.source import Source
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_examples import EXPECTED, MESSAGES, OF_PARTY, PAY, WAIT
from allmende.formats.yaml import YamlNode

PERSON_ACTS = "userTask"
OFFICER = "sachbearbeitung"
"""Who answers for an office of the city that is asked: its question names no role."""
ANSWERS = {
    "request_correction": "correction_received",
    "request_document": "correction_received",
    "invite_hearing": "hearing_reply",
    "book_appointment": "appointment_booked",
}
"""What a citizen's message is called, by the action that asks for it."""
FILLED, END = "filled", "end"


@dataclass
class Story:
    """Turns acts into the steps of the exchange form. `definition` says what kind of act a station is."""

    source: Source
    definition: ProcessDefinition | None
    _read: dict[str, list[Station]] = field(default_factory=dict)

    def steps(self, tree: YamlNode) -> Iterator[YamlNode]:
        """The acts in order, each followed by the expectations for its point; `end` comes after the last one."""
        points = dict(mapping(get(tree, "expect")))
        if FILLED in points:
            yield self._expected(points.pop(FILLED))
        counted: Counter[str] = Counter()
        names = [FILLED]
        who = ""
        for act in items(get(tree, "story")):
            who, name, step = self._step(act)
            yield step
            counted[name] += 1
            names.append(name if counted[name] == 1 else f"{name}_{counted[name]}")
            if names[-1] in points:
                yield _of(who, self._expected(points.pop(names[-1])))
        for party in [name for name in points if "." in name and " " not in name]:
            yield _of(party, self._expected(points.pop(party)))
        if END in points and counted:
            yield self._expected(points.pop(END))
        for point, node in points.items():
            words = Text.named("formats.package.source.story.no_point", point=point, names=", ".join((*names, END)))
            self.source.complain("example.point", words, get(tree, "expect", point) or node)

    def _step(self, act: YamlNode) -> tuple[str, str, YamlNode]:
        """Whose case (empty: the applicant's), what the point after it is called, and the step."""
        name, said = self._named(act)
        if "." not in name:
            return "", name, self._act(name, said, act)
        inner = said if said is not None else made({}, act.place)
        self.source.problems += check(OF_PARTY, inner)
        own, says = self._named(inner)
        return name, f"{name} {own}", _of(name, self._act(own, says, inner))

    def _named(self, act: YamlNode) -> tuple[str, YamlNode | None]:
        """The act's name and what it says: `submit`, or one key with its value."""
        if not isinstance(act.value, dict):
            return str(act.value), None
        if len(act.value) != 1:
            words = Text.named("formats.package.source.story.one_act")
            self.source.complain("example.act", words, act)
        return next(iter(act.value.items()), ("", None))

    def _act(self, name: str, said: YamlNode | None, act: YamlNode) -> YamlNode:
        if name == "submit":
            return made({"submit": {}}, act.place)
        if name == "pay":
            result = said if said is not None else YamlNode("paid", act.place)
            self.source.problems += check(PAY, result)
            return made({"pay": {"result": result}}, act.place)
        if name in MESSAGES:
            return _message(MESSAGES[name], dict(mapping(said)), act)
        if name == "wait" and said is not None:
            self.source.problems += check(WAIT, said)
            time = str(said.value)
            return made({"time": time if "-" in time else f"+{time}"}, said.place)
        return self._at_station(name, said if said is not None else made({}, act.place), act)

    def _expected(self, said: YamlNode) -> YamlNode:
        """Open tasks are named by their station."""
        station = get(said, "station")
        task = self._task(str(station.value)) if station is not None else None
        return expected(laid(said, made({"station": task.id}, said.place)) if task is not None else said)

    def _at_station(self, name: str, said: YamlNode, act: YamlNode) -> YamlNode:
        """A person's decision at a task; at a station that waits for the citizen, her message."""
        says = dict(mapping(said)) if isinstance(said.value, dict) else {"outcome": said}
        answer = self._answer(name)
        if answer is not None:
            given: dict[str, YamlNode] = {key: says[key] for key in ("outcome", "reference") if key in says}
            given["at"] = made(name, act.place)
            told = {key: item for key, item in says.items() if key == "text"}
            return _message(answer, {**told, "answers": made(given, act.place)}, act)
        task = self._task(name)
        if task is not None:
            return made({"act": {"as": task.role or OFFICER, "task": task.id, **says}}, act.place)
        return _message(self._awaited(name, act), says, act)

    def _answer(self, name: str) -> str | None:
        """What the answer of somebody without an account is called, where the station asks one."""
        station = self._known.get(name)
        if station is None:
            return None
        if station.action == "hand_over":
            return FILE_ANSWER
        return OPINION if station.action == "consult" and station.register in ("body", "city") else None

    def _task(self, name: str) -> Station | None:
        """The task a person does at the station: the station itself, or the one inside what it calls."""
        inside = [self._known[name], *self._inside(self._known[name])] if name in self._known else []
        return next((one for one in inside if one.element == PERSON_ACTS or _asks_office(one)), None)

    def _awaited(self, name: str, act: YamlNode) -> str:
        """The message the citizen sends at a station: what it waits for, or the shared process behind it."""
        station = self._known.get(name)
        if station is None and self.definition is not None:
            words = Text.named(
                "formats.package.source.story.no_station", name=name, near=did_you_mean(name, tuple(self._known))
            )
            self.source.complain("example.station", words, act)
        if station is None:
            return ""
        inside = (station, *self._inside(station))
        awaited = next(
            (found for one in inside if (found := ANSWERS.get(one.action or "", one.message)) in AWAITED), None
        )
        if awaited is None:
            words = Text.named("formats.package.source.story.nobody_acts", name=name)
            self.source.complain("example.station", words, act)
        return awaited or ""

    @cached_property
    def _known(self) -> dict[str, Station]:
        """Stations by id: those of shared processes, then the service's own."""
        own = self.definition.nodes if self.definition is not None else {}
        return {one.id: one for station in own.values() for one in self._shared(station)} | dict(own)

    def _inside(self, station: Station) -> list[Station]:
        within = self.definition.inside(station.id) if self.definition is not None else ()
        return [*self._shared(station), *within]

    def _shared(self, station: Station) -> list[Station]:
        """What the shared process that a station calls consists of."""
        path = f"_processes/{station.called}/process.bpmn"
        if path not in self._read:
            content = self.source.files.get(path)
            shared = bpmn.read(content, self.source.prefix(path)) if content is not None else None
            self._read[path] = list(shared.nodes.values()) if isinstance(shared, ProcessDefinition) else []
        return self._read[path]


def _of(who: str, step: YamlNode) -> YamlNode:
    """The step in that person's case; as it is where nobody is named."""
    return made({"party": {"who": YamlNode(who, step.place), "step": step}}, step.place) if who else step


def _asks_office(station: Station) -> bool:
    """Another unit of the city is asked there; its answer is a task of its own."""
    return station.action == "consult" and station.register == "unit"


def expected(said: YamlNode) -> YamlNode:
    """An `expect` step of the exchange form."""
    return made({"expect": {EXPECTED.get(key, key): item for key, item in mapping(said).items()}}, said.place)


def _message(name: str, says: Mapping[str, YamlNode], act: YamlNode) -> YamlNode:
    """What the citizen sends: text, files, answers (`values` in the exchange form)."""
    renamed = {"values" if key == "answers" else key: item for key, item in says.items()}
    return made({"message": {"name": name, **renamed}}, act.place)
