"""Two people edited the same draft: what fits goes together, what collides is shown both, nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from allmende.domain.package.edits import ABSENT, Add, Edit, Move, Plain, Remove, Set, Tree, apply, diff
from allmende.domain.package.edits.apply import unchanged
from allmende.domain.package.edits.parts import same
from allmende.domain.values import Problem

FRAMES = {"drawing": ("node", "flow"), "frame": ("table", "rule", "literal")}


@dataclass(frozen=True, slots=True)
class DraftConflict:
    """One edit of mine that collides with theirs.

    base, theirs, mine   the values where there are any (ABSENT where the property is not there)
    kind                 both: changed differently · gone: they removed it · there: they made one of that id
    """

    edit: Edit
    kind: Literal["both", "gone", "there"]
    base: Plain = ABSENT
    theirs: Plain = ABSENT
    mine: Plain = ABSENT

    @property
    def target(self) -> str:
        return self.edit.target


@dataclass(frozen=True, slots=True)
class MergedDraft:
    """`tree`: theirs with every edit of mine that fits; `agreed`: what both did alike."""

    tree: Tree
    applied: tuple[Edit, ...]
    agreed: tuple[Edit, ...]
    conflicts: tuple[DraftConflict, ...]


def merge_drafts(base: Tree, mine: Tree, theirs: Tree) -> MergedDraft:
    """Lay my changes over theirs. Each edit of mine ends as applied, agreed or a conflict."""
    current = theirs
    their_moves = {edit.target: edit for edit in diff(base, theirs) if isinstance(edit, Move)}
    applied: list[Edit] = []
    agreed: list[Edit] = []
    conflicts: list[DraftConflict] = []
    edits = diff(base, mine)
    blocked = _blocked(edits, base, theirs)
    for edit in edits:
        verdict = _judge(edit, base, mine, current, their_moves, blocked)
        if isinstance(verdict, DraftConflict):
            conflicts.append(verdict)
        elif verdict is None:
            agreed.append(edit)
        else:
            after = apply(current, (verdict,))
            if isinstance(after, list):
                conflicts.append(DraftConflict(edit, "both"))
            else:
                current = after
                applied.append(verdict)
    return MergedDraft(current, tuple(applied), tuple(agreed), tuple(conflicts))


def settle(merged: MergedDraft, mine: Mapping[str, bool]) -> Tree | list[Problem]:
    """The draft after choices by target (`target#name` for a property): true takes mine, false leaves theirs."""
    edits: list[Edit] = []
    for conflict in merged.conflicts:
        edit = conflict.edit
        key = f"{edit.target}#{edit.name}" if isinstance(edit, Set) else edit.target
        if mine.get(key):
            edits.append(_forced(edit, merged.tree))
    return apply(merged.tree, edits)


def _forced(edit: Edit, tree: Tree) -> Edit:
    """My edit as it must read to win over what stands there now."""
    part = tree.get(edit.target)
    match edit:
        case Set() if part is not None:
            return Set(edit.target, edit.name, part.data.get(edit.name, ABSENT), edit.new)
        case Remove() if part is not None:
            return Remove(tuple(tree.below(edit.target)), tree.before(edit.target))
        case Move() if part is not None:
            return Move(edit.target, part.parent, tree.before(edit.target), edit.parent, edit.after)
    return edit


def _blocked(edits: tuple[Edit, ...], base: Tree, theirs: Tree) -> frozenset[tuple[str, str]]:
    """Drawings and frames that both changed differently: what comes or goes with them cannot be mixed."""
    found = set()
    for edit in edits:
        if isinstance(edit, Set) and edit.name in FRAMES and edit.target in theirs:
            now = theirs[edit.target].data.get(edit.name, ABSENT)
            if not same(now, edit.old) and not same(now, edit.new):
                scope = edit.target.rpartition(":")[0]
                found |= {(scope, kind) for kind in FRAMES[edit.name]}
    return frozenset(found)


def _judge(
    edit: Edit,
    base: Tree,
    mine: Tree,
    current: Tree,
    their_moves: Mapping[str, Move],
    blocked: frozenset[tuple[str, str]],
) -> Edit | DraftConflict | None:
    """The edit as it fits, a conflict, or None where they did the same."""
    match edit:
        case Set():
            return _judge_set(edit, current)
        case Add():
            if (edit.target.rpartition(":")[0], edit.parts[0].kind) in blocked:
                return DraftConflict(edit, "both")
            return _judge_add(edit, mine, current)
        case Remove():
            if (edit.target.rpartition(":")[0], edit.parts[0].kind) in blocked:
                return DraftConflict(edit, "both")
            if edit.target not in current:
                return None
            now = tuple(current.below(edit.target))
            return (
                Remove(now, current.before(edit.target)) if unchanged(now, edit.parts) else DraftConflict(edit, "both")
            )
        case Move():
            return _judge_move(edit, mine, current, their_moves.get(edit.target))


def _judge_set(edit: Set, current: Tree) -> Edit | DraftConflict | None:
    if edit.target not in current:
        return DraftConflict(edit, "gone", edit.old, ABSENT, edit.new)
    now = current[edit.target].data.get(edit.name, ABSENT)
    if same(now, edit.new):
        return None
    return edit if same(now, edit.old) else DraftConflict(edit, "both", edit.old, now, edit.new)


def _judge_add(edit: Add, mine: Tree, current: Tree) -> Edit | DraftConflict | None:
    if edit.target in current:
        alike = unchanged(tuple(current.below(edit.target)), edit.parts)
        return None if alike else DraftConflict(edit, "there")
    if any(part.address in current for part in edit.parts):
        return DraftConflict(edit, "there")
    if edit.parts[0].parent not in current:
        return DraftConflict(edit, "gone")
    return Add(edit.parts, _neighbour(edit.target, edit.parts[0].parent, mine, current))


def _judge_move(edit: Move, mine: Tree, current: Tree, theirs: Move | None) -> Edit | DraftConflict | None:
    if edit.target not in current or edit.parent not in current:
        return DraftConflict(edit, "gone")
    if theirs is not None:
        alike = (theirs.parent, theirs.after) == (edit.parent, edit.after)
        return None if alike else DraftConflict(edit, "both")
    after = _neighbour(edit.target, edit.parent, mine, current)
    part = current[edit.target]
    if (part.parent, current.before(edit.target)) == (edit.parent, after):
        return None
    return Move(edit.target, part.parent, current.before(edit.target), edit.parent, after)


def _neighbour(target: str, parent: str, mine: Tree, current: Tree) -> str | None:
    """The nearest sibling before it in my version that is there in the current one, too."""
    if target not in mine:
        return None
    before = mine.before(target)
    while before is not None:
        if before in current and current[before].parent == parent and current[before].rank == mine[target].rank:
            return before
        before = mine.before(before)
    return None
