"""A shared process in one file gives, byte for byte, the exchange form that releases hold; what is wrong has a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from allmende.formats.package import read_folder
from allmende.formats.package.source.processes import expand_shared_process
from tests.formats.bundle.released import RELEASED, files_of
from tests.formats.package.source.flows import SERVICES

THIN = sorted((SERVICES / "_processes").glob("*.yaml"))
SECOND = (SERVICES / "_processes" / "vier_augen.yaml").read_text()


def test_each_is_one_file() -> None:
    assert [path.stem for path in THIN] == ["anhoerung", "nachforderung", "vier_augen", "zahlung"]
    assert [path.name for path in (SERVICES / "_processes").iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("name", RELEASED)
def test_steps_keep_their_ids_so_that_running_cases_and_cities_find_them(name: str) -> None:
    package = read_folder(SERVICES / name)
    assert not isinstance(package, list)
    released = {key: text for key, text in files_of(name).items() if key.startswith("_processes/")}
    assert released.keys() <= package.files.keys()
    for key in released:
        if key.endswith(".bpmn"):
            ids = [
                line.split('id="')[1].split('"')[0]
                for line in released[key].decode().splitlines()
                if "<bpmn:" in line and 'id="' in line
            ]
            assert all(f'id="{one}"' in package.files[key] for one in ids), key


def test_what_is_shared_stays_short() -> None:
    def lines(pattern: str) -> int:
        return sum(len(path.read_text().splitlines()) for path in SERVICES.glob(pattern) if path.is_file())

    registers = lines("_registers/**/*")
    further = lines("_patterns/information_request.yaml")  # the first five patterns are measured together
    assert lines("_*/**/*") - registers - further <= 1_200
    assert further <= 130
    assert registers <= 80 * sum(1 for _ in SERVICES.glob("_registers/*.yaml"))


def test_a_folder_with_such_a_file_is_read_like_one_with_its_exchange_form(tmp_path: Path) -> None:
    made, problems = expand_shared_process(SECOND.encode(), "x.yaml")
    assert problems == []
    assert sorted(made) == ["process.bpmn", "process.yaml", "texts/de.yaml", "texts/en.yaml"]
    assert made["process.yaml"] == b"id: vier_augen\nversion: 1\n"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("role: leitung", "rolle: leitung", "shape.", 7),
        ("  - {begin: beginn, name: Entwurf liegt vor}\n", "", "source.shared_process", 6),
        ("  - {end: geprueft", "  - {begin: nochmal, name: x}\n  - {end: geprueft", "source.shared_process", 8),
        ("version: 1", "version: eins", "shape.", 3),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, code: str, line: int) -> None:
    assert old in SECOND
    made, problems = expand_shared_process(SECOND.replace(old, new, 1).encode(), "x.yaml")
    assert made == {}
    assert any(problem.code.startswith(code) and problem.where == f"x.yaml:{line}" for problem in problems), problems
