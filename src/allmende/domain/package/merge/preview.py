"""What an adoption would mean for one city, before anybody decides: nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from allmende.domain.package.city import CityData
from allmende.domain.package.difference import OpenedPackage, ToldChange, compare
from allmende.domain.package.difference.naming import split
from allmende.domain.package.merge.effective import seen_by_citizens
from allmende.domain.package.merge.outcome import Merged
from allmende.domain.package.merge.three_way import merge
from allmende.domain.package.overlay import Overlay, with_overlay
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.readiness import list_open_points
from allmende.domain.package.resolve import resolve
from allmende.domain.package.service import Service
from allmende.domain.values import Problem, Text

BEYOND = frozenset(("tariff", "rule", "table", "literal", "decisions", "node", "notice", "process"))
"""What citizens notice of a release besides form and texts; no overlay touches it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """An adoption looked at from outside.

    changes   everything that differs between the releases; empty for a first adoption
    citizens  what changes for this city's citizens on that day, with its overlay and its values
    merged    what becomes of the overlay: conflicts and idle operations are in it
    ready     the readiness list: errors block, warnings should be looked at
    """

    changes: tuple[ToldChange, ...]
    citizens: tuple[ToldChange, ...]
    merged: Merged
    ready: tuple[Problem, ...]

    @property
    def blocked(self) -> bool:
        """May the city not adopt yet? (The examples must pass as well; they are run elsewhere.)"""
        return bool(self.merged.conflicts) or any(problem.severity == "error" for problem in self.ready)


def preview(old: OpenedPackage | None, new: OpenedPackage, city: CityData, day: date, overlay: Overlay) -> Preview:
    """Going from `old` (None: nothing yet) to `new` in that city on that day. Open conflicts are previewed as `take new`."""
    merged = merge((old or new).package, new.package, overlay)
    changes = compare(old, new) if old else ()
    before = (old, _with(city, new, overlay)) if old else None
    after = _with(city, new, merged.overlay)
    return Preview(
        changes, what_citizens_notice(before, (new, after), changes, day), merged, open_points(new, after, day)
    )


def what_citizens_notice(
    before: tuple[OpenedPackage, CityData] | None,
    after: tuple[OpenedPackage, CityData],
    changes: tuple[ToldChange, ...],
    day: date,
) -> tuple[ToldChange, ...]:
    """What changes for citizens from one release in one state of the city to another: overlay and values are the city's.

    `changes` are those of the releases. Nothing when there is nothing before, or when a side cannot be read.
    """
    then, now = _seen(*before, day) if before else None, _seen(*after, day)
    if then is None or now is None:
        return ()
    told = (change for change in compare(then, now) if "citizens" in change.audiences)
    return (*(replace(change, edits=(), places=()) for change in told), *_beyond(changes))


def open_points(new: OpenedPackage, city: CityData, day: date) -> tuple[Problem, ...]:
    """The readiness list of that release in that city with its overlay: errors block, warnings should be looked at."""
    package, _, problems = with_overlay(new.package, city.overlays.get(new.package.id))
    if problems:
        return (*problems, *_ready(package, city, day))
    resolved = resolve(new.package, city, day)
    unreadable = () if isinstance(resolved, Service) else resolved
    return (*unreadable, *_ready(package, city, day))


def _with(city: CityData, edition: OpenedPackage, overlay: Overlay) -> CityData:
    return replace(city, overlays={**city.overlays, edition.package.id: overlay})


def _seen(edition: OpenedPackage, city: CityData, day: date) -> OpenedPackage | None:
    service = resolve(edition.package, city, day)
    if not isinstance(service, Service):
        return None
    return seen_by_citizens(service, with_overlay(edition.package, city.overlays.get(edition.package.id))[0])


def _beyond(changes: tuple[ToldChange, ...]) -> Iterator[ToldChange]:
    for change in changes:
        if "citizens" in change.audiences and split(change.target)[1] in BEYOND:
            yield change


def _ready(package: ServicePackage, city: CityData, day: date) -> Iterator[Problem]:
    yield from list_open_points(package.sheet, (package.process, *package.shared.values()), city, day)
    overlay = city.overlays.get(package.id) or Overlay()
    for change in overlay.changes:
        if change.verb == "route" and change.value not in city.units:
            words = Text.named(
                "package.merge.preview.name_there_is_no_unit", name=city.name, value=change.value, id_2=change.id
            )
            yield Problem("ready.unit", words, change.id)
    yield from _untranslated(package, city)


IN = {"de": Text.named("package.merge.preview.german"), "en": Text.named("package.merge.preview.english")}


def _untranslated(package: ServicePackage, city: CityData) -> Iterator[Problem]:
    """Texts that citizens would read in German although they chose another language."""
    said = package.texts
    for language in city.languages:
        missing = [text_id for text_id, text in said.items() if text["de"].strip() and language not in text]
        if missing and language in IN:
            spoken = IN[language]
            words = Text.named(
                "package.merge.preview.len_texts_are_missing_in", len=len(missing), spoken=spoken, missing=missing[0]
            )
            yield Problem("ready.text", words, missing[0], "warning")
