"""Values with their places, made from values with places: an expanded file still says which line of the source made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allmende.formats.yaml import YamlNode, YamlPlace


def made(value: Any, place: YamlPlace) -> YamlNode:
    """A plain value as a node; nodes inside stay as they are, everything else stands at `place`."""
    if isinstance(value, YamlNode):
        return value
    if isinstance(value, Mapping):
        items = {str(key): made(item, place) for key, item in value.items()}
        return YamlNode(items, place, {key: item.place for key, item in items.items()})
    if isinstance(value, (list, tuple)):
        return YamlNode([made(item, place) for item in value], place)
    return YamlNode(value, place)


def mapping(node: YamlNode | None) -> Mapping[str, YamlNode]:
    """The entries of a mapping; nothing for anything else."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def items(node: YamlNode | None) -> list[YamlNode]:
    """The items of a list; nothing for anything else."""
    return list(node.value) if node is not None and isinstance(node.value, list) else []


def get(node: YamlNode | None, *path: str) -> YamlNode | None:
    """The node at that path of keys, or None."""
    for key in path:
        node = mapping(node).get(key)
    return node


def plain(node: YamlNode | None) -> Any:
    """The value without places; None for nothing."""
    return node.plain() if node is not None else None


def merged(below: YamlNode, above: YamlNode) -> YamlNode:
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
    return YamlNode(found, above.place, keys)


def walk(node: YamlNode) -> Iterator[YamlNode]:
    """The node and everything below it."""
    yield node
    if isinstance(node.value, dict):
        for item in node.value.values():
            yield from walk(item)
    elif isinstance(node.value, list):
        for item in node.value:
            yield from walk(item)
