"""What a package carries of its author's source, and whether that still says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from allmende.domain.package.edits import Edit, Tree
from allmende.domain.package.package import ServicePackage
from allmende.domain.values import Problem, Text

FORM = "source/form"
BEHIND = "behind"
"""Begins `source/form` where the source does not say what the exchange files say; the lines below it say why.

Otherwise its first line is the version of the form, and a second one says why the process is no longer written by its pattern.
"""


PARTS = "file:source/"
"""Addresses of the files of a source. They are written again from the parts of the package whenever these change."""


def without_source(edits: Iterable[Edit]) -> list[Edit]:
    """Edits of the package itself; those of its source, where there are no others."""
    every = list(edits)
    return [edit for edit in every if not edit.target.startswith(PARTS)] or every


def with_source_of(tree: Tree, other: Tree) -> Tree:
    """The parts with the other's source: where versions are merged, nobody's source is in the way."""
    top = tree[""]
    own = [part for part in tree.values() if part.address and not part.address.startswith(PARTS)]
    theirs = [part for part in other.values() if part.address.startswith(PARTS)]
    children = sorted(
        (*(child for child in top.children if not child.startswith(PARTS)), *(part.address for part in theirs)),
        key=lambda address: (address.startswith(PARTS), address if address.startswith(PARTS) else ""),
    )
    return Tree.of([replace(top, children=tuple(children)), *own, *theirs])


def check_source(package: ServicePackage) -> Iterator[Problem]:
    """A package that has a source is released with it."""
    said = package.files.get(FORM, "")
    if said.startswith(BEHIND):
        why = " ".join(said.removeprefix(BEHIND).split())
        words = Text.named("package.sources.behind", why=why)
        yield Problem("source.behind", words, FORM)
    elif departed := said.partition("\n")[2].strip():
        yield Problem("source.pattern_left", Text(departed), FORM, severity="warning")
