"""Sections and stations as written: what a process is made of before its graph is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from allmende.domain.values import Text
from allmende.formats.package.source.nodes import items, mapping, plain
from allmende.formats.package.source.source import Source
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_process import STATIONS
from allmende.formats.yaml import YamlNode, YamlPlace

DECIDES = ("granted", "partly", "refused")
"""Outcomes that decide the application. A `decide` has at least one of them, a `task` none."""

OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "collect": ("paid", "nothing_due", "unpaid"),
    "machine": ("granted", "manual"),
    "ask": ("answered", "silent"),
    "hear": ("answered", "silent"),
    "second_look": ("confirmed", "returned"),
    "consult": ("answered", "silent", "none"),
    "hand_over": ("accepted", "declined", "silent"),
}
"""Kinds whose outcomes are fixed: each must be sent somewhere."""

AWAITING = frozenset(("decide", "task", "inspect", "ask", "hear", "second_look", "wait", "hand_over"))
"""Kinds that always stand still until a person acts or time passes: a loop needs one of them.

A `collect` is none: where nothing is due it goes on at once.
"""

CONTAINERS = ("group", "together")
"""Kinds that hold other stations: they are done, in a row or at the same time, before the way goes on."""

AWAITING_ELEMENTS = frozenset(("userTask", "callActivity", "intermediateCatchEvent", "eventBasedGateway"))
"""What an `element` must be to be one of them."""

NONE = "none"


@dataclass(frozen=True)
class StationSource:
    """One station of a section: its kind, its id, and everything else it says.

    `own` is True where the service wrote it, False where its pattern did.
    """

    kind: str
    id: str
    node: YamlNode
    own: bool = True

    @property
    def place(self) -> YamlPlace:
        return self.node.place

    def get(self, key: str) -> YamlNode | None:
        return mapping(self.node).get(key)

    def said(self, key: str) -> str:
        """The word under a key; empty when it is not there."""
        found = plain(self.get(key))
        return "" if found is None else str(found)

    @property
    def then(self) -> dict[str, YamlNode]:
        """Outcome → target, in the order written."""
        return dict(mapping(self.get("then")))

    @property
    def ways(self) -> dict[str, YamlNode]:
        return dict(mapping(self.get("ways")))

    @property
    def late(self) -> list[YamlNode]:
        """What happens when a deadline is over and the station is still open."""
        return items(self.get("late"))

    @property
    def rows(self) -> dict[str, YamlNode]:
        """Name → list of the stations it holds: the one row of a group (its name is empty), the parts of `together`."""
        held = self.get("do") if self.kind == "group" else None
        return {"": held} if held is not None else dict(mapping(self.get("parts")))

    @property
    def awaits(self) -> bool:
        """Does it stand still until a person acts or time passes?"""
        return self.kind in AWAITING or (self.kind == "element" and self.said("is") in AWAITING_ELEMENTS)

    @property
    def is_end(self) -> bool:
        return self.kind == "end" or (self.kind == "element" and self.said("is") == "endEvent")

    @property
    def is_empty(self) -> bool:
        """Does nothing for this service: no fee, no letter, no table, nobody to ask."""
        match self.kind:
            case "collect":
                return not self.get("of") and self.said("fee") in ("", NONE)
            case "letter":
                return self.said("of") == NONE
            case "check":
                return self.said("table") == NONE
            case "consult" | "inform":
                return not items(self.get("of"))
        return False


@dataclass
class StationSection:
    """A name and its stations, in order. `own` as for stations."""

    name: str
    place: YamlPlace
    stations: list[StationSource] = field(default_factory=list)
    own: bool = True


@dataclass
class ProcessPlan:
    """What process and pattern say together.

    sections   in their order; the first begins with the application
    deadlines  the pattern's periods, replaced by the service's under the same id
    texts      language → the pattern's texts, as the thin form spells them
    fills      slot → what fills it, usual values included
    own        ids of deadlines the service itself states
    copies     station → the station whose words it shares (a slot used twice)
    freed      stations whose duty a change takes away, with the norm that allows it
    """

    sections: dict[str, StationSection]
    place: YamlPlace
    deadlines: dict[str, YamlNode] = field(default_factory=dict)
    texts: dict[str, YamlNode] = field(default_factory=dict)
    fills: dict[str, YamlNode] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    copies: dict[str, str] = field(default_factory=dict)
    freed: set[str] = field(default_factory=set)

    def stations(self) -> Iterator[tuple[StationSection, StationSource]]:
        """Every station with its section, those inside ways included."""
        for section in self.sections.values():
            for station in section.stations:
                yield from ((section, one) for one in inside(station))


def inside(station: StationSource) -> Iterator[StationSource]:
    """The station, those its ways do and those it holds."""
    yield station
    for row in (*map(_done, station.ways.values()), *station.rows.values()):
        for one in listed(row, own=station.own):
            yield from inside(one)


def doing(way: YamlNode, *, own: bool) -> list[StationSource]:
    """The stations of a way that says `do`."""
    return listed(_done(way), own=own)


def listed(row: YamlNode | None, *, own: bool) -> list[StationSource]:
    """The stations of a list."""
    return [StationSource(kind, word, node, own) for kind, word, node in map(_named, items(row))]


def _done(way: YamlNode) -> YamlNode | None:
    return mapping(way).get("do")


def _named(node: YamlNode) -> tuple[str, str, YamlNode]:
    kind, first = next(iter(mapping(node).items()), ("", YamlNode("", node.place)))
    return kind, str(first.value), node


def read_sections(source: Source, node: YamlNode | None, *, own: bool) -> dict[str, StationSection]:
    """Sections with stations of known kinds and shapes; everything else is a problem."""
    found: dict[str, StationSection] = {}
    if node is not None and not isinstance(node.value, dict):
        source.complain("source.sections", Text.named("formats.package.source.stations.sections"), node)
    for name, listed in mapping(node).items():
        place = node.keys.get(name, listed.place) if node else listed.place
        if not items(listed):
            source.complain(
                "source.section", Text.named("formats.package.source.stations.empty_section", name=name), place
            )
            continue
        found[name] = StationSection(name, place, read_stations(source, items(listed), own=own), own)
    return found


def read_stations(source: Source, nodes: list[YamlNode], *, own: bool) -> list[StationSource]:
    """Stations of known kinds; those inside ways are looked at, too."""
    read = (read_station(source, node, own=own) for node in nodes)
    return [station for station in read if station is not None]


def read_station(source: Source, node: YamlNode, *, own: bool) -> StationSource | None:
    """One station, or None with a problem: its first key must name a kind, its other keys belong to that kind."""
    kind, word, _ = _named(node)
    if kind not in STATIONS:
        words = Text.named(
            "formats.package.source.stations.no_kind", kind=kind, near=did_you_mean(kind, tuple(STATIONS))
        )
        source.complain("source.station", words, node)
        return None
    station = StationSource(kind, word, node, own)
    inner = [item for row in (*map(_done, station.ways.values()), *station.rows.values()) for item in items(row)]
    bad = [one for one in inner if _is_slot(source, one) or read_station(source, one, own=own) is None]
    problems = [] if bad else check(STATIONS[kind], node)
    source.problems += problems
    return None if bad or problems else station


def _is_slot(source: Source, node: YamlNode) -> bool:
    """A gap inside another station is refused: what fills it would not be seen where the section is read."""
    slot = next(iter(mapping(node)), "") == "slot"
    if slot:
        source.complain("source.slot", Text.named("formats.package.source.stations.slot_inside"), node)
    return slot


def rewritten(station: StationSource, change: Callable[[YamlNode], YamlNode]) -> StationSource:
    """The same station with every value changed; keys stay."""
    return _renamed(station, _rewrite(station.node, change))


def _renamed(station: StationSource, node: YamlNode) -> StationSource:
    kind, word, _ = _named(node)
    return StationSource(kind, word, node, station.own)


def _rewrite(node: YamlNode, change: Callable[[YamlNode], YamlNode]) -> YamlNode:
    if isinstance(node.value, dict):
        return YamlNode({key: _rewrite(item, change) for key, item in node.value.items()}, node.place, node.keys)
    if isinstance(node.value, list):
        return YamlNode([_rewrite(item, change) for item in node.value], node.place)
    return change(node)
