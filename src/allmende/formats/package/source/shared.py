"""The shared processes a service calls: their versions, and the deadline each of them counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from allmende.domain.process import ProcessDefinition
from allmende.domain.values import Text
from allmende.formats import bpmn, yaml
from allmende.formats.package.source.nodes import get, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.spelling import Spelling
from allmende.formats.package.source.stations import StationSource

DEADLINE = re.compile(r"deadline\.([a-z][a-z0-9_]*)")


@dataclass(frozen=True)
class SharedProcess:
    """`deadlines` it names, and the first task a person does in it (empty: none)."""

    version: int
    deadlines: frozenset[str]
    first_task: str = ""


@dataclass
class SharedProcesses:
    """Shared processes by id, read when first called. `versions` are those called."""

    source: Source
    versions: dict[str, int] = field(default_factory=dict)
    _read: dict[str, SharedProcess] = field(default_factory=dict)

    def call(self, process: str, station: StationSource, spelling: Spelling) -> SharedProcess:
        """The process a station calls. Problems: it does not exist; it counts another deadline than the station names."""
        if process not in self._read:
            self._read[process] = self._find(process, station)
        found = self._read[process]
        self.versions[process] = found.version
        spelling.used |= found.deadlines
        within = station.get("within")
        name = str(plain(within)).removeprefix("deadline.")
        if within is not None and found.deadlines and name not in found.deadlines:
            words = Text.named(
                "formats.package.source.shared.within",
                station=station.id,
                process=process,
                deadlines=", deadline.".join(sorted(found.deadlines)),
            )
            self.source.complain("source.within", words, within)
        return found

    def _find(self, process: str, station: StationSource) -> SharedProcess:
        folder = f"_processes/{process}"
        about, drawing = (self.source.files.get(f"{folder}/{name}") for name in ("process.yaml", "process.bpmn"))
        sheet = yaml.read(about, f"{folder}/process.yaml")[0] if about is not None else None
        definition = bpmn.read(drawing, f"{folder}/process.bpmn") if drawing is not None else None
        if sheet is None or not isinstance(definition, ProcessDefinition):
            words = Text.named("formats.package.source.shared.no_process", process=process)
            self.source.complain("source.process", words, station.node)
            return SharedProcess(1, frozenset())
        return SharedProcess(int(plain(get(sheet, "version")) or 1), _deadlines(definition), _first_task(definition))


def _deadlines(definition: ProcessDefinition) -> frozenset[str]:
    texts = [text for node in definition.nodes.values() for text in (node.deadline or "", *node.options.values())]
    return frozenset(name for text in texts for name in DEADLINE.findall(text))


def _first_task(definition: ProcessDefinition) -> str:
    return next((node.id for node in definition.nodes.values() if node.element == "userTask"), "")
