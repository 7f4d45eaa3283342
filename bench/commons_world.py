"""A commons as large as one wishes: real packages under further ids in several versions, and cities that run them.

Everything comes in as in earnest: releases through `store_release`, editions through `store_edition`, each city's rows in
that city's scope. Only adoptions, postponements and figures are written in bulk. The same size gives the same commons.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from django.db.models import Model

from allmende.apps.catalogue import listing
from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue.models import Adoption, CityEdition, ListedService, Postponement, Release
from allmende.apps.commons.models import CaseCount, Hours
from allmende.domain.cooperation import ROLES
from allmende.domain.package import ServicePackage
from allmende.formats import package as packages
from allmende.formats import yaml
from allmende.formats.package.files import SOURCE
from allmende.formats.package.reader import read_files
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from bench.inbox import as_owner

ROOT = Path(__file__).resolve().parent.parent
BASES = (
    "meldebescheinigung", "bewohnerparkausweis", "geburtsurkunde", "mahnung-begleichen", "eheurkunde", "aufenthaltstitel",
)  # fmt: skip
MODEL = ROOT / "cities" / "marburg"
PASSWORD = "a long password"
NOBODY = "engineer"
BOOKED = ("design", "review", "translation")


@dataclass(frozen=True, slots=True)
class Variant:
    """One service of the large commons: a real one under another id, its releases oldest first (sha by version)."""

    id: str
    base: str
    shas: tuple[str, ...]
    ids: tuple[int, ...]


@dataclass(slots=True)
class Commons:
    """What was built so far; `grow` adds cities."""

    services: tuple[Variant, ...]
    now: datetime
    cities: list[str] = field(default_factory=list)

    def grow(self, count: int) -> None:
        """More cities, until there are so many."""
        for number in range(len(self.cities), count):
            self.cities.append(_settle(number, self.services, self.now))
        hosts.forget()


def build(services: int, now: datetime, bases: tuple[str, ...] = BASES) -> Commons:
    """The packages with all their releases, and no city yet."""
    return Commons(tuple(_release(number, bases[number % len(bases)], now) for number in range(services)), now)


def key_of(number: int) -> str:
    return f"stadt-{number + 1:03d}"


# ── packages ──────────────────────────────────────────────────────────────────────────────────────────────────────────

VERSIONS = ("1.0.0", "1.1.0", "2.0.0", "3.0.0")
"""The last one is coming: its first day lies ahead. It exists of every fourth service."""


def _release(number: int, base: str, now: datetime) -> Variant:
    name = f"{base}-{number + 1:03d}"
    versions = VERSIONS if number % 4 == 0 else VERSIONS[:3]
    shas, ids = [], []
    for version in versions:
        package = _variant(base, name, version)
        catalogue.store_release(
            package=package,
            now=now - timedelta(days=100 - 10 * VERSIONS.index(version)),
            strict=True,
            note={"de": f"Fassung {version}", "en": f"Version {version}"},
            effective_from=_first_day(number, version, now.date()),
        )
        shas.append(package.sha256)
        ids.append(Release.objects.values_list("pk", flat=True).get(sha256=package.sha256))
    if number % 33 == 7:
        catalogue.withdraw_release(release_sha=shas[1], reason="Fehler in der Gebühr", actor=NOBODY, now=now)
    return Variant(name, base, tuple(shas), tuple(ids))


def _first_day(number: int, version: str, today: date) -> date | None:
    if version == "3.0.0":
        return today + timedelta(days=30)
    return today - timedelta(days=20) if version == "2.0.0" and number % 2 == 0 else None


@cache
def _base(name: str) -> Mapping[str, str]:
    found = packages.read_folder(ROOT / "services" / name)
    assert isinstance(found, ServicePackage), found
    return {path: text for path, text in found.files.items() if not path.startswith(SOURCE)}


def _variant(base: str, name: str, version: str) -> ServicePackage:
    """The real package under that id; each version changes some more of it."""
    files = dict(_base(base))
    files["service.yaml"] = files["service.yaml"].replace(f"id: {base}", f"id: {name}", 1)
    files["service.yaml"] = files["service.yaml"].replace("version: 1.0.0", f"version: {version}", 1)
    files["CHANGES.md"] = files["CHANGES.md"].replace("## 1.0.0", f"## {version}", 1)
    for language in ("de", "en"):
        files[f"texts/{language}.yaml"] = _texts(files[f"texts/{language}.yaml"], name, version)
    if version >= "2.0.0":
        files["form.yaml"] = _form(files["form.yaml"])
    read = read_files({path: text.encode() for path, text in files.items()})
    assert read.package is not None, [str(problem) for problem in read.problems]
    return read.package


def _texts(text: str, name: str, version: str) -> str:
    data = _plain(text, "texts.yaml")
    number = name.rpartition("-")[2]
    data["service"]["name"] = f"{data['service']['name']} {number}"
    if version > "1.0.0":
        data["service"]["summary"] = f"{data['service']['summary']} ({version})"
        for key in sorted(data["process"])[:4]:
            said = data["process"][key]
            if isinstance(said, dict) and isinstance(said.get("citizen"), str):
                said["citizen"] += f" Das ist neu seit {version}."
    if version >= "2.0.0":
        data["field"]["wuensche"] = {"label": "Haben Sie noch einen Wunsch?"}
    return yaml.write(data)


def _form(text: str) -> str:
    data = _plain(text, "form.yaml")
    asked = {"id": "wuensche", "type": "textarea", "max_length": 500, "personal_data": "other"}
    data["steps"][0]["fields"].append(asked)
    return yaml.write(data)


def _plain(text: str, name: str) -> Any:
    node, problems = yaml.read(text.encode(), name)
    assert node is not None, problems
    return node.plain()


# ── many of them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def multiply(commons: Commons, services: int, cities: int) -> None:
    """So many services and cities: rows copied by the database itself from those there are. For what a page asks, not for what it says."""
    with as_owner() as cursor:
        steps, there = _steps(cursor), len(commons.services)
        for number in range(1, -(-services // there)):
            new = {"service_id": f"service_id || '-{number}'"}
            content = {"sha256": f"substr(sha256, 1, 56) || '{number:08d}'"}
            _copy(cursor, Release, number, steps, {**new, **content})
            _copy(cursor, Adoption, number, steps, new, {"release_id": Release})
            _copy(cursor, ListedService, number, steps, {"title": f"title || ' {number}'"}, {"adoption_id": Adoption})
        steps, there = _steps(cursor), len(commons.cities)
        for number in range(there, cities):
            key, base = key_of(number), commons.cities[number % there]
            City.objects.create(key=key, name=f"Stadt {number + 1}", host=f"{key}.localhost")
            new = {"city_id": f"'{key}'"}
            _copy(cursor, CityEdition, number, steps, new, city=base)
            _copy(cursor, Adoption, number, steps, new, {"edition_id": CityEdition}, city=base)
            _copy(cursor, ListedService, number, steps, new, {"adoption_id": Adoption}, city=base)
            _copy(cursor, Officer, number, {}, {**new, "id": f"'{uuid5(NAMESPACE_DNS, key).hex}'"}, city=base)
            commons.cities.append(key)
    hosts.forget()


def _steps(cursor: Any) -> dict[type[Model], int]:
    """How far the keys of a copy lie behind those of its original, by table."""
    found = {}
    for model in (Release, CityEdition, Adoption, ListedService):
        cursor.execute(f"SELECT max(id) + 1 FROM {model._meta.db_table}")
        found[model] = cursor.fetchone()[0]
    return found


def _copy(
    cursor: Any,
    model: type[Model],
    number: int,
    steps: Mapping[type[Model], int],
    new: Mapping[str, str],
    moved: Mapping[str, type[Model]] = MappingProxyType({}),
    city: str = "",
) -> None:
    """The originals once more, those of one city only where it is named. `new`: column → what stands there; `moved`: keys of copies."""
    shifted = {column: f"{column} + {number * steps[other]}" for column, other in moved.items()}
    if model in steps:
        shifted["id"] = f"id + {number * steps[model]}"
    columns = [str(local_concrete_field.column) for local_concrete_field in model._meta.local_concrete_fields]
    said = [{**shifted, **new}.get(column, column) for column in columns]
    which = " AND ".join(
        [*([f"id < {steps[model]}"] if model in steps else []), *([f"city_id = '{city}'"] if city else [])]
    )
    table = model._meta.db_table
    quoted = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f"INSERT INTO {table} ({quoted}) SELECT {', '.join(said)} FROM {table} WHERE {which}")


# ── cities ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _settle(number: int, services: tuple[Variant, ...], now: datetime) -> str:
    """A city with its data, its decisions, somebody in charge, and figures."""
    key = key_of(number)
    City.objects.create(key=key, name=f"Stadt {number + 1}", host=f"{key}.localhost")
    data = _city_data(key, number, services)
    packed = json.dumps(data["files"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with city_scope(key):
        edition = catalogue.store_edition(
            city=key, sha256=hashlib.sha256(packed.encode()).hexdigest(), data=data, now=now
        )
        decisions = [
            one for place, service in enumerate(services) for one in _decide(number, place, service, edition, now)
        ]
        Adoption.objects.bulk_create(_in_order(decisions), batch_size=500)
        listing.complete(city=key, today=now.date())
        Postponement.objects.bulk_create(
            [decision for decision in decisions if isinstance(decision, Postponement)], batch_size=500
        )
        CaseCount.objects.bulk_create(list(_figures(number, services, now)), batch_size=500)
        Hours.objects.bulk_create(list(_hours(number, services, now)), batch_size=500)
        made = officers.create(
            username="leitung", name="Lena Licht", password=PASSWORD, roles=(*ROLES, "leitung"), units=(), now=now
        )
        assert not hasattr(made, "code"), made
    return key


def _city_data(key: str, number: int, services: tuple[Variant, ...]) -> dict[str, Any]:
    """Marburg's data for that key: the values of each real service for all its variants, an overlay for some."""
    files = dict(_model(services, number % 3))
    for old, new in (("key: marburg", f"key: {key}"), ("host: marburg.localhost", f"host: {key}.localhost")):
        assert old in files["city.yaml"], old
        files["city.yaml"] = files["city.yaml"].replace(old, new, 1)
    return {"format": "allmende-city/1", "files": files}


