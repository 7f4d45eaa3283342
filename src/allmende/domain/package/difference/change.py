"""One difference between two versions, said in words and kept as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import get_args

from allmende.domain.package.edits import Edit, Plain, Tree
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.properties.property import Audience
from allmende.domain.values import Text

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
HEADINGS = {
    "citizens": Text.named("package.difference.change.citizens"),
    "clerks": Text.named("package.difference.change.clerks"),
    "treasurers": Text.named("package.difference.change.treasurers"),
    "designers": Text.named("package.difference.change.designers"),
}


@dataclass(frozen=True, slots=True)
class OpenedPackage:
    """A package together with its parts."""

    package: ServicePackage
    tree: Tree


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A difference as people would tell it; several edits may belong to it.

    code       what kind of change, e.g. `field.required`, `text.changed`, `tariff.amount`
    target     address of the part concerned
    text       one sentence, in both languages
    audiences  who notices it, most concerned first
    old, new   the values before and after where there are any
    edits      what leads from old to new; `places` is their order among all edits of the comparison
    """

    code: str
    target: str
    text: Text
    audiences: tuple[Audience, ...]
    old: Plain = None
    new: Plain = None
    edits: tuple[Edit, ...] = ()
    places: tuple[int, ...] = field(default=(), compare=False)

    def spoken(self, language: str) -> str:
        return self.text.spoken(language)

    def __hash__(self) -> int:
        return hash((self.code, self.target, self.text))


def edits_of(changes: Iterable[ToldChange]) -> tuple[Edit, ...]:
    """The edits of these changes in an order in which they apply: `apply(old, edits_of(compare(old, new))) == new`."""
    placed = [pair for change in changes for pair in zip(change.places, change.edits, strict=True)]
    return tuple(edit for _, edit in sorted(placed, key=lambda pair: pair[0]))


def grouped(changes: Iterable[ToldChange]) -> dict[Audience, tuple[ToldChange, ...]]:
    """The changes by who is most concerned; groups without a change are left out."""
    found: dict[Audience, list[ToldChange]] = {audience: [] for audience in AUDIENCES}
    for change in changes:
        found[change.audiences[0]].append(change)
    return {audience: tuple(inside) for audience, inside in found.items() if inside}
