"""Stations of a folded process in their order, cut into sections where another way comes in; those of a group in its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from allmende.domain.process import ProcessDefinition
from allmende.domain.values import Text
from allmende.formats.package.source.act import MEET
from allmende.formats.package.source.fold_acts import FoldedStation
from allmende.formats.package.source.graph import BEGIN
from allmende.formats.package.source.refusal import DoesNotFit
from allmende.formats.package.source.ways import ON, PART

Plain = dict[str, Any]
Targets = Mapping[str, str | list[Plain]]
"""Way out → the words that name where it leads, or the stations that lie on it."""


def ways_out(folded_station: FoldedStation) -> dict[str, str]:
    """Way → element; not the way into what a group holds."""
    return {name: to for name, to in folded_station.outs.items() if name != PART}


class Sections:
    """`write` spells out one station with the words that name where it leads."""

    def __init__(
        self,
        definition: ProcessDefinition,
        found: list[FoldedStation],
        write: Callable[[FoldedStation, Targets], Plain],
    ) -> None:
        self.definition, self.write = definition, write
        first = definition.leaving(BEGIN)[0].target
        entry = {one.entry: one for one in found if definition.nodes[one.entry].parent is None}
        if first not in entry:
            raise DoesNotFit(Text.named("formats.package.source.fold_sections.no_beginning", node=first))
        self.found = [entry[first], *(one for one in entry.values() if one is not entry[first])]
        self.number = {one.entry: number for number, one in enumerate(self.found)}

    def sections(self) -> dict[str, list[Plain]]:
        heads = self._heads()
        sections: dict[str, list[Plain]] = {}
        for number, one in enumerate(self.found):
            if number in heads:
                sections[one.supposed.id] = listed = []
            listed.append(
                self.write(one, {name: self._target(number, to, heads) for name, to in ways_out(one).items()})
            )
            if ON in one.outs and one.supposed.kind != "choose" and not one.supposed.outcomes:
                word = self._target(number, one.outs[ON], heads)
                if word != "next":
                    listed.append({"go": word})
        return sections

    def _heads(self) -> set[int]:
        heads = {0}
        for number, one in enumerate(self.found):
            heads |= {to for to in self._to(one) if to > number + 1}
            if number + 1 < len(self.found) and number + 1 not in self._to(one):
                heads.add(number + 1)
        return heads

    def _to(self, folded_station: FoldedStation) -> set[int]:
        return {self.number[to] for to in ways_out(folded_station).values()}

    def _target(self, number: int, to: str, heads: set[int]) -> str:
        there = self.number[to]
        named = self.found[there].supposed.id
        if there <= number:
            return f"back {named}"
        return "next" if there == number + 1 and there not in heads else named


class GroupRow:
    """What a group holds, as one row: each station goes on to the next one or back; a choice may lead over stations of its own."""

    def __init__(
        self,
        definition: ProcessDefinition,
        found: list[FoldedStation],
        group: FoldedStation,
        write: Callable[[FoldedStation, Targets], Plain],
    ) -> None:
        self.group, self.write = group, write
        inside = [one for one in found if definition.nodes[one.entry].parent == group.ids["main"]]
        self.entry = {one.entry: one for one in inside}

    def stations(self) -> list[Plain]:
        """Error: `DoesNotFit`, where a way leads otherwise, or none leads to a station."""
        listed = self._row(self.group.outs[PART], self.group.ids[MEET], ())
        if not listed:
            raise DoesNotFit(
                Text.named("formats.package.source.fold_sections.other_ways", group=self.group.supposed.id)
            )
        times = Counter(_ids(listed))
        for one in self.entry.values():
            if times[one.supposed.id] != 1:
                raise DoesNotFit(
                    Text.named(
                        "formats.package.source.fold_sections.not_once",
                        node=one.supposed.id,
                        group=self.group.supposed.id,
                    )
                )
        return listed

    def _row(self, here: str, stop: str, before: tuple[str, ...]) -> list[Plain] | None:
        """The stations from one element until another; None where they are no row. `before`: what one can go back to."""
        listed: list[Plain] = []
        while here != stop:
            one = self.entry.get(here)
            if one is None or here in before:
                return None
            before = (*before, here)
            following = self._choice(one, stop, before) if one.supposed.kind == "choose" else self._plain(one, before)
            if following is None:
                return None
            station, here = following
            listed.append(station)
        return listed

    def _plain(self, folded_station: FoldedStation, before: tuple[str, ...]) -> tuple[Plain, str] | None:
        ahead = {to for to in ways_out(folded_station).values() if to not in before}
        if len(ahead) != 1:
            return None
        targets = {name: self._word(to, before) for name, to in ways_out(folded_station).items()}
        return self.write(folded_station, targets), ahead.pop()

    def _choice(self, folded_station: FoldedStation, stop: str, before: tuple[str, ...]) -> tuple[Plain, str] | None:
        for meet in self._meeting(folded_station, stop, before):
            targets: dict[str, str | list[Plain]] = {}
            for name, to in ways_out(folded_station).items():
                held = [] if to in before else self._row(to, meet, before)
                if held is None:
                    break
                targets[name] = held or self._word(to, before)
            else:
                return self.write(folded_station, targets), meet
        return None

    def _meeting(self, folded_station: FoldedStation, stop: str, before: tuple[str, ...]) -> Iterator[str]:
        """Where the ways of a choice may come together again: the nearest first."""
        yield from (to for to in dict.fromkeys(ways_out(folded_station).values()) if to not in before)
        yield from (key for key in self.entry if key not in before and key not in ways_out(folded_station).values())
        yield stop

    def _word(self, to: str, before: tuple[str, ...]) -> str:
        return f"back {self.entry[to].supposed.id}" if to in before else "next"


def _ids(listed: list[Plain]) -> Iterator[str]:
    """The stations of a row with those on the ways of its choices; a group in it speaks for what it holds."""
    for station in listed:
        yield next(iter(station.values()))
        for way in station.get("ways", {}).values():
            yield from _ids(way.get("do", []))
