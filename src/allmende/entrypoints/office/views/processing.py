"""For data protection: the record of processing activities of the city (Art. 30 GDPR), composed from its services."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from allmende.apps.cases.rules import AUDITOR, HEAD
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.store import BoundedCache
from allmende.domain.cooperation import arrangement
from allmende.domain.matter.privacy import Processing, describe_processing
from allmende.domain.matter.unattended import MachinePart
from allmende.domain.package import CityData
from allmende.domain.spelling.comparing import plain
from allmende.domain.values import Text
from allmende.entrypoints.office.frame import render
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases.arrange import read_arrangement
from allmende.usecases.case_tools import how_connected

FORMAT = "allmende-processing/1"
_described: BoundedCache[Processing] = BoundedCache(1024)
MACHINE: Mapping[MachinePart, Text] = {
    "alone": Text.named("office.views.processing.alone"),
    "demand": Text.named("office.views.processing.demand"),
    "none": Text.named("office.views.processing.none"),
}


@officer(AUDITOR, HEAD)
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The record as a page, or with `?form=json` as a file; with `?form=vereinbarungen` who answers for what, as a file."""
    language, city = language_of(request), catalogue.get_city(city=city_key(request))
    found = list_processing(city)
    if request.GET.get("form") == "json":
        return _as_json(f"verarbeitungen-{city.key}.json", as_file(city, found))
    if request.GET.get("form") == "vereinbarungen":
        return _as_json(f"vereinbarungen-{city.key}.json", arrangement_as_file(city))
    rows = [_spoken(one, language) for one in found]
    return render(request, "office/processing.html", {"rows": rows, "officer_of_data": city.data_protection}, city=city)


def list_processing(city: CityData) -> list[Processing]:
    """One entry per service the city offers today, by name. One statement; what was described once on a day is remembered."""
    day = timezone.localdate()
    running = catalogue.list_running(city=city.key, day=day)
    found = [_described.get((one, day), partial(_describe, one, day)) for one in running]
    return sorted(found, key=lambda one: plain(one.name["de"]))


def _describe(running: catalogue.Running, day: date) -> Processing:
    return describe_processing(running.service(day), how_connected)


def as_file(city: CityData, found: list[Processing]) -> dict[str, Any]:
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


def arrangement_as_file(city: CityData) -> dict[str, Any]:
    """Who answers for what (Art. 26, 28 GDPR), in German, as the city's page says it."""
    found = read_arrangement(city=city.key)

    def party(data_contact: arrangement.DataContact) -> dict[str, Any]:
        return {
            "name": data_contact.name,
            "address": list(data_contact.address),
            "email": data_contact.email,
            "imprint": data_contact.imprint,
        }

    def parts(told: Iterable[arrangement.ArrangementPart]) -> list[dict[str, Any]]:
        return [{"heading": one.heading["de"], "points": [point["de"] for point in one.points]} for one in told]

    return {
        "format": arrangement.FORMAT,
        "day": timezone.localdate().isoformat(),
        "joint_controllers": {
            "signed_on": found.joint_on.isoformat() if found.joint_on else None,
            "parties": [party(city) for city in found.cities],
            "essence": parts(found.joint),
        },
        "processor": {
            "signed_on": found.processor_on.isoformat() if found.processor_on else None,
            "party": party(found.operator) if found.operator.is_told else None,
            "essence": parts(found.processing),
        },
    }


def _as_json(name: str, value: object) -> HttpResponse:
    return HttpResponse(
        json.dumps(value, ensure_ascii=False, indent=2),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _spoken(processing: Processing, language: str) -> dict[str, Any]:
    return {
        "name": processing.name.spoken(language),
        "bases": list(processing.bases),
        "categories": [
            f"{each.name.spoken(language)}{f' ({each.special})' if each.special else ''}"
            for each in processing.categories
        ],
        "sources": [name.spoken(language) for name in processing.sources],
        "recipients": [each.spoken(language) for each in processing.recipients],
        "stored": [said.spoken(language) for said in processing.stored],
        "kept": f"{processing.kept.spoken(language)} ({processing.kept_basis}). {processing.ends.spoken(language)}",
        "automatic": processing.automatic,
        "machine": MACHINE[processing.machine].spoken(language),
    }
