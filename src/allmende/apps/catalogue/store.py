"""Compiled definitions in this process's memory. Content-addressed, so nothing in here can grow stale.

edition of a city   by its hash
package             by the hash of its bundle
service             by package, edition and the parameters' period the day lies in
desks               of a package: who its work goes to
sheet               of a package: its law, amounts, and who watches them
registers           of a package: those it describes and uses
parts               of a package, for comparing; what differs between two packages, by both hashes
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from threading import RLock
from typing import Any, Generic, TypeVar

from allmende.apps.catalogue.models import CityEdition, Release
from allmende.domain.package import City, Overlay, Service, ServicePackage, ServiceSheet, edges, resolve
from allmende.domain.package.difference import Change, Edition, compare, tell_overlay
from allmende.domain.registers import RegisterSpec
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.formats.drafts import open_edition

KEPT = 256
T = TypeVar("T")


class Unusable(RuntimeError):
    """A stored definition cannot be read by this version: a release must carry its readers along."""


@dataclass(frozen=True, slots=True)
class Desks:
    """Who a release sends work to: the office it is for, and the roles its tasks name, by their words in the package."""

    unit: str
    roles: frozenset[str]


class Memory(Generic[T]):
    """The last `size` values by key, made once each."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._found: OrderedDict[Any, T] = OrderedDict()
        self._lock = RLock()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._size:
                self._found.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._found.clear()


_cities: Memory[City] = Memory(64)
_packages: Memory[ServicePackage] = Memory(64)
_services: Memory[Service] = Memory(KEPT)
_edges: Memory[tuple[date, ...]] = Memory(KEPT)
_editions: Memory[Edition] = Memory(64)
_changes: Memory[tuple[Change, ...]] = Memory(64)
_desks: Memory[Desks] = Memory(4096)
_sheets: Memory[ServiceSheet] = Memory(4096)
_registers: Memory[tuple[RegisterSpec, ...]] = Memory(4096)


def get_city(edition_sha: str) -> City:
    """The city's data of that edition. One statement the first time."""
    return _cities.get(edition_sha, lambda: _read_city(edition_sha))


def get_package(release_sha: str) -> ServicePackage:
    """The package of that release. One statement the first time."""
    return _packages.get(release_sha, lambda: _read_package(release_sha))


def get_service(release_sha: str, edition_sha: str, day: date) -> Service:
    """The service a citizen of that city sees on that day. No statement when warm. Error: `Unusable`."""
    city, package = get_city(edition_sha), get_package(release_sha)
    days = _edges.get((release_sha, edition_sha), lambda: edges(package, city))
    key = (release_sha, edition_sha, bisect_right(days, day))
    service = _services.get(key, lambda: _resolved(package, city, day))
    return service if service.day == day else replace(service, day=day)


def get_edition(release_sha: str) -> Edition:
    """The release taken apart, ready to be compared. One statement the first time."""
    return _editions.get(release_sha, lambda: open_edition(get_package(release_sha)))


def get_desks(release_sha: str) -> Desks:
    """Who the release sends work to. One statement the first time; small, so that all releases of a city stay at hand."""
    return _desks.get(release_sha, lambda: _read_desks(release_sha))


def get_sheet(release_sha: str) -> ServiceSheet:
    """The sheet of that release. One statement the first time; small, so that those of all services stay at hand."""
    return _sheets.get(release_sha, lambda: get_package(release_sha).sheet)


def get_registers(release_sha: str) -> tuple[RegisterSpec, ...]:
    """The registers the release describes and uses. One statement the first time."""
    return _registers.get(release_sha, lambda: tuple(get_package(release_sha).registers.values()))


def changes_between(old_sha: str, new_sha: str) -> tuple[Change, ...]:
    """What differs between two releases, in words."""
    return _changes.get((old_sha, new_sha), lambda: compare(get_edition(old_sha), get_edition(new_sha)))


def tell_differences(release_sha: str, overlay: Overlay | None) -> tuple[Change, ...]:
    """What a city does differently from the release, in words."""
    return tell_overlay(get_edition(release_sha), overlay) if overlay and overlay.changes else ()


def remember(package: ServicePackage) -> None:
    """Keep a package that was just read, under its own hash."""
    _packages.get(package.sha256, lambda: package)


def forget() -> None:
    """Empty the memory (tests)."""
    for memory in (_cities, _packages, _services, _edges, _editions, _changes, _desks, _sheets, _registers):
        memory.clear()


def _resolved(package: ServicePackage, city: City, day: date) -> Service:
    found = resolve(package, city, day)
    if not isinstance(found, Service):
        raise Unusable("; ".join(str(problem) for problem in found))
    return found


def _read_city(edition_sha: str) -> City:
    row = CityEdition.objects.only("data").filter(sha256=edition_sha).first()
    if row is None:
        raise Unusable(f"city edition {edition_sha[:12]}")
    return city_format.from_json(row.data)


def _read_desks(release_sha: str) -> Desks:
    package = get_package(release_sha)
    processes = (package.process, *package.shared.values())
    named = {node.role for process in processes for node in process.nodes.values() if node.role}
    return Desks(package.sheet.unit, frozenset(named))


def _read_package(release_sha: str) -> ServicePackage:
    bundle = Release.objects.filter(sha256=release_sha).values_list("content__bundle", flat=True).first()
    if bundle is None:
        raise Unusable(f"release {release_sha[:12]}")
    found = package_format.from_bundle(bytes(bundle))
    if not isinstance(found, ServicePackage):
        raise Unusable("; ".join(str(problem) for problem in found))
    return found
