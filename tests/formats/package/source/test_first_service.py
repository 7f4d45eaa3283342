"""docs/packages/first-service.md, followed line by line: what it shows is what one sees."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from allmende.entrypoints.cli import package as command

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs" / "packages" / "first-service.md").read_text()
PART = re.compile(r"^(\w+):.*?(?=^\w+:|\Z)", re.DOTALL | re.MULTILINE)
SERVICE = Path("services/hund-abmelden.yaml")


def test_the_page_shows_what_one_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "cities", "cities")
    (tmp_path / "services").mkdir()
    for kind, body in re.findall(r"```(\w+(?: \w+)?)\n(.*?)```", PAGE, re.DOTALL):
        match kind:
            case "yaml":
                _replace_parts(body)
            case "yaml city":
                _put_under("adoptions:", body, Path("cities/marburg/city.yaml"))
            case "yaml parameters":
                _put_under("services:", body, Path("cities/marburg/parameters.yaml"))
            case "console":
                _play(body, capsys)
            case "console wrong":
                right = SERVICE.read_text()
                SERVICE.write_text(right.replace('grund = "abgegeben"', 'grund = "verschenkt"'))
                _play(body, capsys)
                SERVICE.write_text(right)


def _replace_parts(body: str) -> None:
    text = SERVICE.read_text()
    for part in PART.finditer(body):
        text, times = re.subn(
            rf"^{part[1]}:.*?(?=^\w+:|\Z)", lambda _, new=part[0]: new, text, flags=re.DOTALL | re.MULTILINE
        )
        assert times == 1, part[1]
    SERVICE.write_text(text)


def _put_under(key: str, lines: str, path: Path) -> None:
    before, after = path.read_text().split(f"{key}\n", 1)
    path.write_text(f"{before}{key}\n{lines}{after}")


def _play(body: str, capsys: pytest.CaptureFixture[str]) -> None:
    for line, shown in _commands(body):
        capsys.readouterr()
        command.main(shlex.split(line)[1:])
        seen = capsys.readouterr().out
        assert [words for words in shown if words not in seen] == [], (line, seen)


def _commands(body: str) -> Iterator[tuple[str, list[str]]]:
    for lines in body.removeprefix("$ allmende ").split("$ allmende "):
        line, *shown = lines.splitlines()
        yield line, shown
