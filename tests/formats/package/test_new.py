"""A new service begins from a pattern: one file, at most sixty lines, without a problem, and its examples play."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain.package import CityData, ServicePackage
from allmende.formats.city import read_folder as read_city
from allmende.formats.package import check_folder, read_folder
from allmende.formats.package.files import PackageLocation, load_package
from allmende.formats.package.library import shipped
from allmende.formats.package.new import SlotQuestion, compose, find_beginning, list_beginnings, unit_for, write_new
from allmende.usecases.rehearse_examples import Stage, locate_in, rehearse
from tests.stations import CITIES

ANSWERS = {"fee": ("none", "12,50"), "law": ("§ 28 Abs. 2 Nr. 3 HVwVfG",), "condition": ("ja", "nein")}


def answered() -> list[tuple[str, dict[str, str]]]:
    """Every pattern with every way to answer its questions."""
    found = []
    for beginning in list_beginnings():
        ways = product(*(ANSWERS[question.kind] for question in beginning.questions))
        found += [(beginning.pattern, dict(zip((q.id for q in beginning.questions), way, strict=True))) for way in ways]
    return [
        (pattern, said) for pattern, said in found if said.get("fee") != "none" or said.get("refusal_fee") != "12,50"
    ]


@pytest.mark.parametrize(("pattern", "answers"), answered(), ids=lambda one: str(one))
def test_it_has_no_problem_and_its_examples_play(pattern: str, answers: dict[str, str], tmp_path: Path) -> None:
    made = write_new(tmp_path / "services", "hund-abmelden", "Hund abmelden", pattern, answers)
    assert isinstance(made, Path)
    assert made.name == "hund-abmelden.yaml"
    assert len(made.read_text().splitlines()) <= 60
    assert [path.name for path in made.parent.iterdir()] == [made.name], "nothing lies beside it"
    assert check_folder(made) == []
    package = read_folder(made)
    assert isinstance(package, ServicePackage)
    city = read_city(CITIES / "fulda")
    assert isinstance(city, CityData)
    played = rehearse(package, [city], Stage(SpiffEngine(), lambda _: b""), locate_in(made))
    assert (played.played, played.failures) == (len(package.examples), ())
    assert played.played >= 2, "granted and refused"


def test_a_city_sets_the_amount_and_every_text_says_it() -> None:
    """Changing what a fee costs is one change: in no text, table or place but the suggestion stands a sum."""
    answers = {"fee": "61,50", "refusal_fee": "31,50", "second_look": "nein"}
    for pattern, said in answered():
        made = compose("hund", "Hund", pattern, {key: answers.get(key, value) for key, value in said.items()})
        assert isinstance(made, str)
        lines = [line for line in made.splitlines() if "61" in line or "31.5" in line or "31,5" in line]
        assert all("suggested: '" in line or "expect: " in line for line in lines), lines
        assert (pattern in ("claim_payment", "information_request", "notification")) != any(
            "parameters: {" in line for line in lines
        )


def test_the_questions_are_the_slots_without_a_usual_value() -> None:
    asked = {beginning.pattern: [question.id for question in beginning.questions] for beginning in list_beginnings()}
    assert asked == {
        "certificate": ["fee", "no_hearing"],
        "claim_payment": [],
        "information_request": ["no_hearing"],
        "notification": [],
        "permit_by_person": ["fee", "refusal_fee", "second_look"],
        "permit_with_machine_path": ["fee", "machine_basis"],
    }
    found = find_beginning("notification")
    assert found is not None
    assert found.fits == "Anmeldungen, Abmeldungen und Anzeigen, über die niemand entscheidet"
    machine = find_beginning("permit_with_machine_path")
    assert machine is not None
    assert isinstance(machine.questions[1], SlotQuestion)
    assert machine.questions[1].meaning.startswith("Die Vorschrift")


@pytest.mark.parametrize("name", ["Straße: „sperren“ & räumen's #1", "- ja", "a" * 200])
def test_a_name_is_words_whatever_signs_it_has(name: str, tmp_path: Path) -> None:
    made = write_new(tmp_path, "strasse", name, "notification", {})
    assert isinstance(made, Path)
    assert check_folder(made) == []
    package = read_folder(made)
    assert isinstance(package, ServicePackage)
    assert dict(package.texts.find("service.name") or {})["de"] == name


@pytest.mark.parametrize(
    ("pattern", "answers", "where"),
    [
        ("notification", {"fee": "1"}, ["fee"]),
        ("gibt_es_nicht", {}, ["pattern"]),
        ("", {}, ["pattern"]),
        ("certificate", {}, ["fee", "no_hearing"]),
        ("certificate", {"fee": "1,234", "no_hearing": "ja"}, ["fee", "no_hearing"]),
        ("certificate", {"fee": "-1", "no_hearing": "§ 28 Abs. 2 HVwVfG"}, ["fee"]),
        ("permit_by_person", {"fee": "none", "refusal_fee": "5", "second_look": "ja"}, ["fee"]),
        ("permit_by_person", {"fee": "0", "refusal_fee": "none", "second_look": "vielleicht"}, ["second_look"]),
    ],
)
def test_what_does_not_fit_is_named(pattern: str, answers: dict[str, str], where: list[str]) -> None:
    found = compose("hund", "Hund", pattern, answers)
    assert isinstance(found, list)
    assert [problem.where for problem in found] == where


@pytest.mark.parametrize("name", [" ", "a{b}", "<b>", "= today", "a\nb"])
def test_a_name_without_words_is_refused(name: str) -> None:
    found = compose("hund", name, "notification", {})
    assert isinstance(found, list)
    assert [problem.code for problem in found] == ["new.name"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "hund").mkdir()
    found = write_new(tmp_path, "hund", "Hund", "notification", {})
    assert isinstance(found, list)
    assert [problem.code for problem in found] == ["new.exists"]


def test_the_office_is_one_that_the_cities_have() -> None:
    cities = [read_city(CITIES / name) for name in ("fulda", "marburg")]
    known = [city for city in cities if isinstance(city, CityData)]
    assert len(known) == 2
    assert all(city.unit_for(unit_for(known)) is not None for city in known)
    assert known[0].unit_for("meldebehoerde") is None, "the usual one is not there"
    assert unit_for([]) == "meldebehoerde"


def test_a_library_beside_the_service_comes_before_the_shipped_one(tmp_path: Path) -> None:
    made = write_new(tmp_path, "hund", "Hund", "notification", {})
    assert isinstance(made, Path)
    own = (shipped() / "_letters" / "confirm.yaml").read_text().replace("Es ist kein Bescheid.", "Das ist alles.")
    (tmp_path / "_letters").mkdir()
    (tmp_path / "_letters" / "confirm.yaml").write_text(own)
    package = read_folder(made)
    assert isinstance(package, ServicePackage)
    assert "Das ist alles." in package.files["texts/de.yaml"]


def test_a_shared_process_beside_the_service_comes_first_in_either_form(tmp_path: Path) -> None:
    made = write_new(tmp_path, "hund", "Hund", "notification", {})
    assert isinstance(made, Path)
    own = tmp_path / "_processes" / "nachforderung" / "process.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("own: true\n")
    files, _ = load_package(PackageLocation(made))
    assert files["_processes/nachforderung/process.yaml"] == b"own: true\n"
    assert "_processes/zahlung/process.bpmn" in files, "the others are the shipped ones"
