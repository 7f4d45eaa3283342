"""A file comes in: limits first, then opened by content in a process of its own, scanned, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.applications.queries import DraftView
from allmende.apps.applications.rules import Access, NotFound
from allmende.apps.cases import queries as cases
from allmende.domain import forms
from allmende.domain.matter.completeness import field_of, list_open
from allmende.domain.ports.scanner import Infected, Unscanned
from allmende.domain.values import Problem, Text
from allmende.formats.uploads.verdict import Opened, Refused
from allmende.foundation import log, plugs
from allmende.foundation.blobs import store as blobs
from allmende.foundation.limits import database as limits
from allmende.foundation.limits.keys import household
from allmende.foundation.plugs import sockets
from allmende.usecases.clock import local_day
from allmende.usecases.open_file import open_file

MOST_FILES = 60
MOST_BYTES = 200 * 1024 * 1024
"""Of one application."""
OPENINGS_OF_DRAFT = 80
OPENINGS_OF_ADDRESS = 150
OPENINGS_IN = timedelta(minutes=10)
"""Files opened in that time, whatever comes of it: a refused one costs up to seconds of a processor."""
HOUR = timedelta(hours=1)
KILOBYTES_OF_ADDRESS = 1_000_000
KILOBYTES_OF_CITY = 10_000_000
"""In an hour; all cities together for an address. Above what a library's visitors or a busy city send."""
RESERVE = 500 * 1024 * 1024
"""Bytes of the disk that uploads leave to what must be stored: applications, notices, the database beside them."""
_log = log.get_logger("uploads")


def upload_file(
    *,
    city: str,
    draft_id: str,
    access: Access,
    path: str,
    filename: str,
    content: bytes,
    now: datetime,
    there: Sequence[str] = (),
    visitor: str = "",
) -> forms.Upload | Problem:
    """Keep a file for that field of the draft (path with row number, e.g. `kinder.0.pass`).

    `there`: ids of the files the page shows in that field already. `visitor`: the address the file came from. Photos in
    formats of phones are kept as JPEG. Problems stand at the field: wrong kind or broken inside, too large, too many,
    too often, malware, no scanner in production, no room. Error: `NotFound`.
    """
    draft = _open(city, draft_id, access, path, now)
    field = draft.service.form.find(".".join(part for part in path.split(".") if not part.isdecimal()))
    if field is None or field.type != "file":
        return _problem("file_field", "Hier kann keine Datei stehen.", "No file can go here.", path)
    name = safe_name(filename)
    # What is too large or one too many is not even opened.
    problem = (
        forms.check_size(field, name, len(content), path)
        or forms.check_count(field, len(_files_there(draft, path, there)) + 1, path)
        or _too_often(draft_id, visitor, path, now)
    )
    if problem:
        return problem
    opened = open_file(content, key=household(visitor) or draft_id)
    if isinstance(opened, Refused):
        return Problem(opened.code, opened.text, path)
    upload = forms.Upload("", _name_of_kind(name, opened.media_type), opened.media_type, len(opened.content), path)
    problem = forms.check_upload(field, upload, path) or _over_quota(visitor, upload.size, path, now)
    if problem:
        return problem
    scanned = _scan(city, opened.content, path)
    return scanned if isinstance(scanned, Problem) else _keep(draft_id, upload, opened, scanned, now)


def _files_there(draft: DraftView, path: str, shown: Sequence[str]) -> set[str]:
    """What the field holds: in the page it was sent from, or stored meanwhile by another."""
    stored = (id_ for id_ in forms.files_at(draft.entries, path) if draft.uploads.get(id_, _NOTHING).path == path)
    return {*stored, *shown} & set(draft.uploads)


_NOTHING = forms.Upload("", "", "", 0)


def _name_of_kind(name: str, kind: str) -> str:
    """A converted photo ends like what it has become; any other name stays."""
    stem, dot, ending = name.rpartition(".")
    if kind != "image/jpeg" or ending.lower() in ("jpg", "jpeg", "jpe", "jfif"):
        return name
    return f"{stem if dot else name}.jpg"


