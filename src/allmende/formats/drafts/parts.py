"""What the readers and writers of single files share: collecting parts, and the address of a file's parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from allmende.domain.package.edits import PackagePart, Tree

Data = Mapping[str, Any]


class FileNotSplittable(Exception):
    """This file cannot be taken apart without loss; it stays whole."""


@dataclass
class Collector:
    """Parts found so far. `scope` goes before every address (`_blocks/person:`)."""

    scope: str = ""
    found: dict[str, PackagePart] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)

    def add(self, address: str, kind: str, parent: str, data: Data) -> str:
        """One more part inside `parent` (both with scope, the root is empty). Error: `FileNotSplittable` for a second one of that name."""
        if address in self.found:
            raise FileNotSplittable(address)
        self.found[address] = PackagePart(address, kind, parent, data)
        self.children.setdefault(parent, []).append(address)
        return address

    def parts(self) -> list[PackagePart]:
        """All parts with their children, siblings grouped by kind."""
        ranks = {address: part.rank for address, part in self.found.items()}
        return [
            PackagePart(
                part.address,
                part.kind,
                part.parent,
                part.data,
                tuple(sorted(self.children.get(part.address, ()), key=ranks.__getitem__)),
            )
            for part in self.found.values()
        ]


def without(data: Data, *names: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in names}


def last(address: str) -> str:
    """The last name of an address."""
    return address.rpartition(":")[2].rpartition(".")[2]


__all__ = ["Collector", "Data", "FileNotSplittable", "PackagePart", "Tree", "last", "without"]
