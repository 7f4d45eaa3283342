"""Which services a city offers, and each of them ready to use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from allmende.apps.catalogue import store
from allmende.apps.catalogue.models import Adoption, CityEdition, Release
from allmende.domain.package import City, NotOurs, Service
from allmende.domain.registers import RegisterSpec


@dataclass(frozen=True, slots=True)
class Offered:
    """A service as adopted: what a draft and a case refer to."""

    adoption_id: int
    service: Service


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


def get_city(*, city: str) -> City:
    """The city's present data. One statement. Error: `LookupError` before the first `allmende load`."""
    return store.get_city(_edition_sha(city))


def get_service(*, city: str, service_id: str, day: date) -> Service | NotOurs | None:
    """The service as offered on that day, who else offers it, or None. One statement when warm (two for others' services)."""
    found = find_offered(city=city, service_id=service_id, day=day)
    if found:
        return found.service
    return store.get_city(_edition_sha(city)).not_ours(service_id)


def find_offered(*, city: str, service_id: str, day: date) -> Offered | None:
    """The service with its adoption, or None when the city does not offer it on that day."""
    row = (
        _adopted(day)
        .filter(city_id=city, service_id=service_id)
        .order_by("-effective_from", "-id")
        .values_list("id", "release__sha256", "edition__sha256", "withdrawn_on")
        .first()
    )
    if row is None or (row[3] and row[3] <= day):
        return None
    return Offered(row[0], store.get_service(row[1], row[2], day))


def get_adopted_service(*, city: str, adoption_id: int, day: date) -> Service:
    """The service of that adoption, read with the parameters of that day. One statement. Error: `Adoption.DoesNotExist`."""
    release, edition = (
        Adoption.objects.filter(city_id=city, pk=adoption_id).values_list("release__sha256", "edition__sha256").get()
    )
    return store.get_service(release, edition, day)


def list_services(*, city: str, day: date, language: str = "de") -> tuple[ServiceCard, ...]:
    """Every service people of this city may look for, by title. Two or three statements when warm."""
    rows = _adopted(day).filter(city_id=city).order_by("service_id", "-effective_from", "-id")
    chosen: dict[str, tuple[str, str]] = {}
    gone: set[str] = set()
    for service_id, release, edition, withdrawn in rows.values_list(
        "service_id", "release__sha256", "edition__sha256", "withdrawn_on"
    ):
        if service_id in chosen or service_id in gone:
            continue
        if withdrawn and withdrawn <= day:
            gone.add(service_id)
        else:
            chosen[service_id] = (release, edition)
    cards = [_card(store.get_service(release, edition, day), language) for release, edition in chosen.values()]
    cards += _others(store.get_city(_edition_sha(city)), set(chosen), language)
    return tuple(sorted(cards, key=lambda card: card.title))


def list_desks(*, city: str, day: date) -> tuple[tuple[str, store.Desks], ...]:
    """Service and who its work goes to, for every release the city has offered by that day: cases run on older ones too.

    One statement when warm.
    """
    rows = _adopted(day).filter(city_id=city).order_by().values_list("service_id", "release__sha256").distinct()
    return tuple((service_id, store.get_desks(release)) for service_id, release in rows)


def list_registers(*, city: str, day: date) -> tuple[tuple[str, RegisterSpec], ...]:
    """Service and register, for every register that a release describes which the city has offered by that day: what was
    entered stays when the service ends. One statement when warm."""
    rows = _adopted(day).filter(city_id=city).order_by().values_list("service_id", "release__sha256").distinct()
    return tuple((service_id, spec) for service_id, release in rows for spec in store.get_registers(release))


def _adopted(day: date) -> QuerySet[Adoption]:
    """Adoptions that had begun by that day; plans that were dropped never did."""
    return Adoption.objects.filter(effective_from__lte=day).exclude(withdrawn_on__lt=F("effective_from"))


def _card(service: Service, language: str) -> ServiceCard:
    def said(name: str) -> str:
        return service.text(f"service.{name}", language) or ""

    return ServiceCard(
        id=service.id,
        title=said("name"),
        teaser=said("summary"),
        life_situation=service.sheet.life_situation,
        audience=service.sheet.audience,
        keywords=tuple(said("keywords").splitlines()),
        cost=said("cost"),
        duration=said("duration"),
    )


def _others(city: City, offered: set[str], language: str) -> list[ServiceCard]:
    """Services somebody else offers: known from the latest release of that service, whoever adopted it."""
    wanted = {key: found for key, found in city.adoptions.items() if isinstance(found, NotOurs) and key not in offered}
    if not wanted:
        return []
    latest = (
        Release.objects.filter(service_id__in=wanted).order_by("service_id", "-id").values_list("service_id", "sha256")
    )
    shas: dict[str, str] = {}
    for service_id, sha in latest:
        shas.setdefault(service_id, sha)
    cards = []
    for service_id, sha in shas.items():
        texts, sheet = store.get_package(sha).texts, store.get_package(sha).sheet
        cards.append(
            ServiceCard(
                id=service_id,
                title=texts.spoken("service.name", language) or service_id,
                teaser=texts.spoken("service.summary", language) or "",
                life_situation=sheet.life_situation,
                audience=sheet.audience,
                keywords=tuple((texts.spoken("service.keywords", language) or "").splitlines()),
                not_ours=wanted[service_id],
            )
        )
    return cards


def _edition_sha(city: str) -> str:
    found = CityEdition.objects.filter(city_id=city).order_by("-id").values_list("sha256", flat=True).first()
    if found is None:
        raise LookupError(f"Die Stadt {city} ist noch nicht geladen (allmende load).")
    return str(found)
