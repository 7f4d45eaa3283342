"""The whole file of a case as a copy: wanted in the office, made by the worker, fetched by whoever may read all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases.office import OfficeCase
from allmende.apps.records import operations, queries
from allmende.apps.records.queries import CopyView
from allmende.domain.matter.file_copy import FilePiece, Purpose, Selection, check_selection, check_words
from allmende.domain.values import Problem, Text
from allmende.foundation.blobs import store as blobs
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs import publish
from allmende.usecases import compose_file, read_case

NEEDED = frozenset(("answers", "files", "letters", "messages", "history", "money", "write"))
"""A copy shows everything: whoever makes it may read everything and answers for what goes out."""
KEPT_DAYS = 30
KEPT = timedelta(days=KEPT_DAYS)
MOST_AT_ONCE = 3
"""Copies of one case that are being made at a time."""


@dataclass(frozen=True, slots=True)
class CopiesView:
    """What the page about copies shows: the case, what its file holds, the copies made so far."""

    case: OfficeCase
    pieces: tuple[FilePiece, ...]
    copies: tuple[CopyView, ...]


def offer_copy(*, city: str, case_id: str, officer: Officer, now: datetime, language: str) -> CopiesView:
    """The file of a case in pieces, and its copies. Error: `NotFound`, also for who may read only part of it."""
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    opened = read_case.read_case(city=city, case_id=case_id, officer=officer, now=now, language=language)
    if not opened.case.acts >= NEEDED:
        raise NotFound(case_id)
    pieces = compose_file.collect(city=city, case_id=case_id, now=now).pieces
    return CopiesView(opened.case, pieces, queries.list_copies(city=city, case_id=case_id))


def want_copy(
    *,
    city: str,
    case_id: str,
    officer: Officer,
    purpose: Purpose,
    recipient: str,
    selection: Selection,
    now: datetime,
) -> Problem | None:
    """Have a copy made. The worker does it; the copy and who wanted it for whom stay in the record. Error: `NotFound`."""
    staff = read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    if not recipient.strip():
        return Problem(
            "file_copy.recipient",
            Text.named("usecases.copy_file.file_copy_recipient"),
        )
    pieces = compose_file.collect(city=city, case_id=case_id, now=now).pieces
    problem = check_selection(selection, pieces, purpose) or check_words(
        selection, compose_file.read_letters(pieces), pieces
    )
    if problem:
        return problem
    if queries.count_pending_copies(city=city, case_id=case_id) >= MOST_AT_ONCE:
        return Problem(
            "file_copy.busy",
            Text.named("usecases.copy_file.file_copy_busy"),
        )
    with transaction.atomic():
        copy_id = operations.want_copy(
            case_id=case_id,
            purpose=purpose,
            recipient=recipient.strip()[:200],
            selection=selection,
            by=officer.name,
            actor=f"officer:{staff.id}",
            now=now,
        )
        publish("file_copy_wanted", {"case_id": case_id, "copy_id": copy_id}, unique=f"file_copy:{copy_id}")
    return None


def make_copy(*, city: str, copy_id: str, now: datetime) -> None:
    """Write, bind and keep a copy that is wanted. Again, or after it was deleted, it changes nothing. Error: `ports.Unavailable`."""
    wanted = queries.find_copy(city=city, copy_id=copy_id)
    if wanted is None or wanted.made_at is not None:
        return
    file = compose_file.collect(city=city, case_id=wanted.case_id, now=now)
    composed = compose_file.compose(
        file, selection=wanted.selection, purpose=wanted.purpose, by=wanted.wanted_by, now=now
    )
    with transaction.atomic():
        kept = blobs.store(composed.pdf, "application/pdf", now)
        packed = blobs.store(composed.package, "application/zip", now)
        operations.keep_copy(
            copy_id=copy_id,
            pdf=kept.id,
            package=packed.id,
            sheets=composed.sheets,
            now=now,
        )


def fetch_copy(
    *, city: str, case_id: str, copy_id: str, package: bool, officer: Officer, now: datetime
) -> tuple[CopyView, bytes]:
    """A copy as PDF, or as the package of its originals. It is recorded as a reading. Error: `NotFound`."""
    found = queries.find_copy(city=city, copy_id=copy_id)
    said = {"what": "copy", "copy": copy_id}
    read_case.note_reading(city=city, case_id=case_id, officer=officer, act="write", said=said, now=now)
    if found is None or found.case_id != case_id or not found.ready:
        raise NotFound(copy_id)
    return found, blobs.read(found.package if package else found.pdf)


def forget_copies(*, now: datetime) -> int:
    """Delete the copies of the city in scope that are older than `KEPT_DAYS`; how many. Who had one for whom stays."""
    return operations.forget_copies(made_before=now - KEPT)
