"""Files below a folder that somebody else may have filled: regular files only, never through a link, no more bytes than wanted.

A link in a git repository leads wherever its author likes, on the disk of whoever reads or writes the folder. So each part of
a path is opened from the one before it, and none that is a link. The folder itself is named by the operator and may be one.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from allmende.domain.values import Problem, Text


class Unsafe(Exception):
    """A link, no regular file, or too large; `problem` says it in words."""

    def __init__(self, path: Path, text: Text) -> None:
        super().__init__(str(path))
        self.problem = Problem("folder.unsafe", text, str(path))


def open_file(root: Path, path: str) -> BinaryIO:
    """A file below the root, to be read. Errors: `Unsafe`; `OSError`, where it is missing or may not be read."""
    whole = root / path
    with _folder_of(root, path) as (folder, name):
        try:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        except OSError as wrong:
            raise _why(wrong, whole) from wrong
        return os.fdopen(_regular(descriptor, whole), "rb")


def read_file(root: Path, path: str, *, most: int) -> bytes:
    """A whole file below the root, of at most so many bytes. Errors: as `open_file`."""
    with open_file(root, path) as file:
        if os.fstat(file.fileno()).st_size > most or len(content := file.read(most + 1)) > most:
            raise Unsafe(root / path, Text.named("formats.folders.too_large", most=most))
        return content


def read_or_note(root: Path, path: str, most: int, problems: list[Problem]) -> bytes | None:
    """As `read_file`; None and a problem where it is refused or cannot be read."""
    try:
        return read_file(root, path, most=most)
    except Unsafe as refused:
        problems.append(refused.problem)
    except OSError as wrong:
        words = Text.named("formats.folders.unreadable", why=wrong.strerror or "")
        problems.append(Problem("folder.unreadable", words, str(root / path)))
    return None


def holds(root: Path, path: str, content: bytes) -> bool | None:
    """Whether the file has this content; None where there is none. Error: `Unsafe`."""
    try:
        with open_file(root, path) as file:
            return file.read(len(content) + 1) == content
    except FileNotFoundError:
        return None


def write_file(root: Path, path: str, content: bytes) -> None:
    """A file below the root with this content, and the folders it needs. Error: `Unsafe`."""
    with _folder_of(root, path, make=True) as (folder, name):
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            descriptor = os.open(name, flags, 0o666, dir_fd=folder)
        except OSError as wrong:
            raise _why(wrong, root / path) from wrong
        with os.fdopen(_regular(descriptor, root / path), "wb") as file:
            file.truncate()
            file.write(content)


def remove_file(root: Path, path: str) -> None:
    """No file of that name any more. Error: `Unsafe`."""
    with _folder_of(root, path) as (folder, name):
        os.unlink(name, dir_fd=folder)


@contextmanager
def _folder_of(root: Path, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """The folder a file lies in, open, and the file's name there."""
    *folders, name = PurePosixPath(path).parts
    if ".." in (*folders, name):
        raise unsafe(root / path)
    at = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        so_far = root
        for part in folders:
            so_far /= part
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=at)
            try:
                inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            except OSError as wrong:
                raise _why(wrong, so_far) from wrong
            os.close(at)
            at = inner
        yield at, name
    finally:
        os.close(at)


def _regular(descriptor: int, whole: Path) -> int:
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise unsafe(whole)


def _why(wrong: OSError, whole: Path) -> Exception:
    """What the system says of a link, a pipe and the like is said in our words; anything else stays what it is."""
    return unsafe(whole) if wrong.errno in _NO_FILE else wrong


_NO_FILE = (errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.ENXIO)


def unsafe(path: Path) -> Unsafe:
    """What is said of a link, a pipe and the like."""
    return Unsafe(path, Text.named("formats.folders.no_file"))
