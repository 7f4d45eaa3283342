"""How far the services are online, with reasons: the real packages in the real cities, and what would lower them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from allmende.domain.cooperation.maturity import LEVELS, OFFLINE, from_json, rate, rate_package, to_json
from allmende.domain.forms import Form
from allmende.domain.package import CityData, Service, ServicePackage, resolve
from allmende.domain.package.texts import Texts
from allmende.formats import city as city_format
from allmende.formats.package import list_packages, read_folder

ROOT = Path(__file__).parents[3]
SERVICES = [path.name for path in list_packages(ROOT / "services")]
DAY = date(2026, 11, 2)


@cache
def package(service_id: str) -> ServicePackage:
    found = read_folder(ROOT / "services" / service_id)
    assert isinstance(found, ServicePackage)
    return found


@cache
def city(key: str) -> CityData:
    found = city_format.read_folder(ROOT / "cities" / key)
    assert isinstance(found, CityData)
    return found


def service(service_id: str, city_key: str, **changed: Any) -> Service:
    found = resolve(package(service_id), replace(city(city_key), **changed), DAY)
    assert isinstance(found, Service)
    return found


def missing(found: Any) -> list[str]:
    return [one.id for one in found.missing]


@pytest.mark.parametrize(
    ("service_id", "level", "lacks"),
    [
        ("aufenthaltstitel", 3, ["in_person", "no_evidence"]),
        ("bewohnerparkausweis", 4, []),
        ("eheurkunde", 3, ["result"]),
        ("geburtsurkunde", 3, ["result"]),
        ("sterbeurkunde", 3, ["result"]),
        ("mahnung-begleichen", 4, []),
        ("meldebescheinigung", 4, []),
    ],
)
def test_the_level_of_the_real_packages(service_id: str, level: int, lacks: list[str]) -> None:
    found = rate_package(package(service_id))
    assert (found.level, missing(found)) == (level, lacks)


def test_every_package_is_looked_at() -> None:
    assert SERVICES == [
        "aufenthaltstitel",
        "bewohnerparkausweis",
        "dsgvo-auskunft",
        "eheurkunde",
        "geburtsurkunde",
        "gewerbe-abmelden",
        "gewerbe-anmelden",
        "gewerbe-ummelden",
        "gewerbeauskunft",
        "hundesteuer-anmeldung",
        "mahnung-begleichen",
        "meldebescheinigung",
        "melderegister-selbstauskunft",
        "melderegisterauskunft",
        "sterbeurkunde",
        "steuer-unbedenklichkeit",
        "uebermittlungssperre",
        "widerspruch",
        "wohnsitz-abmelden",
    ]


@pytest.mark.parametrize("service_id", SERVICES)
def test_every_reason_is_said_in_both_languages(service_id: str) -> None:
    for one in rate_package(package(service_id)).criteria:
        assert one.says["de"] != one.says["en"]
        assert one.says["de"].endswith(".")


def test_a_city_that_asks_everybody_for_evidence_stays_below_once_only() -> None:
    assert rate(service("bewohnerparkausweis", "marburg")).level == 4
    found = rate(service("bewohnerparkausweis", "fulda"))
    assert (found.level, missing(found)) == (3, ["no_evidence"])
    assert found.missing[0].says["de"] == "Auch im üblichen Fall sind Nachweise nötig: „Fahrzeugschein“."


def test_a_city_that_cannot_offer_it_yet_only_informs() -> None:
    found = rate(service("bewohnerparkausweis", "marburg", slots={}))
    assert (found.level, missing(found)) == (1, ["ready"])
    assert "Marburg" in found.missing[0].says["de"]


def test_evidence_for_special_cases_is_told_but_does_not_count() -> None:
    found = rate_package(package("meldebescheinigung"))
    says = {one.id: one.says["en"] for one in found.fulfilled}
    assert (
        says["no_evidence"]
        == "Evidence in special cases only: “Proof that you represent the person by law”, “Signed power of attorney”."
    )


def test_who_is_identified_online_need_not_upload_an_identity_card() -> None:
    asks = {one.id: one.says["de"] for one in rate_package(package("eheurkunde")).criteria}
    assert "Kopie Ihres Ausweises" in asks["evidence"]
    assert asks["no_evidence"].startswith("Nachweise nur in besonderen Fällen")


@pytest.mark.parametrize(
    ("changed", "level", "lacks"),
    [
        ({"written_form": True}, 2, ["signature"]),
        ({"trust_level": "substantial", "account": "none"}, 2, ["identification"]),
        ({"slots": ("appointment_calendar",)}, 3, ["in_person"]),
    ],
)
def test_what_the_sheet_demands_lowers_the_level(changed: dict[str, Any], level: int, lacks: list[str]) -> None:
    whole = package("mahnung-begleichen")
    found = rate_package(replace(whole, sheet=replace(whole.sheet, **changed)))
    assert (found.level, missing(found)) == (level, lacks)


@pytest.mark.parametrize(("action", "lacks"), [("demand_payment", ["payment"]), ("deliver", ["answer"])])
def test_a_process_that_does_not_do_it_online_lowers_the_level(action: str, lacks: list[str]) -> None:
    whole = package("mahnung-begleichen")
    nodes = {key: node for key, node in whole.process.nodes.items() if node.action != action}
    found = rate_package(replace(whole, process=replace(whole.process, nodes=nodes), shared={}))
    assert (found.level, missing(found)) == (2, lacks)


def test_asking_what_the_account_knows_stands_below_once_only() -> None:
    whole = package("mahnung-begleichen")
    steps = tuple(
        replace(step, fields=tuple(replace(field, prefill=None) for field in step.fields)) for step in whole.form.steps
    )
    found = rate_package(replace(whole, form=Form(steps)))
    assert (found.level, missing(found)) == (3, ["nothing_twice"])


def test_a_description_alone_is_information() -> None:
    found = rate_package(replace(package("mahnung-begleichen"), form=Form()))
    assert (found.level, missing(found)) == (1, ["form"])


def test_without_a_description_it_is_offline() -> None:
    found = rate_package(replace(package("mahnung-begleichen"), texts=Texts({})))
    assert (found.level, missing(found)) == (0, ["information"])
    assert (OFFLINE.level, missing(OFFLINE)) == (0, ["information"])


def test_a_rating_is_stored_and_read_without_loss() -> None:
    found = rate_package(package("aufenthaltstitel"))
    assert from_json(to_json(found)) == found
    assert set(LEVELS) == {0, 1, 2, 3, 4}
