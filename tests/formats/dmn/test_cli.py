from __future__ import annotations

import pytest

from allmende.formats.dmn.cli import main
from tests.formats.dmn.test_reader import file_of

FEE = """
<inputData name="alter" id="alter"><variable name="alter" typeRef="number"/></inputData>
<decision name="Eintritt" id="d"><variable name="Eintritt" typeRef="number"/>
  <informationRequirement><requiredInput href="#alter"/></informationRequirement>
  <decisionTable><input label="Alter"><inputExpression typeRef="number"><text>alter</text></inputExpression></input><output typeRef="number"/>
    <rule><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>2.5</text></outputEntry></rule>
    <rule><inputEntry><text>&gt; 18</text></inputEntry><outputEntry><text>5</text></outputEntry></rule>
  </decisionTable></decision>
"""


@pytest.fixture
def fee(tmp_path):
    path = tmp_path / "fee.dmn"
    path.write_bytes(file_of(FEE))
    return str(path)


@pytest.fixture
def age(tmp_path):
    def write(text):
        path = tmp_path / "data.json"
        path.write_text(text, "utf-8")
        return str(path)

    return write


def test_eval_answers_and_says_why(fee, age, capsys):
    assert main(["eval", fee, "Eintritt", "--data", age('{"alter": 12}'), "--now", "2026-11-02T10:00:00+01:00"]) == 0
    assert capsys.readouterr().out == "2.5\n  Eintritt 2,5, weil Alter = 12\n"


def test_eval_without_an_answer(fee, age, capsys):
    assert main(["eval", fee, "d", "--data", age('{"alter": "x"}'), "--lang", "en"]) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith("no value\n")
    assert captured.err.startswith("string is not of type number.")
    assert main(["eval", fee, "x"]) == 2
    assert main(["eval", fee, "x", "--lang", "en"]) == 2
    assert "No decision" in capsys.readouterr().err


def test_check(fee, tmp_path, capsys):
    assert main(["check", fee]) == 1
    assert "Für diesen Fall gibt es keine Regel: Alter = 18." in capsys.readouterr().out
    wrong = tmp_path / "wrong.dmn"
    wrong.write_bytes(
        file_of('<decision name="d" id="d"><literalExpression><text>1 +</text></literalExpression></decision>')
    )
    assert main(["check", str(wrong), "--import", fee]) == 1
    assert "d: Zeile 1, Spalte 4" in capsys.readouterr().out


def test_what_cannot_be_read(tmp_path, fee, age, capsys):
    broken = tmp_path / "broken.dmn"
    broken.write_bytes(b"<a/>")
    assert main(["check", str(broken)]) == 1
    assert main(["check", "/does/not/exist"]) == 2
    assert main(["eval", fee, "d", "--data", age("[]")]) == 2
    assert main(["eval", fee, "d", "--data", age("{")]) == 2
    assert main([]) == 2
    assert main(["--help"]) == 0
    capsys.readouterr()
