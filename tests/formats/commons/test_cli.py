"""The commands' bodies: what they print and which code they return."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from allmende.formats.commons.cli import main
from allmende.formats.schemas.publish import PUBLISHED
from tests.formats.package.starters import starter

ROOT = Path(__file__).parents[3]


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    return main(arguments, out), out.getvalue()


def test_the_commons_and_its_cities_are_sound() -> None:
    code, said = run("check", str(ROOT / "services"), str(ROOT / "cities"), "--day", "2026-11-02")
    assert code == 0, said


def test_check_says_file_line_and_sentence(tmp_path: Path) -> None:
    made = starter(tmp_path, ("form.yaml", "required: true", "reqired: true"))
    code, said = run("check", str(made))
    assert code == 1
    assert said == (
        f"{made}/form.yaml:6: Fehler: „reqired“ ist hier unbekannt. Meinten Sie „required“? [shape.unknown]\n"
        "1 Fehler, 0 Hinweise.\n"
    )


def test_check_speaks_english_where_the_operator_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLMENDE_LANGUAGE", "en")
    shape = starter(tmp_path / "a", ("form.yaml", "required: true", "reqired: true"))
    told = f"{shape}/form.yaml:6: Error: “reqired” is unknown here. Did you mean “required”? [shape.unknown]\n"
    assert run("check", str(shape)) == (1, f"{told}1 errors, 0 notes.\n")
    whole = starter(tmp_path / "b", ("form.yaml", "type: textarea", "type: choice"))
    told = f"{whole}/form.yaml:31: Error: “anliegen” needs options or options_from. [form.options]\n"
    assert told in run("check", str(whole))[1]


def test_check_as_json(tmp_path: Path) -> None:
    made = starter(tmp_path, ("bild.png", "", "x"))
    code, said = run("check", str(made), "--json")
    assert code == 0
    assert [(row["severity"], row["code"]) for row in json.loads(said)] == [("warning", "package.file")]
    assert run("check", str(made), "--strict")[0] == 1


def test_an_empty_or_missing_folder_is_said(tmp_path: Path) -> None:
    assert run("check", str(tmp_path / "nichts"))[0] == 1
    assert run("check", str(tmp_path))[0] == 1


def test_new_begins_a_service_in_one_file_that_passes(tmp_path: Path) -> None:
    new = ("new", "katze-anmelden", "--pattern", "notification", "--in", str(tmp_path))
    assert run(*new)[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["katze-anmelden.yaml"]
    assert run("check", str(tmp_path / "katze-anmelden.yaml")) == (0, "Alles in Ordnung.\n")
    assert "name: 'Katze anmelden'" in (tmp_path / "katze-anmelden.yaml").read_text()
    assert run(*new)[0] == 1
    assert run("new", "Katze!", "--pattern", "notification", "--in", str(tmp_path))[0] == 1


def test_new_names_the_patterns_and_what_they_ask(tmp_path: Path) -> None:
    code, said = run("new", "katze", "--in", str(tmp_path))
    assert code == 1
    assert "notification (Anmeldungen, Abmeldungen und Anzeigen, über die niemand entscheidet)" in said
    asked = run("new", "katze", "--pattern", "certificate", "--in", str(tmp_path))[1]
    assert "no_hearing: Die Vorschrift, nach der vor einer Ablehnung niemand angehört wird." in asked
    filled = ("--fill", "fee=12,50", "--fill", "no_hearing=§ 28 Abs. 2 Nr. 3 HVwVfG")
    assert run("new", "katze", "--pattern", "certificate", *filled, "--in", str(tmp_path))[0] == 0
    assert run("check", str(tmp_path / "katze.yaml")) == (0, "Alles in Ordnung.\n")


def test_new_takes_an_office_that_the_cities_beside_it_have(tmp_path: Path) -> None:
    for key in ("fulda", "giessen"):
        shutil.copytree(ROOT / "cities" / key, tmp_path / "cities" / key)
        city = tmp_path / "cities" / key / "city.yaml"
        city.write_text(city.read_text().replace("  meldebehoerde: ", "  meldeamt: "))
    services = tmp_path / "services"
    assert run("new", "katze", "--pattern", "notification", "--in", str(services))[0] == 0
    assert "unit: meldeamt" in (services / "katze.yaml").read_text()


def test_show_tells_the_package_as_an_outline(tmp_path: Path) -> None:
    code, said = run("show", str(starter(tmp_path)))
    assert code == 0
    assert "Hund anmelden (hund-anmelden 0.1.0)" in said
    assert "  familienname: Familienname (text, Pflicht)" in said
    assert "  Antrag prüfen: Wir prüfen Ihren Antrag." in said
    assert run("show", str(tmp_path / "nichts"))[0] == 1


def test_format_writes_the_canonical_form(tmp_path: Path) -> None:
    made = starter(tmp_path, ("service.yaml", "audience:\n  - citizen", "audience:   [citizen]  # wer"))
    assert run("format", str(made)) == (0, "")
    text = (made / "service.yaml").read_text()
    assert "audience:\n  - citizen\n" in text
    assert run("format", str(made)) == (0, "")
    assert (made / "service.yaml").read_text() == text
    broken = starter(tmp_path / "b", ("form.yaml", "type: text\n", "type: txt\n"))
    assert run("format", str(broken))[0] == 1


def test_what_is_not_understood_gives_code_two() -> None:
    assert main(["huepfen"], io.StringIO()) == 2
    assert main(["check", "x", "--day", "gestern"], io.StringIO()) == 2


def test_schemas_are_written(tmp_path: Path) -> None:
    code, said = run("schemas", str(tmp_path))
    assert code == 0
    assert len(said.splitlines()) == len(PUBLISHED)
