"""The smallest edits of process.yaml that make its stations lead where a changed drawing leads.

Stations and ways of both sides are compared as a graph. For each difference a few edits are proposed (an item of a list, an entry of
`change`, a section of one's own); each is tried on the author's text and taken where it brings the graphs nearer to each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from allmende.formats.package.source.graph import BEGIN
from allmende.formats.package.source.stations import ProcessPlan
from allmende.formats.package.source.written import station_path
from allmende.formats.yaml.changes import Change, Drop, Put
from allmende.formats.yaml.patch import name_of

Plain = dict[str, Any]
Spot = tuple[float, float]
Edit = Change | Plain
"""A change of the text, or one more entry of `change`."""
ON = ""
"""The way of a station that has only one."""

ONE_STATION = 5
"""How many ways a station more or less weighs: it is settled first, the ways around it after."""


@dataclass(frozen=True)
class DrawnGraph:
    """Stations of a folded process by id: what each says, and way → station it leads to."""

    said: Mapping[str, Plain]
    ways: Mapping[str, Mapping[str, str]]

    def entering(self, station: str) -> list[tuple[str, str]]:
        """Station and way of every arrow into one."""
        return [(key, way) for key, ways in self.ways.items() for way, to in ways.items() if to == station]

    def differences(self, other: DrawnGraph) -> list[str]:
        """Stations that stand in one only, or lead elsewhere: one entry for each way, and more for a whole station."""
        found: list[str] = []
        for key in dict.fromkeys((*other.ways, *self.ways)):
            mine, theirs = self.ways.get(key), other.ways.get(key)
            if mine is None or theirs is None:
                found += [key] * (ONE_STATION + len(mine or theirs or ()))
            else:
                found += [key for way in mine.keys() | theirs.keys() if mine.get(way) != theirs.get(way)]
        return found


def graph_of(part: Mapping[str, Any], like: DrawnGraph | None = None) -> DrawnGraph:
    """The graph of a folded process.yaml. `like`: ways of a choice are called as there where they have the same condition."""
    first = next(iter(part["sections"].values()))[0]
    said: dict[str, Plain] = {BEGIN: {}}
    ways: dict[str, dict[str, str]] = {BEGIN: {ON: next(iter(first.values()))}}
    for listed in part["sections"].values():
        for number, one in enumerate(listed):
            kind, key = next(iter(one.items()))
            if kind == "go":
                continue
            behind = next(iter(listed[number + 1].values())) if number + 1 < len(listed) else ""
            said[key] = {name: value for name, value in one.items() if name not in ("then", "ways")}
            ways[key] = _ways(one, behind.removeprefix("back "), like.said.get(key, {}) if like else {})
            if "ways" in one:
                said[key]["ways"] = _named(one["ways"], like.said.get(key, {}).get("ways", {}) if like else {})
    return DrawnGraph(said, ways)


def _ways(station: Mapping[str, Any], behind: str, like: Mapping[str, Any]) -> dict[str, str]:
    def leads(word: str) -> str:
        return behind if word == "next" else word.removeprefix("back ")

    found = {name: leads(word) for name, word in station.get("then", {}).items()}
    choices = station.get("ways", {})
    names = dict(zip(choices, _named(choices, like.get("ways", {})), strict=True))
    found |= {names[name]: leads(way["go"]) for name, way in choices.items() if "go" in way}
    found |= {f"late {number}": leads(one["go"]) for number, one in enumerate(station.get("late", ())) if "go" in one}
    return found if station.get("then") or choices or not behind else found | {ON: behind}


def _named(ways: Mapping[str, Any], like: Mapping[str, Any]) -> dict[str, Any]:
    """The conditions of a choice's ways, under the names they have in `like`."""
    known = {way.get("when"): name for name, way in like.items()}
    return {
        name if name in like else known.get(way.get("when"), name): {k: v for k, v in way.items() if k != "go"}
        for name, way in ways.items()
    }


