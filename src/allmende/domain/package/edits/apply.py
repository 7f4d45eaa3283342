"""Applies edits to the parts of a package: all of them, or none and the reasons."""

from __future__ import annotations

from collections.abc import Iterable

from allmende.domain.package.edits.edit import ABSENT, Add, Edit, Move, Remove, Set
from allmende.domain.package.edits.nesting import fits, is_property
from allmende.domain.package.edits.parts import PackagePart, Tree, Workbench, same
from allmende.domain.values import Problem, Text

STALE = Text.named("package.edits.apply.stale")
GONE = Text.named("package.edits.apply.gone")
THERE = Text.named("package.edits.apply.there")
NO_PLACE = Text.named("package.edits.apply.no_place")
SHAPE = Text.named("package.edits.apply.shape")
CIRCLE = Text.named("package.edits.apply.circle")


def apply(tree: Tree, edits: Iterable[Edit]) -> Tree | list[Problem]:
    """The parts after all edits, in order. An edit whose old value no longer holds refuses; then nothing is done."""
    bench = Workbench(tree)
    problems: list[Problem] = []
    for edit in edits:
        refused = _refusal(bench, edit)
        if refused is not None:
            problems.append(refused)
        else:
            _do(bench, edit)
    return problems or bench.finished()


def _do(bench: Workbench, edit: Edit) -> None:
    match edit:
        case Set():
            bench.set(edit.target, edit.name, edit.new, absent=edit.new is ABSENT)
        case Add():
            bench.put_in(edit.parts, edit.after)
        case Remove():
            bench.take_out(edit.target)
        case Move():
            bench.move(edit.target, edit.parent, edit.after)


def _refusal(bench: Workbench, edit: Edit) -> Problem | None:
    parts = bench.parts
    if isinstance(edit, Add):
        return _refused_add(parts, edit)
    if edit.target not in parts:
        return Problem("edit.gone", GONE, edit.target)
    if not edit.target:
        return Problem("edit.shape", SHAPE, edit.target)
    match edit:
        case Set():
            if not is_property(parts[edit.target].kind, edit.name):
                return Problem("edit.shape", SHAPE, edit.target)
            value = parts[edit.target].data.get(edit.name, ABSENT)
            return None if same(value, edit.old) else Problem("edit.stale", STALE, f"{edit.target}#{edit.name}")
        case Remove():
            now = tuple(Tree(parts).below(edit.target))
            return None if unchanged(now, edit.parts) else Problem("edit.stale", STALE, edit.target)
        case Move():
            if edit.parent not in parts:
                return Problem("edit.gone", GONE, edit.parent)
            if Tree(parts).follows(edit.parent, edit.target):
                return Problem("edit.circle", CIRCLE, edit.target)
            if not fits(parts[edit.target], parts[edit.parent]):
                return Problem("edit.shape", SHAPE, edit.target)
            return _refused_place(parts, parts[edit.target], edit.parent, edit.after)


def _refused_add(parts: dict[str, PackagePart], edit: Add) -> Problem | None:
    taken = next((part.address for part in edit.parts if part.address in parts), None)
    if taken is not None:
        return Problem("edit.there", THERE, taken)
    if edit.parts[0].parent not in parts:
        return Problem("edit.gone", GONE, edit.parts[0].parent)
    if not _hold_together(edit.parts, parts[edit.parts[0].parent]):
        return Problem("edit.shape", SHAPE, edit.target)
    return _refused_place(parts, edit.parts[0], edit.parts[0].parent, edit.after)


def _hold_together(added: tuple[PackagePart, ...], parent: PackagePart) -> bool:
    """Is it one part with everything inside it, each named and placed as it must be?"""
    inside = {part.address: part for part in added}
    named = [child for part in added for child in part.children]
    if sorted(named) != sorted(inside.keys() - {added[0].address}) or len(inside) != len(added):
        return False
    around = ((part, parent if part is added[0] else inside.get(part.parent)) for part in added)
    return all(
        over is not None and fits(part, over) and (over is parent or part.address in over.children)
        for part, over in around
    )


def _refused_place(parts: dict[str, PackagePart], part: PackagePart, parent: str, after: str | None) -> Problem | None:
    if after is None:
        return None
    neighbour = parts.get(after)
    fits = neighbour is not None and neighbour.parent == parent and neighbour.rank == part.rank
    return None if fits and after != part.address else Problem("edit.place", NO_PLACE, after)


def unchanged(now: tuple[PackagePart, ...], before: tuple[PackagePart, ...]) -> bool:
    """Do both hold the same parts with the same values?"""
    return len(now) == len(before) and all(
        one.address == other.address and one.kind == other.kind and same_data(one, other)
        for one, other in zip(now, before, strict=True)
    )


def same_data(package_part: PackagePart, other: PackagePart) -> bool:
    """Have both parts the same properties (in whatever order)?"""
    return package_part.data.keys() == other.data.keys() and all(
        same(package_part.data[key], other.data[key]) for key in package_part.data
    )
