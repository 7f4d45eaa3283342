"""How a service departs from its pattern: a list of typed changes, each of which can be read and counted."""

from __future__ import annotations

from allmende.formats.package.source.laws import require_norm
from allmende.formats.package.source.nodes import get, items, mapping, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.stations import Plan, Section, Station, read_station
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_process import STATIONS
from allmende.formats.yaml import Node

MANY = 3
"""With more changes than this the service fits its pattern badly."""


def make(source: Source, plan: Plan, listed: Node | None) -> None:
    """Change the plan. What cannot be changed so is a problem, and the plan stays as it was there."""
    if listed is not None and not isinstance(listed.value, list):
        source.complain("source.change", "Änderungen stehen als Liste (jede Zeile beginnt mit „- “).", listed)
    for node in items(listed):
        kind = next(iter(mapping(node)), "")
        if kind == "set":
            _set(source, plan, node)
        elif kind == "add":
            _add(source, plan, node)
        elif kind == "omit":
            _omit(source, plan, node)
        else:
            words = "Eine Änderung beginnt mit „set“, „add“ oder „omit“." + did_you_mean(kind, ("set", "add", "omit"))
            source.complain("source.change", words, node)
    if listed is not None and len(items(listed)) > MANY:
        words = f"Mehr als {MANY} Änderungen am Muster: Ein eigenes Muster wäre leichter zu lesen."
        source.complain("source.changes", words, listed, severity="warning")


def _find(source: Source, plan: Plan, named: Node | None, at: Node) -> tuple[Section, int] | None:
    """Where the station stands that `station.x` or `station.x.key` means."""
    word = str(plain(named) or "")
    wanted = word.split(".")[1] if word.startswith("station.") else ""
    known = []
    for section in plan.sections.values():
        for number, station in enumerate(section.stations):
            known.append(station.id)
            if wanted and station.id == wanted:
                return section, number
    words = f"Die Station „{word}“ gibt es in diesem Ablauf nicht. Schreiben Sie station.kennung."
    source.complain("source.change", words + did_you_mean(wanted, tuple(known)), named or at)
    return None


def _set(source: Source, plan: Plan, node: Node) -> None:
    target, value = get(node, "set"), get(node, "to")
    found = _find(source, plan, target, node)
    path = str(plain(target)).split(".")[2:]
    if found is None:
        return
    if value is None or not path:
        words = "Schreiben Sie, was gesetzt wird: {set: station.pruefen.due, to: deadline.x}."
        source.complain("source.change", words, node)
        return
    section, number = found
    station = section.stations[number]
    if station.get("duty") and path[0] in ("duty", "only"):
        words = f"„{station.id}“ ist Pflicht nach {station.said('duty')}; daran ändert „set“ nichts. Nehmen Sie omit mit „because“."
        source.complain("source.set_duty", words, node)
        return
    because = get(node, "because")
    if because is not None and require_norm(source, "because", because):
        plan.freed.add(station.id)
    changed = Station(station.kind, station.id, _put(station.node, path, value), own=True)
    problems = check(STATIONS[station.kind], changed.node)
    source.problems += problems
    if not problems:
        section.stations[number] = changed


def _put(node: Node, path: list[str], value: Node) -> Node:
    """The mapping with another value at that path of keys."""
    key, *rest = path
    entries = dict(mapping(node))
    entries[key] = _put(entries.get(key, Node({}, value.place)), rest, value) if rest else value
    return Node(entries, value.place, {**node.keys, key: value.place})


def _add(source: Source, plan: Plan, node: Node) -> None:
    after, before = get(node, "after"), get(node, "before")
    written = get(node, "station")
    if written is None or (after is None) == (before is None):
        words = "Schreiben Sie, wo die Station steht: {add: station, after: station.x, station: {…}} oder before."
        source.complain("source.change", words, node)
        return
    found = _find(source, plan, after or before, node)
    station = read_station(source, written, own=True)
    if found is not None and station is not None:
        section, number = found
        section.stations.insert(number + (after is not None), station)


def _omit(source: Source, plan: Plan, node: Node) -> None:
    found = _find(source, plan, get(node, "omit"), node)
    if found is None:
        return
    section, number = found
    station = section.stations[number]
    if station.kind == "hear":
        words = f"„{station.id}“ darf nicht entfallen: Vor einer Ablehnung wird angehört. Wer nie anhört, nimmt ein anderes Muster."
        source.complain("source.omit_hearing", words, node)
    elif station.then or station.ways or station.kind in ("go", "end"):
        words = f"„{station.id}“ entscheidet, wie es weitergeht, und kann nicht entfallen. Setzen Sie stattdessen seine Ziele."
        source.complain("source.omit", words, node)
    elif station.get("duty") and not plain(get(node, "because")):
        words = f"„{station.id}“ ist Pflicht nach {station.said('duty')}. Nennen Sie unter „because“ die Vorschrift, die davon befreit."
        source.complain("source.omit_duty", words, node)
    elif station.get("duty") and not require_norm(source, "because", mapping(node)["because"]):
        return
    else:
        del section.stations[number]
