"""The files of a package, wherever they come from: a folder beside its library, or a bundle.

service.yaml … CHANGES.md          the package's own
_blocks/person.yaml                blocks it uses
_processes/zahlung/process.bpmn    shared processes it calls
_registers/dogs.yaml               registers it asks and writes to
source/process.yaml …              what the author wrote, where it is written in the thin form
source/_patterns/certificate.yaml  shared files the source uses

In a folder the source lies where the exchange files would: `process.yaml` beside `service.yaml` says that it is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from allmende.domain.values import Problem, Text
from allmende.formats import yaml

FORMAT = "allmende-package/1"
MOST_BYTES = 4_000_000
MOST_FILES = 500
LIBRARY = ("_blocks", "_processes", "_patterns", "_letters", "_registers", "_clauses", "_cast")
KNOWN = re.compile(
    r"service\.yaml|form\.yaml|process\.bpmn|decisions\.dmn|CHANGES\.md"
    r"|notices/[a-z][a-z0-9_]*\.yaml|examples/[a-z0-9][a-z0-9_-]*\.yaml|texts/(?:de|en|de-leicht)\.yaml"
    r"|_blocks/[a-z][a-z0-9_]*(?:@[0-9]+)?\.yaml|_registers/[a-z][a-z0-9_]*\.yaml"
    r"|_processes/[a-z][a-z0-9_]*/(?:process\.yaml|process\.bpmn|texts/(?:de|en|de-leicht)\.yaml|notices/[a-z][a-z0-9_]*\.yaml)"
    r"|source/(?:form|(?:service|form|process|decisions|letters|examples|package)\.yaml|texts/(?:de|en|de-leicht)\.yaml"
    r"|(?:letters|examples)/[a-z0-9][a-z0-9_-]*\.yaml"
    r"|_(?:patterns|letters|registers|clauses|cast|blocks)/[a-z][a-z0-9_]*(?:@[0-9]+)?\.yaml)"
)
"""Every path a package may have. Names of cities, people or places have no business here."""

SOURCE = "source/"
THIN_BLOCK = re.compile(rb"^block:", re.MULTILINE)
"""A shared block in the thin form. Packages of both forms may lie beside the same blocks."""
CHANGES = "CHANGES.md"

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a package lies: a folder, or one file. `variant`: the folder holds several, this is the one meant."""

    path: Path
    variant: str | None = None

    @property
    def thin(self) -> bool:
        """Is it written in the thin form?"""
        return self.path.is_file() or (self.path / "process.yaml").is_file()


def list_packages(services: Path) -> list[Path]:
    """`services/<id>` for every package below that folder, whether it is a folder, a file or one of several variants."""
    found = {path.parent.name for path in services.glob("[!_.]*/service.yaml")}
    found |= {path.stem for path in services.glob("[!_.]*.yaml")}
    for name in list(found):
        if variants := variants_of(services / name):
            found = (found - {name}) | set(variants)
    return [services / name for name in sorted(found)]


def find_package(folder: Path) -> Where | None:
    """Where `services/<id>` lies: there, in `services/<id>.yaml`, or as a variant in a folder beside it."""
    if folder.is_dir():
        return Where(folder)
    if folder.with_name(f"{folder.name}.yaml").is_file():
        return Where(folder.with_name(f"{folder.name}.yaml"))
    for sheet in sorted(folder.parent.glob("[!_.]*/service.yaml")):
        if folder.name in variants_of(sheet.parent):
            return Where(sheet.parent, folder.name)
    return None


def variants_of(folder: Path) -> tuple[str, ...]:
    """The ids of the packages that one folder holds as variants; empty for an ordinary package."""
    sheet = folder / "service.yaml"
    if not sheet.is_file() or not (folder / "process.yaml").is_file():
        return ()
    node, _ = yaml.read(sheet.read_bytes(), str(sheet))
    variants = node.value.get("variants") if node is not None and isinstance(node.value, dict) else None
    return tuple(variants.value) if variants is not None and isinstance(variants.value, dict) else ()


def load_package(where: Where) -> tuple[dict[str, bytes], list[Problem]]:
    """All files of a package and of the library beside it, by path. Foreign files are refused by name."""
    problems: list[Problem] = []
    root, lead = where.path.parent, SOURCE if where.thin else ""
    if where.path.is_file():
        found = {f"{SOURCE}package.yaml": where.path.read_bytes()}
    else:
        found = dict(_load(where.path, where.path, lead, problems))
    for part in LIBRARY if where.thin else ("_blocks", "_processes", "_registers"):
        if (root / part).is_dir():
            found |= dict(_load(root / part, root, "" if part == "_processes" else lead, problems))
    return found, problems


def place_of(where: Where, name: str) -> Path:
    """The file on disk that a package's file came from."""
    inner = name.removeprefix(SOURCE)
    if inner.startswith("_"):
        return where.path.parent / inner
    return where.path if where.path.is_file() else where.path / inner


def _load(folder: Path, root: Path, lead: str, problems: list[Problem]) -> Iterable[tuple[str, bytes]]:
    size = 0
    for count, path in enumerate(sorted(folder.rglob("*"))):
        if path.is_dir() or any(part.startswith(".") for part in path.relative_to(root).parts):
            continue
        inner = path.relative_to(root).as_posix()
        name = inner if inner == CHANGES else f"{lead}{inner}"
        if not KNOWN.fullmatch(name):
            words = f"Die Datei „{inner}“ gehört nicht in ein Paket. Prüfen Sie Namen und Ordner."
            problems.append(Problem("package.file", Text(words), str(path), "warning"))
            continue
        content = path.read_bytes()
        size += len(content)
        if size > MOST_BYTES or count > MOST_FILES:
            problems.append(Problem("package.size", Text("Das Paket ist zu groß."), str(folder)))
            return
        yield name, content


def pack(files: Mapping[str, str]) -> bytes:
    """Canonical files as one deterministic blob: the same package gives the same bytes."""
    content = {"format": FORMAT, "files": dict(sorted(files.items()))}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unpack(blob: bytes) -> dict[str, bytes] | None:
    """The files in a blob; None when it is none of ours."""
    if len(blob) > 2 * MOST_BYTES:
        return None
    try:
        content = json.loads(blob)
    except (ValueError, RecursionError):
        return None
    files = content.get("files") if isinstance(content, dict) and content.get("format") == FORMAT else None
    if not isinstance(files, dict) or len(files) > MOST_FILES:
        return None
    if not all(isinstance(text, str) and KNOWN.fullmatch(name) for name, text in files.items()):
        return None
    try:
        return {name: text.encode() for name, text in files.items()}
    except UnicodeEncodeError:
        return None
