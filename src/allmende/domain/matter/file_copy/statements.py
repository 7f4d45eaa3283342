"""What somebody stated in a case beside letters and messages: opinions of bodies outside and of other offices, inspections, notes.

The history tells that they happened, not their words: whoever reads it need not read them. A copy of the file holds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from allmende.domain import facts as f
from allmende.domain.values import local_day, spoken_day

TOLD = ("correct", "hear")
"""Outcomes of tasks whose words the history prints: the request for documents, the invitation to a hearing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStatement:
    """One statement; `paragraphs` are its words, `files` ids of the uploads that came with it."""

    id: str
    title: str
    by: str
    at: datetime
    paragraphs: tuple[str, ...]
    files: tuple[str, ...] = ()

    @property
    def piece(self) -> str:
        """The id of its piece of the file."""
        return f"statement-{self.id}"

    @property
    def on(self) -> date:
        return local_day(self.at)


def list_statements(facts: Iterable[f.Fact]) -> tuple[FileStatement, ...]:
    """Every statement of the case, in the order in which they were made."""
    known = tuple(facts)
    opened = {one.task_id: one for one in known if isinstance(one, f.TaskOpened)}
    found = (_statement(one, opened) for one in known)
    return tuple(one for one in found if one is not None)


def _statement(fact: f.Fact, opened: Mapping[str, f.TaskOpened]) -> FileStatement | None:
    if isinstance(fact, f.OpinionGiven):
        return FileStatement(
            id=fact.ask_id, title=f"Stellungnahme: {fact.name}", by=fact.by, at=fact.at, paragraphs=(fact.text,),
            files=fact.files,
        )  # fmt: skip
    if isinstance(fact, f.TaskDone) and fact.outcome not in TOLD:
        words = tuple(one for one in (fact.reason, fact.weighing, fact.despite, *_edited(fact)) if one.strip())
        title = _title(fact, opened.get(fact.task_id))
        return FileStatement(id=fact.task_id, title=title, by=fact.by, at=fact.at, paragraphs=words) if words else None
    return None


def _edited(done: f.TaskDone) -> Iterable[str]:
    """Each passage of a letter worded by hand, draft and final text."""
    for edit in done.edits:
        yield f"Im Schreiben geändert. Entwurf: {edit.draft or 'nichts'}"
        yield f"Geht hinaus: {edit.text or 'nichts'}"


def _title(done: f.TaskDone, task: f.TaskOpened | None) -> str:
    if done.inspected_on:
        return f"Besichtigung am {spoken_day(done.inspected_on, 'de')}"
    if task and task.asked:
        return f"Stellungnahme: {task.asked}"
    return f"Vermerk: {task.title}" if task else "Vermerk"