@dataclass
class Proposing:
    """What could be edited.

    plan     sections as pattern and service give them together
    written  process.yaml as it is
    now      what its stations do; `goal`: what the drawing says
    """

    plan: ProcessPlan
    written: Mapping[str, Any]
    now: DrawnGraph
    goal: DrawnGraph
    spots: dict[str, Spot] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row, section in enumerate(self.plan.sections.values()):
            for number, station in enumerate(section.stations):
                if station.kind != "go":
                    self.spots[station.id] = (row, number)

    def proposals(self) -> Iterator[list[Change]]:
        """Lists of edits, each of which may settle a difference."""
        return map(self._edits, self._proposed())

    def _proposed(self) -> Iterator[list[Edit]]:
        for key in self.now.ways.keys() - self.goal.ways.keys():
            yield from self._without(key)
        for key in [key for key in self.goal.ways if key not in self.now.ways]:
            yield from self._inserted(key, self.goal.said[key])
            yield from self._apart(key)
        for key, ways in self.goal.ways.items():
            before = self.now.ways.get(key, {})
            led = {way: to for way, to in ways.items() if way != ON and before.get(way, to) != to}
            yield from self._led(key, led)
            if self.now.ways.keys() != self.goal.ways.keys():
                continue
            if key != BEGIN and key in self.now.ways and set(ways) <= {ON} and self._stands_otherwise(key):
                yield from self._moved(key)

    def _stands_otherwise(self, key: str) -> bool:
        """Does it lead elsewhere, or does something else lead to it?"""
        one, other = self.now, self.goal
        return one.ways[key] != other.ways[key] or set(one.entering(key)) != set(other.entering(key))

    # ── one station more, less or elsewhere ───────────────────────────────────────────────────────

    def _without(self, key: str) -> Iterator[list[Edit]]:
        path = station_path(self.written, key)
        if path is not None:
            alone = len(_at(self.written, path[:-1])) == 1
            yield [Put(path[:-1], []) if alone and path[0] == "fill" else Drop(path)]
            return
        listed = list(self.written.get("change", ()))
        left = [one for one in listed if name_of(one.get("station")) != key]
        if len(left) < len(listed):
            yield [Put(("change",), left) if left else Drop(("change",))]
        elif key in self.spots:
            yield [{"omit": f"station.{key}"}]

    def _inserted(self, key: str, said: Plain, without: str = "") -> Iterator[list[Edit]]:
        """The station before one of those it leads to, or behind one that leads to it with its only way."""
        for before in dict.fromkeys(self.goal.ways[key].values()):
            if before in self.now.ways and before != without:
                yield from self._beside(key, said, before, behind=False)
        for after, way in self.goal.entering(key):
            if (
                after in self.now.ways
                and after != without
                and (way == ON or self.now.ways[after].get(way) in self.goal.ways[key].values())
            ):
                yield from self._beside(key, said, after, behind=True)

    def _beside(self, key: str, said: Plain, neighbour: str, *, behind: bool) -> Iterator[list[Edit]]:
        spot = self.spots.get(neighbour)
        here = (spot[0], spot[1] + (0.5 if behind else -0.5)) if spot is not None else None
        station = self._spelled(key, said, here)
        if station is None:
            return
        path = station_path(self.written, neighbour)
        if path is not None:
            names = [name for one in _at(self.written, path[:-1]) if (name := name_of(one)) != key]
            at = names.index(neighbour)
            yield [Put((*path[:-1], key), station, neighbour if behind else names[at - 1] if at else None)]
        if neighbour != BEGIN and (spot is not None or path is not None):
            where = {"after" if behind else "before": f"station.{neighbour}"}
            yield [{"add": "station", **where, "station": station}]

    def _apart(self, key: str) -> Iterator[list[Edit]]:
        """The station in a section of its own, to which the ways lead that come to it."""
        entering = [(station, way) for station, way in self.goal.entering(key) if station in self.spots]
        if not entering or any(way == ON for _, way in entering) or key in self.plan.sections:
            return
        here = (min(self.spots[station][0] for station, _ in entering) + 0.5, 0.0)
        station = self._spelled(key, self.goal.said[key], here, alone=True)
        on = self.goal.ways[key].get(ON)
        word = self._word(on, here) if on else ""
        if station is None or word is None:
            return
        edits: list[Edit] = [Put(("sections", key), [station, *([{"go": word}] if word else [])])]
        for before, way in entering:
            edits += self._leading(before, way, key)
        yield edits

    def _moved(self, key: str) -> Iterator[list[Edit]]:
        path = station_path(self.written, key)
        said = {name: value for name, value in self.goal.said[key].items() if name != "duty"}
        said = dict(_at(self.written, path)) if path is not None else said
        for gone in self._without(key):
            yield from ([*gone, *there] for there in self._inserted(key, said, key))

    # ── where a way leads ─────────────────────────────────────────────────────────────────────────

    def _led(self, key: str, led: Mapping[str, str]) -> Iterator[list[Edit]]:
        words = {way: self._word(to, self.spots.get(key)) for way, to in led.items()}
        said = [edit for way, word in words.items() if word is not None for edit in self._leading(key, way, word)]
        if said:
            yield said

    def _leading(self, key: str, way: str, word: str) -> list[Edit]:
        path = ("ways", way, "go") if "ways" in self.goal.said[key] else ("then", way)
        written = station_path(self.written, key)
        if written is not None:
            return [Put((*written, *path), word)]
        return [{"set": ".".join(("station", key, *path)), "to": word}]

    def _spelled(self, key: str, said: Plain, here: Spot | None, *, alone: bool = False) -> Plain | None:
        """The station as it is written there; None where one of its ways has no word there."""
        words = {way: self._word(to, here) for way, to in self.goal.ways[key].items()}
        if ON in words:
            return said if alone or here is None or words[ON] == "next" else None
        if None in words.values():
            return None
        if "ways" in said:
            return {**said, "ways": {name: {**way, "go": words[name]} for name, way in said["ways"].items()}}
        return {**said, "then": words} if words else said

    def _word(self, to: str, here: Spot | None) -> str | None:
        """What leads from there to a station: `next`, a section further down, `back` and a name; None where no word does."""
        there = self.spots.get(to)
        if here is None or there is None:
            return None
        section = list(self.plan.sections.values())[int(there[0])]
        doing = [station.id for station in section.stations if not station.is_empty]
        first = [key for key in doing if self.spots.get(key, there) > here] if there[0] == here[0] else []
        if first[:1] == [to]:
            return "next"
        if there <= here:
            return f"back {section.name if doing[:1] == [to] else to}"
        return section.name if doing[:1] == [to] and there[0] > here[0] else None

    def _edits(self, proposed: list[Edit]) -> list[Change]:
        """The edits as changes of the text. A new entry of `change` takes the place of one that sets the same."""
        entries = [one for one in proposed if isinstance(one, dict)]
        if not entries:
            return [one for one in proposed if not isinstance(one, dict)]
        listed = list(self.written.get("change", ()))
        set_ = {entry["set"] for entry in entries if "set" in entry}
        kept = [one for one in listed if one.get("set") not in set_]
        last = name_of(kept[-1]) if kept else ""
        if len(entries) == 1 and kept == listed and [name_of(one) for one in listed].count(last) == 1:
            put: Change = Put(("change", f"{last} +"), entries[0], last)
        else:
            put = Put(("change",), [*kept, *entries])
        return [*(one for one in proposed if not isinstance(one, dict)), put]


def _at(value: Any, path: tuple[str, ...]) -> Any:
    """The value at a path of keys and names of items."""
    for step in path:
        value = value[step] if isinstance(value, Mapping) else next(one for one in value if name_of(one) == step)
    return value