def _too_often(draft_id: str, visitor: str, path: str, now: datetime) -> Problem | None:
    """Counts what is about to be opened."""
    allowed = limits.allow("open-draft", draft_id, limit=OPENINGS_OF_DRAFT, per=OPENINGS_IN, now=now) and (
        not visitor
        or limits.allow("open-address", visitor, limit=OPENINGS_OF_ADDRESS, per=OPENINGS_IN, now=now, everywhere=True)
    )
    if allowed:
        return None
    return _problem(
        "file_often",
        "Das waren sehr viele Dateien. Bitte warten Sie zehn Minuten. Ihre Angaben bleiben gespeichert.",
        "These were very many files. Please wait ten minutes. What you typed is kept.",
        path,
    )


def _over_quota(visitor: str, size: int, path: str, now: datetime) -> Problem | None:
    """Counts what is about to be kept. What one address or all of a city send in an hour is bounded, and so is the disk."""
    kilobytes = size // 1000 + 1
    if visitor and not limits.allow(
        "upload-address", visitor, limit=KILOBYTES_OF_ADDRESS, per=HOUR, now=now, everywhere=True, amount=kilobytes
    ):
        return _problem(
            "file_quota",
            "Von Ihrem Internetanschluss kamen in dieser Stunde sehr viele Dateien. Bitte versuchen Sie es in einer Stunde.",
            "Very many files came from your internet connection this hour. Please try again in an hour.",
            path,
        )
    if not limits.allow("upload-city", "", limit=KILOBYTES_OF_CITY, per=HOUR, now=now, amount=kilobytes):
        _log.error("uploads.quota_of_city")
        return _no_room(path)
    if not blobs.has_room(size, reserve=RESERVE):
        _log.error("uploads.no_room")
        return _no_room(path)
    return None


def _no_room(path: str) -> Problem:
    return _problem(
        "file_room",
        "Wir können gerade keine Dateien annehmen. Ihre Angaben sind gespeichert. Bitte versuchen Sie es später.",
        "We cannot take files right now. What you typed is saved. Please try again later.",
        path,
    )


def _keep(draft_id: str, upload: forms.Upload, opened: Opened, scanned: bool, now: datetime) -> forms.Upload | Problem:
    """Content and row, or neither."""
    try:
        with transaction.atomic():
            count, held = applications.lock_uploads(draft_id=draft_id)
            if count >= MOST_FILES or held + upload.size > MOST_BYTES:
                return _too_many(upload.path)
            stored = blobs.store(opened.content, opened.media_type, now)
            upload_id = applications.add_upload(
                draft_id=draft_id,
                path=upload.path,
                name=upload.name,
                content_type=upload.type,
                size=upload.size,
                blob_id=stored.id,
                scanned=scanned,
                now=now,
            )
    except OSError as error:
        _log.error("uploads.not_stored", error=log.describe_error(error)[0])
        return _no_room(upload.path)
    return replace(upload, id=upload_id)


def _too_many(path: str) -> Problem:
    return _problem(
        "file_count",
        "Das sind zu viele Dateien für einen Antrag. Bitte fassen Sie Seiten zusammen.",
        "These are too many files for one application. Please combine pages.",
        path,
    )


def remove_file(*, city: str, draft_id: str, access: Access, upload_id: str, now: datetime) -> None:
    """Take a file away again. One that is not there is gone already. Error: `NotFound`."""
    draft = _open(city, draft_id, access, "", now)
    if draft.submitted:
        # Files of an application that was sent stay; a correction simply does not name them any more.
        return
    applications.remove_upload(draft_id=draft_id, upload_id=upload_id)


def _open(city: str, draft_id: str, access: Access, path: str, now: datetime) -> DraftView:
    """The draft, or the application that field is open for: asked for again, or missing. Error: `NotFound`."""
    today = local_day(now)
    found = queries.get_draft(city=city, draft_id=draft_id, access=access, today=today)
    if found is None:
        raise NotFound(draft_id)
    if found.submitted:
        correction = cases.find_correction(case_id=draft_id)
        matter = cases.find_matter(case_id=draft_id, today=today)
        asked = {field_of(path) for path in (*(correction.fields if correction else ()), *list_open(matter, today))}
        if not asked or (path and path.partition(".")[0] not in asked):
            raise NotFound(draft_id)
        return replace(found, service=matter.service)
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


def _problem(code: str, german: str, english: str, path: str) -> Problem:
    return Problem(code, Text(german, english), path)
