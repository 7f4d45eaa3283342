"""Parts go, and change places among their kind."""

from __future__ import annotations

from typing import Literal

from allmende.domain.package.edits import PackagePart, Tree, author
from allmende.domain.package.edits.author import Edits
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts.wording import texts_of

REMOVABLE = frozenset(
    (
        *("parameter", "tariff", "amount", "deadline", "ground", "applicant", "step", "field", "setting", "use"),
        *("option", "check", "notice", "rule", "example", "text"),
        *("operative block", "reasons block", "ancillary block", "information block"),
    )
)
MOVABLE = REMOVABLE - {"setting", "text", "notice", "example", "amount"}
LANGUAGES = ("de", "en", "de-leicht")


def may_remove(tree: Tree, address: str) -> bool:
    """Can the part go?"""
    part = tree.get(address)
    if part is None:
        return author.block_of(tree, address) is not None
    return part.kind in REMOVABLE


def removed(tree: Tree, address: str) -> Edits | Problem:
    """The part goes with everything in it and with its texts. A question of a block is left out where the block is used."""
    part = tree.get(address)
    scoped = ":" in address
    if not scoped and (part is None or part.kind in ("field", "setting")):
        return author.remove_field(tree, address)
    if part is None:
        return Problem("edit.gone", Text.named("studio.drafts.arrange.edit_gone"), address)
    inside = {one.address for one in tree.below(address)}
    texts = [text for found in inside for text in _texts(tree, found) if text not in inside]
    return author.remove(tree, address, *dict.fromkeys(texts))


def _texts(tree: Tree, address: str) -> list[str]:
    """Addresses of the texts of a part that are there."""
    return [
        f"{said.scope}text.{language}.{said.id}"
        for said in texts_of(tree, address)
        for language in LANGUAGES
        if f"{said.scope}text.{language}.{said.id}" in tree
    ]


def neighbours(tree: Tree, address: str) -> tuple[PackagePart | None, PackagePart | None]:
    """The siblings of its sort right before and right after a part that may move."""
    part = tree.get(address)
    if part is None or part.kind not in MOVABLE:
        return None, None
    row = [one for one in tree.inside(part.parent) if one.rank == part.rank and _alike(one, part)]
    at = next(number for number, one in enumerate(row) if one.address == address)
    return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)


def _alike(package_part: PackagePart, other: PackagePart) -> bool:
    """Paragraphs stay in their part of the letter."""
    return package_part.kind == other.kind or {package_part.kind, other.kind} <= {"field", "use"}


def moved(tree: Tree, address: str, way: Literal["up", "down"]) -> Edits | Problem:
    """One place up or down; nothing where there is no such place."""
    before, after = neighbours(tree, address)
    part = tree.get(address)
    if part is None:
        return Problem("edit.gone", Text.named("studio.drafts.arrange.edit_gone"), address)
    if way == "down":
        return author.move(tree, address, part.parent, after.address) if after else ()
    if before is None:
        return ()
    return author.move(tree, address, part.parent, tree.before(before.address))
