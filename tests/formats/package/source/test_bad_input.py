"""What is written wrongly is told with file, line, a sentence and what to do; the other packages go on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from allmende.domain.package.check import check_package
from allmende.domain.values import Problem
from allmende.formats.commons.cli import find
from allmende.formats.package.check import check_read
from allmende.formats.package.files import find_package, load_package
from allmende.formats.package.reader import read_files
from tests.formats.package.source.flows import SERVICES

DOG, PARKING, MARRIAGE = "hundesteuer-anmeldung", "bewohnerparkausweis", "eheurkunde"
TABLE = "  weg: {about: Welcher Weg., hit: unique, gives: [eins, zwei], inputs: {weg: zustellweg}, rows: {eins: {weg: postfach}}}\n"


def problems(package: str, file: str, old: str, new: str) -> list[Problem]:
    where = find_package(SERVICES / package)
    assert where is not None
    files, _ = load_package(where)
    text = files[f"source/{file}"].decode()
    assert old in text
    files[f"source/{file}"] = text.replace(old, new, 1).encode()
    read = read_files(files, variant=where.variant)
    told = [read.documents.located(one) for one in check_package(read.package)] if read.package is not None else []
    return [*read.problems, *told]


@pytest.mark.parametrize(
    ("package", "file", "old", "new", "code", "words"),
    [
        (PARKING, "process.yaml", "machine_basis:", "machine_bases:", "source.slot", "Meinten Sie „machine_basis“?"),
        (PARKING, "process.yaml", "die alte gilt ab heute nicht mehr\n", "die alte gilt nicht mehr\n          when: anliegen = \"ersatz\"\n", "source.way_when", "Nur der letzte Weg steht ohne „when“"),
        (PARKING, "process.yaml", "fill:", "change: [{omit: station.erstatten}]\nfill:", "source.omit_duty", "Nennen Sie unter „because“"),
        (DOG, "package.yaml", "treffer: 1, gesperrt", "treffer: [1, 2], gesperrt", "source.cell", "schreibt man als FEEL"),
        (PARKING, "decisions.yaml", "amount: parameter.aenderungsgebuehr, why: Kenn", "amount: '5.005', why: Kenn", "source.amount", "Bruchteile eines Cents"),
        (PARKING, "service.yaml", 'suggested: "10.00"', 'suggested: "10.005"', "sheet.parameter", "zwei Stellen"),
        (DOG, "package.yaml", "pattern: '[0-9]{15}'", "pattern: '['", "form.pattern", "(missing ]: [)"),
        (DOG, "package.yaml", "{label: 'Wie heißt der Hund?'}", "{label: ? heißt: der Hund}", "yaml.syntax", "Anführungszeichen"),
        (DOG, "package.yaml", "klaerung: {like: angemeldet", "klaerung: {like: nicht_gefunden", "example.circle", "baut auf sich selbst auf"),
        (DOG, "package.yaml", "decisions:\n", f"decisions:\n{TABLE}", "decision.gap", "weg = post"),
        (MARRIAGE, "texts/de.yaml", "  eheurkunde:", "  eheurkunden:", "source.variant", "„eheurkunden“ ist keine Variante. Meinten Sie „eheurkunde“?"),
    ],
)  # fmt: skip
def test_told_with_file_line_and_what_to_do(package: str, file: str, old: str, new: str, code: str, words: str) -> None:
    found = [problem for problem in problems(package, file, old, new) if problem.code == code]
    assert found, problems(package, file, old, new)
    assert found[0].severity == "error"
    assert words in found[0].text["de"]
    path, _, line = found[0].where.rpartition(":")
    assert path == f"source/{file}"
    assert line.isdecimal()
    assert int(line) > 0


def test_a_ground_states_something() -> None:
    stated = "state: {fahrzeug: {type: text}}"
    (found,) = [
        problem
        for problem in problems(PARKING, "decisions.yaml", stated, "state: {}")
        if problem.code == "source.ground"
    ]
    lines = (SERVICES / PARKING / "decisions.yaml").read_text(encoding="utf-8").splitlines()
    assert found.where == f"source/decisions.yaml:{lines.index(f'    {stated}') + 1}"
    assert "mindestens eine Angabe ist nötig" in found.text["de"]


def test_nothing_is_said_with_a_row() -> None:
    said = TABLE.replace("gives: [eins, zwei]", "gives: string").replace(
        "eins: {weg: postfach}", "eins: {weg: postfach, is: '\"a\"'}, nichts: {weg: post, is: null}"
    )
    assert "decision.gap" not in [
        problem.code for problem in problems(DOG, "package.yaml", "decisions:\n", f"decisions:\n{said}")
    ]


def test_a_broken_package_leaves_the_others_alone(tmp_path: Path) -> None:
    for part in SERVICES.glob("_*"):
        shutil.copytree(part, tmp_path / part.name)
    good = (SERVICES / f"{DOG}.yaml").read_text()
    (tmp_path / f"{DOG}.yaml").write_text(good)
    (tmp_path / "kaputt.yaml").write_text(good.replace(f"id: {DOG}", "id: kaputt").replace("process:", "prozess:", 1))
    read = {package.folder.stem if package.folder else "": package for package in find([tmp_path]).packages}
    assert [one.severity for one in check_read(read[DOG]) if one.severity == "error"] == []
    (told,) = [one for one in check_read(read["kaputt"]) if one.code == "source.part"]
    assert "Meinten Sie „process“?" in told.text["de"]
    assert read[DOG].package is not None


@pytest.mark.parametrize(
    ("package", "file", "content", "code"),
    [
        (PARKING, "texts/de.yaml", "service: {name: a: b}\n", "yaml.syntax"),
        (PARKING, "form.yaml", "steps: {a: b: c}\n", "yaml.syntax"),
        (PARKING, "letters.yaml", "grant: [\n", "yaml.syntax"),
        (PARKING, "decisions.yaml", "a: b: c\n", "yaml.syntax"),
        (PARKING, "examples.yaml", "a: b: c\n", "yaml.syntax"),
        (PARKING, "form.yaml", "", "yaml.empty"),
        (PARKING, "service.yaml", "# nothing yet\n", "yaml.empty"),
        (DOG, "package.yaml", "service: {id: a: b}\n", "yaml.syntax"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_error(package: str, file: str, content: str, code: str) -> None:
    where = find_package(SERVICES / package)
    assert where is not None
    files, _ = load_package(where)
    assert f"source/{file}" in files
    files[f"source/{file}"] = content.encode()
    read = read_files(files, variant=where.variant)
    assert read.package is None
    assert [(problem.code, problem.where) for problem in read.problems] == [
        (code, f"source/{file}:1" if content != "grant: [\n" else f"source/{file}:2")
    ]


@pytest.mark.parametrize("then", ["{}", "{ }"])
def test_a_task_without_a_way_is_named_alone(then: str) -> None:
    task = f"      - {{task: nachsehen, by: sachbearbeitung, then: {then}}}\n"
    found = problems(
        PARKING,
        "process.yaml",
        "fill:\n",
        f"change:\n  - add: station\n    before: station.pruefen\n    station: {task.strip()[2:]}\nfill:\n",
    )
    errors = [one for one in found if one.severity == "error"]
    assert [error.code for error in errors] == ["source.outcome_missing"], errors
    assert "„nachsehen“ nennt keinen Ausgang" in errors[0].text["de"]
