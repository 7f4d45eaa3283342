"""A file comes in: looked at by content, not by its name, before it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.applications.queries import DraftView
from allmende.apps.applications.rules import Access, NotFound
from allmende.apps.cases import queries as cases
from allmende.domain import forms
from allmende.domain.ports.scanner import Infected, Unscanned
from allmende.domain.values import Problem, Text
from allmende.foundation import log, plugs
from allmende.foundation.blobs import store as blobs
from allmende.foundation.plugs import sockets
from allmende.usecases.clock import local_day
from allmende.usecases.file_content import Refused, look_at

MOST_FILES = 60
MOST_BYTES = 200 * 1024 * 1024
_log = log.get_logger("uploads")


def upload_file(
    *, city: str, draft_id: str, access: Access, path: str, filename: str, content: bytes, now: datetime
) -> forms.Upload | Problem:
    """Keep a file for that field of the draft (path with row number, e.g. `kinder.0.pass`).

    Problems stand at the field: wrong kind or broken inside, too large, too many, malware, no scanner in production.
    Error: `NotFound`.
    """
    draft = _open(city, draft_id, access, path, now)
    field = draft.service.form.find(".".join(part for part in path.split(".") if not part.isdecimal()))
    if field is None or field.type != "file":
        return _problem("file_field", "Hier kann keine Datei stehen.", "No file can go here.", path)
    name = safe_name(filename)
    # Size first: what is too large is not even opened.
    hoped = forms.Upload("", name, forms.accepted_types(field)[0], len(content))
    oversize = forms.check_upload(field, hoped, path)
    if oversize:
        return oversize
    kind = look_at(content)
    if isinstance(kind, Refused):
        return Problem(kind.code, kind.text, path)
    problem = forms.check_upload(field, forms.Upload("", name, kind, len(content)), path) or _too_much(
        draft_id, len(content), path
    )
    if problem:
        return problem
    scanned = _scan(city, content, path)
    if isinstance(scanned, Problem):
        return scanned
    with transaction.atomic():
        stored = blobs.store(content, kind, now)
        upload_id = applications.add_upload(
            draft_id=draft_id,
            path=path,
            name=name,
            content_type=kind,
            size=len(content),
            blob_id=stored.id,
            scanned=scanned,
            now=now,
        )
    return forms.Upload(upload_id, name, kind, len(content))


def remove_file(*, city: str, draft_id: str, access: Access, upload_id: str, now: datetime) -> None:
    """Take a file away again. One that is not there is gone already. Error: `NotFound`."""
    draft = _open(city, draft_id, access, "", now)
    if draft.submitted:
        # Files of an application that was sent stay; a correction simply does not name them any more.
        return
    applications.remove_upload(draft_id=draft_id, upload_id=upload_id)


def _open(city: str, draft_id: str, access: Access, path: str, now: datetime) -> DraftView:
    """The draft, or the application whose correction is open for that field. Error: `NotFound`."""
    today = local_day(now)
    found = queries.get_draft(city=city, draft_id=draft_id, access=access, today=today)
    if found is None:
        raise NotFound(draft_id)
    if found.submitted:
        correction = cases.find_correction(case_id=draft_id)
        asked = {field.partition(".")[0] for field in correction.fields} if correction else set()
        if not asked or (path and path.partition(".")[0] not in asked):
            raise NotFound(draft_id)
        return replace(found, service=cases.find_service(case_id=draft_id))
    return found


def safe_name(filename: str) -> str:
    """The last part of the name, without control characters, at most 150 characters."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: 149 - len(ending)]}{dot}{ending}" if dot and len(ending) < 10 else (shown[:150] or "Datei")


def _scan(city: str, content: bytes, path: str) -> bool | Problem:
    found = plugs.get(sockets.SCANNER).scan((content,))
    if isinstance(found, Infected):
        _log.warning("uploads.infected", city=city)
        return _problem(
            "file_infected",
            "In dieser Datei steckt Schadsoftware. Wir haben sie nicht gespeichert.",
            "This file contains malware. We have not stored it.",
            path,
        )
    if not isinstance(found, Unscanned):
        return True
    if settings.PRODUCTION:
        _log.error("uploads.no_scanner", city=city)
        return _problem(
            "file_unscanned",
            "Wir können Dateien zurzeit nicht prüfen. Bitte versuchen Sie es später.",
            "We cannot check files at the moment. Please try again later.",
            path,
        )
    _log.warning("uploads.no_scanner", city=city)
    return False


def _too_much(draft_id: str, size: int, path: str) -> Problem | None:
    count, held = queries.count_uploads(draft_id=draft_id)
    if count < MOST_FILES and held + size <= MOST_BYTES:
        return None
    return _problem(
        "file_count",
        "Das sind zu viele Dateien für einen Antrag. Bitte fassen Sie Seiten zusammen.",
        "These are too many files for one application. Please combine pages.",
        path,
    )


def _problem(code: str, german: str, english: str, path: str) -> Problem:
    return Problem(code, Text(german, english), path)
