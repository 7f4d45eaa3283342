"""A small package to begin with: complete, without a problem, and easy to change."""

from __future__ import annotations

import re
from pathlib import Path

from allmende.domain.values import Problem, Text
from allmende.formats import bpmn

SLUG = re.compile(r"[a-z][a-z0-9-]{0,59}")
TEMPLATE = Path(__file__).parent / "template"


def write_new(folder: Path, package_id: str, name: str) -> Path | Problem:
    """Write the starter package as `folder/package_id`. Refused: a bad id or name, a folder that is already there."""
    target = folder / package_id
    if not SLUG.fullmatch(package_id):
        words = (
            f"„{package_id}“ ist kein Kurzname. Erlaubt sind Kleinbuchstaben, Ziffern und „-“, am Anfang ein Buchstabe."
        )
        return Problem("new.id", Text(words), package_id)
    if not name.strip() or not name.isprintable() or any(sign in name for sign in "<>&\"':#"):
        return Problem("new.name", Text("Der Name braucht Buchstaben und darf < > & \" ' : # nicht enthalten."), name)
    if target.exists():
        return Problem("new.exists", Text(f"„{target}“ gibt es schon."), str(target))
    marks = {"__id__": package_id, "__process__": package_id.replace("-", "_"), "__name__": name.strip()}
    for source in sorted(TEMPLATE.rglob("*")):
        if source.is_file():
            _write(source, target / source.relative_to(TEMPLATE), marks)
    return target


def _write(source: Path, target: Path, marks: dict[str, str]) -> None:
    text = source.read_text(encoding="utf-8")
    for mark, word in marks.items():
        text = text.replace(mark, word)
    content = text.encode()
    if target.suffix == ".bpmn":
        drawn = bpmn.draw(content, str(target))
        content = drawn if isinstance(drawn, bytes) else content
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
