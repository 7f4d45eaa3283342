"""Which edits belong together: a new question and its texts are one change, not twelve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from allmende.domain.package.difference.naming import split
from allmende.domain.package.edits import Add, Edit, Move, Remove, Set

SOURCE = "file:source/"
"""What an author wrote in the thin form. All of it is one subject: what it expands to is told in its own sentences."""

Numbered = tuple[int, Edit]
OWNERS = ("field", "step", "parameter", "tariff", "ground", "process", "notice")


@dataclass(slots=True)
class EditGroup:
    """Edits that are told together. `key` says about what: an address, and the property where it is about one."""

    address: str
    name: str = ""
    edits: list[Numbered] = field(default_factory=list)

    @property
    def main(self) -> Edit:
        """The edit the sentence is about."""
        for _, edit in self.edits:
            if edit.target == self.address:
                return edit
        return self.edits[0][1]


def sort_edits(edits: Iterable[Edit]) -> list[EditGroup]:
    """Bundles in the order of their first edit."""
    numbered = list(enumerate(edits))
    fresh = {edit.target: edit for _, edit in numbered if isinstance(edit, (Add, Remove)) and not _is_text(edit.target)}
    scopes = _whole_scopes(fresh)
    inside = {part.address: target for target, edit in fresh.items() for part in edit.parts}
    redrawn = any(isinstance(edit, Set) and edit.name == "drawing" for _, edit in numbered)
    bundles: dict[tuple[str, str], EditGroup] = {}
    for number, edit in numbered:
        address, name = _subject(edit, inside, scopes, redrawn=redrawn)
        bundles.setdefault((address, name), EditGroup(address, name)).edits.append((number, edit))
    return list(bundles.values())


def _subject(edit: Edit, inside: Mapping[str, str], scopes: frozenset[str], *, redrawn: bool) -> tuple[str, str]:
    if edit.target.startswith(SOURCE):
        return SOURCE, ""
    scope, kind, name = split(edit.target)
    if scope in scopes:
        return f"{scope}:", ""
    if kind == "text":
        return _subject_of_text(scope, name.partition(".")[2], inside)
    if kind == "texts":
        return edit.target, ""
    if kind == "example":
        return edit.target, ""
    if kind == "flow" and redrawn and isinstance(edit, (Add, Remove)):
        return f"{scope}:process" if scope else "process", "drawing"
    if kind in ("tariff", "deadline") and not isinstance(edit, Move):
        tariff = name.partition(".from.")[0]
        return (f"{scope}:" if scope else "") + f"{kind}.{tariff}", ""
    if isinstance(edit, Set):
        return inside.get(edit.target, edit.target), "" if edit.target in inside else edit.name
    return edit.target, "place" if isinstance(edit, Move) else ""


def _subject_of_text(scope: str, text_id: str, inside: Mapping[str, str]) -> tuple[str, str]:
    lead = f"{scope}:" if scope else ""
    said = f"field.{text_id}" if scope.startswith("_blocks/") else text_id
    for owner in _owners(said):
        if f"{lead}{owner}" in inside:
            return inside[f"{lead}{owner}"], ""
    return f"{lead}text.{text_id}", "text"


def _owners(text_id: str) -> Iterator[str]:
    """Addresses of parts a text may belong to, the nearest first."""
    names = text_id.split(".")
    if names[0] == "process" and len(names) > 1:
        yield f"node.{names[1]}"
    if names[0] == "notice" and len(names) > 2:
        yield from (
            f"notice.{names[1]}.{part}.{names[2]}" for part in ("operative", "reasons", "ancillary", "information")
        )
    if names[0] in OWNERS:
        yield from (".".join(names[:count]) for count in range(len(names), 1, -1))


def _whole_scopes(fresh: Mapping[str, Edit]) -> frozenset[str]:
    """Shared blocks and processes that come or go as a whole."""
    found = {split(address)[0] for address in fresh if address.endswith((":form", ":about", ":process"))}
    return frozenset(found - {""})


def _is_text(address: str) -> bool:
    return split(address)[1] == "text"
