"""Message templates (Textbausteine) of an office: what its people write often. For one service, or for all the office works."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from allmende.apps.cases.models import MessageTemplate
from allmende.foundation.audit import chain as audit

MOST = 100
"""So many an office may keep."""


@dataclass(frozen=True, slots=True)
class Template:
    """`service` is empty for all services of the office."""

    id: int
    unit: str
    service: str
    name: str
    subject: str
    text: str
    place: str = ""


def list_of(*, units: Collection[str], service: str = "", passages: bool | None = None) -> tuple[Template, ...]:
    """Those of these offices by name; with a service, those that fit it; passages for letters, messages, or both. One statement."""
    rows = MessageTemplate.objects.filter(unit__in=units)
    if passages is not None:
        rows = rows.exclude(place="") if passages else rows.filter(place="")
    if service:
        rows = rows.filter(Q(service="") | Q(service=service))
    found = rows.order_by("name", "pk").values_list("pk", "unit", "service", "name", "subject", "text", "place")
    return tuple(Template(*row) for row in found[: MOST * max(len(units), 1)])


def keep(
    *, unit: str, service: str, name: str, subject: str, text: str, place: str = "", actor: str, now: datetime
) -> bool:
    """Save it, instead of the one of that name in this office. False where the office has too many."""
    known = MessageTemplate.objects.filter(unit=unit)
    if not known.filter(name=name).exists() and known.count() >= MOST:
        return False
    values = {"service": service, "subject": subject, "text": text, "place": place, "saved_at": now}
    MessageTemplate.objects.update_or_create(unit=unit, name=name, defaults=values)
    audit.append(actor=actor, action="template.saved", subject=f"unit:{unit}", now=now, details={"name": name})
    return True


def drop(*, units: Collection[str], template_id: int, actor: str, now: datetime) -> bool:
    """Forget one of these offices. False where there is none."""
    row = MessageTemplate.objects.filter(unit__in=units, pk=template_id).first()
    if row is None:
        return False
    row.delete()
    audit.append(
        actor=actor, action="template.removed", subject=f"unit:{row.unit}", now=now, details={"name": row.name}
    )
    return True
