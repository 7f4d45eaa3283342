"""The starter package in a folder of its own, with changes: what the tests break on purpose."""

from __future__ import annotations

from pathlib import Path

from allmende.domain.values import Problem
from allmende.formats.package import check_folder
from allmende.formats.package.new import write_new

SERVICE_ID = "hund-anmelden"


def starter(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """The package folder after replacing, in a file, one piece of text by another. An empty piece means: append."""
    made = write_new(folder / "services", SERVICE_ID, "Hund anmelden")
    assert isinstance(made, Path)
    for name, old, new in changes:
        path = (made.parent if name.startswith("_") else made) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text() if path.exists() else ""
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1) if old else text + new)
    return made


def found(folder: Path, *changes: tuple[str, str, str]) -> list[str]:
    """`file:line code` of every problem of the changed package."""
    made = starter(folder, *changes)
    return [spelled(problem, made) for problem in check_folder(made)]


def spelled(problem: Problem, made: Path) -> str:
    where = problem.where.removeprefix(f"{made}/").removeprefix(f"{made.parent}/")
    mark = "" if problem.severity == "error" else " (warning)"
    return f"{where} {problem.code}{mark}"
