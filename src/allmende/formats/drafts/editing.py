"""A package taken apart for editing and comparing, and put together again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from allmende.domain.package import ServicePackage
from allmende.domain.package.difference import Edition
from allmende.domain.package.edits import Edit, Tree, diff
from allmende.domain.package.edits import apply as apply_to_tree
from allmende.domain.values import Problem, Text
from allmende.formats.drafts.files import close_files, open_files
from allmende.formats.package.reader import read_files


def open_tree(package: ServicePackage) -> Tree:
    """The parts of a package, its shared blocks and processes included. Every file comes back byte for byte."""
    return open_files(package.files)


def open_edition(package: ServicePackage) -> Edition:
    """A package together with its parts, ready to be compared."""
    return Edition(package, open_tree(package))


def close_tree(tree: Tree) -> ServicePackage | list[Problem]:
    """The package of these parts, canonically written; or what makes it unreadable (not: what a check would find)."""
    files = close_files(tree)
    if isinstance(files, list):
        return [_apart(name) for name in files]
    read = read_files({name: text.encode() for name, text in files.items()})
    errors = [problem for problem in read.problems if problem.severity == "error"]
    return read.package if read.package is not None and not errors else errors


def apply(package: ServicePackage, edits: Iterable[Edit]) -> ServicePackage | list[Problem]:
    """The package after all edits; or why one of them cannot be made. Nothing is done halfway."""
    tree = apply_to_tree(open_tree(package), edits)
    return tree if isinstance(tree, list) else close_tree(tree)


def replace_files(package: ServicePackage, files: Mapping[str, bytes]) -> tuple[Edit, ...] | list[Problem]:
    """Uploaded files as edits: what differs from the package's own, part by part. Problems: what cannot be read."""
    own = {name: text.encode() for name, text in package.files.items()}
    read = read_files({**own, **files})
    errors = [problem for problem in read.problems if problem.severity == "error"]
    if read.package is None or errors:
        return errors
    return diff(open_tree(package), open_tree(read.package))


def _apart(name: str) -> Problem:
    return Problem(
        "edit.apart",
        Text(
            f"Die Teile von „{name}“ passen nicht mehr zusammen.",
            f"The parts of “{name}” no longer fit together.",
        ),
        name,
    )
