"""Acts joined along the ways: the elements and arrows of the whole process, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from allmende.formats.package.source.act import MEET, Element, ElementMaker, Out, StationElements
from allmende.formats.package.source.acts import act_of
from allmende.formats.package.source.stations import StationSource
from allmende.formats.package.source.ways import ALWAYS, EXIT, NEVER, ON, PART, Links, StationWay

BEGIN = "antrag_da"
PASSING = {"collect": "nothing_due", "consult": "none"}
"""Kind → the way taken where the station does nothing for this service; other kinds simply go on."""


@dataclass(frozen=True)
class Arrow:
    """From element to element. `way` is the outcome or way it stands for; `when` is FEEL, None for always or else."""

    source: str
    target: str
    way: str = ""
    when: str | None = None


@dataclass
class Graph:
    """Elements in the order of the process, each with the station it belongs to, and the arrows between them."""

    elements: list[Element] = field(default_factory=list)
    owner: dict[str, StationSource] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)

    def level(self, element: str) -> str:
        """The sub-process an element lies in; empty at the top."""
        return next((one.parent for one in self.elements if one.id == element), "")

    def leaving(self, element: str) -> list[Arrow]:
        return [arrow for arrow in self.arrows if arrow.source == element]


def join(links: Links, acting: ElementMaker) -> Graph:
    """The graph of every station that can be reached. Stations that do nothing are passed over."""
    joining = _Joining(links)
    first = joining.passing(links.first)
    graph = Graph([Element(BEGIN, "startEvent", "main")])
    reached = joining.reached(first)
    acts = {key: act_of(acting, station) for key, station in links.stations.items() if key in reached}
    graph.arrows.append(Arrow(BEGIN, acts[first].elements[0].id))
    for key, act in acts.items():
        graph.elements += [_held(links, key, element) for element in act.elements]
        graph.owner |= {element.id: links.stations[key] for element in act.elements}
        graph.arrows += [Arrow(source, target, "", when) for source, target, when in act.arrows]
        entries = {way.to: _entry(links, acts, key, way) for way in joining.ways(key)}
        graph.arrows += _leaving(act, joining.ways(key), entries)
    return _with_merges(_without_idle_gates(graph), [act.elements[0].id for act in acts.values()])


def _held(links: Links, key: str, element: Element) -> Element:
    """The element in the sub-process of the group that holds its station; a group's own parts know theirs."""
    group = next((holder for holder in links.holders(key) if links.stations[holder].kind == "group"), "")
    return element if element.parent else replace(element, parent=group)


def _entry(links: Links, acts: Mapping[str, StationElements], key: str, way: StationWay) -> str:
    """The element a way leads to: that of its target, or the end of the group or parallel stations it leaves."""
    holder = key if way.name.startswith(PART) and key in links.after else links.within.get(key)
    if holder is None or holder in links.holders(way.to):
        return acts[way.to].elements[0].id
    return acts[holder].outs[EXIT].source


def _leaving(act: StationElements, ways: list[StationWay], entries: Mapping[str, str]) -> list[Arrow]:
    """One arrow for each way out; several outcomes from one place to the same target share one."""
    found: dict[tuple[str, str], Arrow] = {}
    for way in ways:
        out = act.outs.get(way.name, act.outs.get(ON, Out("")))
        target = entries[way.to]
        known = found.get((out.source, target))
        arrow = Arrow(out.source, target, way.name, out.when)
        found[out.source, target] = _either(known, arrow) if known else arrow
    return list(found.values())


def _either(arrow: Arrow, other: Arrow) -> Arrow:
    when = None if arrow.when is None or other.when is None else f"{arrow.when} or {other.when}"
    return replace(arrow, when=when)


class _Joining:
    """Ways with everything left out that does nothing for this service."""

    def __init__(self, links: Links) -> None:
        self.links = links

    def ways(self, key: str) -> list[StationWay]:
        behind = [StationWay(ON, self.links.after[key])] if key in self.links.after else []
        return [replace(way, to=self.passing(way.to)) for way in (*self._open(key), *behind)]

    def passing(self, key: str) -> str:
        """The station itself, or the next one that does something."""
        seen: set[str] = set()
        while key not in seen and (on := self._on(key)) is not None:
            seen.add(key)
            key = on
        return key

    def _on(self, key: str) -> str | None:
        station = self.links.stations[key]
        ways = self._open(key)
        if station.kind == "choose":
            return ways[0].to if len(ways) == 1 else None
        if not station.is_empty and not self._is_free(station):
            return None
        wanted = PASSING.get(station.kind, ON)
        return next((way.to for way in ways if way.name in (wanted, ON)), None)

    def _is_free(self, station: StationSource) -> bool:
        """Does it await the fee of a letter that has none?"""
        letter = self.links.stations.get(station.said("of")) if station.kind == "collect" else None
        return letter is not None and letter.said("fee") in ("", "none")

    def _open(self, key: str) -> list[StationWay]:
        """Ways that can ever be taken: a condition may be the word true or false, and a body that is asked is not nobody."""
        found = []
        station = self.links.stations[key]
        asks = station.kind == "consult" and not station.is_empty
        for way in self.links.ways.get(key, []):
            if asks and way.name == PASSING["consult"]:
                continue
            if way.when != NEVER:
                found.append(way)
            if way.when == ALWAYS:
                break
        return found

    def reached(self, first: str) -> set[str]:
        found: set[str] = set()
        open_ = [first]
        while open_:
            key = open_.pop()
            if key not in found:
                found.add(key)
                open_ += [way.to for way in self.ways(key)]
        return found


def _without_idle_gates(graph: Graph) -> Graph:
    """A choice whose ways all lead to one place is none: it goes, and what came to it goes on there."""
    for element in list(graph.elements):
        leaving = graph.leaving(element.id)
        drawn = element.id in graph.owner and graph.owner[element.id].kind == "element"
        if element.tag != "exclusiveGateway" or len(leaving) != 1 or element.part == MEET or drawn:
            continue
        graph.elements.remove(element)
        graph.arrows.remove(leaving[0])
        graph.arrows = [
            replace(arrow, target=leaving[0].target) if arrow.target == element.id else arrow for arrow in graph.arrows
        ]
    return graph


def _with_merges(graph: Graph, entries: list[str]) -> Graph:
    """Several ways into parallel stations meet before them: a parallel gateway would wait for all of them."""
    for element in list(graph.elements):
        entering = [arrow for arrow in graph.arrows if arrow.target == element.id]
        if element.tag != "parallelGateway" or element.id not in entries or len(entering) < 2:
            continue
        meet = Element(f"{element.id}_vor", "exclusiveGateway", "vor", parent=element.parent)
        graph.elements.insert(graph.elements.index(element), meet)
        graph.owner[meet.id] = graph.owner[element.id]
        graph.arrows = [replace(arrow, target=meet.id) if arrow in entering else arrow for arrow in graph.arrows]
        graph.arrows.append(Arrow(meet.id, element.id))
    return graph
