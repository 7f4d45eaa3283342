"""The files of a package ↔ its parts. A file that would not come back byte for byte stays whole."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from allmende.domain.package.edits import PackagePart, Tree
from allmende.formats import yaml
from allmende.formats.drafts import decisions, form, letters, process, sheet, words
from allmende.formats.drafts.parts import Collector, FileNotSplittable
from allmende.formats.package.kinds import shape_of


class FileKind(NamedTuple):
    """How one sort of file is taken apart and put together. `scope` of the pattern goes before its addresses."""

    pattern: re.Pattern[str]
    read: Callable[[Collector, Any, str], None]
    write: Callable[[Tree, str, str], Any]
    top: Callable[[str], str]
    """The address of the part by which the file is found."""


def _kind(pattern: str, read: Any, write: Any, top: str) -> FileKind:
    return FileKind(re.compile(pattern), read, write, lambda name: top.replace("*", _stem(name)))


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0]


KINDS = (
    _kind(r"()service\.yaml", sheet.read, sheet.write, "service"),
    _kind(r"()form\.yaml", form.read, form.write, "form"),
    _kind(r"((?:_processes/[^/]+/)?)notices/.+\.yaml", letters.read, letters.write, "notice.*"),
    _kind(r"((?:_processes/[^/]+/)?)process\.bpmn", process.read, process.write, "process"),
    _kind(r"()decisions\.dmn", decisions.read, decisions.write, "decisions"),
    _kind(r"((?:_processes/[^/]+/)?)texts/.+\.yaml", words.read, words.write, "texts.*"),
    _kind(r"()examples/.+\.yaml", letters.read_example, letters.write_example, "example.*"),
    _kind(r"(_blocks/[^/]+)\.yaml", words.read_block, words.write_block, "form"),
    _kind(r"(_processes/[^/]+/)process\.yaml", letters.read_about, letters.write_about, "about"),
)
WHOLE = "file:"


def open_files(files: Mapping[str, str]) -> Tree:
    """All parts of these canonical files."""
    parts: list[PackagePart] = []
    for name in sorted(files):
        parts += _open(name, files[name])
    tops = [part.address for part in parts if part.parent == ""]
    return Tree.of([PackagePart("", "package", "", {}, tuple(_ranked(tops, parts))), *parts])


def close_files(tree: Tree) -> dict[str, str] | list[str]:
    """The canonical files of these parts; or the names of files whose parts do not belong together."""
    found: dict[str, str] = {}
    unfit: list[str] = []
    for part in tree.inside(""):
        if part.address.startswith(WHOLE):
            found[part.address.removeprefix(WHOLE)] = str(part.data.get("text", ""))
            continue
        name = _file_of(part)
        if name is None or name in found:
            continue
        try:
            found[name] = _written(name, tree)
        except (FileNotSplittable, KeyError, TypeError, AttributeError, ValueError):
            unfit.append(name)
    return unfit or dict(sorted(found.items()))


@lru_cache(maxsize=2000)
def _open(name: str, text: str) -> tuple[PackagePart, ...]:
    """The parts of one file. Most files of a draft are those of the state before, so they are not read again."""
    kind = _kind_of(name)
    if kind is None:
        return (_whole(name, text),)
    collector = Collector(_scope(kind, name))
    try:
        kind.read(collector, _content(name, text), name)
        parts = collector.parts()
        tops = tuple(part.address for part in parts if part.parent == "")
        back = _written(name, Tree.of([PackagePart("", "package", "", {}, tops), *parts]))
    except (FileNotSplittable, KeyError, TypeError, AttributeError, ValueError, StopIteration):
        return (_whole(name, text),)
    return tuple(parts) if back == text else (_whole(name, text),)


def _whole(name: str, text: str) -> PackagePart:
    return PackagePart(f"{WHOLE}{name}", "file", "", {"text": text})


def _content(name: str, text: str) -> Any:
    if not name.endswith(".yaml"):
        return text
    node, problems = yaml.read(text, name)
    if node is None or problems:
        raise FileNotSplittable(name)
    return node.plain()


class _Pages:
    """Files as they were last written, by the very parts they were written from. Parts never change."""

    MOST = 3000

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, tuple[int, ...]], tuple[tuple[PackagePart, ...], str]] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str, parts: tuple[PackagePart, ...], write: Callable[[], str]) -> str:
        # The parts are kept along, so that no other part can come to live at the same place in memory.
        key = (name, tuple(map(id, parts)))
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key][1]
        text = write()
        with self._lock:
            self._found[key] = (parts, text)
            while len(self._found) > self.MOST:
                self._found.popitem(last=False)
        return text


_pages = _Pages()


def _written(name: str, tree: Tree) -> str:
    """The text of a file from its parts: everything below its top part, of a block everything in its scope."""
    kind = _kind_of(name)
    if kind is None:
        raise FileNotSplittable(name)
    scope, top = _scope(kind, name), kind.top(name)
    tops = [part for part in tree.inside("") if part.address.startswith(scope)] if name.startswith("_blocks/") else []
    tops = tops or [tree[f"{scope}{top}"]]
    parts = tuple(part for top in tops for part in tree.below(top.address))
    return _pages.get(name, parts, lambda: _spelled(kind, scope, name, tree))


def _spelled(kind: FileKind, scope: str, name: str, tree: Tree) -> str:
    content = kind.write(tree, scope, name)
    shape = shape_of(name)
    return str(content) if shape is None else yaml.write(shape.ordered(content))


def _kind_of(name: str) -> FileKind | None:
    return next((kind for kind in KINDS if kind.pattern.fullmatch(name)), None)


def _scope(kind: FileKind, name: str) -> str:
    found = kind.pattern.fullmatch(name)
    scope = found[1].rstrip("/") if found else ""
    return f"{scope}:" if scope else ""


def _file_of(part: PackagePart) -> str | None:
    """The file a top part stands for."""
    scope, _, inner = part.address.rpartition(":")
    folder = f"{scope}/" if scope else ""
    if scope.startswith("_blocks/"):
        return f"{scope}.yaml"
    head, _, rest = inner.partition(".")
    named = {"notice": f"notices/{rest}.yaml", "texts": f"texts/{rest}.yaml", "example": f"examples/{rest}.yaml"}
    fixed = {
        "service": "service.yaml",
        "form": "form.yaml",
        "process": "process.bpmn",
        "decisions": "decisions.dmn",
        "about": "process.yaml",
    }
    found = named.get(head) or fixed.get(inner)
    return f"{folder}{found}" if found else None


def _ranked(tops: list[str], parts: list[PackagePart]) -> list[str]:
    ranks = {part.address: part.rank for part in parts}
    return sorted(tops, key=ranks.__getitem__)
