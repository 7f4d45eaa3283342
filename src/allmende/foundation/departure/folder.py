"""The folder a city takes along: written beside, complete under its name or not there at all; checked before it is read.

index.json    every file with size and SHA-256, one a line, so that neither side holds the list in memory
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from allmende.domain.values import Problem, Text
from allmende.formats import folders

FORMAT = "allmende-leave/1"
INDEX = "index.json"
UNFINISHED = ".unfinished"
MARK = ".allmende-leave"
PATH = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.@-]{0,120}/){0,6}[A-Za-z0-9_][A-Za-z0-9_.@-]{0,120}")
"""Every path there may be: no hidden file, no way out, no character another system would not take."""
MOST_LINE = 64_000_000
BLOCK = 1 << 20

SAID = {
    "leave.there": Text.named("foundation.departure.folder.leave_there"),
    "leave.foreign": Text.named("foundation.departure.folder.leave_foreign"),
    "arrive.none": Text.named("foundation.departure.folder.arrive_none"),
    "arrive.path": Text.named("foundation.departure.folder.arrive_path"),
    "arrive.missing": Text.named("foundation.departure.folder.arrive_missing"),
    "arrive.changed": Text.named("foundation.departure.folder.arrive_changed"),
}


class FolderRefused(Exception):
    """The folder cannot be written or read, and why."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code, where)
        self.problem = Problem(code, SAID[code], where[:300])


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of the folder, as its index names it."""

    path: str
    size: int
    sha256: str


class Writer:
    """Writes files that only their owner may read, and notes each in the index. Constant memory."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._root = target.with_name(target.name + UNFINISHED)
        self._index: BinaryIO | None = None
        self.files = 0
        self.bytes = 0

    def begin(self, **head: Any) -> None:
        """An empty folder beside the target; what an interrupted run left there goes. Error: `FolderRefused`."""
        if self._target.is_symlink() or (self._target.exists() and not _is_empty(self._target)):
            raise FolderRefused("leave.there", str(self._target))
        if self._root.exists() or self._root.is_symlink():
            if not (self._root / MARK).is_file() or self._root.is_symlink():
                raise FolderRefused("leave.foreign", str(self._root))
            shutil.rmtree(self._root)
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._root.mkdir(mode=0o700)
        self._open(MARK).close()
        self._index = self._open(INDEX)
        self._index.write(_json({"format": FORMAT, **head})[:-1] + b',"files":[\n')

    def write(self, path: str, content: bytes) -> None:
        """One whole file."""
        with self.open(path) as out:
            out.write(content)

    @contextmanager
    def open(self, path: str) -> Iterator[Hashing]:
        """A file that is written piece by piece."""
        if not PATH.fullmatch(path) or path == INDEX:
            raise ValueError(f"{path!r} is no path of an export.")
        assert self._index is not None
        with self._open(path) as raw:
            out = Hashing(raw)
            yield out
        line = {"path": path, "bytes": out.size, "sha256": out.sha256}
        self._index.write((b",\n" if self.files else b"") + _json(line))
        self.files += 1
        self.bytes += out.size

    def finish(self, **tail: Any) -> None:
        """Close the index and give the folder its name: from now on it is there."""
        assert self._index is not None
        self._index.write(b"\n]" + (b"," if tail else b"") + _json(tail)[1:] + b"\n")
        self._index.flush()
        os.fsync(self._index.fileno())
        self._index.close()
        (self._root / MARK).unlink()
        if self._target.exists():
            self._target.rmdir()
        self._root.rename(self._target)

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._index is not None:
            self._index.close()
            shutil.rmtree(self._root, ignore_errors=True)

    def _open(self, path: str) -> BinaryIO:
        whole = self._root / path
        folder = self._root
        for part in Path(path).parts[:-1]:
            folder /= part
            if not folder.exists():
                folder.mkdir(mode=0o700)
        descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        return os.fdopen(descriptor, "wb")


class Hashing:
    """A file that knows what was written to it."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> None:
        self._raw.write(content)
        self._digest.update(content)
        self.size += len(content)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class Reader:
    """Reads a folder that `check` found whole. What changed since is noticed when it is read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.head: Mapping[str, Any] = {}
        self.tail: Mapping[str, Any] = {}

    def check(self) -> None:
        """Look at every file before anything is believed. Error: `FolderRefused`."""
        for listed in self.list_files():
            if self._digest(listed) != listed.sha256:
                raise FolderRefused("arrive.changed", listed.path)

    def list_files(self) -> Iterator[Listed]:
        """The files in the order of the index; sets `head` and `tail`. Error: `FolderRefused`."""
        try:
            with folders.open_file(self._root, INDEX) as lines:
                head = _object(lines.readline(BLOCK) + b"]}")
                if head.get("format") != FORMAT or head.get("files") != []:
                    raise FolderRefused("arrive.none", str(self._root))
                self.head = head
                while not (line := lines.readline(BLOCK)).startswith(b"]"):
                    yield _listed(_object(line.rstrip(b",\n")))
                self.tail = _object(b'{"files":[' + line)
        except (folders.Unsafe, OSError, ValueError, TypeError) as wrong:
            raise FolderRefused("arrive.none", str(self._root)) from wrong

    def read(self, listed: Listed) -> bytes:
        """A whole file, as the index knows it."""
        with self._open(listed) as raw:
            content = raw.read(listed.size + 1)
        if hashlib.sha256(content).hexdigest() != listed.sha256:
            raise FolderRefused("arrive.changed", listed.path)
        return content

    def lines(self, listed: Listed) -> Iterator[Any]:
        """The values of a file that has one a line."""
        digest = hashlib.sha256()
        with self._open(listed) as raw:
            while line := raw.readline(MOST_LINE):
                digest.update(line)
                yield parse(line, listed.path)
        if digest.hexdigest() != listed.sha256:
            raise FolderRefused("arrive.changed", listed.path)

    def _digest(self, listed: Listed) -> str:
        digest, size = hashlib.sha256(), 0
        with self._open(listed) as raw:
            while block := raw.read(BLOCK):
                digest.update(block)
                size += len(block)
                if size > listed.size:
                    break
        return digest.hexdigest()

    def _open(self, listed: Listed) -> BinaryIO:
        try:
            return folders.open_file(self._root, listed.path)
        except folders.Unsafe as unsafe:
            raise FolderRefused("arrive.path", listed.path) from unsafe
        except OSError as wrong:
            raise FolderRefused("arrive.missing", listed.path) from wrong


def write_json(value: Any) -> bytes:
    """Plain values for people and machines, one value a line. Keys keep their order, as the database does."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def write_line(value: Any) -> bytes:
    """Plain values on one line."""
    return _json(value) + b"\n"


def parse(content: bytes, path: str) -> Any:
    """What `write_json` or `write_line` wrote. Error: `FolderRefused`."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise FolderRefused("arrive.changed", path) from wrong


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except RecursionError as wrong:
        raise ValueError("nested too deep") from wrong
    if not isinstance(found, dict):
        raise TypeError("no object")  # as wrong as broken JSON: the caller refuses both
    return found


def _listed(said: Mapping[str, Any]) -> Listed:
    path, size, sha256 = said.get("path"), said.get("bytes"), said.get("sha256")
    if not (isinstance(path, str) and isinstance(size, int) and isinstance(sha256, str)):
        raise ValueError("no file of an index")
    if not PATH.fullmatch(path) or path == INDEX:
        raise FolderRefused("arrive.path", path)
    return Listed(path, size, sha256)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
