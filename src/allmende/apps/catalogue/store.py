"""Compiled definitions in this process's memory, for the services in use. Content-addressed, so nothing here can grow stale.

Every memory is bounded by what its values weigh, not by their number: cities, services and releases grow, a process may not.
Packages and cities are read once per installation, not per process (`foundation.compiled`). Lists read rows (`listing`).

edition of a city   by its hash
package             by the hash of its bundle; without examples and files for services in use
service             by package, edition and the parameters' period the day lies in
sheet               of a package: its law, amounts, and who watches them
registers           of a package: those it describes and uses
parts               of a package, for comparing; what differs between two packages, by both hashes
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import RLock
from typing import Any, Generic, TypeVar

from allmende.apps.catalogue.models import CityEdition, Release
from allmende.domain.package import CityData, Overlay, Service, ServicePackage, ServiceSheet, edges, resolve
from allmende.domain.package.difference import OpenedPackage, ToldChange, compare, tell_overlay
from allmende.domain.registers import RegisterSpec
from allmende.foundation import compiled

T = TypeVar("T")
MB = 1_000_000


class Unusable(RuntimeError):
    """A stored definition cannot be read by this version: a release must carry its readers along."""


def count(_: object) -> int:
    """Every value weighs the same: for those that are small, or few."""
    return 1


class BoundedCache(Generic[T]):
    """The last values by key, made once each, as long as they weigh no more than `most` together; the newest stays in any case."""

    def __init__(self, most: int, weigh: Callable[[T], int] = count) -> None:
        self._most, self._weigh = most, weigh
        self._found: OrderedDict[Any, tuple[T, int]] = OrderedDict()
        self._weight = 0
        self._lock = RLock()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key][0]
        made = make()
        with self._lock:
            self._weight -= self._found.pop(key, (made, 0))[1]
            self._found[key] = (made, self._weigh(made))
            self._weight += self._found[key][1]
            while self._weight > self._most and len(self._found) > 1:
                self._weight -= self._found.popitem(last=False)[1][1]
        return made

    def find(self, key: Any) -> T | None:
        """The value, if it is remembered."""
        with self._lock:
            return self._found[key][0] if key in self._found else None

    def clear(self) -> None:
        with self._lock:
            self._found.clear()
            self._weight = 0


def weigh_package(package: ServicePackage) -> int:
    """About the bytes a package takes in memory, by those of its files (measured on the commons)."""
    return 5 * sum(map(len, package.files.values()))


def weigh_edition(edition: OpenedPackage) -> int:
    """About the bytes of a release taken apart: its package, and its parts beside it."""
    return 3 * weigh_package(edition.package)


def _weigh_used(package: ServicePackage) -> int:
    """About the bytes a package takes that was cut down for use."""
    return 1500 * len(package.texts)


def _weigh_service(service: Service) -> int:
    """About the bytes a service takes beside its package: form, tables and texts of the city, compiled."""
    return 1000 * len(service.texts)


def _weigh_city(city: CityData) -> int:
    """About the bytes of a city's data: its values, its changes, its streets."""
    streets = sum(1 + len(street.parts) for street in city.street_directory.streets)
    changes = sum(len(overlay.changes) for overlay in city.overlays.values())
    return 20_000 + 1_000 * (len(city.parameters) + changes) + 400 * streets


_cities: BoundedCache[CityData] = BoundedCache(12 * MB, _weigh_city)
_packages: BoundedCache[ServicePackage] = BoundedCache(24 * MB, weigh_package)
_used: BoundedCache[ServicePackage] = BoundedCache(24 * MB, _weigh_used)
_services: BoundedCache[Service] = BoundedCache(24 * MB, _weigh_service)
_edges: BoundedCache[tuple[date, ...]] = BoundedCache(4096)
_editions: BoundedCache[OpenedPackage] = BoundedCache(48 * MB, weigh_edition)
_changes: BoundedCache[tuple[ToldChange, ...]] = BoundedCache(64)
_sheets: BoundedCache[ServiceSheet] = BoundedCache(1024)
_registers: BoundedCache[tuple[RegisterSpec, ...]] = BoundedCache(1024)


def get_city(edition_sha: str) -> CityData:
    """The city's data of that edition. One statement the first time."""
    return _cities.get(edition_sha, lambda: _read_city(edition_sha))


