"""What a case can run on: an adoption by its contents, so that a case may be moved there and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allmende.apps.catalogue import store
from allmende.apps.catalogue.models import Adoption
from allmende.domain.facts import Footing
from allmende.domain.package import Service


@dataclass(frozen=True, slots=True)
class CaseVersion:
    """An adoption of the city as the ground a case stands on. `usable`: its release was not withdrawn, nor was it dropped."""

    adoption_id: int
    service_id: str
    footing: Footing
    usable: bool

    def service(self, day: date) -> Service:
        """The service as it is there for an application of that day. No statement when warm. Error: `store.Unusable`."""
        return store.get_service(self.footing.release, self.footing.edition, day)


def find_ground(*, city: str, adoption_id: int) -> CaseVersion | None:
    """That adoption, if it is the city's own. One statement."""
    return _first(city, pk=adoption_id)


def list_grounds(*, city: str, adoption_ids: Collection[int]) -> tuple[CaseVersion, ...]:
    """Those adoptions of the city, offered still or not, by their ids. One statement."""
    rows = Adoption.objects.filter(city_id=city, pk__in=adoption_ids).order_by("id").values(*_GROUND)
    return tuple(_ground(row) for row in rows)


def find_same_ground(*, city: str, service_id: str, footing: Footing) -> CaseVersion | None:
    """The city's adoption of these contents from that day on. One statement."""
    return _first(
        city,
        service_id=service_id,
        release__sha256=footing.release,
        edition__sha256=footing.edition,
        effective_from=footing.since,
    )


_GROUND = (
    "id",
    "service_id",
    "release__version",
    "release__sha256",
    "edition__sha256",
    "effective_from",
    "withdrawn_on",
    "release__withdrawn_at",
)


def _first(city: str, **wanted: Any) -> CaseVersion | None:
    row = Adoption.objects.filter(city_id=city, **wanted).order_by("-id").values(*_GROUND).first()
    return _ground(row) if row else None


def _ground(row: Mapping[str, Any]) -> CaseVersion:
    footing = Footing(
        version=row["release__version"],
        release=row["release__sha256"],
        edition=row["edition__sha256"],
        since=row["effective_from"],
    )
    usable = row["release__withdrawn_at"] is None and row["withdrawn_on"] is None
    return CaseVersion(row["id"], row["service_id"], footing, usable)
