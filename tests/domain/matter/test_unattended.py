"""How far a machine goes before a person acts follows from the drawing, not from what the sheet says about decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from allmende.domain.matter.privacy import describe_processing
from allmende.domain.matter.unattended import machine_part
from allmende.domain.package import Service, resolve
from allmende.formats import city as cities
from allmende.formats import package as packages

ROOT = Path(__file__).parents[3]


def load(id: str) -> Service:
    package, city = packages.read_folder(ROOT / "services" / id), cities.read_folder(ROOT / "cities/marburg")
    found = resolve(package, city, date(2026, 11, 2))  # type: ignore[arg-type]
    assert isinstance(found, Service), found
    return found


def test_registers_that_are_written_to_are_named_with_what_they_keep_and_show() -> None:
    (said,) = describe_processing(load("hundesteuer-anmeldung")).stored
    assert said["de"] == (
        "Liste der Hunde: Hundemarke, Anschrift, Rasse, Nummer des Chips, Halterin oder Halter, gehalten seit, Rufname. "
        "Der Eintrag wird nicht mit diesem Vorgang gelöscht: Er wird 5 Jahre nach seinem Ende gelöscht "
        "(Hundesteuersatzung der Stadt). Wer vor Ort kontrolliert, sieht davon: Hundemarke, Rasse, Nummer des Chips, "
        "gehalten seit. Ihren Namen nicht."
    )
    assert [one["de"].partition(":")[0] for one in describe_processing(load("bewohnerparkausweis")).stored] == [
        "Liste der Bewohnerparkausweise"
    ]
    assert describe_processing(load("aufenthaltstitel")).stored == ()


def test_who_gets_data_on_a_residence_title_is_named_and_no_authors_note_is() -> None:
    found = describe_processing(load("aufenthaltstitel"))
    assert [recipient.basis for recipient in found.recipients if recipient.basis != "Art. 28 DSGVO" and recipient.basis] == [
        "Art. 6 Abs. 1 Buchst. e DSGVO", "§ 14 Abs. 3, § 41 Abs. 1 Satz 2 HVwVfG", "§ 6 AZRG", "§ 73 AufenthG", "§ 39 AufenthG",
        "§ 21 Abs. 1 Satz 3 AufenthG",
        "§ 73 AufenthG", "§ 78 AufenthG",
    ]  # fmt: skip
    assert "prüfen" not in found.kept_basis


@pytest.mark.parametrize(
    ("id", "part"),
    [
        ("hundesteuer-anmeldung", "alone"),
        ("mahnung-begleichen", "alone"),
        ("meldebescheinigung", "alone"),
        ("bewohnerparkausweis", "alone"),
        ("geburtsurkunde", "demand"),
        ("aufenthaltstitel", "none"),
    ],
)
def test_what_the_machine_does_alone(id: str, part: str) -> None:
    service = load(id)
    assert machine_part(service) == part
    assert describe_processing(service).machine == part


def test_a_person_before_everything_makes_it_hers() -> None:
    service = load("hundesteuer-anmeldung")
    nodes = dict(service.process.nodes)
    nodes["melderegister"] = replace(nodes["melderegister"], element="userTask", action=None)
    assert machine_part(replace(service, process=replace(service.process, nodes=nodes))) == "none"


def test_without_a_law_for_it_the_machine_only_demands_the_fee() -> None:
    service = load("bewohnerparkausweis")
    nodes = {key: replace(node, legal_basis=None) for key, node in service.process.nodes.items()}
    process = replace(service.process, nodes=nodes)
    assert machine_part(replace(service, process=process)) == "alone"
    assert (
        machine_part(replace(service, process=process, sheet=replace(service.sheet, automatic_decision=None)))
        == "demand"
    )


def test_a_service_with_proxies_tells_who_gets_the_letters_and_that_others_state_data() -> None:
    found = describe_processing(load("geburtsurkunde"))
    assert [recipient.basis for recipient in found.recipients if "Vollmacht" in recipient.name["de"]] == [
        "§ 14 Abs. 3, § 41 Abs. 1 Satz 2 HVwVfG"
    ]
    assert found.joint
    assert not describe_processing(load("hundesteuer-anmeldung")).joint
