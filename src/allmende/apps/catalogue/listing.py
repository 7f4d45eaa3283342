"""Rows that lists read instead of packages: `ListedService` of each adoption, `Release.brief` of each release.

Both are derived from content that never changes. They are written with the adoption and the release; `complete` writes those
that are missing: after an upgrade, after a city arrived, after rows were made in bulk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from allmende.apps.catalogue import store
from allmende.apps.catalogue.models import Adoption, ListedService, Release
from allmende.domain.package import ServicePackage
from allmende.domain.package.listing import Listings, ServiceListing, list_periods, listing_of, source_of
from allmende.domain.values import Period

PACK = 200
"""So many adoptions are written at once."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A release in lists: whom its work goes to, which registers it describes, and what it says of itself before any city.

    `roles`: those its tasks name, by their words in the package. `registers`: ids.
    """

    life_situation: str
    audience: tuple[str, ...]
    unit: str
    roles: frozenset[str]
    registers: tuple[str, ...]
    said: Listings


_briefs: store.BoundedCache[Brief] = store.BoundedCache(4096)
_sources: store.BoundedCache[ServicePackage] = store.BoundedCache(512)


def languages() -> tuple[str, ...]:
    """The languages pages are shown in."""
    return tuple(code for code, _ in settings.LANGUAGES)


# ── what a release says of itself ─────────────────────────────────────────────────────────────────────────────────────


def brief_of(package: ServicePackage) -> dict[str, Any]:
    """`Release.brief`."""
    processes = (package.process, *package.shared.values())
    said = {language: listing_of(package.texts, language) for language in languages()}
    return {
        "life_situation": package.sheet.life_situation,
        "audience": list(package.sheet.audience),
        "unit": package.sheet.unit,
        "roles": sorted({node.role for process in processes for node in process.nodes.values() if node.role}),
        "registers": list(package.registers),
        "said": {language: {**_words(one), "keywords": list(one.keywords)} for language, one in said.items()},
    }


def read_brief(data: Mapping[str, Any]) -> Brief:
    """A stored brief; `data` is not empty."""
    return Brief(
        life_situation=data["life_situation"],
        audience=tuple(data["audience"]),
        unit=data["unit"],
        roles=frozenset(data["roles"]),
        registers=tuple(data["registers"]),
        said={
            language: ServiceListing(**{**words, "keywords": tuple(words["keywords"])})
            for language, words in data["said"].items()
        },
    )


def get_briefs(shas: Iterable[str]) -> Mapping[str, Brief]:
    """The briefs of these releases. One statement where some are not in memory yet; a release without one is opened."""
    wanted = tuple(shas)
    known = {sha: brief for sha in wanted if (brief := _briefs.find(sha)) is not None}
    unknown = [sha for sha in wanted if sha not in known]
    if unknown:
        for sha, data in Release.objects.filter(sha256__in=unknown).values_list("sha256", "brief"):
            known[sha] = _briefs.get(sha, partial(_brief, sha, data))
    return known


def compile_running(*, today: date) -> int:
    """Have the packages that some city offers compiled, so that no page of any process is the first to do it; how many."""
    holds = Q(superseded_on=None) | Q(superseded_on__gt=today)
    running = Adoption.objects.filter(holds, withdrawn_on=None).order_by().values_list("release__sha256", flat=True)
    done = 0
    for sha in running.distinct():
        with suppress(store.Unusable):
            store.get_used(sha)
            done += 1
    return done


def _brief(sha: str, data: Mapping[str, Any]) -> Brief:
    return read_brief(data or brief_of(store.get_package(sha)))


def complete_briefs() -> None:
    """Read what is missing of releases that an earlier version stored."""
    for sha in Release.objects.filter(brief={}).values_list("sha256", flat=True):
        try:
            brief = brief_of(store.get_package(sha))
        except store.Unusable:
            continue
        Release.objects.filter(sha256=sha).update(brief=brief)


# ── what a city's lists say ───────────────────────────────────────────────────────────────────────────────────────────


def rows_of(adoption: Adoption, release_sha: str, edition_sha: str) -> list[ListedService]:
    """The rows of one adoption, not yet stored. Error: `store.Unusable` where the city's changes do not fit the release."""
    package = _sources.get(release_sha, lambda: source_of(store.get_package(release_sha)))
    periods = list_periods(package, store.get_city(edition_sha), languages())
    if not isinstance(periods, tuple):
        raise store.Unusable("; ".join(str(problem) for problem in periods))
    return [
        _row(adoption, package, period, language, one)
        for period, listings in periods
        for language, one in listings.items()
    ]


def write(adoption: Adoption, release_sha: str, edition_sha: str) -> None:
    """Store the rows of an adoption just made. One that cannot be read has none: lists then say why, as its pages do."""
    with suppress(store.Unusable):
        ListedService.objects.bulk_create(rows_of(adoption, release_sha, edition_sha))


def complete(*, city: str, today: date) -> int:
    """Write what is missing for the city in scope, of adoptions that some list may still show; how many.

    An adoption that cannot be read is left out: whoever opens its service is told why.
    """
    written = 0
    for pack in _packs(_missing(city, today)):
        rows: list[ListedService] = []
        for adoption in pack:
            try:
                rows += rows_of(adoption, adoption.release.sha256, adoption.edition.sha256)
            except store.Unusable:
                continue
            written += 1
        ListedService.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return written


def prune(*, city: str, today: date) -> int:
    """Drop the rows of adoptions that no list shows any more; how many. Their adoptions stay."""
    over = Q(adoption__superseded_on__lt=today) | Q(adoption__withdrawn_on__lt=today)
    return ListedService.objects.filter(over, city_id=city).delete()[0]


def rebuild(*, city: str, today: date) -> int:
    """Write all rows of the city in scope anew; how many adoptions those were."""
    ListedService.objects.filter(city_id=city).delete()
    return complete(city=city, today=today)


def _missing(city: str, today: date) -> QuerySet[Adoption]:
    rows = ListedService.objects.filter(adoption=OuterRef("pk"))
    lasts = Q(withdrawn_on=None) | Q(withdrawn_on__gte=today)
    holds = Q(superseded_on=None) | Q(superseded_on__gte=today)
    return (
        Adoption.objects.filter(~Exists(rows), lasts, holds, city_id=city)
        .exclude(withdrawn_on__lt=F("effective_from"))
        .select_related("release", "edition")
        .only("city", "service_id", "release__sha256", "edition__sha256")
        .order_by("release_id", "pk")
    )


def _packs(found: QuerySet[Adoption]) -> Iterator[list[Adoption]]:
    all_of_them = list(found)
    for start in range(0, len(all_of_them), PACK):
        yield all_of_them[start : start + PACK]


def _row(
    adoption: Adoption, package: ServicePackage, period: Period, language: str, service_listing: ServiceListing
) -> ListedService:
    return ListedService(
        adoption=adoption,
        language=language,
        first_on=period.first or date.min,
        until=period.until,
        letter=service_listing.letter,
        keywords="\n".join(service_listing.keywords),
        life_situation=package.sheet.life_situation,
        audience=" ".join(package.sheet.audience),
        **_words(service_listing),
    )


def _words(service_listing: ServiceListing) -> dict[str, str]:
    return {
        "title": service_listing.title,
        "summary": service_listing.summary,
        "cost": service_listing.cost,
        "duration": service_listing.duration,
    }
