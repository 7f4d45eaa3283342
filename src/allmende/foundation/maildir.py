"""A Maildir as a mail server fills it: each message a file in `new/`, moved there when it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def list_new(folder: Path, *, most_bytes: int, limit: int = 1000) -> Iterator[tuple[Path, bytes]]:
    """Messages nobody looked at yet, oldest name first: where each lies, and its beginning. Error: `OSError`."""
    for path in sorted((folder / "new").iterdir())[:limit]:
        if path.is_file() and not path.name.startswith("."):
            with path.open("rb") as file:
                yield path, file.read(most_bytes)


def set_aside(path: Path) -> None:
    """The message is no matter of ours: it stays for people, as seen. Error: `OSError`."""
    seen = path.parent.parent / "cur"
    seen.mkdir(exist_ok=True)
    path.rename(seen / f"{path.name.partition(':')[0]}:2,S")
