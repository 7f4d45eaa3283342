"""The files of a package, wherever they come from: a folder beside its library, or a bundle.

service.yaml … CHANGES.md          the package's own
_blocks/person.yaml                blocks it uses
_processes/zahlung/process.bpmn    shared processes it calls
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from allmende.domain.values import Problem, Text

FORMAT = "allmende-package/1"
MOST_BYTES = 4_000_000
MOST_FILES = 500
KNOWN = re.compile(
    r"service\.yaml|form\.yaml|process\.bpmn|decisions\.dmn|CHANGES\.md"
    r"|notices/[a-z][a-z0-9_]*\.yaml|examples/[a-z0-9][a-z0-9_-]*\.yaml|texts/(?:de|en|de-leicht)\.yaml"
    r"|_blocks/[a-z][a-z0-9_]*(?:@[0-9]+)?\.yaml"
    r"|_processes/[a-z][a-z0-9_]*/(?:process\.yaml|process\.bpmn|texts/(?:de|en|de-leicht)\.yaml|notices/[a-z][a-z0-9_]*\.yaml)"
)
"""Every path a package may have. Names of cities, people or places have no business here."""

Files = Mapping[str, bytes]


def load_folder(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """All files of a package folder and of the library beside it, by path. Foreign files are refused by name."""
    problems: list[Problem] = []
    found = dict(_load(folder, folder, problems))
    for part in ("_blocks", "_processes"):
        library = folder.parent / part
        if library.is_dir():
            found |= dict(_load(library, folder.parent, problems))
    return found, problems


def _load(folder: Path, root: Path, problems: list[Problem]) -> Iterable[tuple[str, bytes]]:
    size = 0
    for count, path in enumerate(sorted(folder.rglob("*"))):
        if path.is_dir() or any(part.startswith(".") for part in path.relative_to(root).parts):
            continue
        name = path.relative_to(root).as_posix()
        if not KNOWN.fullmatch(name):
            words = f"Die Datei „{name}“ gehört nicht in ein Paket. Prüfen Sie Namen und Ordner."
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
