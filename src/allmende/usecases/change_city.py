"""A city changes what is its own: what it does differently with a service, its values, its places and competences.

Each act makes a new state of the city's data; the service concerned goes over to it today, a planned adoption with it.
Running cases stay on what they began with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue import queries
from allmende.apps.commons.rules import may
from allmende.domain.cooperation import Person
from allmende.domain.package import Adopts, City, Overlay, ParameterSpec, ServiceSheet
from allmende.domain.package.asking import read_typed
from allmende.domain.package.merge import merge
from allmende.domain.values import Problem, Text
from allmende.formats.city import CityChange, NewValue
from allmende.usecases.adopting.asks import basis_of, read_slot, read_unit
from allmende.usecases.adopting.ground import Ground, survey
from allmende.usecases.adopting.storing import CHANGED, NOT_OFFERED, renew
from allmende.usecases.clock import local_day

UNKNOWN_VALUE = Text("Diesen Wert gibt es bei dieser Leistung nicht.", "This service has no such value.")
MISSING = Text("Bitte geben Sie den Wert an.", "Please enter the value.")
PAST = Problem(
    "value.past",
    Text("Ein Wert gilt frühestens ab heute.", "A value holds from today at the earliest."),
    "valid_from",
)
UNKNOWN_SLOT = Text("Das trägt keine Leistung Ihrer Stadt ein.", "No service of your city uses this.")


@dataclass(frozen=True, slots=True)
class Own:
    """What a city may change of a service: its overlay and its data as they are. `seen` belongs into the form."""

    overlay: Overlay
    city: City
    seen: str


@dataclass(frozen=True, slots=True)
class Stored:
    """The ids of the adoptions that came of it; empty when all was so already."""

    adoptions: tuple[int, ...]


Refused = list[Problem]


def overlay_of(*, city: str, service_id: str, today: date) -> Own:
    """The overlay of what runs (or ran last), and the city's present data."""
    ground = survey(city=city, service_id=service_id, today=today)
    return Own(ground.overlay, ground.present.city, ground.token())


def change_overlay(*, person: Person, service_id: str, changes: Overlay, now: datetime, seen: str) -> Stored | Refused:
    """From today on the city does exactly this differently. A planned adoption takes over what is new in it.

    Refused: an id twice, a change the release does not allow or would break with, or with which the planned release
    does not fit; and when the overlay was changed since it was `seen` (`Own.seen`).
    """
    refused = may(person, "change_city")
    if refused:
        return [refused]
    return _locked(person, service_id, seen, now, lambda ground: _overlay(person, ground, changes, now))


def set_value(
    *,
    person: Person,
    service_id: str,
    parameter: str,
    raw: str,
    valid_from: date,
    legal_basis: str,
    now: datetime,
    seen: str,
) -> Stored | Refused:
    """From that day on the parameter has this value, typed as people do ("1.234,50"); what held before ends that day.

    An empty value ends an optional one. Problems: at `value:<parameter>` or `valid_from`.
    """
    refused, today = may(person, "change_city"), local_day(now)
    if refused:
        return [refused]
    if valid_from < today:
        return [PAST]

    def act(ground: Ground) -> Stored | Refused:
        spec = _spec(ground, parameter)
        value = _typed(spec, parameter, raw)
        if isinstance(value, Problem) or spec is None:
            return [value] if isinstance(value, Problem) else [NOT_OFFERED]
        new = NewValue(parameter, value, valid_from, basis_of(spec, legal_basis))
        if _holds(ground, service_id, new):
            return Stored(())
        return _told(renew(person=person, ground=ground, change=CityChange(service_id, values=(new,)), now=now))

    return _locked(person, service_id, seen, now, act)


def set_slot(*, person: Person, slot: str, raw: str, now: datetime) -> Stored | Refused:
    """Fill in a place of the city (payment account, mailbox). Every service that uses it goes over to it today."""
    said = read_slot(slot, raw)
    if isinstance(said, Problem):
        return [said]
    return _everywhere(
        person, now, Problem("value.slot", UNKNOWN_SLOT, f"value:slot.{slot}"),
        lambda service: CityChange(service, slots={slot: said}),
        lambda ground: any(slot in _sheet(sha).slots for sha in _releases(ground)),
    )  # fmt: skip


def set_competence(*, person: Person, competence: str, unit: str, now: datetime) -> Stored | Refused:
    """Say which office is responsible. Every service of that competence goes over to it today."""
    said = read_unit(competence, unit, queries.get_present(city=person.city).city)
    if isinstance(said, Problem):
        return [said]
    return _everywhere(
        person, now, Problem("value.unit", UNKNOWN_SLOT, f"value:unit.{competence}"),
        lambda service: CityChange(service, competences={competence: said}),
        lambda ground: any(competence == _sheet(sha).unit for sha in _releases(ground)),
    )  # fmt: skip


def _locked(
    person: Person, service_id: str, seen: str, now: datetime, act: Callable[[Ground], Stored | Refused]
) -> Stored | Refused:
    """Hold the city, see whether things still are as they were `seen`, act. `seen`: `Own.seen` or the present hash."""
    with transaction.atomic():
        catalogue.lock_city(person.city)
        ground = survey(city=person.city, service_id=service_id, today=local_day(now))
        if seen not in (ground.token(), ground.present.sha256):
            return [CHANGED]
        if ground.standing.running is None and ground.standing.planned is None:
            return [NOT_OFFERED]
        return act(ground)


