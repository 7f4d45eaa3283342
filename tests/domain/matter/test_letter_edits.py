"""Which of an officer's words hold: those of the task that worded the letter last."""

from __future__ import annotations

from datetime import UTC, datetime

from allmende.domain import facts as f
from allmende.domain.matter.letter_edits import edits_of

NOON = datetime(2026, 11, 2, 11, tzinfo=UTC)


def done(text: str, *, node: str = "entscheiden", template: str = "grant") -> f.TaskDone:
    edits = (f.LetterEdit(template=template, place="reasons", draft="", text=text),) if text else ()
    return f.TaskDone(at=NOON, task_id=f"{node}-{text}", node_id=node, outcome="granted", edits=edits)


def words(*facts: f.Fact) -> str | None:
    found = edits_of(facts, "grant")
    return found[1][0].text if found else None


def test_a_task_done_once_more_replaces_what_was_worded_there() -> None:
    assert words(done("erst"), done("dann")) == "dann"
    assert words(done("erst"), done("")) is None


def test_another_task_and_another_letter_leave_it() -> None:
    assert words(done("hier"), done("", node="gegenlesen"), done("dort", node="anhoeren", template="hearing")) == "hier"


def test_a_step_back_ends_it() -> None:
    back = f.SteppedBack(at=NOON, task_id="t", node_id="entscheiden", title="Entscheiden")
    assert words(done("erst"), back) is None
    assert words(done("erst"), back, done("neu")) == "neu"
