"""Writes a package in exactly one way: export, import, export gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from allmende.domain.package import ServicePackage
from allmende.domain.process import ProcessDefinition
from allmende.formats import bpmn, dmn, yaml
from allmende.formats.package.documents import Documents
from allmende.formats.package.files import SOURCE, THIN_BLOCK
from allmende.formats.package.kinds import shape_of
from allmende.formats.package.source import Expanded


def canonical_files(files: Mapping[str, bytes], documents: Documents) -> dict[str, str]:
    """Every readable file as canonical text: YAML in key order and block style, BPMN by its own writer."""
    found: dict[str, str] = {}
    for name, content in sorted(files.items()):
        shape = shape_of(name)
        if shape is not None and name in documents:
            found[name] = yaml.write(shape.ordered(documents.plain(name)))
        elif name.endswith(".bpmn"):
            found[name] = _canonical_bpmn(content, name)
        elif name.endswith(".dmn"):
            found[name] = _canonical_dmn(content)
        else:
            found[name] = content.decode(errors="replace").replace("\r\n", "\n")
    return found


def expanded_files(expanded: Expanded, documents: Documents) -> dict[str, str]:
    """The exchange files of an expanded source, spelled as `canonical_files` spells them."""
    found: dict[str, str] = {}
    for name in expanded.nodes:
        shape = shape_of(name)
        if shape is not None and name in documents:
            found[name] = yaml.write(shape.ordered(documents.plain(name)))
    if expanded.process is not None:
        found["process.bpmn"] = bpmn.write(expanded.process).decode()
    if expanded.decisions is not None:
        found["decisions.dmn"] = dmn.write(expanded.decisions).decode()
    return found


@lru_cache(maxsize=200)
def _canonical_bpmn(content: bytes, name: str) -> str:
    definition = bpmn.read(bpmn.drawn(content, name), name)
    written = bpmn.write(definition) if isinstance(definition, ProcessDefinition) else content
    return written.decode(errors="replace")


@lru_cache(maxsize=100)
def _canonical_dmn(content: bytes) -> str:
    with suppress(dmn.DmnError):
        content = dmn.write(dmn.read(content))
    return content.decode(errors="replace")


def write_folder(package: ServicePackage, folder: Path) -> None:
    """The package as `folder`, its blocks and shared processes beside it. Existing files of the same name are replaced.

    Written is the exchange form: a source is the business of the folder it was read from, a block in the thin form there, too.
    """
    for name, text in package.files.items():
        if name.startswith(SOURCE):
            continue
        path = (folder.parent if name.startswith("_") else folder) / name
        if name.startswith("_blocks/") and path.is_file() and THIN_BLOCK.search(path.read_bytes()):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
