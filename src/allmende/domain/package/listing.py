"""What a list says of a service: the few words on its sheet that lists and the search show. Pure.

Lists read rows made from these values (`apps.catalogue.listing`), so that a page with a hundred services opens no package.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from allmende.domain.forms import Form
from allmende.domain.package.city import CityData
from allmende.domain.package.filling import fill_city
from allmende.domain.package.overlay import Overlay, with_overlay
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.resolve import edges, names_on
from allmende.domain.package.texts import Texts
from allmende.domain.spelling.comparing import plain
from allmende.domain.values import Period, Problem

TEXTS = ("name", "summary", "keywords", "cost", "duration")
WANTED = frozenset(f"service.{text}" for text in TEXTS)
OTHER_LETTERS = "#"


@dataclass(frozen=True, slots=True)
class ServiceListing:
    """One service in one language, as a list shows it. `keywords` are found by the search only."""

    title: str
    summary: str = ""
    keywords: tuple[str, ...] = ()
    cost: str = ""
    duration: str = ""

    @property
    def letter(self) -> str:
        """Under which letter it stands in a list from A to Z."""
        return letter_of(self.title)


Listings = Mapping[str, ServiceListing]
"""By language."""


def letter_of(title: str) -> str:
    """The first letter without its dots; `#` for what begins with none.

    >>> letter_of("Änderung der Anschrift"), letter_of("1. Mai")
    ('A', '#')
    """
    first = plain(title.strip())[:1].upper()
    return first if "A" <= first <= "Z" else OTHER_LETTERS


def listing_of(texts: Texts, language: str) -> ServiceListing:
    """What these texts say, in German where a translation is missing."""
    name, summary, keywords, cost, duration = (texts.spoken(f"service.{text}", language) or "" for text in TEXTS)
    return ServiceListing(name, summary, tuple(keywords.splitlines()), cost, duration)


def source_of(package: ServicePackage) -> ServicePackage:
    """The package with only what `list_periods` reads of it: small enough to keep those of all services at hand."""
    return replace(
        package,
        form=Form(()),
        texts=_shown(package.texts, WANTED),
        decisions=None,
        letters={},
        notices={},
        shared={},
        registers={},
        examples=(),
        changes="",
        files={},
    )


def _shown(texts: Texts, wanted: Collection[str]) -> Texts:
    return Texts({text_id: text for text_id, text in texts.items() if text_id in wanted})


def list_periods(
    package: ServicePackage, city: CityData, languages: Iterable[str]
) -> tuple[tuple[Period, Listings], ...] | list[Problem]:
    """What lists of that city say of the service, and from when to when; the periods follow each other without a gap.

    It changes where a value of the city or a tariff named in one of the texts begins or ends to hold. Neighbours that say the
    same are one period. Problems: changes of the city that do not fit the package.
    """
    changed, _, problems = with_overlay(package, _touching(city.overlays.get(package.id)))
    if problems:
        return list(problems)
    texts = _shown(changed.texts, WANTED)
    spoken = tuple(languages)
    if not any("{{" in words for text in texts.values() for words in text.values()):
        return ((Period(), {language: listing_of(texts, language) for language in spoken}),)
    found: list[tuple[date | None, Listings]] = []
    for first in (None, *edges(changed, city)):
        filled = fill_city(texts, names_on(changed, city, first or date.min))
        listings = {language: listing_of(filled, language) for language in spoken}
        if not found or found[-1][1] != listings:
            found.append((first, listings))
    ends = (*(first for first, _ in found[1:]), None)
    return tuple((Period(first, until), said) for (first, said), until in zip(found, ends, strict=True))


def _touching(overlay: Overlay | None) -> Overlay | None:
    """Of a city's changes those that these texts can show: their own words, and deadlines they name."""
    if overlay is None:
        return None
    kept = (
        change
        for change in overlay.changes
        if change.target.startswith("deadline.") or change.target.removeprefix("text.") in WANTED
    )
    return Overlay(tuple(kept))
