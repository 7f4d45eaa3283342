"""A city changes what is its own: what it does differently with a service, and its values.

Each act makes a new state of the city's data; the service concerned goes over to it today, a planned adoption with it.
Running cases stay on what they began with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from allmende.apps.catalogue import queries
from allmende.domain.cooperation import StaffMember
from allmende.domain.package import CityData, Overlay, ParameterSpec, ServiceSheet
from allmende.domain.package.asking import read_typed
from allmende.domain.package.merge import merge
from allmende.domain.values import Problem, Text
from allmende.formats.city import CityChange, NewValue
from allmende.usecases.adopting.baseline import AdoptionBaseline, read_baseline
from allmende.usecases.adopting.persistence import CHANGED, NOT_OFFERED, hold, renew
from allmende.usecases.adopting.required_inputs import basis_of
from allmende.usecases.clock import local_day
from allmende.words.joining import joined

UNKNOWN_VALUE = Text.named("usecases.change_city.unknown_value")
MISSING = Text.named("usecases.change_city.missing")
PAST = Problem(
    "value.past",
    Text.named("usecases.change_city.value_past"),
    "valid_from",
)


@dataclass(frozen=True, slots=True)
class Own:
    """What a city may change of a service: its overlay and its data as they are. `seen` belongs into the form."""

    overlay: Overlay
    city: CityData
    seen: str


@dataclass(frozen=True, slots=True)
class StoredCity:
    """The ids of the adoptions that came of it; empty when all was so already."""

    adoptions: tuple[int, ...]


Refused = list[Problem]


def overlay_of(*, city: str, service_id: str, today: date) -> Own:
    """The overlay of what runs (or ran last), and the city's present data."""
    baseline = read_baseline(city=city, service_id=service_id, today=today)
    return Own(baseline.overlay, baseline.present.city, baseline.token())


def change_overlay(
    *, person: StaffMember, service_id: str, changes: Overlay, now: datetime, seen: str
) -> StoredCity | Refused:
    """From today on the city does exactly this differently. A planned adoption takes over what is new in it.

    Refused: an id twice, a change the release does not allow or would break with, or with which the planned release
    does not fit; and when the overlay was changed since it was `seen` (`Own.seen`).
    """
    return _locked(person, service_id, seen, now, lambda baseline: _overlay(person, baseline, changes, now))


def set_value(
    *,
    person: StaffMember,
    service_id: str,
    parameter: str,
    raw: str,
    valid_from: date,
    legal_basis: str,
    now: datetime,
    seen: str,
) -> StoredCity | Refused:
    """From that day on the parameter has this value, typed as people do ("1.234,50"); what held before ends that day.

    An empty value ends an optional one. Problems: at `value:<parameter>` or `valid_from`.
    """

    def act(baseline: AdoptionBaseline) -> StoredCity | Refused:
        if valid_from < local_day(now):
            return [PAST]
        spec = _spec(baseline, parameter)
        value = _typed(spec, parameter, raw)
        if isinstance(value, Problem) or spec is None:
            return [value] if isinstance(value, Problem) else [NOT_OFFERED]
        new = NewValue(parameter, value, valid_from, basis_of(spec, legal_basis))
        if _holds(baseline, service_id, new):
            return StoredCity(())
        return _told(renew(person=person, baseline=baseline, change=CityChange(service_id, values=(new,)), now=now))

    return _locked(person, service_id, seen, now, act)


def _locked(
    person: StaffMember,
    service_id: str,
    seen: str,
    now: datetime,
    act: Callable[[AdoptionBaseline], StoredCity | Refused],
) -> StoredCity | Refused:
    """Hold the city, see whether things still are as they were `seen`, act. `seen`: `Own.seen` or the present hash."""

    def checked(baseline: AdoptionBaseline) -> StoredCity | Refused:
        if seen not in (baseline.token(), baseline.present.sha256):
            return [CHANGED]
        if baseline.standing.running is None and baseline.standing.planned is None:
            return [NOT_OFFERED]
        return act(baseline)

    return hold(person, "change_city", service_id, now, checked)


