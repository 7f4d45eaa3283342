from __future__ import annotations

import io

import pytest

from allmende.feel.cli import main


def test_eval(capsys, tmp_path):
    data = tmp_path / "data.json"
    data.write_text('{"gebuehr": 12.10, "anzahl": 3, "Full Name": "x"}', "utf-8")
    assert main(["eval", "gebuehr * anzahl", "--data", str(data)]) == 0
    assert capsys.readouterr().out == "36.3\n"
    assert main(["eval", 'Full Name + "y"', "--data", str(data)]) == 0
    assert capsys.readouterr().out == '"xy"\n'


def test_eval_says_why_there_is_no_value(capsys):
    assert main(["eval", "1 / 0"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "null\n"
    assert captured.err == "1:1: Durch null kann nicht geteilt werden.\n"
    assert main(["eval", "for i in 1..1e9 return i", "--lang", "en"]) == 1
    assert capsys.readouterr().err == "The calculation is too costly: too many steps.\n"


def test_eval_refuses_what_is_no_feel(capsys):
    assert main(["eval", "1 +", "--lang", "en"]) == 1
    assert capsys.readouterr().err == "Line 1, column 4: the text ends; expected an expression.\n"


def test_check(capsys):
    assert main(["check", "a + b", "--name", "a"]) == 1
    assert capsys.readouterr().out == "1:5: Den Namen „b“ gibt es hier nicht.\n"
    assert main(["check", "a = a", "--name", "a", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "1:1: This is always true.\n"


def test_format_reads_standard_input(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("1+  1"))
    assert main(["fmt", "-"]) == 0
    assert capsys.readouterr().out == "1 + 1\n"


@pytest.mark.parametrize("content", ["[1]", "{"])
def test_broken_data(tmp_path, capsys, content):
    data = tmp_path / "data.json"
    data.write_text(content, "utf-8")
    assert main(["eval", "1", "--data", str(data)]) == 2
    assert capsys.readouterr().err.startswith(str(data))


def test_wrong_usage(capsys):
    assert main(["nonsense"]) == 2
    assert main(["eval", "1", "--data", "/does/not/exist"]) == 2
    assert main(["--help"]) == 0
    capsys.readouterr()
