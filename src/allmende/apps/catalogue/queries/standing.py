"""How one city stands to one service: what runs, what comes, what was put off, where it could go back to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allmende.apps.catalogue import store
from allmende.apps.catalogue.models import Adoption, CityEdition, Postponement
from allmende.apps.catalogue.queries.releases import ReleaseLine, latest_of, list_releases
from allmende.domain.package import CityData
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class CityDifference:
    """One thing a city does differently, in words. `reason` is the city's own."""

    id: str
    text: Text
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionLine:
    """A decision of a city. `since`: its first day. `until`: the day on which the service was stopped."""

    id: int
    city: str
    service_id: str
    release: ReleaseLine
    since: date
    until: date | None
    decided_by: str
    decided_at: datetime
    differences: tuple[CityDifference, ...]
    went_back: bool

    @property
    def effective_from(self) -> date:
        return self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponementLine:
    """The city waits with a release, until when and why."""

    city: str
    release: ReleaseLine
    until: date
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CityStanding:
    """How a city stands to a service on a day.

    running    what new applications get, None where the city does not offer the service
    planned    the next adoption, decided but still ahead
    previous   the adoption of another release before the running one: where `retreat` leads
    latest     the newest release in use anywhere
    postponements  the city's decisions to wait with a release, while they hold, newest release first
    history    every decision, newest first, dropped plans left out
    """

    city: str
    service_id: str
    day: date
    running: AdoptionLine | None
    planned: AdoptionLine | None
    previous: AdoptionLine | None
    latest: ReleaseLine | None
    postponements: tuple[PostponementLine, ...]
    releases: tuple[ReleaseLine, ...]
    history: tuple[AdoptionLine, ...]

    @property
    def withdrawn(self) -> bool:
        """Does the city run a release that was withdrawn? It is to be warned."""
        return self.running is not None and self.running.release.withdrawn

    @property
    def behind(self) -> bool:
        """Is there a newer release in use than the one the city runs?"""
        return self.running is not None and self.latest is not None and self.latest.newer_than(self.running.release)

    @property
    def overdue(self) -> bool:
        """Has a release that everybody was to use from a day on been left lying, without a word?"""
        if self.latest is None or self.latest.effective_from is None or not self.behind:
            return False
        return all(postponement.release.id != self.latest.id for postponement in self.postponements)

    @property
    def postponed(self) -> PostponementLine | None:
        """The decision to wait with the newest of the releases that were put off."""
        return self.postponements[0] if self.postponements else None

    @property
    def drifted(self) -> bool:
        return self.running is not None and bool(self.running.differences)

    @property
    def offered_next(self) -> ReleaseLine | None:
        """The newest release the city could decide on: newer than what it runs, not withdrawn, coming ones included."""
        newest = next((line for line in self.releases if not line.withdrawn), None)
        if newest is None or (self.running is not None and not newest.newer_than(self.running.release)):
            return None
        return newest


@dataclass(frozen=True, slots=True)
class Present:
    """A city's data as it is now. `origin`: `folder` or `studio`."""

    edition_id: int
    sha256: str
    origin: str
    city: CityData


def standing(*, city: str, service_id: str, day: date) -> CityStanding:
    """How the city stands to the service on that day. Three statements."""
    mine = {"city_id": city, "service_id": service_id}
    return build(
        city,
        service_id,
        day,
        list_releases(service_id, day=day),
        list(Adoption.objects.filter(**mine).order_by("-effective_from", "-id").values(*ADOPTION)),
        list(Postponement.objects.filter(**mine).order_by("-id").values(*POSTPONEMENT)),
    )


def build(
    city: str,
    service_id: str,
    day: date,
    releases: Sequence[ReleaseLine],
    adoptions: Sequence[Mapping[str, Any]],
    postponements: Sequence[Mapping[str, Any]],
) -> CityStanding:
    """From rows: releases newest first, adoptions the latest day first, postponements the latest first."""
    by_id = {line.id: line for line in releases}
    living = [row for row in adoptions if row["withdrawn_on"] is None or row["withdrawn_on"] >= row["effective_from"]]
    begun = [row for row in living if row["effective_from"] <= day]
    ahead = [row for row in living if row["effective_from"] > day]
    running = begun[0] if begun and (begun[0]["withdrawn_on"] is None or begun[0]["withdrawn_on"] > day) else None
    previous = _previous(begun) if running else None
    return CityStanding(
        city=city,
        service_id=service_id,
        day=day,
        running=adoption_of(running, by_id) if running else None,
        planned=adoption_of(ahead[-1], by_id) if ahead else None,
        previous=adoption_of(previous, by_id) if previous else None,
        latest=latest_of(releases),
        postponements=_holding([postponement_of(row, by_id) for row in postponements], day),
        releases=tuple(releases),
        history=tuple(adoption_of(row, by_id) for row in living),
    )


