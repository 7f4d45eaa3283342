"""A city folder with some things changed: what the studio decides is written into the same files an operator edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allmende.domain.package import Adopts, CityData, Overlay
from allmende.domain.values import Problem
from allmende.formats import yaml
from allmende.formats.city.overlay_writer import write_overlay
from allmende.formats.city.reader import read_files, shape_of
from allmende.formats.package.documents import Documents

PARAMETERS = "parameters.yaml"
CITY = "city.yaml"


@dataclass(frozen=True, slots=True)
class NewValue:
    """From `first` on the parameter has this value (as written). It ends what held on that day; later values stay.

    None: from that day on there is none.
    """

    parameter: str
    value: Any
    first: date
    basis: str
    status: str = "verified"


@dataclass(frozen=True, slots=True)
class CityChange:
    """What is to change for one service of a city. What is empty or None stays as it is.

    overlay    the service's overlay from now on; one without changes removes the file
    values     dated values of the service
    taken      all values of the service, as another edition has them (parameter → dated values); they replace the present ones
    adopts     version and first day; `stops`: the service is no longer adopted, and its overlay goes
    slots, competences   by key
    """

    service: str
    overlay: Overlay | None = None
    values: tuple[NewValue, ...] = ()
    taken: Mapping[str, Any] | None = None
    adopts: Adopts | None = None
    stops: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)
    competences: Mapping[str, str] = field(default_factory=dict)


def change_city(city: CityData, change: CityChange) -> CityData | list[Problem]:
    """The city after that change, read as strictly as any folder; `city` itself when nothing differs. Or what is wrong."""
    files = dict(city.files)
    documents = Documents({name: text.encode() for name, text in files.items()}, shape_of, str)
    _change_overlay(files, change)
    _change_parameters(files, documents, change)
    _change_sheet(files, documents, change)
    if files == dict(city.files):
        return city
    read = read_files({name: text.encode() for name, text in files.items()}, written=True)
    errors = [problem for problem in read.problems if problem.severity == "error"]
    if read.city is None or errors:
        return errors
    return read.city


def values_of(city: CityData, service: str) -> dict[str, Any]:
    """The service's own dated values as the file holds them: parameter → list of dated values."""
    if PARAMETERS not in city.files:
        return {}
    documents = Documents({PARAMETERS: city.files[PARAMETERS].encode()}, shape_of, str)
    found: dict[str, Any] = (documents.plain(PARAMETERS).get("services") or {}).get(service) or {}
    return found


def _change_overlay(files: dict[str, str], change: CityChange) -> None:
    name = f"overlays/{change.service}.yaml"
    if change.stops or (change.overlay is not None and not change.overlay.changes):
        files.pop(name, None)
    elif change.overlay is not None:
        files[name] = write_overlay(change.overlay)


def _change_parameters(files: dict[str, str], documents: Documents, change: CityChange) -> None:
    if change.taken is None and not change.values:
        return
    data = documents.plain(PARAMETERS) if PARAMETERS in documents else {}
    services = dict(data.get("services") or {})
    own = dict(services.get(change.service) or {}) if change.taken is None else dict(change.taken)
    for new in change.values:
        own[new.parameter] = _with_value(own.get(new.parameter) or [], new)
    services[change.service] = {key: dated for key, dated in own.items() if dated}
    data = {**data, "services": {key: values for key, values in services.items() if values}}
    data = {key: values for key, values in data.items() if values}
    if data:
        files[PARAMETERS] = _written(PARAMETERS, data)
    else:
        files.pop(PARAMETERS, None)


def _with_value(dated: Iterable[Mapping[str, Any]], new: NewValue) -> list[dict[str, Any]]:
    """The dated values with one more: it holds from its day until the next later one begins."""
    day = new.first.isoformat()
    kept = []
    for one in dated:
        if one["valid_from"] == day:
            continue
        ends = one.get("valid_to")
        held = one["valid_from"] < day and (ends is None or ends > day)
        kept.append({**one, "valid_to": day} if held else dict(one))
    if new.value is None:
        return kept
    later = min((one["valid_from"] for one in kept if one["valid_from"] > day), default=None)
    said = {"value": new.value, "valid_from": day, "basis": new.basis, "status": new.status}
    return sorted([*kept, said | ({"valid_to": later} if later else {})], key=lambda one: str(one["valid_from"]))


def _change_sheet(files: dict[str, str], documents: Documents, change: CityChange) -> None:
    if not (change.adopts or change.stops or change.slots or change.competences):
        return
    data = documents.plain(CITY)
    adoptions = dict(data["adoptions"])
    if change.adopts:
        adoptions[change.service] = {
            "version": change.adopts.version,
            "from": change.adopts.from_day.isoformat(),
        }
    if change.stops:
        adoptions.pop(change.service, None)
    data = {**data, "adoptions": adoptions}
    if change.slots:
        data["slots"] = {**(data.get("slots") or {}), **change.slots}
    if change.competences:
        data["competences"] = {**(data.get("competences") or {}), **change.competences}
    files[CITY] = _written(CITY, data)


def _written(name: str, data: Any) -> str:
    shape = shape_of(name)
    assert shape is not None
    return yaml.write(shape.ordered(data))
