"""Where a city stands before it changes a service, in one value; and a token that tells whether it still does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import AdoptionLine, CityStanding, Present, ReleaseLine
from allmende.domain.package import CityData, Overlay
from allmende.formats import city as city_format


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionBaseline:
    """What a change of the service builds on.

    before   the adoption whose overlay the city has worked with: the running one, else the last one there was
    city     the city as it offers the service now, None where it does not
    overlay  what the city does differently with `before`
    values   the service's own values without those of a plan that is still ahead; None: as in the present edition
    """

    standing: CityStanding
    present: Present
    before: AdoptionLine | None
    city: CityData | None
    overlay: Overlay
    values: Mapping[str, Any] | None

    @property
    def service_id(self) -> str:
        return self.standing.service_id

    @property
    def old(self) -> ReleaseLine | None:
        """The release the overlay was written for."""
        return self.before.release if self.before else None

    def token(self, release_sha: str = "") -> str:
        """Names everything a decision on this service rests on. Other services of the city may change meanwhile."""
        running, planned = self.standing.running, self.standing.planned
        city = self.present.city
        said = (
            release_sha,
            running.id if running else None,
            planned.id if planned else None,
            city.files.get(f"overlays/{self.service_id}.yaml", ""),
            [repr(parameter) for parameter in city.parameters if parameter.service in (None, self.service_id)],
            sorted(city.slots.items()),
            sorted(city.competences.items()),
            sorted(city.units),
            repr(city.payment),
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def read_baseline(*, city: str, service_id: str, today: date) -> AdoptionBaseline:
    """How things stand today. Five statements when warm, six with an adoption. Error: `LookupError` before the first load."""
    standing = catalogue.standing(city=city, service_id=service_id, day=today)
    present = catalogue.get_present(city=city)
    before = standing.running or next((one for one in standing.history if one.since <= today), None)
    then = catalogue.get_city_of_adoption(city=city, adoption_id=before.id) if before else present.city
    planned = standing.planned is not None and standing.running is not None
    return AdoptionBaseline(
        standing=standing,
        present=present,
        before=before,
        city=then if standing.running else None,
        overlay=then.overlays.get(service_id) or Overlay(),
        values=city_format.values_of(then, service_id) if planned else None,
    )
