"""The file of a case composed: one numbered PDF behind its index, and the package with the originals.

    akte.pdf                   index, application, attachments, letters, statements, messages, history
    originale/                 files and letters as they were received and sent, seals included
    antrag.json antrag.xml     the application for machines (`schemas/application.*`), where nothing is left out
    uebersicht.json            what is on which sheet and in which file

Whoever gets a file gets it from here: a court, the person, another authority, the city a case is handed over to.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from allmende.apps.applications import queries as applications
from allmende.apps.cases import queries as cases
from allmende.apps.notices import queries as notices
from allmende.domain.matter import Matter
from allmende.domain.matter.file_copy import (
    EVERYTHING,
    FileLetter,
    FileMessage,
    FilePiece,
    IndexEntry,
    Purpose,
    Selection,
    application_document,
    history_document,
    index_document,
    list_pieces,
    list_statements,
    messages_document,
    statement_document,
)
from allmende.domain.notices import Document, list_texts
from allmende.domain.ports.binder import Binder, Sheets
from allmende.foundation import plugs
from allmende.foundation.blobs import store as blobs
from allmende.foundation.plugs import sockets
from allmende.usecases import case_tools
from allmende.usecases.clock import local_day


@dataclass(frozen=True, slots=True)
class File:
    """The file of one case: its pieces in order, and what those written from data are written from."""

    matter: Matter
    pieces: tuple[FilePiece, ...]
    messages: tuple[FileMessage, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """A file as PDF and as package; `sheets` is the number of pages."""

    pdf: bytes
    package: bytes
    sheets: int


def collect(*, city: str, case_id: str, now: datetime) -> File:
    """The file of a case in pieces. Error: `LookupError` for a case that is not there."""
    today = local_day(now)
    matter = cases.find_matter(case_id=case_id, today=today)
    letters = [
        FileLetter(
            id=notice.id,
            title=notice.title,
            issued_at=notice.issued_at,
            blob=notice.blob_id,
            discarded=notice.discarded,
        )
        for notice in notices.list_notices(city=city, case_id=case_id)
        if notice.blob_id
    ]
    messages = tuple(
        FileMessage(
            author="" if message.from_citizen else message.author or matter.service.city.authority,
            subject=message.subject,
            text=message.text,
            written_at=message.written_at,
        )
        for message in cases.list_messages(case_id=case_id)
    )
    uploads = applications.list_uploads(draft_id=case_id)
    pieces = list_pieces(matter, uploads=uploads, letters=letters, messages=messages, today=today)
    return File(matter, pieces, messages)


def read_letters(pieces: Iterable[FilePiece]) -> dict[str, str]:
    """Every word of each letter, by the id of its piece."""
    ids = {piece.id: piece.id.removeprefix("letter-") for piece in pieces if piece.kind == "letter"}
    return {
        piece_id: "\n".join(list_texts(notices.get_document(notice_id=notice_id)))
        for piece_id, notice_id in ids.items()
    }


def compose(file: File, *, selection: Selection, purpose: Purpose, by: str, now: datetime) -> Composed:
    """Write, bind and pack it. Errors: `ports.Unavailable`; `BlobMissing`, `BlobDamaged` where content is gone."""
    day = local_day(now)
    sheets = _sheets(file, selection, day)
    binder = plugs.get(sockets.BINDER)
    entries, index = _number(file, sheets, selection, purpose=purpose, by=by, day=day, binder=binder)
    shown = [sheets[entry.piece.id] for entry in entries if entry.pages]
    pdf = binder.bind([index, *shown], file.matter.reference)
    count = sum(entry.pages for entry in entries) + entries[0].page - 1
    return Composed(pdf, _pack(file, sheets, selection, pdf, entries), count)


def _sheets(file: File, selection: Selection, day: date) -> dict[str, Sheets]:
    """The content of each piece that is in, by its id."""
    found: dict[str, Sheets] = {}
    for piece in file.pieces:
        if selection.whole(piece):
            continue
        if piece.upload:
            stored = applications.find_upload(draft_id=file.matter.case_id, upload_id=piece.upload)
            content = blobs.read(stored[1]) if stored else b""
        elif piece.blob:
            content = blobs.read(piece.blob)
        else:
            content = _render(_written(file, piece, selection, day))
        found[piece.id] = Sheets(selection.barred(piece.title), content, piece.type, selection.pages(piece))
    return found


def _written(file: File, piece: FilePiece, selection: Selection, day: date) -> Document:
    if piece.kind == "application":
        return application_document(file.matter, selection, day)
    if piece.kind == "statement":
        statement = next(statement for statement in list_statements(file.matter.facts) if statement.piece == piece.id)
        return statement_document(file.matter, statement, selection, day)
    if piece.kind == "messages":
        return messages_document(file.matter, file.messages, selection, day)
    return history_document(file.matter, selection, day)


def _render(document: Document) -> bytes:
    return plugs.get(sockets.RENDERER).render(document)


def _number(
    file: File,
    sheets: Mapping[str, Sheets],
    selection: Selection,
    *,
    purpose: Purpose,
    by: str,
    day: date,
    binder: Binder,
) -> tuple[tuple[IndexEntry, ...], Sheets]:
    """The pieces with their sheets, and the index before them: written again until its own length fits its numbers."""
    counts = {piece_id: binder.count(one) for piece_id, one in sheets.items()}
    length = 1
    while True:
        page, entries = length + 1, []
        for piece in file.pieces:
            entries.append(
                IndexEntry(piece, page, counts.get(piece.id, 0), attached=piece.id in sheets and not counts[piece.id])
            )
            page += counts.get(piece.id, 0)
        document = index_document(file.matter, entries, selection, purpose=purpose, by=by, day=day)
        index = Sheets("Übersicht", _render(document))
        found = binder.count(index)
        if found <= length:
            return tuple(entries), index
        length = found


def _pack(
    file: File, sheets: Mapping[str, Sheets], selection: Selection, pdf: bytes, entries: tuple[IndexEntry, ...]
) -> bytes:
    """The copy with the originals; not those of which pages are missing, and no data for machines where words are."""
    packed = io.BytesIO()
    listed = []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_member("akte.pdf"), pdf, zipfile.ZIP_STORED)
        for number, entry in enumerate(entries, 1):
            piece, name = entry.piece, ""
            if piece.stored and piece.id in sheets and not selection.pages(piece):
                name = f"originale/{number:03d}{ENDINGS.get(piece.type, '.bin')}"
                archive.writestr(_member(name), sheets[piece.id].content, STORED.get(piece.type))
            listed.append(
                {
                    "title": selection.barred(piece.title),
                    "day": piece.on.isoformat(),
                    "sheet": entry.page if entry.pages else None,
                    "file": name or None,
                }
            )
        if selection == EVERYTHING:
            for attached in case_tools.attachments(file.matter):
                archive.writestr(_member(attached.name), attached.content)
        archive.writestr(_member("uebersicht.json"), json.dumps(listed, ensure_ascii=False, indent=2))
    return packed.getvalue()


ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/zip": ".zip",
    "text/plain": ".txt",
}
STORED = dict.fromkeys(("application/pdf", "image/jpeg", "image/png", "application/zip"), zipfile.ZIP_STORED)
"""What is compressed already is not compressed again."""


def _member(name: str) -> zipfile.ZipInfo:
    """A member without the worker's clock in it."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
