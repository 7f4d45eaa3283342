"""The commons as a folder, for people who like an editor and git: which version it was, and what is merged, is git's business.

services/<id>/…  services/_blocks/…  services/_processes/…      `formats.package.shared_folder`
cities/<key>/…                                                  where they are wanted
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.domain.values import Problem
from allmende.formats import folders
from allmende.formats.package.files import SOURCE, find_package, load_package, place_of
from allmende.formats.package.shared_folder import lay_out
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package

STATE = 12
"""So many signs of a hash name the state of a city."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The folder is the commons now.

    written  paths of the files that were written or deleted; what was there already is not touched
    states   draft or city → the state that an import has to name
    clashes  shared parts of which two packages need different content in one version: (package, part)
    """

    written: tuple[str, ...]
    states: Mapping[str, str]
    clashes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Nothing was written: these files are there with other content, or do not belong to the package any more."""

    paths: tuple[str, ...]


def export_folder(
    *, directory: Path, draft_id: str = "", cities: bool = False, overwrite: bool = False
) -> Exported | InTheWay | Problem:
    """Write the newest release of every service, byte for byte the same each time. Foreign files stay; a link where a file
    should be is refused, for it may lead anywhere.

    `draft_id`: that draft in place of its service's release. Other content is replaced only with `overwrite`.
    """
    packages, states = {}, {}
    for service_id in {line.service_id for line in catalogue.list_releases()}:
        if newest := commons.newest_of(catalogue.list_releases(service_id)):
            packages[service_id] = catalogue.get_package_of(newest.sha256)
    if draft_id:
        draft = commons.find_draft(draft_id)
        if draft is None:
            return draft_package.UNKNOWN
        packages[draft.service_id] = commons.package_of(draft.id, draft.last_seq)
        states[draft.id] = str(draft.last_seq)
    layout = lay_out(packages[key] for key in sorted(packages))
    files, before = dict(layout.files), {path for key in packages for path in _places(directory, key)}
    for city in hosts.list_cities() if cities else ():
        with city_scope(city.key):
            present = catalogue.get_present(city=city.key)
        files |= {f"cities/{city.key}/{name}": text for name, text in present.city.files.items()}
        before |= set(_yaml_below(directory, f"cities/{city.key}"))
        states[city.key] = present.sha256[:STATE]
    wanted = {path: text.encode() for path, text in files.items()}
    gone = sorted(before - wanted.keys())
    directory.mkdir(parents=True, exist_ok=True)
    try:
        same = {path: folders.holds(directory, path, wanted[path]) for path in sorted(wanted)}
        changed = [path for path, is_so in same.items() if not is_so]
        in_the_way = (*gone, *(path for path in changed if same[path] is False))
        if in_the_way and not overwrite:
            return InTheWay(in_the_way)
        for path in gone:
            folders.remove_file(directory, path)
        for path in changed:
            folders.write_file(directory, path, wanted[path])
    except folders.Unsafe as unsafe:
        return unsafe.problem
    return Exported((*gone, *changed), states, tuple(dict.fromkeys(layout.clashes)))


def _yaml_below(directory: Path, inner: str) -> Iterator[str]:
    """The files of a city that lie in the folder; none behind a link, which writing refuses."""
    if not any(one.is_symlink() for one in (directory / "cities", directory / inner)):
        yield from (path.relative_to(directory).as_posix() for path in (directory / inner).rglob("*.yaml"))


def _places(directory: Path, service_id: str) -> Iterator[str]:
    """The files of the package that lie in the folder, without what it shares with others."""
    where = find_package(directory / "services" / service_id)
    if where is None:
        return
    for name in load_package(where)[0]:
        if not name.removeprefix(SOURCE).startswith("_"):
            yield place_of(where, name).relative_to(directory).as_posix()
