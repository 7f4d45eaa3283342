"""What the office writes down for itself. The person does not read it on her page; it is part of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Fact):
    """Somebody who works on the case wrote a note for the file."""

    kind: ClassVar[str] = "note_written"
    office: ClassVar[Text] = Text.named("facts.notes.note_written_office")
    text: str
    by: str
    officer: str