def _overlay(person: StaffMember, baseline: AdoptionBaseline, changes: Overlay, now: datetime) -> StoredCity | Refused:
    running, planned = baseline.standing.running, baseline.standing.planned
    line = running or planned
    assert line is not None
    here = baseline.overlay if running else baseline.present.city.overlays.get(baseline.service_id) or Overlay()
    if changes == here:
        return StoredCity(())
    problems = _misfits(line.release.sha256, changes)
    if problems:
        return problems
    if running is None or planned is None:
        found = renew(
            person=person,
            baseline=baseline,
            change=CityChange(baseline.service_id, overlay=changes),
            planned=changes,
            now=now,
        )
        return _told(found)
    heading = baseline.present.city.overlays.get(baseline.service_id) or Overlay()
    ahead = _carried(heading, here, changes)
    problems = _misfits(planned.release.sha256, ahead)
    if problems:
        words = Text.named(
            "usecases.change_city.this_does_not_fit_version",
            version=planned.release.version,
            since=planned.since,
            isoformat=planned.since.isoformat(),
        )
        return [replace(problem, text=_joined(words, problem.text)) for problem in problems]
    change = CityChange(baseline.service_id, overlay=changes)
    return _told(renew(person=person, baseline=baseline, change=change, planned=ahead, now=now))


def _carried(heading: Overlay, before: Overlay, after: Overlay) -> Overlay:
    """What is new, other or gone between two overlays, done to the plan's overlay, too. What was decided for the plan stays."""
    old = {change.id: change for change in before.changes}
    fresh = {change.id: change for change in after.changes if old.get(change.id) != change}
    gone = old.keys() - {change.id for change in after.changes}
    kept = [fresh.pop(change.id, change) for change in heading.changes if change.id not in gone]
    return Overlay((*kept, *fresh.values()))


def _misfits(release_sha: str, overlay: Overlay) -> Refused:
    """Why the release does not go together with this overlay."""
    seen: set[str] = set()
    for change in overlay.changes:
        if change.id in seen:
            words = Text.named("usecases.change_city.id_id_2_stands_twice", id_2=change.id)
            return [Problem("overlay.twice", words, f"change:{change.id}")]
        seen.add(change.id)
    package = queries.get_package_of(release_sha)
    conflicts = merge(package, package, overlay).conflicts
    return [
        Problem("overlay.broken", conflict.detail or conflict.text, f"change:{conflict.change.id}")
        for conflict in conflicts
    ]


def _typed(spec: ParameterSpec | None, parameter: str, raw: str) -> object:
    where = f"value:{parameter}"
    if spec is None:
        return Problem("value.unknown", UNKNOWN_VALUE, where)
    if raw.strip():
        return read_typed(spec, raw)
    return Problem("value.missing", MISSING, where) if spec.required else None


def _spec(baseline: AdoptionBaseline, parameter: str) -> ParameterSpec | None:
    return next((spec for sha in _releases(baseline) if (spec := _sheet(sha).parameter(parameter))), None)


def _holds(baseline: AdoptionBaseline, service_id: str, new: NewValue) -> bool:
    """Is exactly this written down already?"""
    return any(
        (parameter.service, parameter.id, parameter.value, parameter.valid.first, parameter.basis, parameter.status)
        == (service_id, new.parameter, new.value, new.first, new.basis, new.status)
        for parameter in baseline.present.city.parameters
    )


def _releases(baseline: AdoptionBaseline) -> Iterable[str]:
    lines = (baseline.standing.running, baseline.standing.planned)
    return (line.release.sha256 for line in lines if line is not None)


def _sheet(release_sha: str) -> ServiceSheet:
    return queries.get_package_of(release_sha).sheet


def _told(found: tuple[int, ...] | Refused) -> StoredCity | Refused:
    return found if isinstance(found, list) else StoredCity(found)


def _joined(text: Text, other: Text) -> Text:
    return joined((text, other), "")


__all__ = ["Own", "StoredCity", "change_overlay", "overlay_of", "set_value"]
