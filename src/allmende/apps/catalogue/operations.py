"""The write door: releases, editions and adoptions only ever come in; nothing is changed or taken away.

Whoever changes what a city offers holds the city's lock (`lock_city`), then reads, then writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q

from allmende.apps.catalogue import listing, store
from allmende.apps.catalogue.models import (
    Adoption,
    CityEdition,
    Postponement,
    Release,
    ReleaseContent,
    Signer,
    order_of,
)
from allmende.domain.package import Overlay, ServicePackage
from allmende.foundation.audit import chain as audit
from allmende.foundation.locks import advisory_lock
from allmende.foundation.tenancy.models import City

Stored = Literal["new", "known", "changed"]
Origin = Literal["folder", "studio"]
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A service the city wants to offer. `release_sha` is None when it cannot be taken over now: what runs stays."""

    service_id: str
    release_sha: str | None
    effective_from: date
    overlay: Overlay | None = None


def lock_city(city: str) -> None:
    """Until the transaction ends, nobody else changes what this city offers. Citizens go on undisturbed."""
    City.objects.select_for_update(no_key=True).values_list("key").get(key=city)


# ── releases ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def store_release(
    *,
    package: ServicePackage,
    now: datetime,
    strict: bool,
    signer: str = "",
    signature: bytes = b"",
    code_lists: Mapping[str, Any] | None = None,
    note: Mapping[str, str] | None = None,
    effective_from: date | None = None,
    actor: str = OPERATOR,
) -> Stored:
    """Keep a release by its content. `changed`: this version exists with other content, and `strict` forbids that.

    A release that is known stays as it is; only a signature is added where nobody has signed yet and the day is the same.
    """
    from allmende.formats import package as package_format  # noqa: PLC0415 - a web process needs no readers

    service_id, version, sha256 = package.id, package.version, package.sha256
    advisory_lock(f"release:{service_id}")
    if Release.objects.filter(sha256=sha256).exists():
        _complete(package)
        if signer:
            keep_signature(
                release_sha=sha256,
                signer=signer,
                signature=signature,
                code_lists=code_lists or {},
                effective_from=effective_from,
                now=now,
                actor=actor,
            )
        return "known"
    if strict and Release.objects.filter(service_id=service_id, version=version).exists():
        return "changed"
    store.remember(package)
    _, made = Release.objects.get_or_create(
        sha256=sha256,
        defaults={
            "service_id": service_id,
            "version": version,
            "rank": order_of(version),
            "title": dict(package.texts.find("service.name") or {}),
            "brief": listing.brief_of(package),
            "content": keep_content(sha256=sha256, bundle=package_format.to_bundle(package)),
            "loaded_at": now,
            "signer": signer,
            "signature": signature,
            "code_lists": dict(code_lists or {}),
            "note": dict(note or {}),
            "effective_from": effective_from,
        },
    )
    if made:
        details = {"version": version, "sha256": sha256, "signer": signer}
        audit.append(actor=actor, action="release.stored", subject=f"release:{service_id}", now=now, details=details)
    return "new" if made else "known"


def keep_content(*, sha256: str, bundle: bytes) -> ReleaseContent:
    """The bytes of a release, which are stored before it; once, however often they come."""
    return ReleaseContent.objects.get_or_create(sha256=sha256, defaults={"bundle": bundle})[0]


def _complete(package: ServicePackage) -> None:
    """Fill in what an earlier version of this program did not write down."""
    bare = Release.objects.filter(Q(title={}) | Q(brief={}), sha256=package.sha256)
    if bare.exists():
        bare.update(title=dict(package.texts.find("service.name") or {}), brief=listing.brief_of(package))


@transaction.atomic
def keep_signature(
    *,
    release_sha: str,
    signer: str,
    signature: bytes,
    code_lists: Mapping[str, Any],
    effective_from: date | None,
    now: datetime,
    actor: str = OPERATOR,
) -> bool:
    """Sign a release that nobody has signed yet. False when somebody had, or when the signature is for another first day."""
    unsigned = Release.objects.filter(sha256=release_sha, signer="", effective_from=effective_from)
    if not unsigned.update(signer=signer, signature=signature, code_lists=dict(code_lists)):
        return False
    audit.append(
        actor=actor, action="release.signed", subject=f"release:{release_sha}", now=now, details={"signer": signer}
    )
    return True


