"""Registers as data in a package: read with it, released with it, and refused in words with file and line."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from allmende.domain.package import ServicePackage
from allmende.domain.package.check.registers import check_registers
from allmende.formats import package as package_format
from allmende.formats import yaml
from allmende.formats.package.check import check_read
from allmende.formats.package.files import find_package, load_package, place_of
from allmende.formats.package.reader import PackageReading, from_bundle, read_files
from tests.conftest import ROOT

SERVICE = "hundesteuer-anmeldung"
SERVICES = ROOT / "services"
PACKAGE, REGISTER = "source/package.yaml", "source/_registers/dogs.yaml"
DOC = (ROOT / "docs" / "developer" / "registers.md").read_text("utf-8")


def read(*changes: tuple[str, str, str]) -> PackageReading:
    """The dogs' service with texts of its files replaced."""
    where = find_package(SERVICES / SERVICE)
    assert where is not None
    files, _ = load_package(where)
    for name, old, new in changes:
        content = files[name].decode()
        assert old in content, old
        files[name] = content.replace(old, new).encode()
    return read_files(files, lambda name: str(place_of(where, name).relative_to(SERVICES)))


def errors(*changes: tuple[str, str, str]) -> list[str]:
    return [str(one) for one in check_read(read(*changes)) if one.severity == "error"]


def test_a_release_carries_the_registers_it_uses():
    package = read().package
    assert package is not None
    assert "_registers/dogs.yaml" in package.files
    assert REGISTER in package.files
    again = from_bundle(package_format.to_bundle(package))
    assert isinstance(again, ServicePackage)
    assert again.sha256 == package.sha256
    assert again.registers == package.registers
    assert again.registers["dogs"].queries["own"].by == ("keeper",)


def test_a_register_nobody_names_is_no_part_of_the_package():
    where = find_package(SERVICES / SERVICE)
    assert where is not None
    files, _ = load_package(where)
    other = files[REGISTER].replace(b"register: dogs", b"register: cats")
    package = read_files({**files, "source/_registers/cats.yaml": other}).package
    assert package is not None
    assert not [name for name in package.files if "cats" in name]


def test_the_delivered_register_is_sound():
    assert errors() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((PACKAGE, "ask: dogs.own", "ask: dogs.owns"), "kennt die Frage „dogs.owns“ nicht. Meinten Sie „dogs.own“?"),
        ((PACKAGE, "to: dogs.enter", "to: dogs.entre"), "kennt die Eintragung „entre“ nicht. Meinten Sie „enter“?"),
        ((PACKAGE, "{name: rufname, chip: chip}", "{nam: rufname}"), "„nam“ gibt es hier nicht. Meinten Sie „name“?"),
        ((PACKAGE, "kept_from: haltung_seit", "kept_from: rufname"), "erwartet wird ein Datum"),
        ((PACKAGE, " breed: rasse,", ""), "sagt dem Register nicht, was „breed“ ist"),
        ((PACKAGE, "register.dogs.same", "register.dogs.sane"), "Meinten Sie „same“?"),
        ((PACKAGE, "register.hund.tag", "register.hund.tga"), "Meinten Sie „tag“?"),
        ((REGISTER, "type: person,", "type: human,"), "passt nicht"),
        ((REGISTER, "of: keeper", "of: keper"), "„keper“ gibt es hier nicht. Meinten Sie „keeper“?"),
        ((REGISTER, "until: kept_until,", "until: kept_from,"), "Schreiben Sie „date or null“"),
        ((REGISTER, ", draw: 'H{yy}{serial:05}'", ""), "Ergänzen Sie draw"),
        ((REGISTER, "[tag, breed,", "[tag, keeper,"), "nennt niemanden"),
        ((REGISTER, "[tag, breed,", "[tag, bread,"), "Meinten Sie „breed“?"),
        ((REGISTER, "by: keeper", "by: chp"), "Meinten Sie „chip“?"),
        ((REGISTER, "by: keeper", "by: tag"), "muss unter ask stehen"),
        ((REGISTER, "is: count(found)", "is: count(fund)"), "fund"),
        ((REGISTER, "is: count(found)", "is: 'found[1].name'"), "erwartet wird eine Zahl"),
        (
            (REGISTER, "act: enter, ask: {keeper: person,", "act: enter, ask: {keeper: text,"),
            "ist im Register person, hier text",
        ),
        ((REGISTER, "ask: {tag: text, kept_until: date}", "ask: {tag: text}"), "Unter ask fehlt „kept_until“"),
        ((REGISTER, "act: enter, ask: {", "act: enter, ask: {tag: text, "), "wird gezogen"),
        (
            (REGISTER, "chip: text or null}\n", "chip: text or null, nickname: text}\n"),
            "Wie heißt „nickname“ für Menschen?",
        ),
        ((REGISTER, "unit: kasse\n", ""), "Es fehlt „unit“"),
    ],
    ids=lambda value: value[2][:30] if isinstance(value, tuple) else "",
)
def test_what_does_not_fit_is_refused_in_words_with_file_and_line(change, words):
    found = errors(change)
    assert any(re.search(words, one) or words in one for one in found), found
    file = "_registers/dogs.yaml" if change[0] == REGISTER else f"{SERVICE}.yaml"
    assert any(re.match(rf"{re.escape(file)}:\d+: ", one) for one in found), found


