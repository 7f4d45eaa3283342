"""Values with their places, made from values with places: an expanded file still says which line of the source made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allmende.formats.yaml import Node, Place


def made(value: Any, place: Place) -> Node:
    """A plain value as a node; nodes inside stay as they are, everything else stands at `place`."""
    if isinstance(value, Node):
        return value
    if isinstance(value, Mapping):
        items = {str(key): made(item, place) for key, item in value.items()}
        return Node(items, place, {key: item.place for key, item in items.items()})
    if isinstance(value, (list, tuple)):
        return Node([made(item, place) for item in value], place)
    return Node(value, place)


def mapping(node: Node | None) -> Mapping[str, Node]:
    """The entries of a mapping; nothing for anything else."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def items(node: Node | None) -> list[Node]:
    """The items of a list; nothing for anything else."""
    return list(node.value) if node is not None and isinstance(node.value, list) else []


def get(node: Node | None, *path: str) -> Node | None:
    """The node at that path of keys, or None."""
    for key in path:
        node = mapping(node).get(key)
    return node


def plain(node: Node | None) -> Any:
    """The value without places; None for nothing."""
    return node.plain() if node is not None else None


def merged(below: Node, above: Node) -> Node:
    """Mappings joined key by key, `above` wins; `null` takes a key away; anything else replaces."""
    if not (isinstance(below.value, dict) and isinstance(above.value, dict)):
        return above
    found = dict(below.value)
    for key, item in above.value.items():
        if item.value is None:
            found.pop(key, None)
        else:
            found[key] = merged(found[key], item) if key in found else item
    keys = {key: above.keys.get(key, below.keys.get(key, item.place)) for key, item in found.items()}
    return Node(found, above.place, keys)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    if isinstance(node.value, dict):
        for item in node.value.values():
            yield from walk(item)
    elif isinstance(node.value, list):
        for item in node.value:
            yield from walk(item)