@transaction.atomic
def withdraw_release(*, release_sha: str, reason: str, actor: str, now: datetime) -> bool:
    """Nobody takes this release over any more; whoever runs it is warned. False when it was withdrawn before."""
    found = Release.objects.filter(sha256=release_sha, withdrawn_at=None)
    if not found.update(withdrawn_at=now, withdrawn_reason=reason):
        return False
    audit.append(
        actor=actor, action="release.withdrawn", subject=f"release:{release_sha}", now=now, details={"reason": reason}
    )
    return True


@transaction.atomic
def trust_signer(*, name: str, public_key: bytes, added_by: str, now: datetime, actor: str = OPERATOR) -> bool:
    """Take in this signer's releases from now on. False when that was so already.

    Error: `ValueError` when the name is known with another key: a name stands for one key for ever.
    """
    advisory_lock(f"signer:{name}")
    known = Signer.objects.select_for_update().filter(name=name).first()
    if known is not None:
        if bytes(known.public_key) != public_key:
            raise ValueError(f"{name} is known with another key.")
        if known.revoked_at is None:
            return False
        Signer.objects.filter(name=name).update(revoked_at=None, added_at=now, added_by=added_by)
    else:
        Signer.objects.create(name=name, public_key=public_key, added_at=now, added_by=added_by)
    audit.append(actor=actor, action="signer.trusted", subject=f"signer:{name}", now=now)
    return True


@transaction.atomic
def revoke_signer(*, name: str, now: datetime, actor: str = OPERATOR) -> bool:
    """Take in nothing more from this signer; what came in stays. False when that was so already."""
    if not Signer.objects.filter(name=name, revoked_at=None).update(revoked_at=now):
        return False
    audit.append(actor=actor, action="signer.revoked", subject=f"signer:{name}", now=now)
    return True


# ── what a city offers ────────────────────────────────────────────────────────────────────────────────────────────────


def store_edition(
    *,
    city: str,
    sha256: str,
    data: Mapping[str, Any],
    now: datetime,
    origin: Origin = "folder",
    actor: str = OPERATOR,
) -> int:
    """Keep a city's data by its content and make it the present one; its id."""
    latest = CityEdition.objects.filter(city_id=city).order_by("-id").first()
    if latest is not None and latest.sha256 == sha256:
        return int(latest.pk)
    edition = CityEdition.objects.create(sha256=sha256, data=dict(data), loaded_at=now, origin=origin)
    audit.append(
        actor=actor, action="city.edition", subject=f"edition:{edition.pk}", now=now, details={"sha256": sha256}
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
            actor=OPERATOR, action="city.adopted", subject=f"city:{city}", now=now, details={"services": fresh}
        )
    return tuple(fresh)


def _adopt(city: str, edition_id: int, chosen: Chosen, today: date, now: datetime) -> bool:
    release = Release.objects.only("id").get(sha256=chosen.release_sha)
    mine = Adoption.objects.filter(city_id=city, service_id=chosen.service_id)
    latest = mine.filter(withdrawn_on=None).order_by("-effective_from", "-id").first()
    if latest and (latest.release_id, latest.edition_id) == (release.pk, edition_id):
        return False
    begun = mine.filter(effective_from__lte=today).exists()
    adopt_one(
        city=city,
        service_id=chosen.service_id,
        release_sha=str(chosen.release_sha),
        edition_id=edition_id,
        effective_from=max(chosen.effective_from, today) if begun else chosen.effective_from,
        overlay=chosen.overlay,
        today=today,
        now=now,
    )
    return True


