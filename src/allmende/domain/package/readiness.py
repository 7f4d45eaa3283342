"""What is still missing before a city may offer a service: one list, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from allmende.domain.package.city import City
from allmende.domain.package.sheet import ServiceSheet
from allmende.domain.values import Problem, Text

SLOT_NAMES = {
    "payment_account": Text("Zahlungskonto", "payment account"),
    "mailbox": Text("Postfach für Antworten", "mailbox for replies"),
    "signing_key": Text("Siegelschlüssel", "signing key"),
    "appointment_calendar": Text("Terminkalender", "appointment calendar"),
    "specialist_system": Text("Fachverfahren", "specialist system"),
    "print_office": Text("Druckstelle", "print office"),
}


def list_open_points(sheet: ServiceSheet, city: City, day: date) -> tuple[Problem, ...]:
    """Errors: mandatory parameter, slot, unit or account missing or not usable. Warnings: illustrative values."""
    return (
        *_parameters(sheet, city, day),
        *_slots(sheet, city),
        *_competence(sheet, city),
        *_tariffs(sheet, day),
    )


def _parameters(sheet: ServiceSheet, city: City, day: date) -> Iterator[Problem]:
    for spec in sheet.parameters:
        where = f"cities/{city.key}/parameters.yaml#/services/{sheet.id}/{spec.id}"
        found = city.value(sheet.id, spec.id, day)
        if found is None:
            if spec.required:
                yield _said(
                    "ready.parameter",
                    f"{city.name}: Für „{sheet.id}“ fehlt der Wert „{spec.id}“ (gültig am {day.isoformat()}).",
                    f"{city.name}: “{sheet.id}” needs a value for “{spec.id}” (valid on {day.isoformat()}).",
                    where,
                )
            continue
        try:
            spec.read(found.value)
        except ValueError as wrong:
            yield _said(
                "ready.value",
                f"{city.name}: {wrong}",
                f"{city.name}: “{spec.id}” has a value of the wrong kind.",
                where,
            )
        if found.status == "illustrative":
            yield _said(
                "ready.illustrative",
                f"{city.name}: „{spec.id}“ von „{sheet.id}“ ist nur ein Beispielwert.",
                f"{city.name}: “{spec.id}” of “{sheet.id}” is only an example value.",
                where,
                severity="warning",
            )


def _slots(sheet: ServiceSheet, city: City) -> Iterator[Problem]:
    for slot in sheet.slots:
        if not city.slots.get(slot):
            name = SLOT_NAMES[slot]
            yield _said(
                "ready.slot",
                f"{city.name}: Für „{sheet.id}“ ist noch kein {name['de']} eingetragen ({slot}).",
                f"{city.name}: “{sheet.id}” needs a {name['en']} ({slot}).",
                f"cities/{city.key}/city.yaml#/slots/{slot}",
            )
    if sheet.payment != "none" and city.payment is None:
        yield _said(
            "ready.payment",
            f"{city.name}: Für „{sheet.id}“ fehlen die Zahlungsdaten.",
            f"{city.name}: “{sheet.id}” needs payment data.",
            f"cities/{city.key}/city.yaml#/payment",
        )


def _competence(sheet: ServiceSheet, city: City) -> Iterator[Problem]:
    if city.unit_for(sheet.unit) is None:
        yield _said(
            "ready.unit",
            f"{city.name}: Wer ist für „{sheet.unit}“ zuständig? Tragen Sie eine Stelle unter competences ein.",
            f"{city.name}: Who is responsible for “{sheet.unit}”? Name a unit under competences.",
            f"cities/{city.key}/city.yaml#/competences/{sheet.unit}",
        )


def _tariffs(sheet: ServiceSheet, day: date) -> Iterator[Problem]:
    for tariff in sheet.tariffs:
        if tariff.on(day) is None:
            yield _said(
                "ready.tariff",
                f"Der Betrag „{tariff.id}“ von „{sheet.id}“ gilt am {day.isoformat()} nicht.",
                f"The amount “{tariff.id}” of “{sheet.id}” does not hold on {day.isoformat()}.",
                f"services/{sheet.id}/service.yaml#/tariffs",
            )


def _said(code: str, de: str, en: str, where: str, severity: str = "error") -> Problem:
    return Problem(code, Text(de, en), where, severity)
