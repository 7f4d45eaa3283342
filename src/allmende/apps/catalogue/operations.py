"""The write door: releases, editions and adoptions only ever come in; nothing is changed or taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction

from allmende.apps.catalogue.models import Adoption, CityEdition, Release
from allmende.foundation.audit import chain as audit

Stored = Literal["new", "known", "changed"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A service the city wants to offer. `release_sha` is None when it cannot be taken over now: what runs stays."""

    service_id: str
    release_sha: str | None
    effective_from: date


def store_release(*, service_id: str, version: str, sha256: str, bundle: bytes, now: datetime, strict: bool) -> Stored:
    """Keep a release by its content. `changed`: this version exists with other content, and `strict` forbids that."""
    if Release.objects.filter(sha256=sha256).exists():
        return "known"
    if strict and Release.objects.filter(service_id=service_id, version=version).exists():
        return "changed"
    _, made = Release.objects.get_or_create(
        sha256=sha256, defaults={"service_id": service_id, "version": version, "bundle": bundle, "loaded_at": now}
    )
    return "new" if made else "known"


def store_edition(*, city: str, sha256: str, data: Mapping[str, Any], now: datetime) -> int:
    """Keep a city's data by its content and make it the present one; its id."""
    latest = CityEdition.objects.filter(city_id=city).order_by("-id").first()
    if latest is not None and latest.sha256 == sha256:
        return int(latest.pk)
    edition = CityEdition.objects.create(sha256=sha256, data=dict(data), loaded_at=now)
    audit.append(
        actor="operator", action="city.edition", subject=f"edition:{edition.pk}", now=now, details={"sha256": sha256}
    )
    return int(edition.pk)


@transaction.atomic
def adopt(*, city: str, edition_id: int, chosen: Iterable[Chosen], today: date, now: datetime) -> tuple[str, ...]:
    """Offer these services with this edition; those that are new or changed. Services not named are withdrawn today.

    A service that already runs goes over to the new release or edition at once for new applications; running
    cases stay on what they began with.
    """
    wanted = {one.service_id: one for one in chosen}
    usable = [one for one in wanted.values() if one.release_sha is not None]
    fresh = [one.service_id for one in usable if _adopt(city, edition_id, one, today, now)]
    gone = Adoption.objects.filter(city_id=city, withdrawn_on=None).exclude(service_id__in=wanted)
    gone.update(withdrawn_on=today)
    if fresh:
        audit.append(
            actor="operator", action="city.adopted", subject=f"city:{city}", now=now, details={"services": fresh}
        )
    return tuple(fresh)


def _adopt(city: str, edition_id: int, one: Chosen, today: date, now: datetime) -> bool:
    release = Release.objects.only("id").get(sha256=one.release_sha)
    mine = Adoption.objects.filter(city_id=city, service_id=one.service_id)
    latest = mine.order_by("-effective_from", "-id").first()
    if latest and latest.withdrawn_on is None and (latest.release_id, latest.edition_id) == (release.pk, edition_id):
        return False
    begun = latest is not None and latest.effective_from <= today
    day = max(one.effective_from, today) if begun else one.effective_from
    mine.filter(effective_from__gt=day, withdrawn_on=None).update(withdrawn_on=today)
    adoption, made = Adoption.objects.get_or_create(
        service_id=one.service_id,
        release=release,
        edition_id=edition_id,
        effective_from=day,
        defaults={"created_at": now},
    )
    if not made and adoption.withdrawn_on:
        # Offered again on the very day: a row of its own is not needed.
        Adoption.objects.filter(pk=adoption.pk).update(withdrawn_on=None)
    return True
