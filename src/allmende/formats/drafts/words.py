"""Texts as parts, one each, and back; also the blocks, which carry their texts with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allmende.formats.drafts.form import read_fields, write_fields
from allmende.formats.drafts.parts import Collector, Data, FileNotSplittable, Tree, without


def read(into: Collector, data: Data, name: str) -> None:
    """Collect the texts of `texts/<language>.yaml`."""
    _read_tree(into, data, _language(name), "")


def write(tree: Tree, scope: str, name: str) -> dict[str, Any]:
    """The texts of one language, nested again."""
    return _nested(tree, f"{scope}texts.{_language(name)}", f"{scope}text.{_language(name)}.")


def read_block(into: Collector, data: Data, _name: str) -> None:
    """Collect the parts of a shared block: its fields, and its texts as if they were the package's."""
    top = into.add(f"{into.scope}form", "form", "", without(data, "fields", "texts"))
    read_fields(into, data["fields"], top, f"{into.scope}field.")
    for language, tree in data["texts"].items():
        _read_tree(into, tree or {}, language, "")


def write_block(tree: Tree, scope: str, _name: str) -> dict[str, Any]:
    """The content of a block's file."""
    top = tree[f"{scope}form"]
    texts = {
        part.address.rpartition(".")[2]: _nested(tree, part.address, f"{scope}text.{part.address.rpartition('.')[2]}.")
        for part in tree.values()
        if part.kind == "texts" and part.address.startswith(f"{scope}texts.")
    }
    return {**top.data, "fields": write_fields(tree, top.address), "texts": texts}


def _language(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".yaml")


def _read_tree(into: Collector, data: Data, language: str, parent: str) -> None:
    top = into.add(f"{into.scope}texts.{language}", "texts", parent, {})
    for text_id, value in _leaves(data, ""):
        into.add(f"{into.scope}text.{language}.{text_id}", "text", top, {"value": value})


def _leaves(data: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for key, item in data.items():
        if "." in key or not key or (isinstance(item, Mapping) and not item):
            raise FileNotSplittable(key)
        if isinstance(item, Mapping):
            yield from _leaves(item, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", item


def _nested(tree: Tree, address: str, lead: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in tree.inside(address):
        at = found
        *path, leaf = part.address.removeprefix(lead).split(".")
        for step in path:
            at = at.setdefault(step, {})
            if not isinstance(at, dict):
                raise FileNotSplittable(part.address)
        if leaf in at or isinstance(part.data["value"], Mapping):
            raise FileNotSplittable(part.address)
        at[leaf] = part.data["value"]
    return found
