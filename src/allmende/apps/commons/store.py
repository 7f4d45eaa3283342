"""States of drafts in this process's memory, by the hash of their content. Nothing in here can grow stale."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping

from allmende.apps.catalogue.store import MB, BoundedCache, Unusable, weigh_edition
from allmende.domain.package import ServicePackage
from allmende.domain.package.check import check_package
from allmende.domain.package.difference import OpenedPackage, ToldChange, compare
from allmende.domain.package.edits import Edit, Tree, apply, invert_all, list_from_json
from allmende.domain.values import Problem
from allmende.formats import package as package_format
from allmende.formats.drafts import close_tree, open_edition

LANGUAGES = ("de", "en", "de-leicht")
Shared = tuple[str, str]
"""Path (`_blocks/person`) and version of a shared block or process."""

_editions: BoundedCache[OpenedPackage] = BoundedCache(48 * MB, weigh_edition)
_changes: BoundedCache[tuple[ToldChange, ...]] = BoundedCache(64)
_problems: BoundedCache[tuple[Problem, ...]] = BoundedCache(256)
_shared: BoundedCache[Mapping[Shared, str]] = BoundedCache(2000)


def get_edition(sha256: str, read: Callable[[], OpenedPackage]) -> OpenedPackage:
    """The state of that hash; `read` makes it where it is not remembered."""
    return _editions.get(sha256, read)


def remember(edition: OpenedPackage) -> OpenedPackage:
    """Keep a state that was just made."""
    return _editions.get(edition.package.sha256, lambda: edition)


def changes_between(old: OpenedPackage, new: OpenedPackage) -> tuple[ToldChange, ...]:
    """What differs between two states, in words."""
    key = (old.package.sha256, new.package.sha256)
    return _changes.get(key, lambda: compare(old, new))


def problems_of(edition: OpenedPackage) -> tuple[Problem, ...]:
    """What the check finds; `where` points into a file of the package (`form.yaml#/steps/0/id`)."""
    return _problems.get(edition.package.sha256, lambda: _checked(edition))


def shared_of(sha256: str, files: Callable[[], Mapping[str, str]]) -> Mapping[Shared, str]:
    """The shared blocks and processes among a package's files: name and version → hash of their content."""
    return _shared.get(sha256, lambda: dict(_list_shared(files())))


def unpacked(blob: bytes) -> OpenedPackage:
    """A stored package, opened. Error: `Unusable`."""
    package = package_format.from_bundle(blob)
    if not isinstance(package, ServicePackage):
        raise Unusable("; ".join(str(problem) for problem in package))
    return open_edition(package)


def read_edits(stored: str) -> tuple[Edit, ...]:
    """The edits of one change, as they were made. Error: `Unusable`."""
    found = list_from_json(json.loads(stored))
    if isinstance(found, Problem):
        raise Unusable(str(found))
    return found


def wound_back(edition: OpenedPackage, changes: Iterable[str]) -> OpenedPackage:
    """An earlier state: these stored lists of edits undone, the latest first. Error: `Unusable`."""
    package = close_tree(tree_before(edition.tree, changes))
    if not isinstance(package, ServicePackage):
        raise Unusable("; ".join(str(problem) for problem in package))
    return open_edition(package)


def tree_before(tree: Tree, changes: Iterable[str]) -> Tree:
    """The parts before these stored lists of edits, the latest first. Error: `Unusable`."""
    for stored in changes:
        before = apply(tree, invert_all(read_edits(stored)))
        if isinstance(before, list):
            raise Unusable(str(before))
        tree = before
    return tree


def forget() -> None:
    """Empty the memory (tests)."""
    for memory in (_editions, _changes, _problems, _shared):
        memory.clear()


def _checked(edition: OpenedPackage) -> tuple[Problem, ...]:
    own = {
        text_id: f"texts/{language}.yaml"
        for language in reversed(LANGUAGES)
        for text_id in _texts_in(edition.tree, language)
    }
    return tuple(check_package(edition.package, own))


def _texts_in(tree: Tree, language: str) -> Iterable[str]:
    if f"texts.{language}" not in tree:
        return ()
    lead = f"text.{language}."
    return (part.address.removeprefix(lead) for part in tree.inside(f"texts.{language}"))


def _list_shared(files: Mapping[str, str]) -> Iterable[tuple[Shared, str]]:
    """A version is a line of its own in canonical YAML; a shared process is all files of its folder."""
    found: dict[str, list[str]] = {}
    for name in sorted(files):
        if name.startswith("_"):
            home = name if name.startswith("_blocks/") else "/".join(name.split("/")[:2])
            inner = "" if name.startswith("_blocks/") else name
            found.setdefault(home, []).append(f"{inner}\n{files[name]}")
    for home, texts in found.items():
        content = "\n".join(texts)
        version = next((line[9:] for line in content.splitlines() if line.startswith("version: ")), "")
        name = home.removesuffix(".yaml").partition("@")[0]
        yield (name, version), hashlib.sha256(content.encode()).hexdigest()
