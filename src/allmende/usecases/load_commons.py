"""Packages and cities come from their folders into the database.

What is broken is refused with everything that is wrong; the rest is loaded, and what runs keeps running.
What a city decided in the studio is never undone by its folder: a folder as it was loaded before changes nothing then,
and one that somebody edited is refused until the studio's state was fetched into it (`allmende commons export-folder --cities`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue import queries, store
from allmende.domain.package import Adopts, CityData, Service, ServicePackage, resolve
from allmende.domain.values import Problem, Text
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy import models as tenancy
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.clock import local_day

NO_CITYS_HOSTS = ("localhost", "sandbox.localhost")
"""The page that lists the cities, and the sandboxes of the demo."""


@dataclass(slots=True)
class CommonsLoaded:
    """What came in, and what was refused. `warnings` do not refuse anything."""

    releases: list[str] = field(default_factory=list)
    cities: list[str] = field(default_factory=list)
    adoptions: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


def load_commons(*, services: Path, cities: Path, now: datetime, strict: bool = False) -> CommonsLoaded:
    """Load all packages and cities below these folders. Loading the same again changes nothing.

    `strict`: a package whose content changed under the same version is refused. The demo is not: a designer looks at each change.
    """
    loaded = CommonsLoaded()
    packages = read_packages(services, loaded)
    shas = {
        (package.id, package.version): _load_release(package, loaded, now=now, strict=strict)
        for package in packages.values()
    }
    for folder in city_format.list_folders(cities):
        found = city_format.read_folder(folder)
        problem = _host_taken(found) if isinstance(found, CityData) else None
        if problem is not None:
            loaded.problems.append(problem)
        elif isinstance(found, CityData):
            _load_city(found, packages, shas, loaded, now)
        else:
            loaded.problems += found
    hosts.forget()
    return loaded


def load_city(*, folder: Path, seen: str, now: datetime) -> CommonsLoaded:
    """One city's folder, its releases looked up among those stored. Refused like `load_commons` does it.

    What the city decided in the studio is in the folder already when it was edited on top of the present edition:
    `seen` is how the hash of the exported edition begins.
    """
    loaded = CommonsLoaded()
    found = city_format.read_folder(folder)
    if not isinstance(found, CityData):
        loaded.problems += found
        return loaded
    problem = _host_taken(found)
    if problem is not None:
        loaded.problems.append(problem)
        return loaded
    _load_city(found, {}, {}, loaded, now, seen)
    hosts.forget()
    return loaded


def _host_taken(city: CityData) -> Problem | None:
    """A host answers for one city, and some answer for none."""
    other = tenancy.City.objects.filter(host=city.host).exclude(key=city.key).values_list("key", flat=True).first()
    if other is None and city.host not in NO_CITYS_HOSTS:
        return None
    return Problem(
        "city.host",
        Text.named(
            "usecases.load_commons.city_host",
            host=city.host,
            value=other or "die Testumgebung",
            value_2=other or "the sandboxes",
        ),
        f"cities/{city.key}/city.yaml#/host",
    )


def read_packages(services: Path, loaded: CommonsLoaded) -> dict[str, ServicePackage]:
    """All sound packages by id, strictly checked; problems of the others are noted. Broken ones never get in."""
    found: dict[str, ServicePackage] = {}
    for folder in package_format.list_packages(services):
        package, problems = package_format.read_checked(folder)
        loaded.problems += [problem for problem in problems if problem.severity == "error"]
        loaded.warnings += [problem for problem in problems if problem.severity != "error"]
        if package is not None:
            found[package.id] = package
    return found


def _load_release(package: ServicePackage, loaded: CommonsLoaded, *, now: datetime, strict: bool) -> str | None:
    stored = catalogue.store_release(
        package=package,
        note=_note(package),
        now=now,
        strict=strict,
    )
    if stored == "changed":
        loaded.problems.append(
            Problem(
                "release.changed",
                Text.named("usecases.load_commons.release_changed", id_2=package.id, version=package.version),
                f"services/{package.id}/service.yaml",
            )
        )
        return None
    store.remember(package)
    if stored == "new":
        loaded.releases.append(f"{package.id} {package.version}")
    return package.sha256


def _note(package: ServicePackage) -> dict[str, str]:
    """What changed in this version: the first section of CHANGES.md."""
    section = package.changes.partition("\n## ")[2] or package.changes.removeprefix("## ")
    words = section.partition("\n")[2].partition("\n## ")[0].strip()
    return {"de": words} if words else {}


def _load_city(
    city: CityData,
    packages: Mapping[str, ServicePackage],
    shas: Mapping[tuple[str, str], str | None],
    loaded: CommonsLoaded,
    now: datetime,
    seen: str = "",
) -> None:
    adoptable = list(_adoptable(city, packages, shas, loaded, now))
    with transaction.atomic():
        tenancy.City.objects.get_or_create(key=city.key, defaults={"name": city.name, "host": city.host})
        with city_scope(city.key):
            catalogue.lock_city(city.key)
            present = queries.get_present(city=city.key) if seen else None
            if queries.is_of_studio(city=city.key) and (present is None or not present.sha256.startswith(seen)):
                if queries.find_edition(city=city.key, sha256=city.sha256) is None:
                    loaded.problems.append(_decided_in_studio(city))
                else:
                    loaded.cities.append(city.key)
                return
            tenancy.City.objects.filter(key=city.key).update(
                name=city.name,
                host=city.host,
                second_factor=city.second_factor,
                active=True,
                plugs=_plugs_of(city),
            )
            edition = catalogue.store_edition(
                city=city.key, sha256=city.sha256, data=city_format.to_json(city), now=now
            )
            adopted = catalogue.adopt(
                city=city.key, edition_id=edition, chosen=adoptable, today=local_day(now), now=now
            )
    loaded.cities.append(city.key)
    loaded.adoptions += [f"{city.key}: {service}" for service in adopted]


def _plugs_of(city: CityData) -> dict[str, str]:
    """The adapters the city chose, by socket."""
    return {**city.plugs, **({"payment": city.payment.provider} if city.payment else {})}


def _adoptable(
    city: CityData,
    packages: Mapping[str, ServicePackage],
    shas: Mapping[tuple[str, str], str | None],
    loaded: CommonsLoaded,
    now: datetime,
) -> list[catalogue.Chosen]:
    """The adoptions that can go live; the others are told and left as they were."""
    chosen = []
    for service_id, adopts in city.adoptions.items():
        if not isinstance(adopts, Adopts):
            continue
        first = adopts.from_day
        package, sha = packages.get(service_id), shas.get((service_id, adopts.version))
        if package is None or package.version != adopts.version:
            release = _stored(service_id, adopts.version)
            package, sha = (queries.get_package_of(release.sha256), release.sha256) if release else (None, None)
            first = max(first, release.effective_from or first) if release else first
            if release is None:
                loaded.problems.append(_no_such_release(city, service_id, adopts.version))
        if package is None or sha is None:
            chosen.append(catalogue.Chosen(service_id, None, first))
            continue
        problems = _check(package, city, max(local_day(now), first))
        loaded.warnings += [problem for problem in problems if problem.severity != "error"]
        errors = [problem for problem in problems if problem.severity == "error"]
        loaded.problems += errors
        overlay = city.overlays.get(service_id)
        chosen.append(catalogue.Chosen(service_id, None if errors else sha, first, overlay))
    return chosen


def _stored(service_id: str, version: str) -> queries.ReleaseLine | None:
    """A release that is no longer, or not, among the folders."""
    return next((line for line in queries.list_releases(service_id) if line.version == version), None)


def _decided_in_studio(city: CityData) -> Problem:
    return Problem(
        "city.studio",
        Text.named("usecases.load_commons.city_studio", name=city.name),
        f"cities/{city.key}",
    )


def _check(package: ServicePackage, city: CityData, day: date) -> list[Problem]:
    found = resolve(package, city, day)
    return list(found.ready()) if isinstance(found, Service) else found


def _no_such_release(city: CityData, service_id: str, version: str) -> Problem:
    return Problem(
        "adoption.release",
        Text.named("usecases.load_commons.adoption_release", name=city.name, service_id=service_id, version=version),
        f"cities/{city.key}/city.yaml#/adoptions/{service_id}",
    )
