"""The write door to effort: hours, counts, the agreement. Nothing is deleted; every act is in the audit log of its city."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.db import transaction

from allmende.apps.commons.models import Agreement, CaseCount, Hours, Rating
from allmende.domain.cooperation import Rules
from allmende.domain.cooperation.maturity import EDITION, Maturity, to_json
from allmende.foundation.audit import chain as audit
from allmende.foundation.locks import advisory_lock

Agreed = Literal["agreed", "same", "stale"]


@transaction.atomic
def book(
    *,
    city: str,
    service_id: str,
    kind: str,
    worked_on: date,
    hours: Decimal,
    note: str,
    officer: str,
    actor: str,
    key: str,
    now: datetime,
) -> tuple[str, bool]:
    """Book hours of the city in scope; id of the booking and whether it is new. The same key again books nothing."""
    row, made = Hours.objects.get_or_create(
        city_id=city,
        key=key,
        defaults={
            "service_id": service_id,
            "kind": kind,
            "worked_on": worked_on,
            "hours": hours,
            "note": note,
            "officer": officer,
            "booked_at": now,
        },
    )
    if made:
        details = {"service": service_id, "kind": kind, "hours": str(hours), "day": worked_on.isoformat()}
        audit.append(actor=actor, action="hours.booked", subject=f"hours:{row.pk}", now=now, details=details)
    return str(row.pk), made


@transaction.atomic
def cancel(*, city: str, hours_id: str, actor: str, now: datetime) -> bool:
    """The booking counts no more; it stays. False when it was cancelled already or is not there."""
    changed = Hours.objects.filter(city_id=city, pk=hours_id, cancelled_at=None).update(cancelled_at=now)
    if changed:
        audit.append(actor=actor, action="hours.cancelled", subject=f"hours:{hours_id}", now=now)
    return changed > 0


@transaction.atomic
def agree(*, rules: Rules, agreed_by: str, actor: str, seen: str, now: datetime) -> Agreed:
    """From now on these rules hold. `same` when they hold already, `stale` when `seen` is not the present agreement."""
    advisory_lock("agreement")
    latest = Agreement.objects.order_by("-id").first()
    if latest is not None and Rules.from_json(latest.rules) == rules:
        return "same"
    if seen != (str(latest.pk) if latest else ""):
        return "stale"
    row = Agreement.objects.create(rules=rules.to_json(), agreed_at=now, agreed_by=agreed_by)
    audit.append(
        actor=actor, action="agreement.changed", subject=f"agreement:{row.pk}", now=now, details=rules.to_json()
    )
    return "agreed"


@transaction.atomic
def store_counts(*, city: str, year: int, counts: Mapping[str, int], now: datetime) -> int:
    """Keep how many cases the city received per service in that year; how many figures changed.

    A count never falls: a case that was deleted after its time was received all the same.
    """
    before = dict(CaseCount.objects.filter(city_id=city, year=year).values_list("service_id", "cases"))
    changed = 0
    for service_id, cases in counts.items():
        kept = max(cases, before.get(service_id, 0))
        CaseCount.objects.update_or_create(
            city_id=city, service_id=service_id, year=year, defaults={"cases": kept, "counted_at": now}
        )
        changed += before.get(service_id) != kept
    return changed


def rate(*, release_id: int, found: Maturity, now: datetime) -> None:
    """Keep how far a release is online."""
    kept = {"level": found.level, "criteria": to_json(found)["criteria"], "edition": EDITION, "rated_at": now}
    Rating.objects.update_or_create(release_id=release_id, defaults=kept)
