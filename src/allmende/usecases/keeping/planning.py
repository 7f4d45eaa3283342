"""A pull that is only thought out: which state of each package is meant, what would be done with each file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue import store
from allmende.apps.commons import queries as commons
from allmende.domain.package import ServicePackage
from allmende.domain.values import Problem
from allmende.formats.package import list_packages
from allmende.formats.package.reader import open_folder
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package
from allmende.usecases.keeping.files import Move, decide
from allmende.usecases.keeping.layout import lay_out, own_files, own_paths
from allmende.usecases.keeping.outcome import Looked, Step
from allmende.usecases.keeping.state import Source, State, read_state


@dataclass(frozen=True, slots=True)
class Service:
    """One service: the package last fetched (None: never), and the one to be fetched now."""

    id: str
    base: ServicePackage | None
    source: Source
    target: ServicePackage

    @property
    def paths(self) -> set[str]:
        """Where its own files lie in the folder, as fetched and as to be fetched."""
        packages = (self.base, self.target)
        return {f"services/{path}" for package in packages if package for path in own_paths(package).values()}


Cities = dict[str, tuple[str, Mapping[str, str], Mapping[str, str]]]
"""City → hash of its present data, its files as they were fetched, its files as they are."""


class Plan:
    """A pull that is only thought out."""

    def __init__(self, directory: Path, state: State, services: Iterable[Service]) -> None:
        self._directory, self._state = directory, state
        self._services = {one.id: one for one in services}
        self._cities = cities_between(directory, state)

    @classmethod
    def of(cls, directory: Path, draft_id: str, releases: bool) -> Plan | Problem:
        state = read_state(directory)
        if isinstance(state, Problem):
            return state
        draft = commons.find_draft(draft_id) if draft_id else None
        if draft_id and draft is None:
            return draft_package.UNKNOWN
        follow = {draft.service_id: draft.id} if draft else {}
        known = {line.service_id for line in catalogue.list_releases()}
        known |= {service for service, source in state.services.items() if source.draft and not releases} | set(follow)
        found = (_service(directory, one, state, follow.get(one, ""), releases) for one in sorted(known))
        return cls(directory, state, (one for one in found if one is not None))

    def looked(self) -> Looked:
        target = lay_out(one.target for one in self._services.values())
        base = lay_out(one.base for one in self._services.values() if one.base)
        moves = decide(self._directory, base.files, target.files)
        steps = self._steps(moves)
        shared = tuple(move for move in moves if move.path.startswith("services/_"))
        steps.append(Step("shared", "_blocks, _processes", "", "", shared))
        steps += [
            Step(
                "city",
                key,
                _short(self._state.cities.get(key, "")),
                _short(sha),
                tuple(decide(self._directory, old, new)),
            )
            for key, (sha, old, new) in self._cities.items()
        ]
        return Looked(tuple(steps), tuple(dict.fromkeys(target.clashes)), self._fresh())

    def after(self) -> State:
        """What the folder is in step with once it is done."""
        services = {**self._state.services, **{key: one.source for key, one in self._services.items()}}
        return State(services, {**self._state.cities, **{key: sha for key, (sha, _, _) in self._cities.items()}})

    def _steps(self, moves: Iterable[Move]) -> list[Step]:
        """Each move once, at the service whose file it is: variants of one folder share theirs."""
        found, left = [], {move.path: move for move in moves}
        for one in self._services.values():
            mine = tuple(left.pop(path) for path in sorted(one.paths & left.keys()))
            found.append(Step("service", one.id, one.base.version if one.base else "", one.target.version, mine))
        return found

    def _fresh(self) -> tuple[str, ...]:
        folders = list_packages(self._directory / "services")
        return tuple(sorted({folder.name for folder in folders} - self._services.keys()))


def _service(directory: Path, service_id: str, state: State, draft_id: str, releases: bool) -> Service | None:
    """The service as it was fetched and as it is now; None where there is nothing to fetch."""
    source = state.services.get(service_id, Source())
    base = package_in(source) or guessed(directory, service_id)
    followed = draft_id or ("" if releases else source.draft)
    draft = commons.find_draft(followed) if followed else None
    if draft is not None and (draft.open or draft_id):
        now = Source(draft=draft.id, seq=draft.last_seq)
    else:
        newest = commons.newest_of(catalogue.list_releases(service_id))
        if newest is None:
            return None
        now = Source(release=newest.sha256)
    target = package_in(now)
    return Service(service_id, base, now, target) if target else None


def package_in(source: Source) -> ServicePackage | None:
    """The package in that state; None where this installation does not know it."""
    if source.draft:
        found = commons.find_draft(source.draft)
        return commons.package_of(source.draft, source.seq) if found and found.last_seq >= source.seq else None
    if source.release and catalogue.find_release(source.release):
        return catalogue.get_package_of(source.release)
    return None


def guessed(directory: Path, service_id: str) -> ServicePackage | None:
    """A folder nobody fetched (a clone): it began with the release whose version it names."""
    folder = directory / "services" / service_id
    here = open_folder(folder).package
    lines = [line for line in catalogue.list_releases(service_id) if here and line.version == here.version]
    found = [catalogue.get_package_of(line.sha256) for line in lines]
    same = (one for one in found if here and own_files(one) == own_files(here))
    return next(same, found[0] if found else None)


def cities_between(directory: Path, state: State) -> Cities:
    """The cities, where the folder has some."""
    if not (directory / "cities").is_dir():
        return {}
    found: Cities = {}
    for city in hosts.list_cities():
        with city_scope(city.key):
            present = catalogue.get_present(city=city.key)
            sha = state.cities.get(city.key, "")
            base = store.get_city(sha) if catalogue.find_edition(city=city.key, sha256=sha) else None
        found[city.key] = (
            present.sha256,
            {f"cities/{city.key}/{name}": text for name, text in base.files.items()} if base else {},
            {f"cities/{city.key}/{name}": text for name, text in present.city.files.items()},
        )
    return found


def _short(sha256: str) -> str:
    return sha256[:12]
