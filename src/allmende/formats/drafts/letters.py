"""notices/*.yaml, examples/*.yaml and what is kept whole, as parts, and back."""

from __future__ import annotations

from typing import Any

from allmende.formats.drafts.parts import Collector, Data, Tree, without

PARTS = ("operative", "reasons", "ancillary", "information")
KINDS = ("paragraph", "heading", "answers", "ground", "list", "rows", "table")
EMPTY = "empty parts"


def _id(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".yaml")


def read(into: Collector, data: Data, name: str) -> None:
    """Collect the blocks of a notice."""
    own = without(data, *PARTS)
    if empty := [part for part in PARTS if part in data and not data[part]]:
        own[EMPTY] = empty
    top = into.add(f"{into.scope}notice.{_id(name)}", "notice", "", own)
    for part in PARTS:
        for block in data.get(part) or ():
            kind = next(kind for kind in KINDS if kind in block)
            address, count = f"{top}.{part}.{block[kind]}", 1
            while address in into.found:
                count += 1
                address = f"{top}.{part}.{block[kind]}-{count}"
            into.add(address, f"{part} block", top, {**block})


def write(tree: Tree, scope: str, name: str) -> dict[str, Any]:
    """The content of a notice's file."""
    top = tree[f"{scope}notice.{_id(name)}"]
    found: dict[str, Any] = {**without(top.data, EMPTY), **{part: [] for part in top.data.get(EMPTY, ())}}
    for part in PARTS:
        if blocks := tree.inside(top.address, f"{part} block"):
            found[part] = [dict(block.data) for block in blocks]
    return found


def read_example(into: Collector, data: Data, name: str) -> None:
    into.add(f"{into.scope}example.{_id(name)}", "example", "", data)


def write_example(tree: Tree, scope: str, name: str) -> dict[str, Any]:
    return dict(tree[f"{scope}example.{_id(name)}"].data)


def read_about(into: Collector, data: Data, _name: str) -> None:
    """process.yaml of a shared process."""
    into.add(f"{into.scope}about", "about", "", data)


def write_about(tree: Tree, scope: str, _name: str) -> dict[str, Any]:
    return dict(tree[f"{scope}about"].data)
