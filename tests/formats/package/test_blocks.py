"""Blocks are used by reference: reduced, renamed, changed, with their own words."""

from __future__ import annotations

from pathlib import Path

from allmende.domain.forms import Form
from allmende.formats.package.check import check_read
from allmende.formats.package.reader import PackageReading, open_folder
from tests.formats.package.starters import spelled, starter

BLOCK = """\
id: reise
version: 2
fields:
  - id: ziel
    type: choice
    required: true
    options: [see, berg]
  - id: boot
    type: boolean
    required: 'ziel = "see"'
    when: 'ziel in ["see"] and anschrift.place != "ziel"'
    checks:
      seetuechtig: boot != (ziel = "berg")
  - id: von
    type: date
    default: today
texts:
  de:
    ziel: {label: Ziel, option: {see: See, berg: Berg}}
    boot: {label: Boot, check: {seetuechtig: Prüfen Sie das Boot.}}
    von: {label: Von}
  en:
    ziel: {label: Destination, option: {see: Sea, berg: Mountain}}
    boot: {label: Boat, check: {seetuechtig: Please check the boat.}}
    von: {label: From}
"""
ANCHOR = "      - id: email\n"


def opened(folder: Path, use: str, block: str = BLOCK) -> tuple[Form, list[str], PackageReading]:
    made = starter(folder, ("_blocks/reise.yaml", "", block), ("form.yaml", ANCHOR, use + ANCHOR))
    read = open_folder(made)
    assert read.package is not None
    return read.package.form, [spelled(problem, made) for problem in check_read(read)], read


def test_a_block_brings_fields_and_words(tmp_path: Path) -> None:
    form, problems, read = opened(tmp_path, "      - use: reise@2\n")
    boot = form.find("boot")
    assert boot is not None
    assert (boot.label["en"], boot.checks[0].message["de"]) == ("Boat", "Prüfen Sie das Boot.")
    assert read.package is not None
    assert "_blocks/reise.yaml" in read.package.files
    assert problems == []


def test_a_prefix_renames_fields_rules_and_words(tmp_path: Path) -> None:
    form, _, _ = opened(tmp_path, "      - use: reise@2\n        as: zweite\n")
    boot = form.find("zweite_boot")
    assert boot is not None
    assert boot.required == 'zweite_ziel = "see"'
    assert boot.when == 'zweite_ziel in ["see"] and anschrift.place != "ziel"'
    assert boot.checks[0].expression == 'zweite_boot != (zweite_ziel = "berg")'
    assert boot.label["de"] == "Boot"
    assert form.find("boot") is None


def test_a_block_may_be_reduced_and_changed(tmp_path: Path) -> None:
    use = "      - use: reise@2\n        omit: [boot]\n        when: familienname != null\n        set:\n          von: {required: true, default: null}\n"
    form, problems, _ = opened(tmp_path, use)
    assert [field.id for field in form.steps[0].fields][3:5] == ["ziel", "von"]
    von = form.find("von")
    assert von is not None
    assert (von.required, von.default, von.when) == (True, None, "familienname != null")
    assert problems == []


def test_only_keeps_what_is_named(tmp_path: Path) -> None:
    form, _, _ = opened(tmp_path, "      - use: reise@2\n        only: [von]\n")
    assert [field.id for field in form.steps[0].fields][3:5] == ["von", "email"]


def test_the_version_is_part_of_the_reference(tmp_path: Path) -> None:
    _, problems, _ = opened(tmp_path, "      - use: reise@1\n")
    assert problems == ["form.yaml:23 form.block"]
    older = tmp_path / "two"
    made = starter(
        older,
        ("_blocks/reise.yaml", "", BLOCK),
        ("_blocks/reise@1.yaml", "", BLOCK.replace("version: 2", "version: 1").replace("label: Von", "label: Ab")),
        ("form.yaml", ANCHOR, "      - use: reise@1\n        only: [von]\n" + ANCHOR),
    )
    package = open_folder(made).package
    assert package is not None
    field = package.form.find("von")
    assert field is not None
    assert field.label["de"] == "Ab"
    assert "_blocks/reise@1.yaml" in package.files


def test_names_a_block_does_not_have_are_said(tmp_path: Path) -> None:
    _, problems, _ = opened(
        tmp_path, "      - use: reise@2\n        omit: [bot]\n        set: {zil: {required: false}}\n"
    )
    assert "form.yaml:24 form.block" in problems
    assert "form.yaml:25 form.block" in problems


def test_a_package_overrules_the_words_of_a_block(tmp_path: Path) -> None:
    made = starter(
        tmp_path,
        ("_blocks/reise.yaml", "", BLOCK),
        ("form.yaml", ANCHOR, "      - use: reise@2\n        only: [von]\n" + ANCHOR),
        ("texts/de.yaml", "field:\n", "field:\n  von: {label: Reisebeginn}\n"),
    )
    package = open_folder(made).package
    assert package is not None
    field = package.form.find("von")
    assert field is not None
    assert dict(field.label) == {"de": "Reisebeginn", "en": "From"}
