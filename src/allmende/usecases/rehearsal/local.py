"""Questions a city asks on its own: no example of the common package knows them, so the rehearsal answers them itself.

Only what must be answered and was left empty gets a plausible answer. What an example says about such a question counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from allmende.domain.forms import Field
from allmende.domain.package import Overlay
from allmende.usecases.rehearsal.play import Play

MISSING = "required"
FILE = "beispiel.pdf"


def local_questions(overlay: Overlay | None) -> frozenset[str]:
    """Questions the city added, and those it made mandatory, by path."""
    changes = overlay.changes if overlay else ()
    added = {change.value[0].path for change in changes if change.verb == "add"}
    stricter = {
        change.target.removeprefix("field.").removesuffix(".required")
        for change in changes
        if change.verb == "set" and change.target.endswith(".required")
    }
    return frozenset(added | stricter)


def answer_local(play: Play, local: Iterable[str], steps: Iterable[str]) -> None:
    """Answer those of the city's own questions on these pages that are mandatory now and still empty."""
    wanted = set(local)
    if not wanted:
        return
    empty = {problem.where for problem in play.checked().problems if problem.code == MISSING} & wanted
    for step in play.service.form.form.steps:
        if step.id not in set(steps):
            continue
        for field in step.fields:
            if field.id in empty:
                _answer(play, step.id, field)


def _answer(play: Play, step: str, field: Field) -> None:
    if field.kind.control == "files":
        play.upload(field.id, [FILE])
        return
    value = field.kind.example(field, play.today)
    if value is not None:
        play.fill(step, {field.id: value})
