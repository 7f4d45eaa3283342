"""The way back, one act at a time: the elements of a drawn process that are together what one station does.

A station is supposed from its own element and spelled out as it would be in expansion. It is taken where the drawing holds
exactly these elements and arrows and nothing else enters or leaves them; else the next supposition is tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import FlowNode, SequenceFlow
from allmende.formats.bpmn.names import DECLARED
from allmende.formats.package.source.act import Element, ElementMaker, Out, StationElements
from allmende.formats.package.source.acts import act_of
from allmende.formats.package.source.graph import PASSING
from allmende.formats.package.source.nodes import made
from allmende.formats.package.source.stations import StationSource
from allmende.formats.package.source.ways import EXIT, ON
from allmende.formats.yaml import YamlPlace

NOWHERE = YamlPlace("process.yaml", 1)
Spec = tuple[str, frozenset[tuple[str, str]], str, str, str, bool]


@dataclass(frozen=True)
class Supposed:
    """A station as it could be written: kind, id, what else it says, and the outcomes whose targets are still to be found."""

    kind: str
    id: str
    says: Mapping[str, Any] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    one_way: bool = False
    """All outcomes lead to the same place."""


@dataclass(frozen=True)
class FoldedStation:
    """A station with the elements it is made of (`ids`: part → element), the one entered first, and out → target element."""

    supposed: Supposed
    ids: Mapping[str, str]
    entry: str
    outs: Mapping[str, str]
    elements: frozenset[str]
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """Part → element, for those the station would call otherwise."""


@dataclass
class Drawing:
    """The drawn process as it is looked at. `taken` are elements that belong to a station already."""

    definition: ProcessDefinition
    acting: ElementMaker
    taken: set[str] = field(default_factory=set)

    def find(self, supposed: Supposed) -> FoldedStation | None:
        """The station, if the drawing holds exactly it."""
        act = self._act(supposed, {name: f"t_{name}" if not supposed.one_way else "t" for name in supposed.outcomes})
        ids = self._matched(act, supposed.id) if act is not None else None
        if act is None or ids is None or not self.taken.isdisjoint(ids.values()):
            return None
        outs = self._outs(act, ids)
        outs = _with_all(supposed, outs) if outs is not None else None
        if outs is None or (supposed.outcomes and outs.keys() < set(supposed.outcomes)):
            return None
        found = FoldedStation(
            supposed,
            {element.part: ids[element.id] for element in act.elements},
            ids[act.elements[0].id],
            outs,
            frozenset(ids.values()),
            {element.part: ids[element.id] for element in act.elements if ids[element.id] != element.id},
        )
        return found if self._is_whole(found, act, ids) else None

    def _act(self, supposed: Supposed, targets: Mapping[str, str]) -> StationElements | None:
        said = {supposed.kind: supposed.id, **supposed.says, **({"then": targets} if targets else {})}
        source = self.acting.spelling.source
        before = len(source.problems)
        act = act_of(self.acting, StationSource(supposed.kind, supposed.id, made(said, NOWHERE)))
        complained = len(source.problems) > before
        del source.problems[before:]
        return None if complained else act

    # ── which element is which ────────────────────────────────────────────────────────────────────

    def _matched(self, act: StationElements, main: str) -> dict[str, str] | None:
        """Element of the act → element of the drawing, found along the arrows from the station's own one."""
        specs = {element.id: element for element in act.elements}
        own = next((element for element in act.elements if element.part == "main"), None)
        if own is None or not self._like(own, self.definition.nodes[main]):
            return None
        found = {own.id: main}
        for _ in act.elements:
            for source, target, when in act.arrows:
                if source in found and target not in found:
                    self._take(
                        found, target, specs, [f.target for f in self._leaving(found[source]) if f.condition == when]
                    )
                elif target in found and source not in found:
                    entering = self.definition.entering(found[target])
                    self._take(found, source, specs, [f.source for f in entering if f.condition == when])
            for element in act.elements:
                if element.on in found and element.id not in found:
                    beside = [node.id for node in self.definition.boundary(found[element.on])]
                    self._take(found, element.id, specs, beside)
                if element.parent and element.parent == own.id and element.id not in found:
                    inside = [key for key, node in self.definition.nodes.items() if node.parent == main]
                    self._take(found, element.id, specs, [key for key in inside if key not in self.taken])
        return found if len(found) == len(specs) and len(set(found.values())) == len(specs) else None

    def _take(self, found: dict[str, str], wanted: str, specs: Mapping[str, Element], among: list[str]) -> None:
        fitting = [
            key for key in among if key not in found.values() and self._like(specs[wanted], self.definition.nodes[key])
        ]
        exact = [key for key in fitting if key == wanted]
        if len(fitting) == 1 or exact:
            found[wanted] = (exact or fitting)[0]

    def _like(self, element: Element, node: FlowNode) -> bool:
        return _spec(element) == spec_of(node)

    def _leaving(self, key: str) -> list[SequenceFlow]:
        return list(self.definition.leaving(key))

    # ── where it leads ────────────────────────────────────────────────────────────────────────────

    def _outs(self, act: StationElements, ids: Mapping[str, str]) -> dict[str, str] | None:
        """Out → the element it leads to; None where an arrow leads out that the act does not have."""
        inner = {(ids[source], ids[target]) for source, target, _ in act.arrows}
        found: dict[str, str] = {}
        for source in dict.fromkeys(out.source for out in act.outs.values()):
            own = {name: out for name, out in act.outs.items() if out.source == source}
            open_ = dict(own)
            flows = [one for one in self._leaving(ids[source]) if (one.source, one.target) not in inner]
            several = sum(flow.condition is None for flow in flows) > 1
            for flow in sorted(flows, key=lambda flow: flow.condition is None):
                told = _alternatives(flow.condition, own)
                names = [name for name, out in open_.items() if told is None or out.when in told]
                names = names[:1] if several else names
                if not names or (told is not None and [own[name].when for name in names] != told):
                    return None
                found |= dict.fromkeys(names, flow.target)
                open_ = {name: out for name, out in open_.items() if name not in names}
        return {name: found[name] for name in act.outs if name in found}

    def _is_whole(self, found: FoldedStation, act: StationElements, ids: Mapping[str, str]) -> bool:
        """Exactly these arrows leave the elements, and none but the first is entered from outside, or the end of a group from inside."""
        wanted = {(ids[source], ids[target], when) for source, target, when in act.arrows}
        merged: dict[tuple[str, str], list[str | None]] = {}
        for name, out in act.outs.items():
            if name in found.outs:
                merged.setdefault((ids[out.source], found.outs[name]), []).append(out.when)
        for (source, target), whens in merged.items():
            wanted.add(
                (source, target, None if None in whens else " or ".join(when for when in whens if when is not None))
            )
        drawn = {(one.source, one.target, one.condition) for key in found.elements for one in self._leaving(key)}
        entered = {
            one.target
            for key in found.elements
            for one in self.definition.entering(key)
            if one.source not in found.elements
        }
        boundary = {one.id for key in found.elements for one in self.definition.boundary(key)}
        doors = {found.entry, *(ids[out.source] for name, out in act.outs.items() if name == EXIT)}
        return wanted == drawn and entered <= doors and boundary <= found.elements


