"""A YAML document as values that know where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

Scalar = str | int | Decimal | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]


class YamlPlace(NamedTuple):
    """A line of a file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class YamlNode(NamedTuple):
    """One value of a document: a scalar, a list of nodes or a mapping of nodes.

    `keys` holds where each key of a mapping stands.
    """

    value: Scalar | Sequence[YamlNode] | Mapping[str, YamlNode]
    place: YamlPlace
    keys: Mapping[str, YamlPlace] = MappingProxyType({})

    def plain(self) -> Any:
        """The value without places: `str`, `int`, `Decimal`, `bool`, None, `list`, `dict`."""
        return _plain(self.value)

    def find(self, pointer: str) -> YamlPlace:
        """The place of the value at `steps/0/fields/2/when`; of the nearest one around it when it is not there."""
        node, place = self, self.place
        for part in filter(None, pointer.split("/")):
            step = node._step(part)
            if step is None:
                break
            node, place = step
        return place

    def _step(self, part: str) -> tuple[YamlNode, YamlPlace] | None:
        if isinstance(self.value, dict) and part in self.value:
            return self.value[part], self.keys.get(part, self.value[part].place)
        if isinstance(self.value, list) and part.isdecimal() and int(part) < len(self.value):
            item = self.value[int(part)]
            return item, item.place
        return None

    def walk(self) -> Iterator[YamlNode]:
        """This node and everything below it."""
        yield self
        children = self.value.values() if isinstance(self.value, dict) else self.value
        if isinstance(self.value, (dict, list)):
            for child in children:  # type: ignore[union-attr]
                yield from child.walk()  # type: ignore[union-attr]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(node.value) for key, node in value.items()}
    return [_plain(node.value) for node in value] if isinstance(value, list) else value
