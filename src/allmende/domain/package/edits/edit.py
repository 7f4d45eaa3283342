"""The four things that can be done to a package. Each knows what it replaces, so each can be undone.

Set     a property of a part: a text, a condition, a cell, an attribute
Add     a part with everything in it
Remove  a part with everything in it
Move    a part to another place
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from allmende.domain.package.edits.parts import PackagePart, Plain


class Absent(Enum):
    """The value of a property that is not there."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Set:
    """`name` of the part at `target` becomes `new`; it is refused unless it still is `old`."""

    target: str
    name: str
    old: Plain | Literal[Absent.ABSENT]
    new: Plain | Literal[Absent.ABSENT]

    def __hash__(self) -> int:
        return hash((self.target, self.name, repr(self.old), repr(self.new)))


@dataclass(frozen=True, slots=True)
class Add:
    """Parts come in, the outermost first, right after `after` (None: as the first of its sort)."""

    parts: tuple[PackagePart, ...]
    after: str | None

    @property
    def target(self) -> str:
        return self.parts[0].address

    def __hash__(self) -> int:
        return hash((self.target, self.after))


@dataclass(frozen=True, slots=True)
class Remove:
    """The part goes with everything in it; `parts` and `after` say what it was and where it stood."""

    parts: tuple[PackagePart, ...]
    after: str | None

    @property
    def target(self) -> str:
        return self.parts[0].address

    def __hash__(self) -> int:
        return hash((self.target, self.after))


@dataclass(frozen=True, slots=True)
class Move:
    """The part goes from one place to another; a place is the part around it and the sibling before it."""

    target: str
    old_parent: str
    old_after: str | None
    parent: str
    after: str | None


Edit = Set | Add | Remove | Move


def invert(edit: Edit) -> Edit:
    """The edit that undoes this one."""
    match edit:
        case Set():
            return Set(edit.target, edit.name, edit.new, edit.old)
        case Add():
            return Remove(edit.parts, edit.after)
        case Remove():
            return Add(edit.parts, edit.after)
        case Move():
            return Move(edit.target, edit.parent, edit.after, edit.old_parent, edit.old_after)


def invert_all(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that undo these, last one first."""
    return tuple(invert(edit) for edit in reversed(tuple(edits)))
