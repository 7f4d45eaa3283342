"""What the stations are called and what the citizen reads: the pattern's words, and those of the kinds of station."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from allmende.domain.process import ProcessDefinition, needed_texts
from allmende.formats import yaml
from allmende.formats.package.source.act import CLASSIC, Element
from allmende.formats.package.source.graph import Arrow, Graph
from allmende.formats.package.source.nodes import get, made, mapping, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.stations import ProcessPlan, StationSource
from allmende.formats.yaml import YamlNode, YamlPlace

WORDS = Path(__file__).parent / "station_words.yaml"


@lru_cache(maxsize=1)
def kind_words() -> YamlNode:
    """Language → kind of station → part → name and sentence, as shipped with the product."""
    node, problems = yaml.read(WORDS.read_bytes(), WORDS.name)
    if node is None or problems:
        raise ValueError(f"{WORDS.name} cannot be read: {problems}")
    return node


@dataclass
class Speech:
    """The words of one process. The service's own come first, then its pattern's, then those of the kind."""

    source: Source
    plan: ProcessPlan
    graph: Graph

    def name(self, element: Element) -> str:
        """What the drawing calls an element, in German."""
        station = self.graph.owner.get(element.id)
        if station is not None and (own := get(station.get("names"), element.part)) is not None:
            return str(own.value)
        named = self._name_of_station(station) if station is not None and element.part == "main" else None
        return str(plain(named or self._of_kind("de", element, "name")) or element.id)

    def _name_of_station(self, station: StationSource) -> YamlNode | None:
        of_register = get(kind_words(), "de", station.kind, station.said("ask") or station.said("to"), "name")
        return self._said("de", station.id, "name") or of_register

    def way(self, arrow: Arrow) -> str:
        """What the drawing writes beside an arrow where there are several: the outcome's button, else the way's id."""
        station = self.graph.owner.get(arrow.source)
        if station is None or not arrow.way or len(self.graph.leaving(arrow.source)) < 2:
            return ""
        of_kind = get(kind_words(), "de", station.kind, "ways", arrow.way)
        return str(plain(self._said("de", station.id, "outcome", arrow.way) or of_kind) or arrow.way)

    def texts(self, definition: ProcessDefinition) -> dict[str, YamlNode]:
        """Language → the texts of the process by their ids in the exchange form: what pattern and kinds of station say.

        A service's own words are not repeated, save where two uses of a slot share them.
        """
        needed = [text_id for text_id, _ in needed_texts(definition)]
        found = {}
        for language in dict.fromkeys((*mapping(kind_words()), *self.plan.texts)):
            said = dict(self._process_words(language, needed))
            of_pattern = {key: get(self.plan.texts.get(language), key) for key in ("message", "outcome")}
            tree = {
                **({"process": _tree(said)} if said else {}),
                **{key: node for key, node in of_pattern.items() if node},
            }
            if tree:
                found[language] = made(tree, self.plan.place)
        return found

    def _process_words(self, language: str, needed: list[str]) -> Iterator[tuple[tuple[str, ...], YamlNode]]:
        elements = {element.id: element for element in self.graph.elements}
        for text_id in needed:
            _, key, *path = text_id.split(".")
            element = elements.get(key)
            node = self._word(language, element, path) if element is not None else None
            if node is not None:
                yield (key, *path), node

    def _word(self, language: str, element: Element, path: list[str]) -> YamlNode | None:
        station = self.graph.owner.get(element.id)
        of_part = self._of_kind(language, element, path[-1]) if station is None or element.part != "main" else None
        if station is None or of_part is not None:
            return of_part
        outcome = {new: old for old, new in CLASSIC.get(station.kind, {}).items()}
        path = [outcome.get(part, part) for part in path]
        copied = self._own(language, self.plan.copies.get(station.id, ""), path)
        said = copied or get(self.plan.texts.get(language), "station", station.id, *path)
        return said or (self._usual(language, station) if path == ["citizen"] else None)

    def _usual(self, language: str, station: StationSource) -> YamlNode | None:
        """What a citizen reads at a station of this kind, where neither service nor pattern says it."""
        of_kind = get(kind_words(), language, station.kind)
        return get(of_kind, station.said("ask"), "citizen") or get(of_kind, "main", "citizen")

    def _said(self, language: str, station: str, *path: str) -> YamlNode | None:
        for name in (station, self.plan.copies.get(station, station)):
            found = self._own(language, name, list(path))
            if found is not None:
                return found
        return get(self.plan.texts.get(language), "station", station, *path)

    def _own(self, language: str, station: str, path: list[str]) -> YamlNode | None:
        return get(self.source.part("texts"), language, "station", station, *path) if station else None

    def _of_kind(self, language: str, element: Element, what: str) -> YamlNode | None:
        station = self.graph.owner.get(element.id)
        kind = station.kind if station is not None else "begin"
        return get(kind_words(), language, kind, element.part, what)


def _tree(said: Mapping[tuple[str, ...], YamlNode]) -> dict[str, object]:
    """Texts by their paths as nested mappings."""
    tree: dict[str, object] = {}
    for path, node in said.items():
        here = tree
        for key in path[:-1]:
            here = here.setdefault(key, {})  # type: ignore[assignment]
        here[path[-1]] = node
    return tree


def place_of(plan: ProcessPlan, graph: Graph, element: str) -> YamlPlace:
    """Where the service wrote the station of an element, or what it put into the pattern's station; else where it names the pattern."""
    station = graph.owner.get(element)
    written = station.node.walk() if station is not None else ()
    return next((node.place for node in written if node.place.file == plan.place.file), plan.place)
