"""What the file of a case consists of, in order, and what a copy leaves out.

A piece is data (the application, a statement, messages, history: written as a document when the copy is made) or a stored
file (an attachment, a letter as it was sent). What is left out never reaches the copy: a whole piece, single pages of a stored
file, or words in what is written anew. The index names every omission with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from allmende.domain import facts as f
from allmende.domain.forms import StoredUpload, label_at, summary
from allmende.domain.matter.enclosures import enclosed_by, list_unsent
from allmende.domain.matter.file_copy.statements import FileStatement, list_statements
from allmende.domain.matter.model import Matter
from allmende.domain.spelling.finding import find_spelled, normal
from allmende.domain.values import Problem, Text, local_day, spoken_day

PieceKind = Literal["application", "attachment", "letter", "statement", "messages", "history"]
Purpose = Literal["court", "person", "authority"]
"""Whom a copy is for: a court or its equal, the person or who represents her, another authority."""

MOST_PAGES = 9_999
BAR = "[entfernt]"
"""Words, not a black bar: the fonts of letters have no such sign, and a screen reader says it."""
_RANGE = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?\Z")


def check_words(selection: Selection, said: Mapping[str, str], pieces: Iterable[FilePiece]) -> Problem | None:
    """Does a letter that is in say a word that is to be removed? A letter stays as it was sent: it is in whole, or out.

    `said`: the words of each letter by the id of its piece. Letters of which pages are left out are the person's choice.
    """
    for piece in pieces:
        found = selection.find_word(said.get(piece.id, ""))
        if found is not None and piece.id not in selection.left:
            return Problem(
                "file_copy.word_in_letter",
                Text.named("matter.file_copy.pieces.file_copy_word_in_letter", title=piece.title, found=found),
            )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLetter:
    """A letter of the case as it was kept: `blob` is its PDF. `discarded`: composed, taken back, never sent."""

    id: str
    title: str
    issued_at: datetime
    blob: str
    discarded: bool = False

    @property
    def called(self) -> str:
        """Its title in the file."""
        return f"{self.title} (nicht versandt)" if self.discarded else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMessage:
    """What was written to and fro in the case. `author` is empty for the person herself."""

    author: str
    subject: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePiece:
    """One part of the file. `upload` or `blob` names stored content; both empty: it is written from data."""

    id: str
    kind: PieceKind
    title: str
    on: date
    type: str = "application/pdf"
    upload: str = ""
    blob: str = ""

    @property
    def stored(self) -> bool:
        """Its pages exist already; single ones may be left out."""
        return bool(self.upload or self.blob)


@dataclass(frozen=True, slots=True)
class OmittedPages:
    """Left out of a piece: `pages` by number counted from 1, or the whole piece when empty. `reason` is printed."""

    reason: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What a copy leaves out. `words`: replaced by bars in everything that is written anew, wherever they stand."""

    left: Mapping[str, OmittedPages] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def whole(self, piece: FilePiece) -> bool:
        """Is the piece left out altogether?"""
        left = self.left.get(piece.id)
        return left is not None and not left.pages

    def pages(self, piece: FilePiece) -> frozenset[int]:
        """Numbers of the pages left out of a piece that is in."""
        left = self.left.get(piece.id)
        return frozenset(left.pages) if left else frozenset()

    def barred(self, text: str) -> str:
        """The text with every word to be removed replaced, however it is spelled (`spelling.finding`)."""
        pattern = find_spelled(self.words)
        return pattern.sub(BAR, normal(text)) if pattern else text

    def find_word(self, text: str) -> str | None:
        """The first word to be removed that the text says, as it is spelled there."""
        pattern = find_spelled(self.words)
        found = pattern.search(normal(text)) if pattern else None
        return found.group() if found else None

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be stored."""
        left = {piece: {"reason": one.reason, "pages": list(one.pages)} for piece, one in self.left.items()}
        return {"left": left, "words": list(self.words)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Selection:
        left = {piece: OmittedPages(one["reason"], tuple(one["pages"])) for piece, one in data.get("left", {}).items()}
        return cls(left, tuple(data.get("words", ())))


EVERYTHING = Selection()
"""Nothing is left out."""


def list_pieces(
    matter: Matter,
    *,
    uploads: Mapping[str, StoredUpload],
    letters: Iterable[FileLetter],
    messages: Iterable[FileMessage],
    today: date,
) -> tuple[FilePiece, ...]:
    """The file in its order: application, attachments as the form asks for them, letters by day, statements with what came
    with them, messages with what came with them, history. What was uploaded for a message and not sent is no part of it.

    An upload that neither an answer nor a statement names any more (replaced after a correction) comes behind the other
    attachments: it was received.
    """
    statements, enclosed = list_statements(matter.facts), enclosed_by(matter.facts)
    given = {
        *enclosed,
        *list_unsent(matter.facts, uploads),
        *(key for statement in statements for key in statement.files),
    }
    pieces = [FilePiece(id="application", kind="application", title="Antrag", on=matter.received_on)]
    pieces += _attachments(matter, {key: upload for key, upload in uploads.items() if key not in given})
    pieces += [
        FilePiece(
            id=f"letter-{letter.id}",
            kind="letter",
            title=letter.called,
            on=local_day(letter.issued_at),
            blob=letter.blob,
        )
        for letter in sorted(letters, key=lambda letter: letter.issued_at)
    ]
    for statement in statements:
        pieces += _stated(statement, uploads)
    if any(True for _ in messages):
        pieces.append(FilePiece(id="messages", kind="messages", title="Nachrichten", on=today))
    pieces += [_enclosed(uploads[key], message) for key, message in enclosed.items() if key in uploads]
    pieces.append(FilePiece(id="history", kind="history", title="Verlauf", on=today))
    return tuple(pieces)


def _stated(statement: FileStatement, uploads: Mapping[str, StoredUpload]) -> list[FilePiece]:
    """The statement, and each file that came with it."""
    own = FilePiece(id=statement.piece, kind="statement", title=statement.title, on=statement.on)
    files = [uploads[file] for file in statement.files if file in uploads]
    return [own, *(_attachment(statement.title, file, statement.on) for file in files)]


def _enclosed(upload: StoredUpload, message: f.MessageReceived) -> FilePiece:
    on = local_day(message.at)
    return _attachment(f"Nachricht vom {spoken_day(on, 'de')}", upload, on)


def _attachments(matter: Matter, uploads: Mapping[str, StoredUpload]) -> list[FilePiece]:
    form, found, seen = matter.service.form, [], set()
    for row in summary(form, matter.answers, "de"):
        for upload_id in row.files:
            if upload_id in uploads and upload_id not in seen:
                seen.add(upload_id)
                label = f"{row.row}: {row.label}" if row.row else row.label
                found.append(_attachment(label, uploads[upload_id], matter.received_on))
    for upload_id, upload in uploads.items():
        if upload_id not in seen:
            found.append(_attachment(f"{_asked(matter, upload)} (ersetzt)", upload, matter.received_on))
    return found


def _attachment(label: str, upload: StoredUpload, on: date) -> FilePiece:
    return FilePiece(
        id=f"attachment-{upload.id}",
        kind="attachment",
        title=f"Anlage: {label} ({upload.name})",
        on=on,
        type=upload.type,
        upload=upload.id,
    )


def _asked(matter: Matter, upload: StoredUpload) -> str:
    """The question a file answered; its path may be of another release of the form."""
    try:
        return label_at(matter.service.form, upload.path, "de")
    except (StopIteration, IndexError, ValueError):
        return "ohne Frage"


def parse_pages(typed: str) -> tuple[int, ...] | Problem:
    """`2-3, 7` → (2, 3, 7), ascending and each once. A problem for anything else.

    >>> parse_pages("7, 2-3")
    (2, 3, 7)
    """
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in typed.split(","))):
        match = _RANGE.match(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= MOST_PAGES:
            return Problem(
                "file_copy.pages",
                Text.named("matter.file_copy.pieces.file_copy_pages", part=part),
            )
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def check_selection(selection: Selection, pieces: Iterable[FilePiece], purpose: Purpose) -> Problem | None:
    """Can a copy for that purpose leave this out?

    A court gets the whole file (§ 99 VwGO): what must stay secret is for the highest authority to say, not for a clerk.
    Each omission needs a reason (§ 29 Abs. 2 VwVfG: the refusal to show is to be justified); pages can be left out of
    stored files only; the copy must not be empty.
    """
    known = {piece.id: piece for piece in pieces}
    if purpose == "court" and (selection.left or selection.words):
        return Problem(
            "file_copy.court",
            Text.named("matter.file_copy.pieces.file_copy_court"),
        )
    for piece_id, left in selection.left.items():
        piece = known.get(piece_id)
        if piece is None:
            return Problem(
                "file_copy.unknown",
                Text.named("matter.file_copy.pieces.file_copy_unknown"),
            )
        if not left.reason.strip():
            return Problem(
                "file_copy.reason",
                Text.named("matter.file_copy.pieces.file_copy_reason", title=piece.title),
            )
        if left.pages and not piece.stored:
            return Problem(
                "file_copy.no_pages",
                Text.named("matter.file_copy.pieces.file_copy_no_pages", title=piece.title),
            )
    if known and all(selection.whole(piece) for piece in known.values()):
        return Problem("file_copy.empty", Text.named("matter.file_copy.pieces.file_copy_empty"))
    return None
