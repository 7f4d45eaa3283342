"""Files of the folder: written whole or not at all, read in the one spelling, compared with what was fetched."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from allmende.formats import yaml
from allmende.formats.city.reader import shape_of as city_shape_of
from allmende.formats.package.documents import Documents
from allmende.formats.package.kinds import shape_of
from allmende.formats.package.writer import canonical_files

OURS = ".allmende/ours"

What = Literal["write", "delete", "conflict", "local"]


@dataclass(frozen=True, slots=True)
class Move:
    """What is to be done with one file: bring it up to the commons, or why not. `to`: its text there, None: not there."""

    path: str
    what: What
    to: str | None = None


def decide(directory: Path, base: Mapping[str, str], target: Mapping[str, str]) -> list[Move]:
    """What a pull would do with each file. Who changed what is told by `base`, what was last fetched.

    Files that neither knows are nobody's business here.
    """
    moves = []
    for path in sorted({*base, *target}):
        before, wanted = base.get(path), target.get(path)
        here = read_text(directory, path)
        if wanted in here:
            continue
        if before in here:
            moves.append(Move(path, "write" if wanted is not None else "delete", wanted))
        elif wanted == before:
            moves.append(Move(path, "local", wanted))
        else:
            moves.append(Move(path, "conflict", wanted))
    return moves


def read_text(directory: Path, path: str) -> tuple[str | None, ...]:
    """The file as it is, and in the one spelling, so that blanks and order of keys are no change; None: there is none.

    A source is compared as it is: its comments and its spelling are the author's.
    """
    try:
        content = (directory / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return (None,)
    kind, _, name = path.partition("/")
    if kind == "cities":
        return (_city_text(name.partition("/")[2], content),)
    inner = name if name.startswith("_") else name.partition("/")[2]
    spelled = canonical_files({inner: content}, Documents({inner: content}, shape_of, str))[inner]
    return (content.decode(errors="replace").replace("\r\n", "\n"), spelled)


def _city_text(name: str, content: bytes) -> str:
    documents, shape = Documents({name: content}, city_shape_of, str), city_shape_of(name)
    if shape is None or name not in documents:
        return content.decode(errors="replace")
    return yaml.write(shape.ordered(documents.plain(name)))


def carry_out(directory: Path, moves: list[Move], *, theirs: bool) -> int:
    """Write and delete; how many files. With `theirs` own versions give way where both changed: they are kept under `.allmende/ours`."""
    count = 0
    for move in moves:
        path = directory / move.path
        if move.what == "local" or (move.what == "conflict" and not theirs):
            continue
        if move.what == "conflict" and path.exists():
            write_file(directory / OURS / move.path, path.read_bytes())
        if move.to is None:
            path.unlink(missing_ok=True)
            _drop_empty(path.parent, directory)
        else:
            write_file(path, move.to.encode())
        count += 1
    return count


def write_file(path: Path, content: bytes) -> None:
    """Whole or not at all; the same content is not written again."""
    if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _drop_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