@cache
def _model(services: tuple[Variant, ...], kind: int) -> Mapping[str, str]:
    read = {path.relative_to(MODEL).as_posix(): path.read_text("utf-8") for path in sorted(MODEL.rglob("*.yaml"))}
    city, values = _plain(read["city.yaml"], "city.yaml"), _plain(read["parameters.yaml"], "parameters.yaml")
    own = values.get("services") or {}
    values["services"] = {service.id: own[service.base] for service in services if service.base in own}
    city["adoptions"] = {service.id: {"version": "1.0.0", "from": "2022-01-01"} for service in services}
    files = {
        "city.yaml": yaml.write(city),
        "parameters.yaml": yaml.write(values),
        "streets.yaml": read["streets.yaml"],
    }
    for place, one in enumerate(services):
        if _has_overlay(kind, place):
            files[f"overlays/{one.id}.yaml"] = OVERLAY
    return files


OVERLAY = """changes:
  - id: name_der_stadt
    replace: text.service.summary
    with:
      de: Bei uns geht das auch im Bürgerhaus.
      en: With us you can do this at the citizens’ house, too.
    reason: Unser Bürgerhaus hat länger geöffnet.
"""


def _has_overlay(kind: int, place: int) -> bool:
    return (kind, place % 3) in ((1, 1), (2, 0), (2, 1))


