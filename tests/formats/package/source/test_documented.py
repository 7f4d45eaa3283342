"""The example in docs/packages/decisions.md is what the reader accepts; the first service of source.md can be begun as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from allmende.entrypoints.cli import package as command
from allmende.formats.package.new import list_beginnings
from allmende.formats.package.source.source import read_source
from allmende.formats.package.source.tables import expand_decisions

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs" / "packages" / "decisions.md").read_text()
FIRST = (ROOT / "docs" / "packages" / "source.md").read_text()
FORM = (
    "steps: {a: [{choice: anliegen, options: [neu, ersatz]}, {choice: laufzeit, options_from: 'parameter:laufzeiten'}]}"
)


def test_the_example_expands() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    source = read_source({"decisions.yaml": example.encode(), "form.yaml": FORM.encode()})
    tables = expand_decisions(source)
    assert [str(problem.text["de"]) for problem in source.problems] == []
    assert tables.model is not None
    assert [decision.id for decision in tables.model.decisions] == ["befunde", "gebuehr", "ausgang", "jahre"]
    assert tables.tariffs and tables.grounds and tables.decided


def test_the_first_service_can_be_begun_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (commands,) = re.findall(r"```console\n(.*?)```", FIRST, re.DOTALL)
    lines = [line.removeprefix("$ allmende package ").split() for line in commands.splitlines()]
    assert [line[0] for line in lines] == ["new", "check", "test"]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cities").symlink_to(ROOT / "tests" / "commons" / "cities")
    assert [command.main(line) for line in lines] == [0, 0, 0]
    assert "Alles in Ordnung." in capsys.readouterr().out


def test_the_grown_service_is_as_short_as_it_says() -> None:
    ((path, count),) = re.findall(r"A grown service in one file: `(.*)`, (\d+) lines", FIRST)
    assert len((ROOT / path).read_text().splitlines()) == int(count) <= 60


def test_the_patterns_of_the_first_service_are_those_there_are() -> None:
    table = re.findall(
        r"^\| `([a-z_]+)` \|.*\| (.*) \|$", FIRST.split("## Your first service")[1].split("\n## ")[0], re.MULTILINE
    )
    asked = {name: set(re.findall(r"`([a-z_]+)`", asks)) - {"ja", "nein"} for name, asks in table}
    assert asked == {
        beginning.pattern: {question.id for question in beginning.questions} for beginning in list_beginnings()
    }
