"""`parties` of a service: what is refused, with file, line and a sentence; and what becomes of it in the exchange form."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from allmende.formats.package import check_folder
from allmende.formats.package.reader import read_folder
from allmende.formats.package.source.flow import ProcessSource
from allmende.formats.package.source.service import expand_service
from allmende.formats.package.source.source import read_source
from tests.formats.package.source.test_service import NO_TABLES, SHEET, expanded

SERVICES = Path(__file__).parents[4] / "services"
ROLE = "  angehoerige:\n    who: person\n"
BOTH = ("service.yaml", "    represented: {by: applicant", "    # represented: {by: applicant")
ALONE = "    represented: {by: vertretung,"
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
        f"{problem.where.rpartition('/')[2].partition(':')[0]} {problem.code}"
        for problem in problems
        if problem.severity == "error"
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
        (("service.yaml", "  applicant:\n", "  antragsteller:\n"), "service.yaml shape.missing"),
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
    return sorted({problem.code for problem in problems if problem.severity == "error"})


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
        ((SHEET_OF, "proxy: {of", "friend: {of"), "shape.unknown"),
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
WHEN = """when: 'fuer_wen in ["kind", "betreuung"]'"""
GUARDIAN = f"      guardian: {{of: betr_familienname, proof: sorgerecht, {WHEN}}}"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("service.yaml", GUARDIAN, "#"), "party.undeclared"),
        (("service.yaml", WHEN, 'when: wen = "kind"'), "feel.unknown-name"),
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


PROXY = "proxy: {by: vertretung_name, address: vertretung_anschrift,"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("service.yaml", PROXY, "proxy: {of: arbeitgeber,"), "service.yaml party.represented_by"),
        (
            ("service.yaml", "answers: [wer_handelt, vertretung_name, ", "answers: [wer_handelt, "),
            "service.yaml party.represented_by",
        ),
        (("service.yaml", PROXY, "proxy: {"), "service.yaml party.of"),
        (("service.yaml", PROXY, "proxy: {by: wer_handelt, address: vertretung_anschrift,"), "service.yaml party.of"),
        (("service.yaml", PROXY, "proxy: {by: vertretung_name, address: anschrift_x,"), "service.yaml party.address"),
        (("service.yaml", PROXY, "proxy: {by: vertretung_name,"), "service.yaml party.address"),
    ],
)
def test_who_acts_for_the_head_of_a_family_is_asked_apart(
    tmp_path: Path, change: tuple[str, str, str], problem: str
) -> None:
    assert problem in found(tmp_path, change)


def test_who_acts_is_asked_before_what_a_sign_in_proves(tmp_path: Path) -> None:
    asked = "    - {use: vertreten@1}\n"
    late = ("form.yaml", "    - {use: kontakt@1}\n", "    - {use: kontakt@1}\n    - {use: vertreten@1}\n")
    problems = found(tmp_path, ("form.yaml", asked, ""), late)
    assert any(problem.endswith("party.by") for problem in problems), problems


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("service.yaml", ALONE, "    # {by: vertretung,"), "form.yaml party.undeclared"),
        (("service.yaml", ALONE, "    represented: {by: vertreter,"), "service.yaml party.represented"),
        (("service.yaml", ALONE, "    represented: {by: applicant,"), "service.yaml party.represented"),
        (("service.yaml", ALONE, "    represented: {by: familienstand,"), "form.yaml party.represented"),
        (("service.yaml", "proof: vertretung_nachweis", "proof: nachweis"), "service.yaml party.proof"),
        (
            ("service.yaml", "represented: {by: applicant", "represented: {by: vertretung"),
            "service.yaml party.represented",
        ),
    ],
)
def test_who_represents_a_child_that_applies_is_declared_with_the_proof(
    tmp_path: Path, change: tuple[str, str, str], problem: str
) -> None:
    assert problem in found(tmp_path, change)


def test_a_question_who_acts_is_known_by_its_words_whatever_its_id(tmp_path: Path) -> None:
    """The service does not declare it; the id says nothing, the label does."""
    label = ("texts/de.yaml", "  arbeitgeber: {label: ", "  arbeitgeber: {label: Wer vertritt Sie? ")
    assert "form.yaml party.undeclared" in found(tmp_path, label)


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
    node = expand_service(source, ProcessSource(), NO_TABLES)
    assert source.problems == []
    assert node is not None
    plain: dict[str, Any] = node.plain()
    return plain


def test_a_service_of_one_person_says_nothing_of_roles() -> None:
    assert "applicants" not in expanded()
