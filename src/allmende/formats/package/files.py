"""The files of a package, wherever they come from: a folder beside its library, or a bundle.

service.yaml … CHANGES.md          the package's own
_blocks/person.yaml                blocks it uses
_processes/zahlung/process.bpmn    shared processes it calls; in a folder `_processes/zahlung.yaml` says all of one
_registers/dogs.yaml               registers it asks and writes to
source/process.yaml …              what the author wrote, where it is written in the thin form
source/_patterns/certificate.yaml  shared files the source uses

A source may name what lies in the library beside it, and what the product ships. A file beside it comes first.
In a folder the source lies where the exchange files would: `process.yaml` beside `service.yaml` says that it is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from allmende.domain.values import Problem, Text
from allmende.formats import folders, yaml
from allmende.formats.package.library import shipped
from allmende.formats.package.source.processes import expand_shared_process

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

ONE_PROCESS = re.compile(r"_processes/([a-z][a-z0-9_]*)\.yaml")
"""A shared process in the thin form. It lies only in folders: a release holds its exchange form."""
SOURCE = "source/"
THIN_BLOCK = re.compile(rb"^block:", re.MULTILINE)
"""A shared block in the thin form. Packages of both forms may lie beside the same blocks."""
CHANGES = "CHANGES.md"

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class PackageLocation:
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


def find_package(folder: Path) -> PackageLocation | None:
    """Where `services/<id>` lies: there, in `services/<id>.yaml` (which may be named itself), or as a variant in a folder beside it."""
    if folder.is_dir() or (folder.suffix == ".yaml" and folder.is_file()):
        return PackageLocation(folder)
    if folder.with_name(f"{folder.name}.yaml").is_file():
        return PackageLocation(folder.with_name(f"{folder.name}.yaml"))
    for sheet in sorted(folder.parent.glob("[!_.]*/service.yaml")):
        if folder.name in variants_of(sheet.parent):
            return PackageLocation(sheet.parent, folder.name)
    return None


def variants_of(folder: Path) -> tuple[str, ...]:
    """The ids of the packages that one folder holds as variants; empty for an ordinary package."""
    sheet = folder / "service.yaml"
    if not sheet.is_file() or not (folder / "process.yaml").is_file():
        return ()
    try:
        content = folders.read_file(folder.parent, f"{folder.name}/{sheet.name}", most=MOST_BYTES)
    except (folders.Unsafe, OSError):
        return ()
    node, _ = yaml.read(content, str(sheet))
    variants = node.value.get("variants") if node is not None and isinstance(node.value, dict) else None
    return tuple(variants.value) if variants is not None and isinstance(variants.value, dict) else ()


def load_package(where: PackageLocation) -> tuple[dict[str, bytes], list[Problem]]:
    """All files of a package and of the library beside it, by path. Foreign files are refused by name, links by what they are."""
    problems: list[Problem] = []
    root, lead = where.path.parent, SOURCE if where.thin else ""
    if where.path.is_file():
        content = folders.read_or_note(root, where.path.name, MOST_BYTES, problems)
        found = {} if content is None else {f"{SOURCE}package.yaml": content}
    else:
        found = dict(_load(where.path, where.path, lead, problems))
    for part in LIBRARY if where.thin else ("_blocks", "_processes", "_registers"):
        inner = "" if part == "_processes" else lead
        found |= _shipped(part, root, inner, problems) if where.thin else {}
        if (root / part).is_dir():
            found |= dict(_load(root / part, root, inner, problems))
    return _with_shared_processes(found, root, problems), problems


def _shipped(part: str, root: Path, lead: str, problems: list[Problem]) -> dict[str, bytes]:
    """The product's shared files of one kind, but for those the library beside the package has itself."""
    library = shipped()
    if library == root or not (library / part).is_dir():
        return {}
    loaded = _load(library / part, library, lead, problems)
    return {
        name: content
        for name, content in loaded
        if not (root / name.removeprefix(lead)).exists() and not (root / name.removesuffix(".yaml")).is_dir()
    }


def _with_shared_processes(found: Mapping[str, bytes], root: Path, problems: list[Problem]) -> dict[str, bytes]:
    """Every shared process in its exchange form. One written in one file counts, even where its folder lies beside it."""
    files = dict(found)
    for name, content in found.items():
        part = ONE_PROCESS.fullmatch(name)
        if part is None:
            continue
        made, wrong = expand_shared_process(content, str(root / name))
        problems += wrong
        lead = f"_processes/{part[1]}/"
        files = {key: text for key, text in files.items() if key != name and not key.startswith(lead)}
        files |= {f"{lead}{key}": text for key, text in made.items()}
    return files


def place_of(where: PackageLocation, name: str) -> Path:
    """The file on disk that a package's file came from."""
    inner = name.removeprefix(SOURCE)
    written = (
        where.path.parent / "_processes" / f"{inner.split('/')[1]}.yaml" if inner.startswith("_processes/") else None
    )
    if written is not None and written.is_file():
        return written
    if inner.startswith("_"):
        beside = where.path.parent / inner
        return beside if beside.exists() or not (shipped() / inner).exists() else shipped() / inner
    return where.path if where.path.is_file() else where.path / inner


def _load(folder: Path, root: Path, lead: str, problems: list[Problem]) -> Iterable[tuple[str, bytes]]:
    """What is too large is not even read."""
    if folder.is_symlink():
        problems.append(folders.unsafe(folder).problem)
        return
    size = 0
    for count, path in enumerate(sorted(folder.rglob("*"))):
        if (path.is_dir() and not path.is_symlink()) or any(
            part.startswith(".") for part in path.relative_to(root).parts
        ):
            continue
        inner = path.relative_to(root).as_posix()
        name = inner if inner == CHANGES else f"{lead}{inner}"
        if not KNOWN.fullmatch(name) and not ONE_PROCESS.fullmatch(name):
            words = Text.named("formats.package.files.strange_file", file=inner)
            problems.append(Problem("package.file", words, str(path), "warning"))
            continue
        content = folders.read_or_note(root, inner, MOST_BYTES, problems)
        if content is None:
            continue
        size += len(content)
        if size > MOST_BYTES or count > MOST_FILES:
            problems.append(Problem("package.size", Text.named("formats.package.files.too_large"), str(folder)))
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