def get_present(*, city: str) -> Present:
    """The city's present edition. One statement. Error: `LookupError` before the first `allmende load`."""
    found = CityEdition.objects.filter(city_id=city).order_by("-id").values_list("id", "sha256", "origin").first()
    if found is None:
        raise LookupError(f"Die Stadt {city} ist noch nicht geladen (allmende load).")
    return Present(found[0], found[1], found[2], store.get_city(found[1]))


def get_city_of_adoption(*, city: str, adoption_id: int) -> CityData:
    """The city as it was when it decided. One statement. Error: `Adoption.DoesNotExist`."""
    sha = Adoption.objects.filter(city_id=city).values_list("edition__sha256", flat=True).get(pk=adoption_id)
    return store.get_city(sha)


def is_of_studio(*, city: str) -> bool:
    """Was the city's present edition made in the studio?"""
    origins = CityEdition.objects.filter(city_id=city).order_by("-id").values_list("origin", flat=True)
    return origins.first() == "studio"


def find_edition(*, city: str, sha256: str) -> int | None:
    """The latest edition of the city with exactly that content."""
    rows = CityEdition.objects.filter(city_id=city, sha256=sha256).order_by("-id")
    return rows.values_list("id", flat=True).first()


def find_clicked(*, city: str, service_id: str, click: str) -> AdoptionLine | None:
    """The city's latest decision on the service, if that very form made it."""
    row = (
        Adoption.objects.filter(city_id=city, service_id=service_id).order_by("-id").values(*ADOPTION, "click").first()
    )
    if row is None or row["click"] != click or row["withdrawn_on"] is not None:
        return None
    return adoption_of(row, {line.id: line for line in list_releases(service_id)})


ADOPTION = (
    "id", "city_id", "service_id", "release_id", "effective_from", "withdrawn_on", "decided_by", "created_at",
    "differences", "back_to_id",
)  # fmt: skip
POSTPONEMENT = ("id", "city_id", "service_id", "release_id", "until", "reason", "decided_by", "decided_at")


def read_differences(said: Iterable[Mapping[str, Any]]) -> tuple[CityDifference, ...]:
    """What `Adoption.differences` says."""
    return tuple(CityDifference(one["id"], Text.of(one), one.get("reason") or "") for one in said)


def adoption_of(row: Mapping[str, Any], releases: Mapping[int, ReleaseLine]) -> AdoptionLine:
    """A row with the columns ADOPTION as a line."""
    return AdoptionLine(
        id=row["id"],
        city=row["city_id"],
        service_id=row["service_id"],
        release=releases[row["release_id"]],
        since=row["effective_from"],
        until=row["withdrawn_on"],
        decided_by=row["decided_by"],
        decided_at=row["created_at"],
        differences=read_differences(row["differences"]),
        went_back=row["back_to_id"] is not None,
    )


def _previous(begun: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The adoption of another release before the running one. Going back is no step forward: it stands where it led to."""
    place = {row["id"]: number for number, row in enumerate(begun)}
    at = 0
    while at < len(begun) and begun[at]["release_id"] == begun[0]["release_id"]:
        back_to = begun[at]["back_to_id"]
        at = place[back_to] if back_to in place else at + 1
    return begun[at] if at < len(begun) else None


def postponement_of(row: Mapping[str, Any], releases: Mapping[int, ReleaseLine]) -> PostponementLine:
    """A row with the columns POSTPONEMENT as a line."""
    return PostponementLine(
        city=row["city_id"],
        release=releases[row["release_id"]],
        until=row["until"],
        reason=row["reason"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
    )


def _holding(lines: Sequence[PostponementLine], day: date) -> tuple[PostponementLine, ...]:
    """The latest word on each release counts; it holds up to the day named in it."""
    latest: dict[int, PostponementLine] = {}
    for line in lines:
        latest.setdefault(line.release.id, line)
    holding = (line for line in latest.values() if line.until > day and not line.release.withdrawn)
    return tuple(sorted(holding, key=lambda line: line.release.order, reverse=True))