def _everywhere(
    person: Person,
    now: datetime,
    unused: Problem,
    change: Callable[[str], CityChange],
    concerns: Callable[[Ground], bool],
) -> Stored | Refused:
    refused, today = may(person, "change_city"), local_day(now)
    if refused:
        return [refused]
    made: list[int] = []
    with transaction.atomic():
        catalogue.lock_city(person.city)
        city = queries.get_present(city=person.city).city
        services = [key for key, adopts in city.adoptions.items() if isinstance(adopts, Adopts)]
        grounds = [survey(city=person.city, service_id=service, today=today) for service in services]
        concerned = [ground.service_id for ground in grounds if concerns(ground)]
        if not concerned:
            return [unused]
        for service in concerned:
            ground = survey(city=person.city, service_id=service, today=today)
            found = renew(person=person, ground=ground, change=change(service), now=now)
            if isinstance(found, list):
                transaction.set_rollback(True)
                return found
            made += found
    return Stored(tuple(made))


def _overlay(person: Person, ground: Ground, changes: Overlay, now: datetime) -> Stored | Refused:
    running, planned = ground.standing.running, ground.standing.planned
    line = running or planned
    assert line is not None
    here = ground.overlay if running else ground.present.city.overlays.get(ground.service_id) or Overlay()
    if changes == here:
        return Stored(())
    problems = _misfits(line.release.sha256, changes)
    if problems:
        return problems
    if running is None or planned is None:
        found = renew(
            person=person,
            ground=ground,
            change=CityChange(ground.service_id, overlay=changes),
            planned=changes,
            now=now,
        )
        return _told(found)
    heading = ground.present.city.overlays.get(ground.service_id) or Overlay()
    ahead = _carried(heading, here, changes)
    problems = _misfits(planned.release.sha256, ahead)
    if problems:
        words = Text(
            f"Das passt nicht zu {planned.release.version}, das Sie ab {planned.since:%d.%m.%Y} übernehmen: ",
            f"This does not fit {planned.release.version}, which you adopt from {planned.since.isoformat()}: ",
        )
        return [replace(one, text=_joined(words, one.text)) for one in problems]
    change = CityChange(ground.service_id, overlay=changes)
    return _told(renew(person=person, ground=ground, change=change, planned=ahead, now=now))


def _carried(heading: Overlay, before: Overlay, after: Overlay) -> Overlay:
    """What is new, other or gone between two overlays, done to the plan's overlay, too. What was decided for the plan stays."""
    old = {one.id: one for one in before.changes}
    fresh = {one.id: one for one in after.changes if old.get(one.id) != one}
    gone = old.keys() - {one.id for one in after.changes}
    kept = [fresh.pop(one.id, one) for one in heading.changes if one.id not in gone]
    return Overlay((*kept, *fresh.values()))


def _misfits(release_sha: str, overlay: Overlay) -> Refused:
    """Why the release does not go together with this overlay."""
    seen: set[str] = set()
    for change in overlay.changes:
        if change.id in seen:
            words = Text(f"Die Kennung „{change.id}“ steht doppelt.", f"The id “{change.id}” stands twice.")
            return [Problem("overlay.twice", words, f"change:{change.id}")]
        seen.add(change.id)
    package = queries.get_package_of(release_sha)
    conflicts = merge(package, package, overlay).conflicts
    return [Problem("overlay.broken", one.detail or one.text, f"change:{one.change.id}") for one in conflicts]


def _typed(spec: ParameterSpec | None, parameter: str, raw: str) -> object:
    where = f"value:{parameter}"
    if spec is None:
        return Problem("value.unknown", UNKNOWN_VALUE, where)
    if raw.strip():
        return read_typed(spec, raw)
    return Problem("value.missing", MISSING, where) if spec.required else None


def _spec(ground: Ground, parameter: str) -> ParameterSpec | None:
    return next((spec for sha in _releases(ground) if (spec := _sheet(sha).parameter(parameter))), None)


def _holds(ground: Ground, service_id: str, new: NewValue) -> bool:
    """Is exactly this written down already?"""
    return any(
        (one.service, one.id, one.value, one.valid.first, one.basis, one.status)
        == (service_id, new.parameter, new.value, new.first, new.basis, new.status)
        for one in ground.present.city.parameters
    )


def _releases(ground: Ground) -> Iterable[str]:
    lines = (ground.standing.running, ground.standing.planned)
    return (line.release.sha256 for line in lines if line is not None)


def _sheet(release_sha: str) -> ServiceSheet:
    return queries.get_package_of(release_sha).sheet


def _told(found: tuple[int, ...] | Refused) -> Stored | Refused:
    return found if isinstance(found, list) else Stored(found)


def _joined(one: Text, other: Text) -> Text:
    return Text(one["de"] + other.spoken("de"), one["en"] + other.spoken("en"))


__all__ = ["Own", "Stored", "change_overlay", "overlay_of", "set_competence", "set_slot", "set_value"]
