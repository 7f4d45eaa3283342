"""The grounds for refusal that services share, and the norms of duties: both follow the law of procedure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from allmende.domain.deadlines import PROCEDURE_LAWS
from allmende.domain.package import ServicePackage
from allmende.formats import yaml
from allmende.formats.package.reader import read_folder
from allmende.formats.package.source.laws import names_norm, say_duty
from allmende.formats.package.source.nodes import items, mapping, plain
from allmende.formats.package.source.source import read_source
from allmende.formats.package.source.stations import read_station

SERVICES = Path(__file__).parents[4] / "services"


def read(folder: Path, service: str, law: str = "hvwvfg", grounds: str = "") -> ServicePackage:
    """A service of these folders with another law of procedure, and further keys at its first ground."""
    for part in (*SERVICES.glob("_*"), SERVICES / service):
        shutil.copytree(part, folder / part.name)
    sheet, decisions = folder / service / "service.yaml", folder / service / "decisions.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("procedure_law: hvwvfg", f"procedure_law: {law}"), "utf-8")
    decisions.write_text(
        decisions.read_text("utf-8").replace("  keine_zone:\n    basis", f"  keine_zone:\n{grounds}    basis"), "utf-8"
    )
    package = read_folder(folder / service)
    assert isinstance(package, ServicePackage), package
    return package


@pytest.mark.parametrize(
    ("law", "basis"), [("hvwvfg", "§§ 12, 14 HVwVfG"), ("ao", "§§ 79, 80 AO"), ("sgb_x", "§§ 11, 13 SGB X")]
)
def test_who_acts_without_proof_is_refused_under_the_services_law(tmp_path: Path, law: str, basis: str) -> None:
    ground = read(tmp_path, "bewohnerparkausweis", law).sheet.ground("ohne_vertretung")
    assert ground is not None
    assert (ground.legal_basis, ground.judged, ground.unauthorised) == (basis, True, True)
    assert ground.when == 'wer_handelt = "vollmacht" or wer_handelt in ["kind", "betreuung"]'
    assert "nicht nachgewiesen" in ground.reason.spoken("de")
    assert "not been proved" in ground.reason.spoken("en")


def test_a_ground_of_its_own_stays_the_only_one(tmp_path: Path) -> None:
    grounds = read(tmp_path, "bewohnerparkausweis", grounds="    unauthorised: true\n").sheet.refusal_grounds
    assert [ground.id for ground in grounds if ground.unauthorised] == ["keine_zone"]


def test_nobody_acts_for_others_in_a_service_that_does_not_say_so(tmp_path: Path) -> None:
    assert read(tmp_path, "mahnung-begleichen").sheet.ground("ohne_vertretung") is None


@pytest.mark.parametrize(
    ("law", "basis"), [("hvwvfg", "§ 26 Abs. 2 HVwVfG"), ("ao", "§ 90 Abs. 1 AO"), ("sgb_x", "§ 21 Abs. 2 SGB X")]
)
def test_who_does_not_prove_who_she_is_is_refused_without_a_word_of_any_register(
    tmp_path: Path, law: str, basis: str
) -> None:
    ground = read(tmp_path, "bewohnerparkausweis", law).sheet.ground("identitaet")
    assert ground is not None
    assert (ground.legal_basis, ground.judged, ground.when) == (basis, True, None)
    assert "nicht nachgewiesen" in ground.reason.spoken("de")


def test_a_ground_of_that_id_stays_as_the_service_says_it(tmp_path: Path) -> None:
    ground = read(tmp_path, "aufenthaltstitel").sheet.ground("identitaet")
    assert ground is not None
    assert ground.legal_basis == "§ 5 Abs. 1 Nr. 1a AufenthG"


def test_a_service_that_asks_nobody_who_she_is_has_no_such_ground(tmp_path: Path) -> None:
    assert read(tmp_path, "mahnung-begleichen").sheet.ground("identitaet") is None


@pytest.mark.parametrize("path", sorted((SERVICES / "_patterns").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_duty_of_a_pattern_has_a_norm_under_each_of_its_laws(path: Path) -> None:
    pattern, problems = yaml.read(path.read_bytes(), path.name)
    assert pattern is not None
    assert not problems
    for law in plain(mapping(pattern)["procedure_law"]):
        assert law in PROCEDURE_LAWS
        source = read_source({"service.yaml": f"procedure_law: {law}\n".encode()})
        for section in mapping(mapping(pattern)["sections"]).values():
            for node in items(section):
                station = read_station(source, node, own=False) if "duty" in mapping(node) else None
                assert station is None or names_norm(say_duty(source, station)), (path.name, law, station)


def test_an_older_pattern_names_the_norm_itself() -> None:
    source = read_source({"service.yaml": b"procedure_law: ao\n"})
    node, _ = yaml.read("{letter: x, of: y, duty: § 37 HVwVfG}\n".encode(), "x.yaml")
    assert node is not None
    station = read_station(source, node, own=False)
    assert station is not None
    assert say_duty(source, station) == "§ 37 HVwVfG"