def test_the_names_of_registers_in_code_are_taken():
    found = errors(
        (REGISTER, "register: dogs", "register: claims"),
        (PACKAGE, "dogs.own", "claims.own"),
        (PACKAGE, "dogs.enter", "claims.enter"),
    )
    assert found


# ── the page for developers ───────────────────────────────────────────────────────────────────────


def blocks() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", DOC, re.DOTALL)


def test_the_page_for_developers_is_right():
    """Its register and its stations, put into the dogs' service, make a sound package that knows their types."""
    register, stations = blocks()
    where = find_package(SERVICES / SERVICE)
    assert where is not None
    files, _ = load_package(where)
    node, _ = yaml.read(files[PACKAGE], PACKAGE)
    told, _ = yaml.read(stations.encode(), "registers.md")
    assert node is not None and told is not None
    package = node.plain()
    package["process"]["fill"] |= told.plain()
    text = yaml.write(package)
    text = text.replace("register.dogs.same", "register.licences.active").replace(
        "register.hund.tag", "register.licence.number"
    )
    text = text.replace("hundeliste:", "scheine:").replace("eintragen:", "ausstellen:")
    files |= {PACKAGE: text.encode(), "source/_registers/fishing_licences.yaml": register.encode()}
    read_ = read_files(files)
    wrong = [one for one in check_read(read_) if one.severity == "error" and not one.code.startswith("example.")]
    assert wrong == []
    assert read_.package is not None
    assert read_.package.registers.keys() == {"fishing_licences", "residents"}


def test_a_machine_that_enters_people_looks_whether_they_are_protected():
    def codes(*changes: tuple[str, str, str]) -> list[str]:
        return [one.code for one in check_read(read(*changes)) if one.code == "register.blocked"]

    assert codes() == []
    row = (PACKAGE, "gesperrt: register.residents.blocked", "gesperrt: register.residents.main_here")
    assert codes(row) == ["register.blocked"]


def test_somebody_who_proved_nothing_can_be_refused_without_telling_what_is_entered():
    package = package_format.read_folder(SERVICES / "meldebescheinigung")
    assert isinstance(package, ServicePackage)

    def codes(*grounds: str) -> list[str]:
        kept = tuple(one for one in package.sheet.refusal_grounds if one.id in grounds)
        changed = replace(package, sheet=replace(package.sheet, refusal_grounds=kept))
        return [one.code for one in check_registers(changed) if one.code == "ground.revealing"]

    assert codes("nicht_zuzuordnen", "identitaet") == []
    assert codes("nicht_zuzuordnen", "keine_berechtigung") == ["ground.revealing"], "who acts is another question"
    assert codes("nicht_zuzuordnen") == ["ground.revealing"]
    assert codes() == [], "who refuses nothing tells nothing"
