"""Release + overlay + parameters of the day = the service a citizen sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from allmende.domain.forms import check_all
from allmende.domain.package import CityData, Overlay, OverlayChange, Service, ServicePackage, edges, resolve
from allmende.domain.values import Period, Text
from allmende.formats import city as cities
from allmende.formats import package as packages

ROOT = Path(__file__).parents[3]
DAY = date(2026, 11, 2)


@cache
def package_of(name: str = "bewohnerparkausweis") -> ServicePackage:
    found = packages.read_folder(ROOT / "services" / name)
    assert isinstance(found, ServicePackage)
    return found


@cache
def city_of(key: str = "marburg") -> CityData:
    found = cities.read_folder(ROOT / "cities" / key)
    assert isinstance(found, CityData)
    return found


def with_changes(*changes: OverlayChange, service: str = "bewohnerparkausweis", key: str = "marburg") -> CityData:
    return replace(city_of(key), overlays={service: Overlay(changes)})


def resolved(city: CityData | None = None, day: date = DAY, name: str = "bewohnerparkausweis", **more: Any) -> Service:
    found = resolve(package_of(name), city or city_of(), day, **more)
    assert isinstance(found, Service), found
    return found


def refused(*changes: OverlayChange) -> list[str]:
    found = resolve(package_of(), with_changes(*changes), DAY)
    assert isinstance(found, list)
    return [problem.text["de"] for problem in found]


def test_a_service_speaks_of_its_city() -> None:
    said = resolved(city_of("offenbach")).text("service.cost", "de")
    assert said is not None
    assert said.startswith("75,00 €")
    english = resolved(city_of("offenbach")).text("service.cost", "en")
    assert english is not None
    assert english.startswith("€75.00")


def test_values_are_those_of_the_day() -> None:
    assert resolved(city_of("offenbach"), date(2022, 6, 1)).parameters["jahresgebuehr"] == Decimal("30.70")
    assert resolved(city_of("offenbach")).parameters["jahresgebuehr"] == Decimal("75.00")
    assert date(2023, 1, 1) in edges(package_of(), city_of("offenbach"))


def test_an_example_may_overrule_values() -> None:
    assert resolved(overrides={"jahresgebuehr": "1.00"}).parameters["jahresgebuehr"] == Decimal("1.00")


def test_the_same_inputs_give_the_same_service() -> None:
    one, other = resolved(), resolved()
    assert (one.sheet, one.texts, one.notices, one.parameters) == (
        other.sheet,
        other.texts,
        other.notices,
        other.parameters,
    )
    assert one.form.form == other.form.form


def test_options_come_from_the_city() -> None:
    zone = resolved().form.find("zone")
    assert zone is not None
    assert {option.id for option in zone.options} == set(city_of().street_directory.attributes["parkzone"])


def test_the_unit_is_the_city_s_own() -> None:
    service = resolved()
    assert service.unit == city_of().units[city_of().competences.get(service.sheet.unit, service.sheet.unit)]


def test_what_is_missing_is_on_the_readiness_list() -> None:
    bare = replace(city_of(), parameters=(), slots={}, payment=None, competences={}, units={})
    service = resolved(bare)
    errors = {problem.code for problem in service.ready() if problem.severity == "error"}
    assert errors == {"ready.parameter", "ready.slot", "ready.payment", "ready.unit"}
    assert (
        service.text(
            "service.cost",
            "de",
        )
        is not None
    )
    assert "(noch offen)" in str(service.text("service.cost", "de"))
    assert service.unit is None


def test_illustrative_values_are_warnings() -> None:
    warnings = [problem for problem in resolved().ready() if problem.severity == "warning"]
    assert {problem.code for problem in warnings} == {"ready.illustrative"}
    assert len(warnings) == len([one for one in city_of().illustrative() if one.service == "bewohnerparkausweis"])


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({}, False),
        ({"value": 50}, True),
        ({"value": 50, "valid": Period(date(2027, 1, 1))}, True),
        ({"value": 50, "valid": Period(date(2020, 1, 1), date(2026, 1, 1))}, False),
        ({"value": 50, "status": "verified", "source": ""}, True),
        ({"value": 50, "status": "verified", "source": "GVBl. 2027, 1", "basis": "Gebührenordnung der Stadt"}, True),
        ({"value": 50, "status": "verified", "source": "GVBl. 2027, 1", "basis": "§ 1 der Rechtsverordnung"}, False),
    ],
)
def test_a_rebate_without_a_verified_legal_basis_is_refused(said: dict[str, Any], refused: bool) -> None:
    values = tuple(
        replace(parameter, **said) if parameter.id == "ermaessigung_elektro" else parameter
        for parameter in city_of().parameters
    )
    codes = {problem.code for problem in resolved(replace(city_of(), parameters=values)).ready()}
    assert ("ready.basis" in codes) is refused


def test_a_value_of_the_wrong_kind_counts_as_missing_and_is_said() -> None:
    values = tuple(
        replace(parameter, value="viel")
        if (parameter.service, parameter.id) == ("bewohnerparkausweis", "jahresgebuehr")
        else parameter
        for parameter in city_of().parameters
    )
    service = resolved(replace(city_of(), parameters=values))
    assert service.parameters["jahresgebuehr"] is None
    assert "ready.value" in {problem.code for problem in service.ready()}


# ── overlays ──────────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_replaced_in_one_language_only() -> None:
    service = resolved(
        with_changes(OverlayChange("replace", "a", "text.service.name", Text.of({"de": "Anwohnerparken"})))
    )
    assert service.text("service.name", "de") == "Anwohnerparken"
    assert service.text("service.name", "en") == package_of().texts.spoken("service.name", "en")


def test_an_optional_field_is_hidden_and_absent() -> None:
    service = resolved(with_changes(OverlayChange("hide", "a", "field.telefon")))
    checked = check_all(service.form, {"telefon": "06421 1234"}, service.context(DAY, {}))
    assert "telefon" not in checked.visible
    assert "telefon" not in checked.answers


def test_a_field_is_added_after_another() -> None:
    marburg = resolved()
    ids = [field.id for step in marburg.form.steps for field in step.fields]
    assert ids[ids.index("stellplatz") + 1] == "x_stellplatz_grund"
    added = marburg.form.find("x_stellplatz_grund")
    assert added is not None
    assert added.label["en"] == "Why can you not use the space?"
    assert resolved(city_of("giessen")).form.find("x_stellplatz_grund") is None


def test_properties_deadlines_and_the_sheet_are_set() -> None:
    service = resolved(
        with_changes(
            OverlayChange("set", "a", "field.telefon.required", True),
            OverlayChange("set", "b", "deadline.bearbeitung.working_days", 9),
            OverlayChange("set", "c", "service.trust_level", "high"),
            OverlayChange("set", "d", "service.automatic_decision", None),
        )
    )
    telefon = service.form.find("telefon")
    assert telefon is not None
    assert telefon.required is True
    assert service.deadlines["bearbeitung"] == {"working_days": Decimal(9)}
    assert (service.sheet.trust_level, service.sheet.automatic_decision) == ("high", None)


def test_an_option_is_taken_away() -> None:
    halter = resolved().form.find("halter")
    assert halter is not None
    gone = halter.options[-1].id
    service = resolved(with_changes(OverlayChange("hide", "a", f"field.halter.option.{gone}")))
    left = service.form.find("halter")
    assert left is not None
    assert gone not in [option.id for option in left.options]


def test_a_task_is_routed_to_another_unit() -> None:
    task = next(node.id for node in package_of().process.nodes.values() if node.element == "userTask")
    unit = next(iter(city_of().units))
    service = resolved(with_changes(OverlayChange("route", "a", f"task.{task}", unit)))
    assert service.unit_of(task) == city_of().units[unit]
    assert service.unit_of("andere") == service.unit


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (OverlayChange("set", "a", "field.gibtsnicht.required", True), "gibt es nicht"),
        (OverlayChange("set", "a", "field.telefon.farbe", "rot"), "lässt sich nicht setzen"),
        (OverlayChange("set", "a", "service.trust_level", "none"), "nur höher"),
        (OverlayChange("set", "a", "service.automatic_decision", "§ 1"), "nur abschalten"),
        (OverlayChange("set", "a", "service.remedy", "none"), "lässt sich nicht setzen"),
        (OverlayChange("set", "a", "deadline.bearbeitung.days", 3), "gibt es nicht"),
        (OverlayChange("set", "a", "deadline.bearbeitung.working_days", 0), "ganze Zahl"),
        (OverlayChange("set", "a", "field.halter.options", ["gibtsnicht"]), "nur weniger"),
        (OverlayChange("hide", "a", "field.familienname"), "Pflichtfeld"),
        (OverlayChange("hide", "a", "step.person"), "Pflichtfelder"),
        (OverlayChange("hide", "a", "step.gibtsnicht"), "gibt es nicht"),
        (OverlayChange("hide", "a", "deadline.bearbeitung"), "nicht ausblenden"),
        (OverlayChange("hide", "a", "field.halter.option.gibtsnicht"), "nicht ausblenden"),
        (OverlayChange("replace", "a", "text.gibts.nicht", Text("x")), "gibt es nicht"),
        (OverlayChange("route", "a", "task.gibtsnicht", "stadtbuero"), "gibt es im Ablauf nicht"),
    ],
)
def test_changes_that_do_not_fit_are_refused_in_words(change: OverlayChange, words: str) -> None:
    said = refused(change)
    assert len(said) == 1
    assert words in said[0]


def test_what_the_package_fixes_cannot_be_changed() -> None:
    fixed = replace(
        package_of(),
        sheet=replace(package_of().sheet, fixed=("field.telefon", "text.service.name", "deadline.bearbeitung")),
    )
    city = with_changes(
        OverlayChange("set", "a", "field.telefon.required", True),
        OverlayChange("hide", "b", "field.telefon"),
        OverlayChange("replace", "c", "text.service.name", Text("x")),
        OverlayChange("set", "d", "deadline.bearbeitung.working_days", 9),
    )
    found = resolve(fixed, city, DAY)
    assert isinstance(found, list)
    assert len(found) == 4
    assert all("festgelegt" in problem.text["de"] for problem in found)
    richtigkeit = refused(OverlayChange("set", "a", "field.richtigkeit.required", False))
    assert "festgelegt" in richtigkeit[0]


def test_all_changes_that_do_not_fit_are_said_at_once() -> None:
    assert len(refused(OverlayChange("hide", "a", "field.x"), OverlayChange("hide", "b", "field.y"))) == 2


def test_numbers_files_and_defaults_are_set_in_their_own_kind() -> None:
    path = next(field.path for field in package_of().form.fields() if field.type == "file")
    service = resolved(
        with_changes(
            OverlayChange("set", "a", f"field.{path}.accept", ["pdf"]),
            OverlayChange("set", "b", f"field.{path}.max_size", "3 MB"),
            OverlayChange("set", "c", "field.telefon.default", True),
            OverlayChange("set", "d", "field.halter.options", ["selbst"]),
        )
    )
    one, telefon, halter = service.form.find(path), service.form.find("telefon"), service.form.find("halter")
    assert one is not None
    assert telefon is not None
    assert halter is not None
    assert (one.accept, one.max_size, telefon.default) == (("pdf",), 3_000_000, "true")
    assert [option.id for option in halter.options] == ["selbst"]


@pytest.mark.parametrize(
    ("target", "value"),
    [("service.account", "vielleicht"), ("service.payment", "bar")],
)
def test_words_outside_the_list_are_refused(target: str, value: str) -> None:
    assert "Erlaubt sind" in refused(OverlayChange("set", "a", target, value))[0]


def test_added_fields_have_their_own_prefix_and_place() -> None:
    changes = city_of().overlays["bewohnerparkausweis"].changes
    added = next(change for change in changes if change.verb == "add")
    field, words = added.value
    plain = replace(added, value=(replace(field, id="grund", path="grund"), words))
    lost = replace(added, target="field.gibtsnicht")
    assert "beginnen mit" in refused(plain)[0]
    assert "gibt es hier nicht" in refused(lost)[0]
    assert "gibt es schon" in refused(added, replace(added, id="b"))[0]


def test_a_service_names_itself() -> None:
    service = resolved()
    assert (service.id, service.version) == (package_of().id, package_of().version)
    assert set(service.names()) >= {"city", "parameter", "tariff", "deadline", "street attributes", "working days add"}
    assert city_of().offers("bewohnerparkausweis", DAY)
    assert not city_of().offers("gibtsnicht", DAY)
    assert city_of().contact.address.one_line.endswith("Marburg")


def test_a_tariff_that_does_not_hold_is_on_the_list() -> None:
    service = resolve(package_of("aufenthaltstitel"), city_of(), date(1990, 1, 1))
    assert isinstance(service, Service)
    assert "ready.tariff" in {problem.code for problem in service.ready()}
