"""release + overlay + parameters valid on that day = the service a citizen sees. Pure and reproducible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.decisions import compile_model
from allmende.domain.forms import COUNTRIES, Field, Form, Option, compile_form
from allmende.domain.package.city import CityData
from allmende.domain.package.filling import fill_city
from allmende.domain.package.functions import functions_with
from allmende.domain.package.overlay import with_overlay
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.parties import party_forms
from allmende.domain.package.service import Service
from allmende.domain.package.sheet import ServiceSheet
from allmende.domain.package.texts import Texts
from allmende.domain.values import Problem, Text
from allmende.feel import FeelSyntaxError, to_feel


def resolve(
    package: ServicePackage, city: CityData, day: date, overrides: Mapping[str, Any] | None = None
) -> Service | list[Problem]:
    """The service of that package in that city on that day, compiled once; the caller keeps it.

    `overrides` replace parameter values (examples). What is merely missing (a value, a slot) is no problem here but
    a point of `Service.ready()`. Problems: overlay changes that do not fit, expressions that cannot be compiled.
    """
    package, routes, problems = with_overlay(package, city.overlays.get(package.id))
    if problems:
        return list(problems)
    names = names_on(package, city, day, overrides)
    functions = functions_with(city.street_directory, city.state)
    said = package.with_texts(fill_city(package.texts, names))
    form = Form(tuple(replace(step, fields=_with_options(step.fields, said, city, day)) for step in said.form.steps))
    try:
        compiled = compile_form(form, functions)
        forms = party_forms(form, package.sheet.applicants)
        of_parties = {role: compile_form(one, functions) for role, one in forms.items()}
        decisions = compile_model(package.decisions) if package.decisions else None
    except FeelSyntaxError as wrong:
        return [
            Problem(
                "feel.syntax",
                Text.named("package.resolve.unreadable", package=package.id, wrong=wrong.text),
                package.id,
            )
        ]
    return Service(
        package_id=package.id,
        version=package.version,
        package_sha256=package.sha256,
        city=city,
        day=day,
        sheet=said.sheet,
        form=compiled,
        process=package.process,
        shared=package.shared,
        decisions=decisions,
        notices=said.notices,
        texts=said.texts,
        parameters=names["parameter"],
        tariffs=names["tariff"],
        deadlines=names["deadline"],
        city_names=names["city"],
        routes=routes,
        functions=functions,
        registers=package.registers,
        party_forms=of_parties,
    )


def names_on(
    package: ServicePackage, city: CityData, day: date, overrides: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What the texts of the package see in that city on that day: its names, values of the day, functions."""
    return {
        "city": to_feel(city.names()),
        "parameter": to_feel(parameters_on(package.sheet, city, day, overrides or {})),
        "tariff": to_feel({tariff.id: tariff.on(day) for tariff in package.sheet.tariffs}),
        "deadline": to_feel(
            {deadline.id: {deadline.unit: Decimal(deadline.amount)} for deadline in package.sheet.deadlines}
        ),
        "today": day,
        **functions_with(city.street_directory, city.state),
    }


def parameters_on(sheet: ServiceSheet, city: CityData, day: date, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the day by parameter id; None where nothing usable is set."""
    found: dict[str, Any] = {}
    for spec in sheet.parameters:
        dated = city.value(sheet.id, spec.id, day)
        raw = overrides.get(spec.id, dated.value if dated else None)
        try:
            found[spec.id] = spec.read(raw)
        except ValueError:
            found[spec.id] = None
    return found


def edges(package: ServicePackage, city: CityData) -> tuple[date, ...]:
    """Days on which a value of the service begins or ends to hold: between two of them nothing changes."""
    periods = [parameter.valid for parameter in city.parameters]
    periods += [value.valid for tariff in package.sheet.tariffs for value in tariff.values]
    return tuple(sorted({edge for period in periods for edge in (period.first, period.until) if edge}))


def _with_options(fields: tuple[Field, ...], package: ServicePackage, city: CityData, day: date) -> tuple[Field, ...]:
    return tuple(
        replace(
            field,
            options=_options(field, package, city, day)
            if field.options_from or field.type == "country"
            else field.options,
            fields=_with_options(field.fields, package, city, day),
        )
        for field in fields
    )


def _options(field: Field, package: ServicePackage, city: CityData, day: date) -> tuple[Option, ...]:
    """Options that come from elsewhere: the world's states, a parameter of the city, its street directory."""
    kind, _, name = (field.options_from or "countries").partition(":")
    if kind == "countries":
        return tuple(Option(code, label) for code, label in COUNTRIES.items())
    if kind == "street":
        values = city.street_directory.attributes.get(name, {})
        return tuple(Option(value, label) for value, label in values.items())
    dated = city.value(package.id, name, day)
    spec = package.sheet.parameter(name)
    raw = dated.value if dated else spec.suggested if spec else None
    return tuple(_parameter_option(field, name, item, package.texts) for item in raw or ())


def _parameter_option(field: Field, name: str, item: Any, texts: Texts) -> Option:
    if isinstance(item, Mapping):
        return Option(str(item["id"]), Text.of({key: str(word) for key, word in item.items() if key != "id"}))
    label = texts.find(f"field.{field.path}.option.{item}") or texts.find(f"parameter.{name}.option.{item}")
    return Option(str(item), label or Text(str(item)))
