"""A package taken apart for editing and comparing, and put together again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from allmende.domain.package import ServicePackage
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.edits import Edit, Tree, diff
from allmende.domain.package.edits import apply as apply_to_tree
from allmende.domain.values import Problem, Text
from allmende.formats import bpmn
from allmende.formats.drafts.files import close_files, open_files
from allmende.formats.package.files import CHANGES, KNOWN, MOST_BYTES, MOST_FILES, SOURCE
from allmende.formats.package.reader import PackageReading, read_files, source_form
from allmende.formats.package.rewriting import id_in, is_behind, rewritten


def open_tree(package: ServicePackage) -> Tree:
    """The parts of a package, its shared blocks and processes included. Every file comes back byte for byte."""
    return open_files(package.files)


def open_edition(package: ServicePackage) -> OpenedPackage:
    """A package together with its parts, ready to be compared."""
    return OpenedPackage(package, open_tree(package))


def close_tree(tree: Tree) -> ServicePackage | list[Problem]:
    """The package of these parts, canonically written; or what makes it unreadable (not: what a check would find)."""
    files = close_files(tree)
    if isinstance(files, list):
        return [_apart(name) for name in files]
    content = {name: text.encode() for name, text in files.items()}
    return _foreign(content) or _read(content)


def apply(package: ServicePackage, edits: Iterable[Edit]) -> ServicePackage | list[Problem]:
    """The package after all edits; or why one of them cannot be made. Nothing is done halfway."""
    tree = apply_to_tree(open_tree(package), edits)
    return tree if isinstance(tree, list) else close_tree(tree)


def replace_files(
    package: ServicePackage, files: Mapping[str, bytes], *, whole: bool = False
) -> tuple[Edit, ...] | list[Problem]:
    """Uploaded files as edits: what differs from the package's own, part by part. Problems: what cannot be read.

    `whole`: these are all files; own ones that are not among them go. Files of a source bring what they expand to.
    """
    own = {} if whole else {name: text.encode() for name, text in package.files.items()}
    files = {name: bpmn.name_elements(text) if name == "process.bpmn" else text for name, text in files.items()}
    found = _foreign(files) or _expanded(package, own, files) or _read({**own, **files})
    return found if isinstance(found, list) else diff(open_tree(package), open_tree(found))


def _expanded(
    package: ServicePackage, own: Mapping[str, bytes], files: Mapping[str, bytes]
) -> ServicePackage | list[Problem] | None:
    """The package of uploaded files of a source and the rest of it; None where exchange files came with them or no source did."""
    if not own or not files or not all(name.startswith(SOURCE) for name in files):
        return None
    lasting = {name: text for name, text in own.items() if name.startswith((SOURCE, "_processes/")) or name == CHANGES}
    return _sound(read_files({**lasting, **files}, variant=package.id))


def _read(files: Mapping[str, bytes]) -> ServicePackage | list[Problem]:
    """The package of these files. A source that says something else than the files beside it is written anew, with memory.

    Where the thin form cannot say it, the exchange files alone are read; the source stays and says that it is behind.
    """
    if source_form(files) is None:
        return _sound(read_files(files))
    read = read_files(files)
    if not is_behind(files) and read.package is not None and not _differ(read.package.files, files):
        return _sound(read)
    # Only what can be read is written as a source.
    alone = _sound(read_files({name: text for name, text in files.items() if not name.startswith(SOURCE)}))
    return alone if isinstance(alone, list) else _sound(read_files(rewritten(files), variant=id_in(files)))


def _sound(read: PackageReading) -> ServicePackage | list[Problem]:
    errors = [problem for problem in read.problems if problem.severity == "error"]
    return read.package if read.package is not None and not errors else errors


def _differ(made: Mapping[str, str], files: Mapping[str, bytes]) -> bool:
    return {name: text.encode() for name, text in made.items()} != dict(files)


def _foreign(files: Mapping[str, bytes]) -> list[Problem]:
    """Files that belong in no package, by name, or too much of them."""
    strange = [name for name in files if not KNOWN.fullmatch(name)]
    if not strange and len(files) <= MOST_FILES and sum(map(len, files.values())) <= MOST_BYTES:
        return []
    if not strange:
        return [Problem("package.size", Text.named("formats.drafts.editing.package_size"))]
    return [
        Problem("package.file", Text.named("formats.drafts.editing.package_file", name=name[:100]), name[:200])
        for name in strange
    ]


def _apart(name: str) -> Problem:
    return Problem(
        "edit.apart",
        Text.named("formats.drafts.editing.edit_apart", name=name),
        name,
    )
