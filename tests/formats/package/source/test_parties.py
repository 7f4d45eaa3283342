"""`parties` of a service: what is refused, with file, line and a sentence; and what becomes of it in the exchange form."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from allmende.formats.package import check_folder
from allmende.formats.package.reader import read_folder
from allmende.formats.package.source.flow import Flow
from allmende.formats.package.source.service import expand_service
from allmende.formats.package.source.source import read_source
from tests.formats.package.source.test_service import NO_TABLES, SHEET, expanded

SERVICES = Path(__file__).parents[4] / "services"
ROLE = "  angehoerige:\n    who: person\n"
BOTH = ("service.yaml", "    represented:", "    # represented:")
ADULT = "confirms: {when: 'years and months duration(geburtsdatum, today).years >= 18', within: bestaetigung}"
PROOF = "        - file: sorgerecht\n          needed_to: decide\n"


def changed(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """The residence title with, in a file, one piece of text replaced by another."""
    for one in SERVICES.iterdir():
        if one.name.startswith("_") or one.name == "aufenthaltstitel":
            shutil.copytree(one, folder / one.name)
    for name, old, new in changes:
        path = folder / "aufenthaltstitel" / name
        text = path.read_text("utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), "utf-8")
    return folder / "aufenthaltstitel"


def found(folder: Path, *changes: tuple[str, str, str]) -> list[str]:
    """`file code` of every error."""
    problems = check_folder(changed(folder, *changes))
    return [
        f"{one.where.rpartition('/')[2].partition(':')[0]} {one.code}" for one in problems if one.severity == "error"
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("service.yaml", "rows: familie", "rows: verwandte"), "service.yaml party.rows"),
        (("service.yaml", "rows: familie", "rows: mitantrag"), "service.yaml party.rows"),
        (("service.yaml", "fiktion, person, pass,", "fiktion, persohn, pass,"), "service.yaml party.answers"),
        (("service.yaml", "proof: sorgerecht", "proof: sorge"), "service.yaml party.proof"),
        (("service.yaml", "proof: sorgerecht", "proof: beziehung"), "service.yaml party.proof"),
        (("form.yaml", PROOF, "        - file: sorgerecht\n"), "form.yaml party.proof"),
        (("service.yaml", "years < 18', proof", "years < 21', proof"), "form.yaml party.proof"),
        (("service.yaml", "within: bestaetigung", "within: bald"), "service.yaml party.within"),
        (("service.yaml", ADULT, "# " + ADULT), ""),
        (("service.yaml", "years < 18', proof", "yaers < 18', proof"), "service.yaml feel.unknown-field"),
        (
            ("form.yaml", "        - {date: pass_bis, needed", "        - {text: pass_bis, needed"),
            "form.yaml party.twin",
        ),
        (("service.yaml", "decided: each", "decided: together"), "service.yaml shape.choice"),
        (("service.yaml", "who: person", "who: company"), "service.yaml shape.choice"),
        (("service.yaml", ROLE, "  angehoerige:\n"), "service.yaml shape.missing"),
        (("service.yaml", "  applicant: {level", "  antragsteller: {level"), "service.yaml shape.missing"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, change: tuple[str, str, str], problem: str) -> None:
    assert (problem in found(tmp_path, change)) if problem else (found(tmp_path, change) == [])


def test_what_the_applicants_answers_share_with_the_others_is_named(tmp_path: Path) -> None:
    (hint,) = (one for one in check_folder(changed(tmp_path)) if one.code == "party.shared")
    assert hint.severity == "warning"
    words = hint.text.spoken("de")
    assert "stehen auch in den Vorgängen der anderen (angehoerige)" in words
    assert "Anschrift" in words
    assert "Familienname" not in words, "the row asks it itself"


OF = "of: vertretene_person"


def found_in_certificate(folder: Path, *changes: tuple[str, str, str]) -> list[str]:
    """Codes of every error of the civil-status certificate with these changes."""
    for one in SERVICES.iterdir():
        if one.name.startswith("_") or one.name == "personenstandsurkunde":
            shutil.copytree(one, folder / one.name)
    for name, old, new in changes:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), "utf-8")
    problems = check_folder(folder / "geburtsurkunde")
    return sorted({one.code for one in problems if one.severity == "error"})


SHEET_OF = "personenstandsurkunde/service.yaml"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ((SHEET_OF, OF, "of: vertretene"), "party.of"),
        ((SHEET_OF, OF, "of: kind_geburtsdatum"), "party.of"),
        ((SHEET_OF, OF, "of: registernummer"), "party.of"),
        ((SHEET_OF, "proof: vollmacht", "proof: vollmachten"), "party.proof"),
        ((SHEET_OF, "proof: vollmacht", "proof: interesse"), "party.proof"),
        ((SHEET_OF, ", proof: vollmacht", ""), "shape.missing"),
        ((SHEET_OF, "{proxy:", "{friend:"), "shape.unknown"),
        ((SHEET_OF, "proof: vollmacht", "proof: vollmacht, without: [decide]"), "shape.choice"),
        ((SHEET_OF, "proof: vollmacht", "proof: vollmacht, without: [withdraw]"), ""),
        (("_blocks/vertretung.yaml", "{file: vollmacht, needed_to: decide,", "{file: vollmacht,"), "party.proof"),
    ],
)
def test_who_acts_for_the_applicant_is_asked_and_proved(
    tmp_path: Path, change: tuple[str, str, str], problem: str
) -> None:
    assert found_in_certificate(tmp_path, change) == ([problem] if problem else [])


REGISTERED = "meldebescheinigung"
GUARDIAN = '      guardian: {of: betr_familienname, proof: sorgerecht, when: fuer_wen = "kind"}'


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("service.yaml", GUARDIAN, "#"), "party.undeclared"),
        (("service.yaml", 'when: fuer_wen = "kind"', 'when: wen = "kind"'), "feel.unknown-name"),
        (("form.yaml", "{file: sorgerecht, needed_to: decide,", "{file: sorgerecht,"), "party.proof"),
    ],
)
def test_a_file_beside_another_persons_name_is_declared_as_proof(
    tmp_path: Path, change: tuple[str, str, str], problem: str
) -> None:
    for one in SERVICES.iterdir():
        if one.name.startswith("_") or one.name == REGISTERED:
            shutil.copytree(one, tmp_path / one.name)
    name, old, new = change
    path = tmp_path / REGISTERED / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    errors = {one.code for one in check_folder(tmp_path / REGISTERED) if one.severity == "error"}
    assert errors == {problem}


def test_a_proxy_and_rows_with_cases_of_their_own_are_refused(tmp_path: Path) -> None:
    by = "  applicant: {represented_by: {officer: {of: arbeitgeber}}, level"
    assert "service.yaml party.represented_by" in found(tmp_path, ("service.yaml", "  applicant: {level", by))


def test_somebody_must_agree(tmp_path: Path) -> None:
    assert "service.yaml party.consent" in found(tmp_path, BOTH, ("service.yaml", ADULT, "# " + ADULT))


def test_the_release_knows_its_roles(tmp_path: Path) -> None:
    package = read_folder(changed(tmp_path))
    assert not isinstance(package, list)
    roles = {role.id: role for role in package.sheet.applicants}
    assert list(roles) == ["applicant", "angehoerige"]
    assert (roles["angehoerige"].rows, roles["angehoerige"].proof) == ("familie", "sorgerecht")


def test_roles_are_a_list_in_the_exchange_form() -> None:
    source = SHEET.replace(
        "parties: {applicant: {level: basic, account: optional}}",
        "parties:\n"
        "  applicant: {level: basic, account: optional, answers: [person]}\n"
        "  kind: {who: person, rows: kinder, decided: each, represented: {by: applicant, when: 'true', proof: sorge}}",
    )
    told: Any = expanded_from(source)
    assert told["applicants"] == [
        {"id": "applicant", "answers": ["person"]},
        {
            "id": "kind",
            "who": "person",
            "rows": "kinder",
            "decided": "each",
            "represented": {"by": "applicant", "when": "true", "proof": "sorge"},
        },
    ]
    assert told["trust_level"] == "basic"


def expanded_from(sheet: str) -> dict[str, Any]:
    source = read_source({"service.yaml": sheet.encode()})
    node = expand_service(source, Flow(), NO_TABLES)
    assert source.problems == []
    assert node is not None
    plain: dict[str, Any] = node.plain()
    return plain


def test_a_service_of_one_person_says_nothing_of_roles() -> None:
    assert "applicants" not in expanded()