DIFFERENCES = [
    {
        "id": "name_der_stadt",
        "de": "Text „Kurz gesagt“: Bei uns geht das auch im Bürgerhaus.",
        "en": "Text “In short”: With us you can do this at the citizens’ house, too.",
        "reason": "Unser Bürgerhaus hat länger geöffnet.",
    }
]


def _decide(
    number: int, place: int, service: Variant, edition: int, now: datetime
) -> Iterator[Adoption | Postponement]:
    """Four in five offer the service; most of them the newest release, some an older one, a few put it off or plan it."""
    dice = _dice(number, place)
    if number > 2 and dice % 5 == 0:
        return
    newest = 0 if number <= 2 or dice % 20 in (6, 7) else 1 if dice % 20 in (11, 12, 13) else 2
    differences = DIFFERENCES if _has_overlay(number % 3, place) else []
    today = now.date()
    for version in range(newest + 1):
        if version == newest or (dice >> 8) % 3 == 0:
            yield _adoption(service, version, edition, today - timedelta(days=90 - 25 * version), now, differences)
    if newest < 2 and (dice >> 12) % 4 == 0:
        late = (dice >> 16) % 3 == 0
        yield Postponement(
            service_id=service.id,
            release_id=service.ids[2],
            until=today + timedelta(days=-3 if late else 40),
            reason="Wir warten auf den Haushalt.",
            decided_at=now - timedelta(days=10),
            decided_by="Uwe Ulm",
        )
    elif newest < 2 and (dice >> 12) % 9 == 1:
        yield _adoption(service, 2, edition, today + timedelta(days=14), now, differences)


def _in_order(decisions: list[Adoption | Postponement]) -> list[Adoption]:
    """The adoptions; each ends where the next one of its service begins."""
    found = [decision for decision in decisions if isinstance(decision, Adoption)]
    for before, after in pairwise(found):
        if before.service_id == after.service_id:
            before.superseded_on = after.effective_from
    return found


def _adoption(
    service: Variant, version: int, edition: int, day: date, now: datetime, differences: list[dict[str, str]]
) -> Adoption:
    return Adoption(
        service_id=service.id,
        release_id=service.ids[version],
        edition_id=edition,
        effective_from=day,
        created_at=now - timedelta(days=95 - 25 * version),
        decided_by="Uwe Ulm",
        differences=differences,
    )


def _figures(number: int, services: tuple[Variant, ...], now: datetime) -> Iterator[CaseCount]:
    for place, service in enumerate(services):
        cases = _dice(number, place) % 900
        yield CaseCount(service_id=service.id, year=now.year, cases=cases, counted_at=now)


def _hours(number: int, services: tuple[Variant, ...], now: datetime) -> Iterator[Hours]:
    for place in range(number % 7, len(services), 23):
        yield Hours(
            service_id=services[place].id,
            kind=BOOKED[place % 3],
            worked_on=now.date() - timedelta(days=place),
            hours="7.50",
            officer="Greta Graf",
            booked_at=now,
            key=f"{place}",
        )


def _dice(number: int, place: int) -> int:
    """The same throw each time."""
    return int.from_bytes(hashlib.sha256(f"{number}/{place}".encode()).digest()[:4])
