"""For data protection: the record of processing activities of the city (Art. 30 GDPR), composed from its services."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from allmende.apps.cases.rules import AUDITOR, HEAD
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter.privacy import Processing, describe_processing
from allmende.domain.matter.unattended import MachinePart
from allmende.domain.package import City, Service
from allmende.domain.values import Text
from allmende.entrypoints.office.frame import render
from allmende.foundation.access import officer
from allmende.foundation.web.asked import city_key, language_of

FORMAT = "allmende-processing/1"
MACHINE: Mapping[MachinePart, Text] = {
    "alone": Text(
        "Ist alles eindeutig, die Maschine allein; sonst ein Mensch",
        "If all is clear, the machine alone; else a person",
    ),
    "demand": Text("Ein Mensch; die Gebühr fordert die Maschine an", "A person; the machine demands the fee"),
    "none": Text("Ein Mensch", "A person"),
}


@officer(AUDITOR, HEAD)
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The record as a page, or with `?form=json` as a file."""
    language, city = language_of(request), catalogue.get_city(city=city_key(request))
    found = list_processing(city)
    if request.GET.get("form") == "json":
        return HttpResponse(
            json.dumps(as_file(city, found), ensure_ascii=False, indent=2),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="verarbeitungen-{city.key}.json"'},
        )
    rows = [_spoken(one, language) for one in found]
    return render(request, "office/processing.html", {"rows": rows, "officer_of_data": city.data_protection}, city=city)


def list_processing(city: City) -> list[Processing]:
    """One entry per service the city offers today."""
    day = timezone.localdate()
    cards = (card for card in catalogue.list_services(city=city.key, day=day) if card.online)
    services = (catalogue.get_service(city=city.key, service_id=card.id, day=day) for card in cards)
    return [describe_processing(one) for one in services if isinstance(one, Service)]


def as_file(city: City, found: list[Processing]) -> dict[str, Any]:
    """The record in German, as the supervisory authority asks for it (Art. 30 (4) GDPR)."""
    return {
        "format": FORMAT,
        "day": timezone.localdate().isoformat(),
        "controller": {
            "name": city.authority,
            "address": list(city.contact.address.lines),
            "email": city.contact.email,
        },
        "data_protection_officer": {"name": city.data_protection.name, "email": city.data_protection.email},
        "processing": [{"service": one.service_id, "version": one.version, **_spoken(one, "de")} for one in found],
    }


def _spoken(one: Processing, language: str) -> dict[str, Any]:
    return {
        "name": one.name.spoken(language),
        "bases": list(one.bases),
        "categories": [
            f"{each.name.spoken(language)}{f' ({each.special})' if each.special else ''}" for each in one.categories
        ],
        "sources": [name.spoken(language) for name in one.sources],
        "recipients": [each.spoken(language) for each in one.recipients],
        "stored": [said.spoken(language) for said in one.stored],
        "kept": f"{one.kept.spoken(language)} ({one.kept_basis})",
        "automatic": one.automatic,
        "machine": MACHINE[one.machine].spoken(language),
    }
