"""Grounds and decision data in service.yaml: read, worded, checked; examples leave nothing out that a person must state."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from allmende.domain.forms import Field
from allmende.domain.notices.template import ParagraphTemplate
from allmende.domain.package import DecisionDatum, ServicePackage
from allmende.domain.package.check.stated import check_stated
from allmende.domain.values import Text
from allmende.formats import package as package_format
from tests.formats.package.starters import found, starter

Change = tuple[str, str, str]
STATE = "      - id: was_fehlt\n        type: textarea\n"
DECIDED = """decided:
  - id: gilt_ab
    outcome: granted
    type: date
    needed: true
    value: today
    check: gilt_ab >= today
  - id: satz
    outcome: granted
    type: choice
    options:
      - voll
      - halb
  - id: betrag
    outcome: partly
    type: money
    minimum: 10
    maximum: '50.00'
file_plan"""
WORDS = "decided:\n  gilt_ab:\n    label: Gilt ab\n    check: Nicht vorher.\n  satz:\n    label: Satz\n    option:\n      voll: voll\n      halb: halb\n  betrag:\n    label: Betrag\n"  # fmt: skip
WITH_DATA: tuple[Change, ...] = (
    ("service.yaml", "file_plan", DECIDED),
    ("texts/de.yaml", "process:\n", f"{WORDS}process:\n"),
    ("texts/en.yaml", "process:\n", f"{WORDS}process:\n"),
    ("examples/bewilligt.yaml", "      outcome: granted\n", "      outcome: granted\n      suggested: true\n"),
)


def test_grounds_and_data_are_read_with_their_words(tmp_path: Path) -> None:
    made = starter(tmp_path, *WITH_DATA, ("service.yaml", STATE, f"{STATE}        print: false\n"))
    package = package_format.read_folder(made)
    assert isinstance(package, ServicePackage), package
    sheet = package.sheet
    (ground,) = sheet.refusal_grounds
    assert [(one.id, one.printed, one.field.type, one.field.label["de"]) for one in ground.state] == [
        ("was_fehlt", False, "textarea", "Was fehlt")
    ]
    first, choice, amount = sheet.decided
    assert (first.outcome, first.field.required, first.field.default) == ("granted", True, "today")
    assert [(check.expression, check.message["de"]) for check in first.field.checks] == [
        ("gilt_ab >= today", "Nicht vorher.")
    ]
    assert [(option.id, option.label["de"]) for option in choice.field.options] == [("voll", "voll"), ("halb", "halb")]
    assert (amount.field.minimum, amount.field.maximum, amount.is_frame) == (Decimal(10), Decimal("50.00"), True)


def test_a_package_with_data_has_no_problem(tmp_path: Path) -> None:
    assert found(tmp_path, *WITH_DATA) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("service.yaml", STATE, f"{STATE}        value: heute\n"), "service.yaml:24 feel.unknown-name"),
        (("service.yaml", STATE, f"{STATE}        value: today + 1\n"), "service.yaml:24 feel.operands"),
        (("service.yaml", STATE, f"{STATE}        check: was_fehlt = nichts\n"), "service.yaml:24 feel.unknown-name"),
        (("service.yaml", STATE, f"{STATE}        check: was_fehlt != null\n"), "texts/de.yaml:40 text.missing"),
        (("service.yaml", STATE, STATE + STATE), "service.yaml:21 sheet.duplicate"),
        (("service.yaml", "value: today\n", "value: true\n"), "service.yaml:29 feel.expected"),
        (("service.yaml", "check: gilt_ab >=", "check: gild_ab >="), "service.yaml:30 feel.unknown-name"),
        (("service.yaml", "check: gilt_ab >=", "when: gilt_ap >="), "service.yaml:30 feel.unknown-name"),
        (("service.yaml", "id: gilt_ab", "id: anliegen"), "service.yaml:25 decided.taken"),
        (("service.yaml", "id: gilt_ab", "id: decided"), "service.yaml:25 decided.taken"),
        (("service.yaml", "    options:\n      - voll\n      - halb\n", ""), "service.yaml:31 decided.options"),
        (("service.yaml", "type: money", "type: text"), "service.yaml:40 sheet.bound"),
        (("service.yaml", "minimum: 10", "minimum: 60"), "service.yaml:37 decided.bounds"),
        (("service.yaml", "minimum: 10", "minimum: 2026-01-01"), "service.yaml:40 sheet.bound"),
        (("texts/de.yaml", "    check: Nicht vorher.\n", ""), "texts/de.yaml:43 text.missing"),
        (("texts/de.yaml", "      halb: halb\n", ""), "texts/de.yaml:48 text.missing"),
        (("texts/de.yaml", "        label: Was fehlt\n", "        help: Was fehlt\n"), "texts/de.yaml:40 text.missing"),
        (("texts/de.yaml", "    check: Nicht", "    chek: x\n    check: Nicht"), "texts/de.yaml:45 text.unused (warning)"),
        (("notices/grant.yaml", "operative:\n", "ancillary:\n  - paragraph: p\n    when: decided.gibt_es_nicht != null\noperative:\n"), "notices/grant.yaml:1 feel.unknown-field"),
        (("notices/refuse.yaml", "  - ground: reason\n  - ground: stated\n  - ground: basis\n", "  - paragraph: tenor\n"), "notices/refuse.yaml:9 notice.ground"),
        (("notices/refuse.yaml", "  - ground: stated\n", ""), "notices/refuse.yaml:9 notice.ground"),
        (("notices/refuse.yaml", "  - ground: basis\n", "  - ground: basis\n    when: hearing.answered\n"), "notices/refuse.yaml:9 notice.ground"),
        (("service.yaml", "    state:\n", "    discretion: true\n    state:\n"), "notices/refuse.yaml:9 notice.ground"),
        (("notices/refuse.yaml", "ground: stated", "ground: gefühl"), "notices/refuse.yaml:11 shape.choice"),
        (("examples/abgelehnt.yaml", "          was_fehlt: Der Wohnsitz in der Stadt ist nicht nachgewiesen.\n", "          anders: x\n"), "examples/abgelehnt.yaml:23 example.stated"),
        (("examples/abgelehnt.yaml", "      ground: voraussetzungen_fehlen\n      stated", "      stated"), "examples/abgelehnt.yaml:23 example.stated"),
        (("service.yaml", "    state:\n", "    discretion: true\n    state:\n"), "examples/abgelehnt.yaml:23 example.stated"),
        (("examples/bewilligt.yaml", "      suggested: true\n", ""), "examples/bewilligt.yaml:26 example.decided"),
        (("examples/bewilligt.yaml", "suggested: true", "suggested: true\n      decided: {betrag: '3'}"), "examples/bewilligt.yaml:31 example.decided"),
    ],
)  # fmt: skip
def test_one_thing_wrong_is_found_where_it_stands(tmp_path: Path, change: Change, problem: str) -> None:
    assert problem in found(tmp_path, *WITH_DATA, change)


@pytest.mark.parametrize("path", ["stated.voraussetzungen_fehlen.was_fehlt", "ground.stated.was_fehlt"])
def test_what_is_for_the_file_alone_is_in_no_letter(tmp_path: Path, path: str) -> None:
    tenor = ("texts/de.yaml", "wird abgelehnt.", f"wird abgelehnt – {{{{ {path} }}}}")
    hidden = ("service.yaml", STATE, f"{STATE}        print: false\n")
    assert found(tmp_path / "shown", tenor) == []
    assert found(tmp_path / "hidden", tenor, hidden) == ["notices/refuse.yaml:1 notice.secret"]


def test_a_refusal_without_a_ground_only_warns_where_a_package_declares_nothing(tmp_path: Path) -> None:
    """Releases from before keep loading."""
    problems = found(
        tmp_path,
        ("service.yaml", f"    state:\n{STATE}", ""),
        ("notices/refuse.yaml", "  - ground: reason\n  - ground: stated\n  - ground: basis\n", "  - paragraph: tenor\n"),
        ("texts/de.yaml", "    state:\n      was_fehlt:\n        label: Was fehlt\n", ""),
        ("texts/en.yaml", "    state:\n      was_fehlt:\n        label: What is missing\n", ""),
        ("examples/abgelehnt.yaml", "      stated:\n        voraussetzungen_fehlen:\n          was_fehlt: Der", "      reason: Der"),
    )  # fmt: skip
    assert problems == ["notices/refuse.yaml:9 notice.ground (warning)"]


@pytest.mark.parametrize("basis", ["§ 40 HVwVfG, Richtlinie der Stadt", "§§ 39, 40 LVwVfG"])
def test_a_norm_of_discretion_wants_the_weighing(tmp_path: Path, basis: str) -> None:
    made = starter(tmp_path)
    (line,) = [
        line
        for line in (made / "service.yaml").read_text().splitlines()
        if "legal_basis: " in line and line.startswith("    ")
    ]
    assert found(tmp_path / "plain") == []
    changed = found(tmp_path / "named", ("service.yaml", line, f"    legal_basis: {basis}"))
    assert [one.partition(" ")[2] for one in changed] == ["ground.discretion (warning)"]
    weighed = ("service.yaml", line, f"    legal_basis: {basis}\n    discretion: true")
    notice = ("notices/refuse.yaml", "  - ground: basis\n", "  - ground: basis\n  - ground: discretion\n")
    weighed_found = found(tmp_path / "weighed", weighed, notice)
    assert "ground.norm (warning)" in [one.partition(" ")[2] for one in weighed_found], "how, but not by which norm"


@pytest.mark.parametrize(
    ("reasons", "problems"),
    [("", ["decided.reasons"]), ("decided.auflage != null", []), ("decided.auflag != null", ["feel.unknown-field"])],
)
def test_a_provision_in_a_persons_words_asks_for_its_reasons(tmp_path: Path, reasons: str, problems: list[str]) -> None:
    package = package_format.read_folder(starter(tmp_path))
    assert isinstance(package, ServicePackage), package
    key, notice = next((key, one) for key, one in package.notices.items() if one.outcome == "granted")
    words = Text("Es gilt: {{ decided.auflage }}")
    package = replace(
        package,
        sheet=replace(
            package.sheet, decided=(DecisionDatum("granted", Field("auflage", "textarea"), reasons=reasons),)
        ),
        notices={**package.notices, key: replace(notice, ancillary=(ParagraphTemplate("auflage", words),))},
    )
    assert [one.code for one in check_stated(package)] == problems


@pytest.mark.parametrize(("reasons", "codes"), [("", ["decided.less"]), ("decided.tage < 3", [])])
def test_what_gives_less_says_when(tmp_path: Path, reasons: str, codes: list[str]) -> None:
    package = package_format.read_folder(starter(tmp_path))
    assert isinstance(package, ServicePackage), package
    datum = DecisionDatum("granted", Field("tage", "integer"), reasons=reasons, less=True)
    package = replace(package, sheet=replace(package.sheet, decided=(datum,)))
    assert [one.code for one in check_stated(package)] == codes
