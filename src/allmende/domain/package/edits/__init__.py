"""Typed edits of a package by stable id: applied, undone, compared, stored.

tree ──apply(edits)──▶ tree        diff(tree, tree) ─▶ edits        invert(edit) ─▶ edit
"""

from allmende.domain.package.edits.apply import apply
from allmende.domain.package.edits.codec import from_json, list_from_json, list_to_json, to_json
from allmende.domain.package.edits.diff import diff
from allmende.domain.package.edits.edit import ABSENT, Absent, Add, Edit, Move, Remove, Set, invert, invert_all
from allmende.domain.package.edits.parts import PackagePart, Plain, Tree, same

__all__ = [
    "ABSENT",
    "Absent",
    "Add",
    "Edit",
    "Move",
    "PackagePart",
    "Plain",
    "Remove",
    "Set",
    "Tree",
    "apply",
    "diff",
    "from_json",
    "invert",
    "invert_all",
    "list_from_json",
    "list_to_json",
    "same",
    "to_json",
]