def get_package(release_sha: str) -> ServicePackage:
    """The package of that release. One statement the first time."""
    return _packages.get(release_sha, lambda: _read_package(release_sha))


def get_used(release_sha: str) -> ServicePackage:
    """The package of that release without examples and files. One statement the first time."""
    return _used.get(
        release_sha, lambda: compiled.get("used", release_sha, lambda: _cut_for_use(_parse_package(release_sha)))
    )


def get_service(release_sha: str, edition_sha: str, day: date) -> Service:
    """The service a citizen of that city sees on that day. No statement when warm. Error: `Unusable`."""
    city, package = get_city(edition_sha), get_used(release_sha)
    days = _edges.get((release_sha, edition_sha), lambda: edges(package, city))
    key = (release_sha, edition_sha, bisect_right(days, day))
    service = _services.get(key, lambda: _resolved(package, city, day))
    return service if service.day == day else replace(service, day=day)


def get_edition(release_sha: str) -> OpenedPackage:
    """The release taken apart, ready to be compared. One statement the first time."""
    from allmende.formats.drafts import open_edition  # noqa: PLC0415 - what is compiled needs no readers

    return _editions.get(release_sha, lambda: open_edition(get_package(release_sha)))


def get_sheet(release_sha: str) -> ServiceSheet:
    """The sheet of that release. One statement the first time; small, so that those of all services stay at hand."""
    return _sheets.get(release_sha, lambda: get_package(release_sha).sheet)


def get_registers(release_sha: str) -> tuple[RegisterSpec, ...]:
    """The registers the release describes and uses. One statement the first time."""
    return _registers.get(release_sha, lambda: tuple(get_package(release_sha).registers.values()))


def changes_between(old_sha: str, new_sha: str) -> tuple[ToldChange, ...]:
    """What differs between two releases, in words."""
    return _changes.get((old_sha, new_sha), lambda: compare(get_edition(old_sha), get_edition(new_sha)))


def tell_differences(release_sha: str, overlay: Overlay | None) -> tuple[ToldChange, ...]:
    """What a city does differently from the release, in words."""
    return tell_overlay(get_edition(release_sha), overlay) if overlay and overlay.changes else ()


def remember(package: ServicePackage) -> None:
    """Keep a package that was just read, under its own hash."""
    sha = package.sha256
    _packages.get(sha, lambda: compiled.get("package", sha, lambda: package))
    compiled.keep("used", sha, lambda: _cut_for_use(package))


def forget() -> None:
    """Empty the memory (tests)."""
    for memory in (_cities, _packages, _used, _services, _edges, _editions, _changes, _sheets, _registers):
        memory.clear()


def _resolved(package: ServicePackage, city: CityData, day: date) -> Service:
    found = resolve(package, city, day)
    if not isinstance(found, Service):
        raise Unusable("; ".join(str(problem) for problem in found))
    return found


def _read_city(edition_sha: str) -> CityData:
    return compiled.get("city", edition_sha, lambda: _parse_city(edition_sha))


def _parse_city(edition_sha: str) -> CityData:
    row = CityEdition.objects.only("data").filter(sha256=edition_sha).first()
    if row is None:
        raise Unusable(f"city edition {edition_sha[:12]}")
    from allmende.formats import city as city_format  # noqa: PLC0415 - what is compiled needs no readers

    return city_format.from_json(row.data)


def _read_package(release_sha: str) -> ServicePackage:
    return compiled.get("package", release_sha, lambda: _parse_package(release_sha))


def _cut_for_use(package: ServicePackage) -> ServicePackage:
    """What no case needs is more than half of a package: the examples that the studio plays, and the files it compares."""
    return replace(package, examples=(), files={})


def _parse_package(release_sha: str) -> ServicePackage:
    bundle = Release.objects.filter(sha256=release_sha).values_list("content__bundle", flat=True).first()
    if bundle is None:
        raise Unusable(f"release {release_sha[:12]}")
    from allmende.formats import package as package_format  # noqa: PLC0415 - what is compiled needs no readers

    found = package_format.from_bundle(bytes(bundle))
    if not isinstance(found, ServicePackage):
        raise Unusable("; ".join(str(problem) for problem in found))
    return found