def _alternatives(condition: str | None, outs: Mapping[str, Out]) -> list[str] | None:
    """The conditions that one arrow joins: a single one of the act may itself hold an `or`."""
    if condition is None or any(out.when == condition for out in outs.values()):
        return None if condition is None else [condition]
    return condition.split(" or ")


def _with_all(supposed: Supposed, outs: Mapping[str, str]) -> dict[str, str]:
    """The ways out with those that are not drawn: all outcomes lead on, or nobody is asked because somebody always is."""
    if supposed.outcomes and set(outs) == {ON}:
        return {**outs, **dict.fromkeys(supposed.outcomes, outs[ON])}
    unasked = PASSING.get(supposed.kind)
    if supposed.kind == "consult" and unasked is not None and "answered" in outs:
        return {**outs, unasked: outs["answered"]}
    return dict(outs)


def said_of(node: FlowNode) -> dict[str, str]:
    """The attributes of our namespace that a node carries."""
    declared = {key: getattr(node, key) for key in DECLARED}
    if node.event == "timer":
        declared["deadline"] = None
    if node.event == "message":
        declared["message"] = None
    return {key: value for key, value in declared.items() if value} | dict(node.options)


def spec_of(node: FlowNode) -> Spec:
    """Everything about a node that counts when it runs, its id and place left out."""
    waits = node.message or "" if node.event == "message" else ""
    timer = node.deadline or "" if node.event == "timer" else ""
    return node.element, frozenset(said_of(node).items()), waits, timer, node.called or "", node.interrupting


def _spec(element: Element) -> Spec:
    return element.tag, frozenset(element.said.items()), element.waits, element.timer, element.called, not element.stays
