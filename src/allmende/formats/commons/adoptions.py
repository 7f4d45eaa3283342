"""Do cities and packages fit together? Versions, values, slots, units, overlays, hosts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from allmende.domain.package import Adopts, CityData, Service, ServicePackage, resolve
from allmende.domain.package.check import check_package
from allmende.domain.package.overlay import with_overlay
from allmende.domain.values import Problem, Text, WrongValue
from allmende.formats.city.reader import CityReading
from allmende.formats.schemas.shapes import did_you_mean


def check_adoptions(
    packages: Mapping[str, ServicePackage], cities: Mapping[str, CityReading], day: date
) -> list[Problem]:
    """Every problem between these packages and these cities on that day, with file and line of the city."""
    problems: list[Problem] = []
    known = PackageFaults(packages)
    for read in cities.values():
        if read.city is not None:
            problems += [read.documents.located(found) for found in _check_city(read.city, packages, known, day)]
    problems += _check_hosts(cities)
    return list(dict.fromkeys(problems))


class PackageFaults:
    """What is wrong with the packages themselves, found out once: a city is told only what its overlay breaks."""

    def __init__(self, packages: Mapping[str, ServicePackage]) -> None:
        self._packages = packages
        self._found: dict[str, set[tuple[str, Text]]] = {}

    def of(self, package_id: str) -> set[tuple[str, Text]]:
        if package_id not in self._found:
            problems = check_package(self._packages[package_id])
            self._found[package_id] = {(problem.code, problem.text) for problem in problems}
        return self._found[package_id]


def _check_city(
    city: CityData, packages: Mapping[str, ServicePackage], baseline: PackageFaults, day: date
) -> Iterator[Problem]:
    known = tuple(packages)
    for service, adoption in city.adoptions.items():
        where = f"city.yaml#/adoptions/{service}"
        package = packages.get(service)
        if package is None:
            yield _error(
                "city.service",
                Text.named("formats.commons.adoptions.no_service", service=service, near=did_you_mean(service, known)),
                where,
            )
        elif isinstance(adoption, Adopts):
            if adoption.version != package.version:
                words = Text.named(
                    "formats.commons.adoptions.other_version",
                    city=city.name,
                    service=service,
                    version=adoption.version,
                    here=package.version,
                )
                yield Problem("city.version", words, where, "warning")
            yield from _check_service(city, package, baseline, day)
    for service in city.overlays:
        if service not in city.adoptions:
            yield _error(
                "city.overlay",
                Text.named("formats.commons.adoptions.no_adoption", service=service),
                f"overlays/{service}.yaml#",
            )
    yield from _check_values(city, packages)


def _check_service(city: CityData, package: ServicePackage, baseline: PackageFaults, day: date) -> Iterator[Problem]:
    resolved = resolve(package, city, day)
    if not isinstance(resolved, Service):
        yield from resolved
        return
    for open_point in resolved.ready():
        yield Problem(open_point.code, open_point.text, _inside_city(open_point.where, city.key), open_point.severity)
    for node, unit in resolved.routes.items():
        if unit not in city.units:
            words = Text.named("formats.commons.adoptions.no_unit", task=node, unit=unit)
            yield _error("city.route", words, f"overlays/{package.id}.yaml#")
    changed, _, _ = with_overlay(package, city.overlays.get(package.id))
    if changed is not package:
        for found in check_package(changed):
            if found.severity == "error" and (found.code, found.text) not in baseline.of(package.id):
                where = found.where if found.where.startswith("overlays/") else f"overlays/{package.id}.yaml#"
                yield Problem(found.code, found.text, where)


def _check_values(city: CityData, packages: Mapping[str, ServicePackage]) -> Iterator[Problem]:
    shared = {spec.id for package in packages.values() for spec in package.sheet.parameters}
    for value in city.parameters:
        where = f"parameters.yaml#/{f'services/{value.service}' if value.service else 'city'}/{value.id}"
        if value.service is None:
            if packages and value.id not in shared:
                yield Problem(
                    "city.parameter",
                    Text.named("formats.commons.adoptions.unread_value", name=value.id),
                    where,
                    "warning",
                )
            continue
        package = packages.get(value.service)
        if package is None:
            continue
        spec = package.sheet.parameter(value.id)
        if spec is None:
            near = did_you_mean(value.id, tuple(parameter.id for parameter in package.sheet.parameters))
            yield _error(
                "city.parameter",
                Text.named("formats.commons.adoptions.no_parameter", service=value.service, name=value.id, near=near),
                where,
            )
            continue
        try:
            spec.read(value.value)
        except WrongValue as wrong:
            yield _error("city.parameter", wrong.words, where)


def _check_hosts(cities: Mapping[str, CityReading]) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    keys: dict[str, str] = {}
    for read in cities.values():
        city = read.city
        if city is None:
            continue
        for host in (city.host, *city.other_hosts):
            if host in taken:
                words = Text.named("formats.commons.adoptions.host_taken", host=host, city=taken[host])
                yield read.documents.problem("city.host", words, "city.yaml#/host")
            taken[host] = city.name
        if city.ars in keys:
            words = Text.named("formats.commons.adoptions.ars_taken", ars=city.ars, city=keys[city.ars])
            yield read.documents.problem("city.ars", words, "city.yaml#/ars")
        keys[city.ars] = city.name


def _inside_city(where: str, key: str) -> str:
    return where.removeprefix(f"cities/{key}/")


def _error(code: str, words: Text, where: str) -> Problem:
    return Problem(code, words, where)
