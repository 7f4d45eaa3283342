"""A draft tried out in a city before anybody released it: its examples played, its letters read, its form opened.

Nothing is stored and nothing leaves the house: letters are composed, not set as PDF.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from allmende import feel
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.store import BoundedCache
from allmende.domain import forms
from allmende.domain.matter import speech
from allmende.domain.notices import Document
from allmende.domain.package import CityData, Example, Service, ServicePackage, resolve
from allmende.domain.package.city import Adopts
from allmende.domain.values import Problem, local_day
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.usecases.rehearsal.places import example_names
from allmende.usecases.rehearsal.play import begin_of
from allmende.usecases.rehearse_examples import Stage, rehearse_on


@dataclass(frozen=True, slots=True)
class Tried:
    """One example as it was played. `here`: False where it is meant for other cities. `failures` are sentences."""

    example: Example
    here: bool
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.here and not self.failures


@dataclass(frozen=True, slots=True)
class TriedDraft:
    """The draft as that city would offer it. `without`: what of the city's own changes no longer fits and was left out."""

    service: Service
    without: tuple[Problem, ...]


_tried: BoundedCache[Tried] = BoundedCache(2_000)


def open_service(*, city: str, package: ServicePackage, day: date) -> TriedDraft | list[Problem]:
    """The service with the city's values, and its own changes where they still fit. Problems: what cannot be read at all."""
    here = catalogue.get_city(city=city)
    found = resolve(package, here, day)
    if isinstance(found, Service):
        return TriedDraft(found, ())
    bare = resolve(package, replace(here, overlays={}), day)
    return TriedDraft(bare, tuple(found)) if isinstance(bare, Service) else bare


def try_examples(
    *, city: str, package: ServicePackage, day: date, only: str = "", first: int = 0, most: int = 1_000
) -> tuple[Tried, ...]:
    """Play the package's examples in that city; those played before with the same content come from memory.

    `only`: a single one by id. `first`, `most`: a stretch of them, so that a page can be shown in pieces.
    """
    chosen = [example for example in package.examples if not only or example.id == only][first : first + most]
    here = _as_adopter(city, package.id)
    return tuple(_remembered(package, here, one, day) for one in chosen)


def read_letter(*, city: str, package: ServicePackage, notice_id: str, day: date) -> tuple[Document, Example] | None:
    """The letter as the first example of that city that produces it would send it; None where none does."""
    here = _as_adopter(city, package.id)
    for example in _most_likely(package, notice_id):
        found: list[Document] = []
        _play(package, here, example, day, found)
        letter = next((one for one in found if one.id == notice_id), None)
        if letter is not None:
            return letter, example
    return None


def answers_before(*, service: Service, example: Example, step_id: str) -> dict[str, Any]:
    """What the example fills in on the other pages, as entries: so that a page can be seen as somebody comes to it."""
    names = feel.to_feel({**service.names(), "example": example_names(service.city)})
    context = service.context(
        local_day(begin_of(example.today)), {"identity": "none", "level": "none", "account": False}
    )
    entries: dict[str, Any] = {}
    for step in example.steps:
        page = step.get("fill")
        if not page or page["step"] == step_id:
            continue
        with contextlib.suppress(KeyError, ValueError):
            values = {key: _said(value, names) for key, value in page["values"].items()}
            entries = forms.fill_step(service.form, page["step"], entries, values, context)
    return entries


def _said(value: Any, names: feel.FeelContext) -> Any:
    """A value of an example; text that begins with `= ` is an expression."""
    if not isinstance(value, str) or not value.startswith("= "):
        return value
    found = speech.evaluate(value[2:], names)
    return {key: item for key, item in found.items() if item is not None} if isinstance(found, Mapping) else found


def _most_likely(package: ServicePackage, notice_id: str) -> Iterator[Example]:
    """Examples that say they expect the letter, then a few others."""
    expecting = [example for example in package.examples if f"'{notice_id}'" in repr(example.steps)]
    yield from expecting
    yield from [example for example in package.examples if example not in expecting][:6]


def _remembered(package: ServicePackage, city: CityData, example: Example, day: date) -> Tried:
    key = (package.sha256, city.sha256, example.id, day)
    return _tried.get(key, lambda: _play(package, city, example, day, []))


def _play(package: ServicePackage, city: CityData, example: Example, day: date, letters: list[Document]) -> Tried:
    def press(document: Document) -> bytes:
        letters.append(document)
        return b"%PDF-1.7 tried"

    stage = Stage(plugs.get(sockets.ENGINE), press)
    found = rehearse_on(replace(package, examples=(example,)), city, day, stage)
    return Tried(example, found.played > 0, tuple(f"{failure.where}: {failure.text}" for failure in found.failures))


def _as_adopter(city: str, service_id: str) -> CityData:
    """The city as if it offered the service already."""
    here = catalogue.get_city(city=city)
    if isinstance(here.adoptions.get(service_id), Adopts):
        return here
    return replace(here, adoptions={**here.adoptions, service_id: Adopts("0.0.0", date.min)})


def forget() -> None:
    """Empty the memory (tests)."""
    _tried.clear()
