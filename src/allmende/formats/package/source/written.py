"""Where an author's files say what: a part and a path in it → the file and the path there. Changes are made in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allmende.formats import yaml
from allmende.formats.package.source.fold import spelled_part
from allmende.formats.package.source.source import ONE_FILE
from allmende.formats.yaml.changes import Change, Put
from allmende.formats.yaml.patch import Path, drop, has, put


@dataclass
class Written:
    """The files of one source on their way to another."""

    files: dict[str, bytes]

    def content(self, name: str) -> Any:
        """The file as plain values; nothing for one that is not there."""
        node = yaml.read(self.files[name], name)[0] if name in self.files else None
        return node.plain() if node is not None else {}

    def part(self, part: str) -> Any:
        """A part as it is written, of one file or of a folder."""
        if part in (whole := self.content(ONE_FILE)):
            return whole[part]
        found: dict[str, Any] = {}
        for name in self._files_of(part):
            found |= self.content(name) or {}
        return found

    def change(self, part: str, change: Change) -> None:
        """Make the change in the part's file. What is to go and is not there is no change. Error: `NoSuchPlace`."""
        name, path = self._place(part, change.path)
        text = self.files.get(name, b"").decode()
        if isinstance(change, Put):
            text = put(text, path, change.value, after=change.after)
        elif has(text, path):
            text = drop(text, path)
        self.files[name] = text.encode() if text.endswith("\n") else f"{text}\n".encode()

    def replace(self, part: str, value: Any) -> None:
        """The whole part anew."""
        if ONE_FILE in self.files and not part.startswith("_"):
            self.change(part, Put((), value))
            return
        first, *others = [*self._files_of(part)] or [f"{part}.yaml"]
        for name in others:
            del self.files[name]
        self.files[first] = spelled_part(part, value)

    def says(self, part: str, path: Path) -> bool:
        """Does the author's text say something at that path?"""
        name, there = self._place(part, path)
        return has(self.files.get(name, b"").decode(), there)

    def _place(self, part: str, path: Path) -> tuple[str, Path]:
        if ONE_FILE in self.files and not part.startswith("_"):
            own = path
            if part == "examples" and path[:1] == ("examples",) and "examples" not in (self.part("examples") or {}):
                own = path[1:]
            return ONE_FILE, (*part.split("/"), *own)
        names = self._files_of(part) or [f"{part}.yaml"]
        depth = {name: self._depth(name, path) for name in names}
        return max(names, key=lambda name: depth[name]), path

    def _depth(self, name: str, path: Path) -> int:
        """How far a file goes along a path."""
        text = self.files.get(name, b"").decode()
        return next((count for count in range(len(path), 0, -1) if has(text, path[:count])), 0)

    def _files_of(self, part: str) -> list[str]:
        if part.startswith("_"):
            return [name for name in sorted(self.files) if name == f"{part}.yaml" or name.startswith(f"{part}@")]
        return [name for name in sorted(self.files) if name == f"{part}.yaml" or name.startswith(f"{part}/")]


def station_path(written: Any, station: str, path: Path = ()) -> Path | None:
    """The path to a station in a process as written, in its sections, in what fills a slot or inside a way."""
    if isinstance(written, Mapping):
        for key, item in written.items():
            if key in ("sections", "fill", "ways", "do") or path:
                found = station_path(item, station, (*path, key))
                if found is not None:
                    return found
    if isinstance(written, list):
        for item in written:
            if not isinstance(item, Mapping) or not item or "go" in item:
                continue
            first = str(next(iter(item.values())))
            if first == station:
                return (*path, first)
            found = station_path(item.get("ways"), station, (*path, first, "ways")) if "ways" in item else None
            if found is not None:
                return found
    return None