@transaction.atomic
def adopt_one(
    *,
    city: str,
    service_id: str,
    release_sha: str,
    edition_id: int,
    effective_from: date,
    overlay: Overlay | None,
    today: date,
    now: datetime,
    decided_by: str = "",
    actor: str = "",
    back_to: int | None = None,
    click: str = "",
) -> int:
    """From that day on the city offers the service in this release, read with this edition; the id of the decision.

    The latest decision counts: earlier plans that are still ahead are dropped. What runs until that day is untouched.
    With an `actor` it is written into the audit log as hers; the operator's load writes one entry for all.
    """
    drop_plans(city=city, service_id=service_id, today=today)
    release = Release.objects.only("id").get(sha256=release_sha, service_id=service_id)
    edition = CityEdition.objects.only("sha256").get(pk=edition_id)
    earlier = Adoption.objects.filter(city_id=city, service_id=service_id)
    earlier.filter(Q(superseded_on=None) | Q(superseded_on__gt=effective_from)).update(superseded_on=effective_from)
    made = Adoption.objects.create(
        service_id=service_id,
        release=release,
        edition=edition,
        effective_from=effective_from,
        created_at=now,
        decided_by=decided_by,
        differences=_differences(release_sha, overlay),
        back_to_id=back_to,
        click=click,
    )
    listing.write(made, release_sha, edition.sha256)
    if actor:
        details = {"service": service_id, "release": release_sha, "from": effective_from.isoformat()}
        action = "service.went_back" if back_to else "service.adopted"
        audit.append(actor=actor, action=action, subject=f"adoption:{made.pk}", now=now, details=details)
    return int(made.pk)


def drop_plans(*, city: str, service_id: str, today: date) -> int:
    """Adoptions that are still ahead will not come about; how many those were."""
    mine = Adoption.objects.filter(city_id=city, service_id=service_id)
    dropped = mine.filter(effective_from__gt=today, withdrawn_on=None).update(withdrawn_on=today)
    if dropped:
        mine.filter(superseded_on__gt=today).update(superseded_on=None)
    return int(dropped)


@transaction.atomic
def cancel_plans(*, city: str, service_id: str, actor: str, today: date, now: datetime) -> int:
    """As `drop_plans`, as somebody's decision."""
    dropped = drop_plans(city=city, service_id=service_id, today=today)
    if dropped:
        audit.append(actor=actor, action="service.plan_cancelled", subject=f"service:{service_id}", now=now)
    return dropped


@transaction.atomic
def stop_service(*, city: str, service_id: str, actor: str, today: date, now: datetime) -> bool:
    """From today on the city no longer offers the service; running cases stay. False when that was so already."""
    if not Adoption.objects.filter(city_id=city, service_id=service_id, withdrawn_on=None).update(withdrawn_on=today):
        return False
    audit.append(actor=actor, action="service.stopped", subject=f"service:{service_id}", now=now)
    return True


@transaction.atomic
def postpone(
    *,
    city: str,
    service_id: str,
    release_sha: str,
    until: date,
    reason: str,
    decided_by: str,
    actor: str,
    now: datetime,
) -> int:
    """The city waits with that release until that day; the id of the decision. Saying it twice is one decision."""
    release = Release.objects.only("id").get(sha256=release_sha, service_id=service_id)
    latest = Postponement.objects.filter(city_id=city, release=release).order_by("-id").first()
    if latest is not None and (latest.until, latest.reason, latest.decided_by) == (until, reason, decided_by):
        return int(latest.pk)
    made = Postponement.objects.create(
        service_id=service_id, release=release, until=until, reason=reason, decided_at=now, decided_by=decided_by
    )
    details = {"service": service_id, "release": release_sha, "until": until.isoformat()}
    audit.append(actor=actor, action="release.postponed", subject=f"postponement:{made.pk}", now=now, details=details)
    return int(made.pk)


def _differences(release_sha: str, overlay: Overlay | None) -> list[dict[str, str]]:
    """How the city differs from the release, as it is shown to the others."""
    told: Sequence[Any] = store.tell_differences(release_sha, overlay)
    changes = overlay.changes if overlay else ()
    return [
        {"id": change.id, "de": one.spoken("de"), "en": one.spoken("en"), "reason": change.reason}
        for change, one in zip(changes, told, strict=True)
    ]
