"""A city that decides about releases, and releases to decide about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from allmende.apps.catalogue import operations
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import CityStanding
from allmende.domain.cooperation import ROLES, StaffMember
from allmende.domain.package import Overlay, OverlayChange, Service, ServicePackage
from allmende.domain.values import Problem, Text
from allmende.formats import package as package_format
from allmende.formats.package.reader import read_files
from allmende.usecases import adopt_release, change_city
from allmende.usecases.adopting.baseline import read_baseline
from allmende.usecases.adopting.plan import Wanted, make_plan
from allmende.usecases.clock import local_day
from tests.world import COMMONS, SERVICE, World

HELP = OverlayChange("replace", "hilfe", "text.field.anzahl.label", Text("Wie viele Hunde leben bei Ihnen?"), "Kürzer.")
LONGER = OverlayChange("set", "laenger", "deadline.bearbeitung.working_days", 20, "Wenig Personal.")
EXAMPLE = """\
title: Ein Hund
today: "2026-11-02"
city: {city}
steps:
- fill: {{step: person, values: {{name: Erika Muster, email: erika@example.org}}}}
- fill: {{step: hunde, values: {{anzahl: "2", kampfhund: false}}}}
- expect: {{problems: {{}}, fee: "{fee}"}}
- fill: {{step: abschluss, values: {{richtig: true}}}}
- submit: {{}}
- expect: {{status: waiting_for_payment}}
"""
ALWAYS = EXAMPLE.format(city="all", fee="= 2 * parameter.grundgebuehr")
SECOND = (
    "parameters:\n",
    "parameters:\n  - {id: zweithund, type: money, required: true, basis: § 2 der Satzung}\n",
)
"""service.yaml: the city must set another value."""


def package(version: str, *swaps: tuple[str, str, str], examples: Iterable[str] = (ALWAYS,)) -> ServicePackage:
    """The small service in another version. Swaps: file, old words, new words."""
    base = package_format.read_folder(COMMONS / "services" / SERVICE)
    assert isinstance(base, ServicePackage)
    folder = COMMONS / "services" / SERVICE
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for name, old, new in (("service.yaml", "version: 1.0.0", f"version: {version}"), *swaps):
        assert old.encode() in files[name], old
        files[name] = files[name].replace(old.encode(), new.encode(), 1)
    for number, words in enumerate(examples, start=1):
        files[f"examples/probe_{number}.yaml"] = words.encode()
    read = read_files(files)
    errors = [problem for problem in read.problems if problem.severity == "error"]
    assert read.package is not None and not errors, errors
    return read.package


def publish(found: ServicePackage, now: datetime, effective_from: date | None = None) -> str:
    """Put a release into the catalogue; its hash."""
    operations.store_release(
        package=found,
        now=now,
        strict=True,
        effective_from=effective_from,
    )
    return found.sha256


class Council:
    """Somebody who may decide for a city."""

    def __init__(
        self, world: World, city: str = "marburg", number: int = 1, roles: tuple[str, ...] = tuple(ROLES)
    ) -> None:
        self.world, self.city = world, city
        self.person = StaffMember(city, str(UUID(int=number)), f"Uwe Ulm {number}", roles)

    @property
    def today(self) -> date:
        return local_day(self.world.now)

    def stands(self, day: date | None = None) -> CityStanding:
        return catalogue.standing(city=self.city, service_id=SERVICE, day=day or self.today)

    def runs(self, day: date | None = None) -> str:
        """The version new applications get; empty where there is none."""
        found = catalogue.find_offered(city=self.city, service_id=SERVICE, day=day or self.today)
        return found.service.version if found else ""

    def service(self, day: date | None = None) -> Service:
        found = catalogue.find_offered(city=self.city, service_id=SERVICE, day=day or self.today)
        assert found is not None
        return found.service

    def fee(self, day: date | None = None) -> str:
        return str(self.service(day).parameters["grundgebuehr"])

    def look(
        self, sha: str, day: date | None = None, choices: Any = None, values: Mapping[str, str] | None = None
    ) -> Any:
        baseline = read_baseline(city=self.city, service_id=SERVICE, today=self.today)
        return make_plan(
            baseline, Wanted(release_sha=sha, day=day or self.today, choices=choices or {}, values=values or {})
        )

    def adopt(
        self,
        sha: str,
        day: date | None = None,
        choices: Any = None,
        values: Mapping[str, str] | None = None,
        seen: str | None = None,
    ) -> Any:
        plan = self.look(sha, day, choices, values)
        if isinstance(plan, Problem):
            return [plan]
        token = plan.seen if seen is None else seen
        return adopt_release.adopt(person=self.person, plan=plan, seen=token, now=self.world.now)

    def retreat(self) -> Any:
        return adopt_release.retreat(person=self.person, service_id=SERVICE, now=self.world.now)

    def cancel(self) -> Any:
        return adopt_release.cancel(person=self.person, service_id=SERVICE, now=self.world.now)

    def stop(self) -> Any:
        return adopt_release.stop(person=self.person, service_id=SERVICE, now=self.world.now)

    def postpone(self, sha: str, until: date, reason: str = "Der Rat tagt erst im Mai.") -> Any:
        return adopt_release.postpone(
            person=self.person, service_id=SERVICE, release_sha=sha, until=until, reason=reason, now=self.world.now
        )

    def own(self) -> Any:
        return change_city.overlay_of(city=self.city, service_id=SERVICE, today=self.today)

    def differ(self, *changes: OverlayChange, seen: str | None = None) -> Any:
        return change_city.change_overlay(
            person=self.person,
            service_id=SERVICE,
            changes=Overlay(changes),
            now=self.world.now,
            seen=self.own().seen if seen is None else seen,
        )

    def set(self, raw: str, day: date | None = None, parameter: str = "grundgebuehr", seen: str | None = None) -> Any:
        return change_city.set_value(
            person=self.person,
            service_id=SERVICE,
            parameter=parameter,
            raw=raw,
            valid_from=day or self.today,
            legal_basis="§ 2 der neuen Satzung",
            now=self.world.now,
            seen=self.own().seen if seen is None else seen,
        )

    def wait(self, **span: float) -> None:
        self.world.now += timedelta(**span)


def codes(found: Any) -> list[str]:
    """The codes of a refusal."""
    assert isinstance(found, list), found
    return [problem.code for problem in found]
