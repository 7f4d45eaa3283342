"""Which services a city offers, and each of them ready to use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, FilteredRelation, Q, QuerySet

from allmende.apps.catalogue import listing, store
from allmende.apps.catalogue.models import Adoption, CityEdition, Release
from allmende.domain.package import CityData, NotOurs, Service
from allmende.domain.package.listing import ServiceListing, letter_of, listing_of
from allmende.domain.registers import RegisterSpec
from allmende.domain.spelling.comparing import plain
from allmende.foundation.log import get_logger
from allmende.foundation.tenancy.statements import LateValue, Select

log = get_logger("catalogue")


@dataclass(frozen=True, slots=True)
class OfferedService:
    """A service as adopted: what a draft and a case refer to."""

    adoption_id: int
    service: Service


@dataclass(frozen=True, slots=True)
class Running:
    """A service a city offers, by the hashes of what it is made of: equal ones are the same service on the same day."""

    service_id: str
    release: str
    edition: str

    def service(self, day: date) -> Service:
        """Opened. Error: `store.Unusable`."""
        return store.get_service(self.release, self.edition, day)


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """One service in lists and in the search. `not_ours` says who is competent instead."""

    id: str
    title: str
    teaser: str
    life_situation: str
    audience: tuple[str, ...]
    keywords: tuple[str, ...]
    cost: str = ""
    duration: str = ""
    not_ours: NotOurs | None = None

    @property
    def online(self) -> bool:
        return self.not_ours is None

    @property
    def letter(self) -> str:
        """Under which letter it stands in a list from A to Z."""
        return letter_of(self.title)


def get_city(*, city: str) -> CityData:
    """The city's present data. One statement. Error: `LookupError` before the first `allmende load`."""
    return store.get_city(_edition_sha(city))


def get_service(*, city: str, service_id: str, day: date) -> Service | NotOurs | None:
    """The service as offered on that day, who else offers it, or None. One statement when warm (two for others' services)."""
    found = find_offered(city=city, service_id=service_id, day=day)
    if found:
        return found.service
    return store.get_city(_edition_sha(city)).not_ours(service_id)


_OFFERED = Select(
    lambda: (
        _adopted(LateValue("day", DateField()))
        .filter(city_id=LateValue("asked", CharField()), service_id=LateValue("service", CharField()))
        .order_by("-effective_from", "-id")
        .values_list("id", "release__sha256", "edition__sha256", "withdrawn_on")[:1]
    )
)


def find_offered(*, city: str, service_id: str, day: date) -> OfferedService | None:
    """The service with its adoption, or None when the city does not offer it on that day."""
    row = _OFFERED.first(asked=city, service=service_id, day=day)
    if row is None or (row[3] and row[3] <= day):
        return None
    return OfferedService(row[0], store.get_service(row[1], row[2], day))


def list_services(*, city: str, day: date, language: str = "de") -> tuple[ServiceCard, ...]:
    """Every service people of this city may look for, by title. Two statements, three where others offer some of them.

    Read from the rows made with each adoption: no package is opened, however many services there are.
    """
    holds = Q(superseded_on=None) | Q(superseded_on__gt=day)
    of_day = Q(listed__first_on__lte=day) & (Q(listed__until=None) | Q(listed__until__gt=day))
    words = FilteredRelation("listed", condition=of_day & Q(listed__language=language))
    rows = _adopted(day).filter(holds, city_id=city).annotate(words=words)
    newest: dict[str, tuple[Any, ...]] = {}
    for row in rows.order_by("service_id", "-effective_from", "-id").values_list(*_LISTED):
        newest.setdefault(row[0], row)
    offered = [row for row in newest.values() if row[1] is None or row[1] > day]
    cards = [_card(row) if row[4] is not None else _opened(row, day, language) for row in offered]
    cards += _others(store.get_city(_edition_sha(city)), {card.id for card in cards}, language)
    return tuple(sorted(cards, key=lambda card: (plain(card.title), card.id)))


_LISTED = (
    "service_id", "withdrawn_on", "release__sha256", "edition__sha256", "words__title", "words__summary",
    "words__life_situation", "words__audience", "words__keywords", "words__cost", "words__duration",
)  # fmt: skip


def list_running(*, city: str, day: date) -> tuple[Running, ...]:
    """What the city offers on that day, nothing opened, by service. One statement.

    For lists of what only a definition can tell: keep what was told by `Running`, and open what is not known yet.
    """
    holds = Q(superseded_on=None) | Q(superseded_on__gt=day)
    rows = _adopted(day).filter(holds, city_id=city).order_by("service_id", "-effective_from", "-id")
    newest: dict[str, tuple[Any, ...]] = {}
    for row in rows.values_list("service_id", "release__sha256", "edition__sha256", "withdrawn_on"):
        newest.setdefault(row[0], row)
    return tuple(Running(*row[:3]) for row in newest.values() if row[3] is None or row[3] > day)


