"""What is still missing before a city may offer a service: one list, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from allmende.domain.package.city import CityData
from allmende.domain.package.properties.vocabularies import SLOTS
from allmende.domain.package.sheet import ServiceSheet
from allmende.domain.process import ProcessDefinition
from allmende.domain.values import Problem, Text, WrongValue


def list_open_points(
    sheet: ServiceSheet, processes: Iterable[ProcessDefinition], city: CityData, day: date
) -> tuple[Problem, ...]:
    """Errors: mandatory parameter, slot, unit, account or body outside missing or not usable. Warnings: illustrative values."""
    return (
        *_bodies(sheet, processes, city),
        *_parameters(sheet, city, day),
        *_unfounded(sheet, city, day),
        *_slots(sheet, city),
        *_competence(sheet, city),
        *_tariffs(sheet, day),
    )


def _parameters(sheet: ServiceSheet, city: CityData, day: date) -> Iterator[Problem]:
    for spec in sheet.parameters:
        where = f"cities/{city.key}/parameters.yaml#/services/{sheet.id}/{spec.id}"
        found = city.value(sheet.id, spec.id, day)
        if found is None:
            if spec.required:
                yield _said(
                    "ready.parameter",
                    Text.named(
                        "package.readiness.name_id_2_needs_value",
                        name=city.name,
                        id_2=sheet.id,
                        id_3=spec.id,
                        isoformat=day.isoformat(),
                    ),
                    where,
                )
            continue
        try:
            spec.read(found.value)
        except WrongValue as wrong:
            yield _said(
                "ready.value",
                Text.named("package.readiness.name_id_2_has_value", name=city.name, wrong=wrong.words, id_2=spec.id),
                where,
            )
        if found.status == "illustrative":
            yield _said(
                "ready.illustrative",
                Text.named("package.readiness.name_id_2_of_id", name=city.name, id_2=spec.id, id_3=sheet.id),
                where,
                severity="warning",
            )


def _unfounded(sheet: ServiceSheet, city: CityData, day: date) -> Iterator[Problem]:
    """Values from that day on that the law has no basis for, unless somebody verified one: a basis of its own, with its source."""
    bound = {spec.id: spec for spec in sheet.parameters if spec.other_needs}
    for value in city.parameters:
        spec = bound.get(value.id)
        over = value.valid.until is not None and value.valid.until <= day
        if spec is None or over or value.service not in (sheet.id, None) or value.value == spec.suggested:
            continue
        if value.status != "verified" or not value.source or value.basis == spec.basis:
            yield _said(
                "ready.basis",
                Text.named(
                    "package.readiness.value_without_legal_basis",
                    name=city.name,
                    parameter=spec.id,
                    value=value.value,
                    suggested=spec.suggested,
                    needs=spec.other_needs,
                ),
                f"cities/{city.key}/parameters.yaml#/services/{sheet.id}/{spec.id}",
            )


def _slots(sheet: ServiceSheet, city: CityData) -> Iterator[Problem]:
    for slot in sheet.slots:
        if not city.slots.get(slot):
            name = SLOTS[slot]
            yield _said(
                "ready.slot",
                Text.named(
                    "package.readiness.name_id_2_needs_name",
                    name=city.name,
                    id_2=sheet.id,
                    name_2=Text.of(name),
                    slot=slot,
                ),
                f"cities/{city.key}/city.yaml#/slots/{slot}",
            )
    if sheet.payment != "none" and city.payment is None:
        yield _said(
            "ready.payment",
            Text.named("package.readiness.name_id_2_needs_payment", name=city.name, id_2=sheet.id),
            f"cities/{city.key}/city.yaml#/payment",
        )


def _competence(sheet: ServiceSheet, city: CityData) -> Iterator[Problem]:
    if city.unit_for(sheet.unit) is None:
        yield _said(
            "ready.unit",
            Text.named("package.readiness.name_who_is_responsible_for", name=city.name, unit=sheet.unit),
            f"cities/{city.key}/city.yaml#/competences/{sheet.unit}",
        )


def _bodies(sheet: ServiceSheet, processes: Iterable[ProcessDefinition], city: CityData) -> Iterator[Problem]:
    asked = {node.options["body"] for process in processes for node in process.nodes.values() if "body" in node.options}
    for body in sorted(asked - city.bodies.keys()):
        yield _said(
            "ready.body",
            Text.named("package.readiness.name_id_2_asks_body", name=city.name, id_2=sheet.id, body=body),
            f"cities/{city.key}/city.yaml#/bodies/{body}",
        )


def _tariffs(sheet: ServiceSheet, day: date) -> Iterator[Problem]:
    for tariff in sheet.tariffs:
        if tariff.on(day) is None:
            yield _said(
                "ready.tariff",
                Text.named(
                    "package.readiness.amount_id_2_of_id", id_2=tariff.id, id_3=sheet.id, isoformat=day.isoformat()
                ),
                f"services/{sheet.id}/service.yaml#/tariffs",
            )


def _said(code: str, text: Text, where: str, severity: str = "error") -> Problem:
    return Problem(code, text, where, severity)
