"""How a service departs from its pattern: a list of typed changes, each of which can be read and counted."""

from __future__ import annotations

from allmende.domain.values import Text
from allmende.formats.package.source.laws import require_norm, say_duty
from allmende.formats.package.source.nodes import get, items, mapping, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.stations import ProcessPlan, StationSource, inside, read_station
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_process import STATIONS
from allmende.formats.yaml import YamlNode

MANY = 3
"""With more changes than this the service fits its pattern badly."""

HOLDING = ("do", "parts", "ways")
"""Keys of a station under which others stand."""


def make(source: Source, plan: ProcessPlan, listed: YamlNode | None) -> None:
    """Change the plan. What cannot be changed so is a problem, and the plan stays as it was there."""
    if listed is not None and not isinstance(listed.value, list):
        source.complain("source.change", Text.named("formats.package.source.changes.list"), listed)
    for node in items(listed):
        kind = next(iter(mapping(node)), "")
        if kind == "set":
            _set(source, plan, node)
        elif kind == "add":
            _add(source, plan, node)
        elif kind == "omit":
            _omit(source, plan, node)
        else:
            words = Text.named("formats.package.source.changes.kind", near=did_you_mean(kind, ("set", "add", "omit")))
            source.complain("source.change", words, node)
    if listed is not None and len(items(listed)) > MANY:
        words = Text.named("formats.package.source.changes.many", most=MANY)
        source.complain("source.changes", words, listed, severity="warning")


def _find(source: Source, plan: ProcessPlan, named: YamlNode | None, at: YamlNode) -> StationSource | None:
    """The station that `station.x` or `station.x.key` means, also one on a way of a choice or in a group."""
    word = str(plain(named) or "")
    wanted = word.split(".")[1] if word.startswith("station.") else ""
    known = [station for _, station in plan.stations()]
    found = next((station for station in known if wanted and station.id == wanted), None)
    if found is None:
        words = Text.named(
            "formats.package.source.changes.no_station",
            station=word,
            near=did_you_mean(wanted, tuple(one.id for one in known)),
        )
        source.complain("source.change", words, named or at)
    return found


def _replace(plan: ProcessPlan, station: StationSource, by: list[StationSource]) -> None:
    """Other stations, or none, where that one stands."""
    for section in plan.sections.values():
        section.stations = [each for one in section.stations for each in _with(one, station, by)]


def _with(station_source: StationSource, station: StationSource, by: list[StationSource]) -> list[StationSource]:
    if station_source.id == station.id and station_source.kind == station.kind:
        return by
    if all(each.id != station.id for each in inside(station_source)):
        return [station_source]
    node = _in_rows(station_source.node, station.id, [each.node for each in by])
    return [StationSource(station_source.kind, station_source.id, node, station_source.own)]


def _in_rows(node: YamlNode, wanted: str, by: list[YamlNode]) -> YamlNode:
    """The same with other stations in the list that holds the wanted one."""
    if isinstance(node.value, list):
        listed = [each for one in node.value for each in (by if _id_of(one) == wanted else [_in_rows(one, wanted, by)])]
        return YamlNode(listed, node.place)
    if isinstance(node.value, dict):
        entries = {
            key: _in_rows(item, wanted, by) if key in HOLDING or isinstance(item.value, dict) else item
            for key, item in node.value.items()
        }
        return YamlNode(entries, node.place, node.keys)
    return node


def _id_of(node: YamlNode) -> str:
    first = next(iter(mapping(node).values()), None)
    return str(plain(first)) if first is not None else ""


def _set(source: Source, plan: ProcessPlan, node: YamlNode) -> None:
    target, value = get(node, "set"), get(node, "to")
    station = _find(source, plan, target, node)
    path = str(plain(target)).split(".")[2:]
    if station is None:
        return
    if value is None or not path:
        words = Text.named("formats.package.source.changes.set")
        source.complain("source.change", words, node)
        return
    if station.get("duty") and path[0] in ("duty", "only"):
        words = Text.named("formats.package.source.changes.set_duty", station=station.id, law=say_duty(source, station))
        source.complain("source.set_duty", words, node)
        return
    because = get(node, "because")
    if because is not None and require_norm(source, "because", because):
        plan.freed.add(station.id)
    changed = StationSource(station.kind, station.id, _put(station.node, path, value), own=True)
    problems = check(STATIONS[station.kind], changed.node)
    source.problems += problems
    if not problems:
        _replace(plan, station, [changed])


def _put(node: YamlNode, path: list[str], value: YamlNode) -> YamlNode:
    """The mapping with another value at that path of keys."""
    key, *rest = path
    entries = dict(mapping(node))
    entries[key] = _put(entries.get(key, YamlNode({}, value.place)), rest, value) if rest else value
    return YamlNode(entries, value.place, {**node.keys, key: value.place})


def _add(source: Source, plan: ProcessPlan, node: YamlNode) -> None:
    after, before = get(node, "after"), get(node, "before")
    written = get(node, "station")
    if written is None or (after is None) == (before is None):
        words = Text.named("formats.package.source.changes.place")
        source.complain("source.change", words, node)
        return
    found = _find(source, plan, after or before, node)
    station = read_station(source, written, own=True)
    if found is not None and station is not None:
        _replace(plan, found, [found, station] if after is not None else [station, found])


def _omit(source: Source, plan: ProcessPlan, node: YamlNode) -> None:
    station = _find(source, plan, get(node, "omit"), node)
    if station is None:
        return
    if station.kind == "hear":
        words = Text.named("formats.package.source.changes.omit_hearing", station=station.id)
        source.complain("source.omit_hearing", words, node)
    elif station.then or station.ways or station.kind in ("go", "end"):
        words = Text.named("formats.package.source.changes.omit_choice", station=station.id)
        source.complain("source.omit", words, node)
    elif station.get("duty") and not plain(get(node, "because")):
        words = Text.named(
            "formats.package.source.changes.omit_duty", station=station.id, law=say_duty(source, station)
        )
        source.complain("source.omit_duty", words, node)
    elif station.get("duty") and not require_norm(source, "because", mapping(node)["because"]):
        return
    else:
        _replace(plan, station, [])
