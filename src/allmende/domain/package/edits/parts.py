"""A package as parts with addresses: what can be said about it, changed in it and compared.

"" ─┬─ service ─┬─ parameter.<id>
    │           ├─ tariff.<id> ── tariff.<id>.from.<day>
    │           └─ deadline.<id> · applicant.<id> · ground.<id>
    ├─ form ── step.<id> ─┬─ field.<path> ─┬─ field.<path>.option.<id> · field.<path>.check.<id>
    │                     │                └─ field.<path>.<id>            (inside a group)
    │                     └─ use.<block> ── field.<path>                   (what is set on a block's field)
    ├─ notice.<id> ── notice.<id>.<part>.<block>
    ├─ texts.<language> ── text.<language>.<text id>
    ├─ decisions ─┬─ table.<id> ── rule.<table>.<id>
    │             └─ literal.<id>
    ├─ process ── node.<id> · flow.<id>
    ├─ example.<id> · changes
    └─ file:<path>                       a file that is not taken apart: replaced as a whole

Parts of shared blocks and processes carry the file before a colon: `_processes/anhoerung:node.frist`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

Plain = Any
"""A value of a document: str, int, Decimal, bool, None, list, dict."""

RANKS: Final = {
    kind: rank
    for rank, kinds in enumerate(
        (
            *(("service",), ("form",), ("notice",), ("process",), ("decisions",), ("texts",), ("example",)),
            *(("parameter",), ("tariff",), ("deadline",), ("applicant",), ("ground",)),
            *(("option",), ("check",), ("field", "use", "setting"), ("table",), ("literal",), ("node",), ("flow",)),
        )
    )
    for kind in kinds
}
"""Siblings of different kinds stand in this order; only among their own kind does their place mean anything."""


@dataclass(frozen=True, slots=True)
class PackagePart:
    """One thing with an address. `data` are its own properties, `children` the addresses of the parts inside it."""

    address: str
    kind: str
    parent: str
    data: Mapping[str, Plain] = field(default_factory=dict)
    children: tuple[str, ...] = ()

    @property
    def rank(self) -> int:
        return RANKS.get(self.kind, len(RANKS))


class Tree(Mapping[str, PackagePart]):
    """All parts of a package by address. Immutable; the root's address is empty."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Mapping[str, PackagePart]) -> None:
        self._parts = parts

    @classmethod
    def of(cls, parts: Iterable[PackagePart]) -> Tree:
        """From parts in any order. Error: `ValueError` for an address that occurs twice."""
        found: dict[str, PackagePart] = {}
        for part in parts:
            if part.address in found:
                raise ValueError(part.address)
            found[part.address] = part
        return cls(found)

    def __getitem__(self, address: str) -> PackagePart:
        return self._parts[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __repr__(self) -> str:
        return f"Tree({len(self._parts)} parts)"

    def inside(self, address: str, kind: str | None = None) -> tuple[PackagePart, ...]:
        """The parts directly inside, in order."""
        children = (self._parts[child] for child in self._parts[address].children)
        return tuple(child for child in children if kind is None or child.kind == kind)

    def below(self, address: str) -> Iterator[PackagePart]:
        """The part and everything inside it, parents first."""
        part = self._parts[address]
        yield part
        for child in part.children:
            yield from self.below(child)

    def before(self, address: str) -> str | None:
        """The sibling of its own sort that stands right before a part."""
        part = self._parts[address]
        found = None
        for sibling in self._parts[part.parent].children:
            if sibling == address:
                return found
            found = sibling if self._parts[sibling].rank == part.rank else None
        return found

    def follows(self, address: str, ancestor: str) -> bool:
        """Does the part lie inside the ancestor, or is it the ancestor?"""
        while address:
            if address == ancestor:
                return True
            address = self._parts[address].parent
        return ancestor == ""


class Workbench:
    """A tree while it is being changed."""

    def __init__(self, tree: Tree) -> None:
        self.parts: dict[str, PackagePart] = dict(tree)

    def finished(self) -> Tree:
        return Tree(self.parts)

    def set(self, address: str, name: str, value: Plain, *, absent: bool = False) -> None:
        part = self.parts[address]
        data = {key: item for key, item in part.data.items() if not (absent and key == name)}
        if not absent:
            data[name] = value
        self.parts[address] = replace(part, data=data)

    def take_out(self, address: str) -> None:
        """Remove a part with everything inside it."""
        for part in list(Tree(self.parts).below(address)):
            del self.parts[part.address]
            self._forget(part)

    def put_in(self, parts: tuple[PackagePart, ...], after: str | None) -> None:
        """Insert a part with everything inside it."""
        self.parts |= {part.address: part for part in parts}
        self._place(parts[0], after)

    def move(self, address: str, parent: str, after: str | None) -> None:
        part = self.parts[address]
        self._forget(part)
        self.parts[address] = replace(part, parent=parent)
        self._place(self.parts[address], after)

    def _forget(self, part: PackagePart) -> None:
        parent = self.parts.get(part.parent)
        if parent is not None:
            left = tuple(child for child in parent.children if child != part.address)
            self.parts[parent.address] = replace(parent, children=left)

    def _place(self, part: PackagePart, after: str | None) -> None:
        parent = self.parts[part.parent]
        children = list(parent.children)
        if after is not None:
            at = children.index(after) + 1
        else:
            at = next((n for n, one in enumerate(children) if self.parts[one].rank >= part.rank), len(children))
        children.insert(at, part.address)
        self.parts[parent.address] = replace(parent, children=tuple(children))


def same(plain: Plain, other: Plain) -> bool:
    """Equal in value, type and order of keys: what would be written with the same bytes."""
    return repr(plain) == repr(other)