def list_known(*, language: str) -> tuple[ServiceCard, ...]:
    """Every service the commons knows, whoever offers it, as its newest release speaks of itself. Two statements at most."""
    newest: dict[str, str] = {}
    rows = Release.objects.filter(withdrawn_at=None).order_by("service_id", "-rank", "-id")
    for service_id, sha in rows.values_list("service_id", "sha256"):
        newest.setdefault(service_id, sha)
    briefs = listing.get_briefs(newest.values())
    return tuple(
        _of_listing(service_id, one.said[language], one.life_situation, one.audience)
        for service_id, one in ((service_id, briefs[sha]) for service_id, sha in newest.items())
    )


def list_desks(*, city: str, day: date) -> tuple[tuple[str, listing.Brief], ...]:
    """Service and who its work goes to, for every release the city has offered by that day: cases run on older ones too.

    One statement, two where a release is seen for the first time.
    """
    found = _releases_of(city, day)
    briefs = listing.get_briefs(tuple(dict.fromkeys(release for _, release in found)))
    return tuple((service_id, briefs[release]) for service_id, release in found)


def list_registers(*, city: str, day: date) -> tuple[tuple[str, RegisterSpec], ...]:
    """Service and register, for every register that a release describes which the city has offered by that day: what was
    entered stays when the service ends. One statement when warm; only packages that describe registers are opened."""
    found = _releases_of(city, day)
    briefs = listing.get_briefs(tuple(dict.fromkeys(release for _, release in found)))
    return tuple(
        (service_id, spec)
        for service_id, release in found
        if briefs[release].registers
        for spec in store.get_registers(release)
    )


def _releases_of(city: str, day: date) -> list[tuple[str, str]]:
    rows = _adopted(day).filter(city_id=city).order_by().values_list("service_id", "release__sha256")
    return list(rows.distinct())


def _adopted(day: date | LateValue) -> QuerySet[Adoption]:
    """Adoptions that had begun by that day; plans that were dropped never did."""
    return Adoption.objects.filter(effective_from__lte=day).exclude(withdrawn_on__lt=F("effective_from"))


def _card(row: tuple[Any, ...]) -> ServiceCard:
    """A row of `_LISTED` with its words."""
    service_id, _, _, _, title, summary, life_situation, audience, keywords, cost, duration = row
    return ServiceCard(
        id=service_id,
        title=title,
        teaser=summary,
        life_situation=life_situation,
        audience=tuple(audience.split()),
        keywords=tuple(keywords.splitlines()),
        cost=cost,
        duration=duration,
    )


def _opened(row: tuple[Any, ...], day: date, language: str) -> ServiceCard:
    """An adoption without rows (`listing.complete` has not run yet): read from its definition, and said so in the log."""
    service = store.get_service(row[2], row[3], day)
    log.warning("catalogue.not_listed", service=service.id, release=row[2][:12])
    said = listing_of(service.texts, language)
    return _of_listing(service.id, said, service.sheet.life_situation, service.sheet.audience)


def _of_listing(
    service_id: str,
    said: ServiceListing,
    life_situation: str,
    audience: tuple[str, ...],
    not_ours: NotOurs | None = None,
) -> ServiceCard:
    return ServiceCard(
        id=service_id,
        title=said.title or service_id,
        teaser=said.summary,
        life_situation=life_situation,
        audience=audience,
        keywords=said.keywords,
        cost="" if not_ours else said.cost,
        duration="" if not_ours else said.duration,
        not_ours=not_ours,
    )


def _others(city: CityData, offered: set[str], language: str) -> list[ServiceCard]:
    """Services somebody else offers: known from the latest release of that service, whoever adopted it."""
    wanted = {key: found for key, found in city.adoptions.items() if isinstance(found, NotOurs) and key not in offered}
    if not wanted:
        return []
    latest: dict[str, str] = {}
    rows = Release.objects.filter(service_id__in=wanted).order_by("service_id", "-id")
    for service_id, sha in rows.values_list("service_id", "sha256"):
        latest.setdefault(service_id, sha)
    briefs = listing.get_briefs(tuple(latest.values()))
    return [
        _of_listing(service_id, one.said[language], one.life_situation, one.audience, wanted[service_id])
        for service_id, one in ((service_id, briefs[sha]) for service_id, sha in latest.items())
    ]


def _edition_sha(city: str) -> str:
    found = CityEdition.objects.filter(city_id=city).order_by("-id").values_list("sha256", flat=True).first()
    if found is None:
        raise LookupError(f"Die Stadt {city} ist noch nicht geladen (allmende load).")
    return str(found)
