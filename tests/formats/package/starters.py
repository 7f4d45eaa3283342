"""A small package in the exchange form, in a folder of its own, with changes: what the tests break on purpose."""

from __future__ import annotations

from pathlib import Path

from allmende.domain.values import Problem
from allmende.formats import bpmn
from allmende.formats.package import check_folder

SERVICE_ID = "hund-anmelden"
TEMPLATE = Path(__file__).parent / "template"
MARKS = {"__id__": SERVICE_ID, "__process__": "hund_anmelden", "__name__": "Hund anmelden"}


def starter(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """The package folder after replacing, in a file, one piece of text by another. An empty piece means: append."""
    made = folder / "services" / SERVICE_ID
    for source in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        _write(source, made / source.relative_to(TEMPLATE))
    for name, old, new in changes:
        path = (made.parent if name.startswith("_") else made) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text() if path.exists() else ""
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1) if old else text + new)
    return made


def _write(source: Path, target: Path) -> None:
    text = source.read_text()
    for mark, word in MARKS.items():
        text = text.replace(mark, word)
    drawn = bpmn.draw(text.encode(), str(target)) if target.suffix == ".bpmn" else text.encode()
    assert isinstance(drawn, bytes)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(drawn)


def found(folder: Path, *changes: tuple[str, str, str]) -> list[str]:
    """`file:line code` of every problem of the changed package. Each is said in German and in English."""
    made = starter(folder, *changes)
    problems = check_folder(made)
    assert [one for one in problems if not {"de", "en"} <= one.text.keys()] == []
    return [spelled(problem, made) for problem in problems]


def spelled(problem: Problem, made: Path) -> str:
    where = problem.where.removeprefix(f"{made}/").removeprefix(f"{made.parent}/")
    mark = "" if problem.severity == "error" else " (warning)"
    return f"{where} {problem.code}{mark}"
