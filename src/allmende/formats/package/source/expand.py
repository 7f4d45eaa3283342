"""One source → everything the exchange form holds. The order follows what needs what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from allmende.domain.decisions import DecisionModel
from allmende.domain.process import ProcessDefinition, named_registers
from allmende.domain.values import Problem
from allmende.formats.package.source.examples import expand_examples
from allmende.formats.package.source.flow import expand_process
from allmende.formats.package.source.form import expand_blocks, expand_form
from allmende.formats.package.source.letters import expand_letters
from allmende.formats.package.source.nodes import get, plain
from allmende.formats.package.source.service import expand_service
from allmende.formats.package.source.source import Source, read_source
from allmende.formats.package.source.tables import expand_decisions
from allmende.formats.package.source.variants import resolve_variant
from allmende.formats.package.source.words import expand_texts
from allmende.formats.yaml import YamlNode


@dataclass
class Expanded:
    """The exchange form. `nodes` are YAML files by path; their places are lines of the source."""

    nodes: dict[str, YamlNode] = field(default_factory=dict)
    process: ProcessDefinition | None = None
    decisions: DecisionModel | None = None
    problems: list[Problem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    moved: Mapping[str, str] = field(default_factory=dict)
    """Words of letters that the exchange form calls otherwise (`Letters.moved`)."""


def expand(whole: Source) -> Expanded:
    """Everything the source says, spelled out. Problems are collected; what could be expanded is there.

    Nothing is, while a file cannot be read: everything else would seem to lack what stands in it.
    """
    found = Expanded(problems=whole.problems, used=whole.used)
    source = None if whole.unread else resolve_variant(whole)
    if source is None:
        return found
    flow = expand_process(source)
    tables = expand_decisions(source)
    letters = expand_letters(source)
    found.process, found.decisions = flow.definition, tables.model
    found.moved = letters.moved
    nodes = {
        "service.yaml": expand_service(source, flow, tables),
        "form.yaml": expand_form(source),
        **expand_blocks(source),
        **_registers(source, flow.definition),
        **{f"notices/{key}.yaml": node for key, node in letters.notices.items()},
        **{
            f"texts/{language}.yaml": node
            for language, node in expand_texts(source, flow, letters, tables.grounds).items()
        },
    }
    found.nodes = {path: node for path, node in nodes.items() if node is not None}
    examples = expand_examples(source, found.nodes, flow.definition)
    found.nodes |= {f"examples/{key}.yaml": node for key, node in examples.items()}
    return found


def open_source(files: Mapping[str, bytes], variant: str | None) -> tuple[Source, Expanded]:
    """The source in these files and what it expands to. Places are those in a package (`source/form.yaml`).

    The latest ones are kept: a state of a draft is read several times, and its source mostly is that of the state before.
    """
    return _opened(frozenset(files.items()), variant)


@lru_cache(maxsize=6)
def _opened(files: frozenset[tuple[str, bytes]], variant: str | None) -> tuple[Source, Expanded]:
    source = read_source(dict(files), lambda name: name if name.startswith("_processes/") else f"source/{name}")
    source.variant = variant
    return source, expand(source)


def _registers(source: Source, process: ProcessDefinition | None) -> dict[str, YamlNode | None]:
    """The registers that the process names, and those whose entries they name; they are written alike in both forms."""
    found: dict[str, YamlNode | None] = {}
    waiting = sorted(named_registers(process) if process else ())
    while waiting:
        id = waiting.pop()
        found[f"_registers/{id}.yaml"] = node = source.register(id)
        other = plain(get(get(node, "whose"), "in")) if node is not None else None
        waiting += [str(other)] if other and f"_registers/{other}.yaml" not in found else []
    return dict(sorted(found.items()))
