"""Where every station leads, and what makes a process readable: no fall from section to section, no hidden loop.

next             the station below
section          the first station of a section further down
back x           a section or station that lies before; only so can a process turn back
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from allmende.domain.values import Text
from allmende.formats.package.source.nodes import get, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.stations import (
    CONTAINERS,
    DECIDES,
    OUTCOMES,
    ProcessPlan,
    StationSection,
    StationSource,
    doing,
    listed,
)
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.yaml import YamlNode, YamlPlace

NEXT = "next"
ON = ""
"""The way of a station that has only one."""
ALWAYS, NEVER = "true", "false"
"""Conditions that are known when the package is read: the other ways are not drawn."""
OVER = "at_most"
"""The way of a station that was done often enough."""
LATE = "late"
"""Begins the name of a way taken when a deadline of a group is over: `late_1`, `late_2`."""
EXIT = "exit"
"""The element in which what a group or parallel stations hold comes together again."""
PART = "part"
"""Begins the name of the way into a group or into a parallel part: what it holds, before the way goes on."""


@dataclass(frozen=True)
class StationWay:
    """One way out of a station: its outcome or name, where it leads, and for a `choose` when it is taken."""

    name: str
    to: str
    when: str | None = None


@dataclass
class Links:
    """Every station by id in the order of the process, with its ways out. `first` begins with the application.

    within  station → the group or parallel stations that hold it
    after   group or parallel stations → where the way goes on behind them
    """

    first: str = ""
    stations: dict[str, StationSource] = field(default_factory=dict)
    ways: dict[str, list[StationWay]] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    def holders(self, station_id: str) -> tuple[str, ...]:
        """The groups and parallel stations that hold a station, the innermost first."""
        found: list[str] = []
        while (holder := self.within.get(found[-1] if found else station_id)) is not None:
            found.append(holder)
        return tuple(found)

    def next_of(self, station_id: str) -> list[str]:
        return [way.to for way in self.ways.get(station_id, ())]

    def reached(self, start: str, without: frozenset[str] = frozenset()) -> set[str]:
        """Stations that can be reached from one, never passing through those left out."""
        found: set[str] = set()
        open_ = [start] if start not in without else []
        while open_:
            here = open_.pop()
            if here not in found:
                found.add(here)
                open_ += [to for to in self.next_of(here) if to not in without]
        return found


def link(source: Source, plan: ProcessPlan) -> Links | None:
    """The ways of all stations; None with problems where one of them cannot be told."""
    before = len(source.problems)
    links = _Linking(source, plan).links()
    if any(problem.severity == "error" for problem in source.problems[before:]):
        return None
    return links


class _Linking:
    def __init__(self, source: Source, plan: ProcessPlan) -> None:
        self.source, self.plan = source, plan
        self.order = {name: number for number, name in enumerate(plan.sections)}
        self.found = Links()
        self.places: dict[str, tuple[int, int]] = {}

    def links(self) -> Links:
        self._know_stations()
        for section in self.plan.sections.values():
            self._link_section(section)
        first = next(iter(self.plan.sections.values()), None)
        if first is None:
            self.source.complain(
                "source.sections", Text.named("formats.package.source.ways.no_section"), self.plan.place
            )
        else:
            self.found.first = self._entry(first, first.place, ()) or ""
        return self.found

    def _know_stations(self) -> None:
        for number, (section, station) in enumerate(self.plan.stations()):
            if station.kind == "go":
                continue
            if station.id in self.found.stations:
                words = Text.named("formats.package.source.ways.station_twice", station=station.id)
                self.source.complain("source.station_twice", words, station.place)
            self.found.stations[station.id] = station
            self.places[station.id] = (self.order[section.name], number)

    def _link_section(self, section: StationSection) -> None:
        stations = section.stations
        for number, station in enumerate(stations):
            below = stations[number + 1] if number + 1 < len(stations) else None
            if (station.kind == "go" or station.is_end) and below is not None:
                words = Text.named("formats.package.source.ways.unreached", kind=station.kind)
                self.source.complain("source.unreached", words, below.place)
            if station.kind != "go":
                self._link(section, station, below)

    def _link(self, section: StationSection, station: StationSource, below: StationSource | None) -> None:
        found = self.found.ways.setdefault(station.id, [])
        self._check_outcomes(station)
        if station.kind in CONTAINERS:
            self._hold(section, station, below, found)
        for name, when, target in self._written(station, section, below):
            to = self._target(section, station, target, below)
            if to is not None:
                found.append(StationWay(name, to, when))

    def _hold(
        self, section: StationSection, station: StationSource, below: StationSource | None, found: list[StationWay]
    ) -> None:
        """What a group or a parallel part holds, each with its ways; the last one of a row goes on behind the whole."""
        after = self._below(section, station, below)
        for name, row in station.rows.items():
            held = listed(row, own=station.own)
            for number, one in enumerate(held):
                if one.kind == "go":
                    words = Text.named("formats.package.source.ways.no_go")
                    self.source.complain("source.held", words, one.place)
                    continue
                self._link(section, one, held[number + 1] if number + 1 < len(held) else below)
                self._mark(station, one)
            if held and after is not None:
                found.append(StationWay(f"{PART}_{name}" if name else PART, held[0].id))
        if after is not None:
            self.found.after[station.id] = after

    def _mark(self, holder: StationSource, station_source: StationSource) -> None:
        """That the station, and what its ways do, is held; what it holds itself was marked before."""
        self.found.within.setdefault(station_source.id, holder.id)
        for way in station_source.ways.values():
            for inner in doing(way, own=station_source.own):
                self._mark(holder, inner)

    def _written(
        self, station: StationSource, section: StationSection, below: StationSource | None
    ) -> Iterator[tuple[str, str | None, YamlNode]]:
        """Name, condition and target of each way as written. A plain station has one way: on."""
        on = YamlNode(NEXT, station.place)
        if station.kind == "choose":
            yield from self._choices(station, section, below)
        elif station.then:
            yield from ((name, None, target) for name, target in station.then.items())
            if (at_most := station.get("at_most")) is not None:
                yield OVER, None, get(at_most, "then") or on
        elif station.kind in CONTAINERS:
            for number, late in enumerate(station.late, 1):
                if (target := get(late, "go")) is not None:
                    yield f"{LATE}_{number}", None, target
        elif not station.is_end:
            yield ON, None, on

    def _choices(
        self, station: StationSource, section: StationSection, below: StationSource | None
    ) -> Iterator[tuple[str, str | None, YamlNode]]:
        ways = list(station.ways.items())
        for number, (name, way) in enumerate(ways):
            when = plain(get(way, "when"))
            last = number == len(ways) - 1
            if (when is None) != last:
                words = Text.named("formats.package.source.ways.way_when", station=station.id, name=name)
                self.source.complain("source.way_when", words, way)
            inner = doing(way, own=station.own)
            for place, one in enumerate(inner):
                self._link(section, one, inner[place + 1] if place + 1 < len(inner) else below)
            first = (
                YamlNode(f"{NEXT} {inner[0].id}", way.place) if inner else get(way, "go") or YamlNode(NEXT, way.place)
            )
            yield name, None if when is None else str(when).lower() if isinstance(when, bool) else str(when), first

    # ── targets ───────────────────────────────────────────────────────────────────────────────────

    def _target(
        self, section: StationSection, station: StationSource, target: YamlNode, below: StationSource | None
    ) -> str | None:
        word = str(target.value)
        if word.startswith(f"{NEXT} "):
            return word.split()[1]
        if word == NEXT:
            return self._below(section, station, below)
        if word.startswith("back "):
            return self._back(section, station.id, word.removeprefix("back ").strip(), target.place)
        return self._forward(section, word, target.place, ())

    def _below(self, section: StationSection, station: StationSource, below: StationSource | None) -> str | None:
        if below is not None:
            return self._forward(section, below.id, below.place, (), go=True) if below.kind == "go" else below.id
        words = Text.named("formats.package.source.ways.falls_through", section=section.name, station=station.id)
        self.source.complain("source.falls_through", words, station.place)
        return None

    def _forward(
        self, section: StationSection, word: str, place: YamlPlace, way: tuple[str, ...], *, go: bool = False
    ) -> str | None:
        if go and word.startswith("back "):
            return self._back(section, "", word.removeprefix("back ").strip(), place)
        target = self.plan.sections.get(word)
        if target is None:
            self._complain_target(word, place)
            return None
        if self.order[word] <= self.order[section.name]:
            words = Text.named("formats.package.source.ways.backwards", word=word)
            self.source.complain("source.backwards", words, place)
            return None
        return self._entry(target, place, way)

    def _entry(self, section: StationSection, place: YamlPlace, way: tuple[str, ...]) -> str | None:
        """The first station of a section; where that is a `go`, the one it means."""
        if section.name in way:
            words = Text.named("formats.package.source.ways.circle", section=section.name)
            self.source.complain("source.circle", words, place)
            return None
        if not section.stations:
            return None
        first = section.stations[0]
        if first.kind != "go":
            return first.id
        return self._forward(section, first.id, first.place, (*way, section.name), go=True)

    def _back(self, section: StationSection, station_id: str, word: str, place: YamlPlace) -> str | None:
        here = self.places.get(station_id, (self.order[section.name], len(self.found.stations) + 1))
        if word in self.plan.sections:
            lies_before = self.order[word] <= here[0]
            found = self._entry(self.plan.sections[word], place, ())
        elif word in self.found.stations:
            lies_before = self.places[word] <= here
            found = word
        else:
            self._complain_target(word, place)
            return None
        if not lies_before:
            words = Text.named("formats.package.source.ways.back_forwards", word=word)
            self.source.complain("source.back_forwards", words, place)
            return None
        return found

    def _complain_target(self, word: str, place: YamlPlace) -> None:
        if word in self.found.stations:
            words = Text.named("formats.package.source.ways.station_as_target", word=word)
        else:
            known = (*self.plan.sections, *self.found.stations)
            words = Text.named("formats.package.source.ways.no_target", word=word, near=did_you_mean(word, known))
        self.source.complain("source.target", words, place)

    # ── outcomes ──────────────────────────────────────────────────────────────────────────────────

    def _check_outcomes(self, station: StationSource) -> None:
        written = station.then
        fixed = OUTCOMES.get(station.kind, ())
        for outcome in fixed:
            if outcome not in written:
                words = Text.named("formats.package.source.ways.outcome_missing", station=station.id, outcome=outcome)
                self.source.complain("source.outcome_missing", words, station.place)
        for outcome, target in written.items():
            if fixed and outcome not in fixed:
                words = Text.named(
                    "formats.package.source.ways.no_outcome",
                    outcome=outcome,
                    kind=station.kind,
                    known=", ".join(fixed),
                    near=did_you_mean(outcome, fixed),
                )
                self.source.complain("source.outcome", words, target)
            elif station.kind in ("task", "inspect") and outcome in DECIDES:
                words = Text.named("formats.package.source.ways.task_decides", outcome=outcome)
                self.source.complain("source.task_decides", words, target)
        if not written and station.kind in ("task", "inspect"):
            words = Text.named("formats.package.source.ways.no_outcomes", station=station.id, next=NEXT)
            self.source.complain("source.outcome_missing", words, station.place)
        elif station.kind == "decide" and not set(written) & set(DECIDES):
            words = Text.named("formats.package.source.ways.decides_nothing", station=station.id)
            self.source.complain("source.decides_nothing", words, station.place)
