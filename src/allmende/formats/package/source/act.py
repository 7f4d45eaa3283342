"""What an act is made of, and the shapes several acts share: a line of elements, a choice by outcome, a wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from allmende.domain.values import Text
from allmende.formats.package.source.shared import SharedProcesses
from allmende.formats.package.source.spelling import Spelling
from allmende.formats.package.source.stations import NONE, StationSource
from allmende.formats.package.source.ways import ON, Links
from allmende.formats.yaml import YamlNode

CLASSIC = {"second_look": {"confirmed": "confirm", "returned": "return"}}
"""Outcomes the shared processes call otherwise."""

MEET = "fertig"
"""The part of an act where two ways come together again."""


@dataclass(frozen=True)
class Element:
    """One element to draw. `part` is what it does within its station, `main` for the station's own.

    `said` are attributes of our namespace; `waits` names the awaited message, `timer` the moment of a timer,
    `on` the element at whose border it sits; `stays`: it does not end that element. `parent`: the sub-process it lies in.
    """

    id: str
    tag: str
    part: str
    said: Mapping[str, str] = field(default_factory=dict)
    waits: str = ""
    timer: str = ""
    called: str = ""
    on: str = ""
    stays: bool = False
    parent: str = ""


@dataclass(frozen=True)
class Out:
    """One way out of an act: from which element, and under which condition (None: always, or else)."""

    source: str
    when: str | None = None


@dataclass
class StationElements:
    """The elements of one station, the arrows between them, and its ways out by name. The first element is entered first."""

    elements: list[Element] = field(default_factory=list)
    arrows: list[tuple[str, str, str | None]] = field(default_factory=list)
    outs: dict[str, Out] = field(default_factory=dict)


@dataclass
class ElementMaker:
    """What acts are made with. `letters` is letter station → the `collect` that awaits its fee."""

    spelling: Spelling
    shared: SharedProcesses
    letters: Mapping[str, StationSource]

    def complain(self, code: str, words: Text, at: YamlNode) -> None:
        self.spelling.source.complain(code, words, at)


def act_with(spelling: Spelling, shared: SharedProcesses, links: Links) -> ElementMaker:
    """Acts for the stations of one process."""
    awaited = {
        station.said("of"): station
        for station in links.stations.values()
        if station.kind == "collect" and station.get("of")
    }
    return ElementMaker(spelling, shared, awaited)


def element(station: StationSource, tag: str, part: str = "main", **said: str) -> Element:
    name = station.id if part == "main" else f"{station.id}_{part}"
    return Element(name, tag, part, {key: value for key, value in said.items() if value})


def line(*elements: Element) -> StationElements:
    """Elements one after the other, with one way on."""
    arrows: list[tuple[str, str, str | None]] = [(one.id, other.id, None) for one, other in pairwise(elements)]
    return StationElements(list(elements), arrows, {ON: Out(elements[-1].id)})


def named(station: StationSource, key: str) -> str:
    word = station.said(key)
    return "" if word == NONE else word


def branched(station: StationSource, main: Element, outcome: str) -> StationElements:
    """The element, then a gateway for its outcomes; the last outcome is the way taken when no other is true."""
    spoken = CLASSIC.get(station.kind, {})
    if len(targets(station)) < 2:
        return StationElements([main], [], {name: Out(main.id) for name in station.then})
    gateway = element(station, "exclusiveGateway", "ergebnis")
    outs = {name: Out(gateway.id, f'{outcome} = "{spoken.get(name, name)}"') for name in station.then}
    outs[list(outs)[-1]] = Out(gateway.id)
    return StationElements([main, gateway], [(main.id, gateway.id, None)], outs)


def waiting(station: StationSource, before: str, message: str, day: str) -> StationElements:
    """A gateway that waits for a message or a day, whichever comes first."""
    gate = element(station, "eventBasedGateway", "warten")
    came = Element(f"{station.id}_da", "intermediateCatchEvent", "da", waits=message)
    over = Element(f"{station.id}_um", "intermediateCatchEvent", "um", timer=day)
    arrows: list[tuple[str, str, str | None]] = [
        (before, gate.id, None),
        (gate.id, came.id, None),
        (gate.id, over.id, None),
    ]
    return StationElements([gate, came, over], arrows)


def targets(station: StationSource) -> set[str]:
    return {str(node.value) for node in station.then.values()}
