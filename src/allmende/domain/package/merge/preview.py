"""What an adoption would mean for one city, before anybody decides: nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from allmende.domain.package.city import City
from allmende.domain.package.difference import Change, Edition, compare
from allmende.domain.package.difference.naming import split
from allmende.domain.package.merge.effective import seen_by_citizens
from allmende.domain.package.merge.outcome import Merged
from allmende.domain.package.merge.three_way import merge
from allmende.domain.package.overlay import Overlay, with_overlay
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

    changes: tuple[Change, ...]
    citizens: tuple[Change, ...]
    merged: Merged
    ready: tuple[Problem, ...]

    @property
    def blocked(self) -> bool:
        """May the city not adopt yet? (The examples must pass as well; they are run elsewhere.)"""
        return bool(self.merged.conflicts) or any(problem.severity == "error" for problem in self.ready)


def preview(old: Edition | None, new: Edition, city: City, day: date, overlay: Overlay) -> Preview:
    """Going from `old` (None: nothing yet) to `new` in that city on that day. Open conflicts are previewed as `take new`."""
    merged = merge((old or new).package, new.package, overlay)
    changes = compare(old, new) if old else ()
    after, problems = _seen(new, city, day, merged.overlay)
    before = _seen(old, city, day, overlay)[0] if old else None
    citizens: tuple[Change, ...] = ()
    if before is not None and after is not None:
        told = (change for change in compare(before, after) if "citizens" in change.audiences)
        citizens = (*(replace(change, edits=(), places=()) for change in told), *_beyond(changes))
    return Preview(changes, citizens, merged, (*problems, *_ready(new, city, day, merged.overlay)))


def _seen(edition: Edition, city: City, day: date, overlay: Overlay) -> tuple[Edition | None, list[Problem]]:
    own = replace(city, overlays={**city.overlays, edition.package.id: overlay})
    service = resolve(edition.package, own, day)
    if not isinstance(service, Service):
        return None, service
    return seen_by_citizens(service, with_overlay(edition.package, overlay)[0]), []


def _beyond(changes: tuple[Change, ...]) -> Iterator[Change]:
    for change in changes:
        if "citizens" in change.audiences and split(change.target)[1] in BEYOND:
            yield change


def _ready(new: Edition, city: City, day: date, overlay: Overlay) -> Iterator[Problem]:
    yield from list_open_points(with_overlay(new.package, overlay)[0].sheet, city, day)
    for change in overlay.changes:
        if change.verb == "route" and change.value not in city.units:
            words = Text(
                f"{city.name}: Die Stelle „{change.value}“ gibt es nicht (Änderung „{change.id}“).",
                f"{city.name}: There is no unit “{change.value}” (change “{change.id}”).",
            )
            yield Problem("ready.unit", words, change.id)
    yield from _untranslated(new, city, overlay)


def _untranslated(new: Edition, city: City, overlay: Overlay) -> Iterator[Problem]:
    """Texts that citizens would read in German although they chose another language."""
    said = with_overlay(new.package, overlay)[0].texts
    for language in city.languages:
        missing = [text_id for text_id, text in said.items() if text["de"].strip() and language not in text]
        if missing and language in ("de", "en"):
            words = Text(
                f"{len(missing)} Texte fehlen auf {'Englisch' if language == 'en' else 'Deutsch'}, zuerst „{missing[0]}“.",
                f"{len(missing)} texts are missing in {'English' if language == 'en' else 'German'}, first “{missing[0]}”.",
            )
            yield Problem("ready.text", words, missing[0], "warning")
