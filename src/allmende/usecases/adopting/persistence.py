"""The city's new state is written down, and the service concerned goes over to it. Callers hold the city's lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue import queries
from allmende.apps.catalogue.queries import AdoptionLine, ReleaseLine
from allmende.apps.commons import operations as commons
from allmende.apps.commons.rules import Act, may
from allmende.domain.cooperation import StaffMember
from allmende.domain.package import Adopts, CityData, Overlay, Service, resolve
from allmende.domain.values import Problem, Text
from allmende.formats import city as city_format
from allmende.formats.city import CityChange, change_city
from allmende.usecases.adopting.baseline import AdoptionBaseline, read_baseline
from allmende.usecases.clock import local_day

Answer = TypeVar("Answer")

CHANGED = Problem(
    "adoption.changed",
    Text.named("usecases.adopting.persistence.adoption_changed"),
    "seen",
)
NOT_OFFERED = Problem(
    "adoption.none",
    Text.named("usecases.adopting.persistence.adoption_none"),
)


def actor_of(person: StaffMember) -> str:
    return f"officer:{person.id}"


def store_city(person: StaffMember, city: CityData, now: datetime) -> int:
    """The city as its present edition; the id of that edition."""
    return catalogue.store_edition(
        city=person.city,
        sha256=city.sha256,
        data=city_format.to_json(city),
        now=now,
        origin="studio",
        actor=actor_of(person),
    )


def hold(
    person: StaffMember,
    act: Act,
    service_id: str,
    now: datetime,
    do: Callable[[AdoptionBaseline], Answer | list[Problem]],
) -> Answer | list[Problem]:
    """`do` with the city as it is, while nobody else changes it; refused where the person may not."""
    refused = may(person, act)
    if refused:
        return [refused]
    with transaction.atomic():
        catalogue.lock_city(person.city)
        return do(read_baseline(city=person.city, service_id=service_id, today=local_day(now)))


def take_over(
    person: StaffMember,
    release: ReleaseLine,
    city: CityData,
    first: date,
    now: datetime,
    *,
    click: str = "",
    back_to: int | None = None,
) -> int:
    """The city goes over to that release, read with this state of its data; the id of the adoption."""
    return catalogue.adopt_one(
        city=person.city,
        service_id=release.service_id,
        release_sha=release.sha256,
        edition_id=store_city(person, city, now),
        effective_from=first,
        overlay=city.overlays.get(release.service_id),
        today=local_day(now),
        now=now,
        decided_by=person.name,
        actor=actor_of(person),
        click=click,
        back_to=back_to,
    )


def renew(
    *,
    person: StaffMember,
    baseline: AdoptionBaseline,
    change: CityChange,
    planned: Overlay | None = None,
    now: datetime,
) -> tuple[int, ...] | list[Problem]:
    """What runs and what is planned of a service goes on with a changed city; the ids of the new adoptions.

    `change.overlay` is that of the running release, `planned` that of the planned one; None: as it is. A plan keeps its
    day. What was planned is written last, so the present edition stays the one the city is heading for.
    """
    standing, today = baseline.standing, baseline.standing.day
    states: list[tuple[AdoptionLine, CityData, date]] = []
    for line in (standing.running, standing.planned):
        if line is None:
            continue
        runs = line is standing.running
        wanted = running_state(baseline, change) if runs else replace(change, overlay=planned)
        found = change_city(baseline.present.city, _known(wanted, line))
        problems = found if isinstance(found, list) else unreadable(line.release.sha256, found, max(today, line.since))
        if problems or isinstance(found, list):
            return problems
        states.append((line, found, today if runs else line.since))
    if not states:
        return [NOT_OFFERED]
    return tuple(take_over(person, line.release, city, first, now) for line, city, first in states)


def running_state(baseline: AdoptionBaseline, change: CityChange) -> CityChange:
    """The change, laid over what runs: while something else is planned, the present edition is already the plan's."""
    running = baseline.standing.running
    if running is None or baseline.standing.planned is None:
        return change
    return replace(
        change,
        overlay=change.overlay if change.overlay is not None else baseline.overlay,
        taken=baseline.values,
        adopts=Adopts(running.release.version, running.since),
    )


def values_back(baseline: AdoptionBaseline, then: CityData, known: frozenset[str]) -> Mapping[str, Any]:
    """The service's values when the city goes back: what came with the adoption goes, what was set later stays.

    Without this rule a fee that the council raised in the meantime would fall back by itself.
    """
    service, today = baseline.service_id, baseline.standing.day
    begun = [line for line in baseline.standing.history if line.since <= today]
    first = begun[0]
    for line in begun:
        if line.release.id != begun[0].release.id:
            break
        first = line
        if line.went_back:
            break
    came = city_format.values_of(queries.get_city_of_adoption(city=then.key, adoption_id=first.id), service)
    before = city_format.values_of(then, service)
    now = baseline.values if baseline.values is not None else city_format.values_of(baseline.present.city, service)
    merged = {
        key: before.get(key) if now.get(key) == came.get(key) else now.get(key)
        for key in dict.fromkeys((*before, *now))
        if key in known
    }
    return {key: dated for key, dated in merged.items() if dated}


def unreadable(release_sha: str, city: CityData, day: date) -> list[Problem]:
    """Why the release could not be offered with this state of the city at all."""
    found = resolve(queries.get_package_of(release_sha), city, day)
    return [] if isinstance(found, Service) else found


def tell(person: StaffMember, kind: str, release: ReleaseLine, now: datetime, **data: Any) -> None:
    """The other cities learn what this city decided."""
    commons.record_event(
        person=person,
        kind=kind,
        service_id=release.service_id,
        service=release.title,
        release_sha=release.sha256,
        now=now,
        data=data,
    )


def _known(change: CityChange, line: AdoptionLine) -> CityChange:
    """Values that the release does not know are none of its business."""
    sheet = queries.get_package_of(line.release.sha256).sheet
    return replace(change, values=tuple(value for value in change.values if sheet.parameter(value.parameter)))
