"""A file comes in: limits first, then opened by content in a process of its own, scanned, and kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.domain import forms
from allmende.domain.matter.completeness import field_of, list_open
from allmende.domain.matter.enclosures import ENCLOSED, list_unsent
from allmende.domain.ports.scanner import Infected, Unscanned
from allmende.domain.values import Problem, Text
from allmende.formats.uploads.verdict import RejectedFile
from allmende.foundation import log, plugs
from allmende.foundation.blobs import store as blobs
from allmende.foundation.limits import database as limits
from allmende.foundation.limits.keys import household
from allmende.foundation.plugs import sockets
from allmende.usecases.clock import local_day
from allmende.usecases.open_file import open_file

MOST_FILES = 60
MOST_BYTES = 200 * 1024 * 1024
"""Of one budget (`_budget`)."""
OPENINGS_OF_BUDGET = 80
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
    access: MatterAccess,
    path: str,
    filename: str,
    content: bytes,
    now: datetime,
    there: Sequence[str] = (),
    visitor: str = "",
) -> forms.StoredUpload | Problem:
    """Keep a file for that field of the draft (path with row number, e.g. `kinder.0.pass`), or for a message about the case
    it became (`enclosures.ENCLOSED`).

    `there`: ids of the files the page shows in that field already. `visitor`: the address the file came from. Photos in
    formats of phones are kept as JPEG. Problems stand at the field: wrong kind or broken inside, too large, too many,
    too often, malware, no scanner in production, no room. Error: `NotFound`.
    """
    draft = _open(city, draft_id, access, path, now)
    field = _find_field(draft, path)
    if field is None or field.type != "file":
        return _problem("file_field", Text.named("usecases.upload_file.no_file_can_go_here"), path)
    # What is one too many is not even opened.
    checked = forms.check_count(field, len(_files_there(draft, path, there)) + 1, path) or _look_into(
        city, draft_id, field, path, filename, content, now, visitor
    )
    if isinstance(checked, Problem):
        return checked
    try:
        with transaction.atomic():
            return _keep(draft_id, checked, now, submitted=draft.submitted)
    except _NotKept as full:
        return full.problem


def look_into(
    *, city: str, case_id: str, path: str, filename: str, content: bytes, now: datetime, visitor: str = ""
) -> CheckedFile | Problem:
    """Look into a file that somebody who was asked sends for a case: the same limits, opening and scan as for an applicant's.

    Nothing is kept (`keep_files`): what is sent with a file that is refused must not fill the case.
    """
    field = forms.Field(path, "file", Text.named("usecases.upload_file.file"), path=path)
    return _look_into(city, case_id, field, path, filename, content, now, visitor)


def keep_files(
    *, case_id: str, files: Sequence[CheckedFile], now: datetime
) -> tuple[forms.StoredUpload, ...] | Problem:
    """Keep these files of a case, all of them, or none and why."""
    try:
        with transaction.atomic():
            return tuple(_keep(case_id, file, now, submitted=True) for file in files)
    except _NotKept as full:
        return full.problem


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept."""

    upload: forms.StoredUpload
    content: bytes
    scanned: bool


class _NotKept(Exception):
    """The case or the disk is full; whatever was kept with it is undone."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def _look_into(
    city: str, draft_id: str, field: forms.Field, path: str, filename: str, content: bytes, now: datetime, visitor: str
) -> CheckedFile | Problem:
    """Size and limits first; what is too large is not even opened. Then by content, and for malware."""
    name = safe_name(filename)
    problem = forms.check_size(field, name, len(content), path) or _too_often(draft_id, visitor, path, now)
    if problem:
        return problem
    opened = open_file(content, key=household(visitor) or draft_id)
    if isinstance(opened, RejectedFile):
        return Problem(opened.code, opened.text, path)
    upload = forms.StoredUpload(
        "", _name_of_kind(name, opened.media_type), opened.media_type, len(opened.content), path
    )
    problem = forms.check_upload(field, upload, path) or _over_quota(visitor, upload.size, path, now)
    if problem:
        return problem
    scanned = scan(city, opened.content, path)
    return scanned if isinstance(scanned, Problem) else CheckedFile(upload, opened.content, scanned)


def _find_field(draft: ApplicationDraft, path: str) -> forms.Field | None:
    if path == ENCLOSED.path:
        return ENCLOSED
    return draft.service.form.find(".".join(part for part in path.split(".") if not part.isdecimal()))


def _files_there(draft: ApplicationDraft, path: str, shown: Sequence[str]) -> set[str]:
    """What the field holds: in the page it was sent from, or stored meanwhile by another."""
    stored = (id_ for id_ in forms.files_at(draft.entries, path) if draft.uploads.get(id_, _NOTHING).path == path)
    return {*stored, *shown} & set(draft.uploads)


_NOTHING = forms.StoredUpload("", "", "", 0)


def _name_of_kind(name: str, kind: str) -> str:
    """A converted photo ends like what it has become; any other name stays."""
    stem, dot, ending = name.rpartition(".")
    if kind != "image/jpeg" or ending.lower() in ("jpg", "jpeg", "jpe", "jfif"):
        return name
    return f"{stem if dot else name}.jpg"


def path_of_ask(ask_id: str) -> str:
    """Where a file belongs that came with the answer of somebody who was asked."""
    return f"anfrage.{ask_id}"


_OF_ASK = re.compile(re.escape(path_of_ask("")) + r"[0-9a-f-]{36}")


def _budget(path: str) -> str:
    """What a file is counted with: the form's files together, those for messages together, those of each answer of somebody who
    was asked. So nobody's files keep those of another out, and no message keeps a proof out."""
    return path if path == ENCLOSED.path or _OF_ASK.fullmatch(path) else ""


def _too_often(draft_id: str, visitor: str, path: str, now: datetime) -> Problem | None:
    """Counts what is about to be opened."""
    who = f"{draft_id} {_budget(path)}"
    allowed = limits.allow("open-draft", who, limit=OPENINGS_OF_BUDGET, per=OPENINGS_IN, now=now) and (
        not visitor
        or limits.allow("open-address", visitor, limit=OPENINGS_OF_ADDRESS, per=OPENINGS_IN, now=now, everywhere=True)
    )
    if allowed:
        return None
    return _problem(
        "file_often",
        Text.named("usecases.upload_file.these_were_very_many_files"),
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
            Text.named("usecases.upload_file.very_many_files_came_from"),
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
        Text.named("usecases.upload_file.we_cannot_take_files_right"),
        path,
    )


def _keep(draft_id: str, checked: CheckedFile, now: datetime, *, submitted: bool) -> forms.StoredUpload:
    """Content and row, in the caller's transaction. Error: `_NotKept`; `NotFound`, where the draft was sent meanwhile."""
    upload = checked.upload
    there = applications.lock_uploads(draft_id=draft_id, submitted=submitted)
    sizes = [size for path, size in there if _budget(path) == _budget(upload.path)]
    if len(sizes) >= MOST_FILES or sum(sizes) + upload.size > MOST_BYTES:
        raise _NotKept(_too_many(upload.path))
    try:
        stored = blobs.store(checked.content, upload.type, now)
    except OSError as error:
        _log.error("uploads.not_stored", error=log.describe_error(error)[0])
        raise _NotKept(_no_room(upload.path)) from error
    upload_id = applications.add_upload(
        draft_id=draft_id,
        path=upload.path,
        name=upload.name,
        content_type=upload.type,
        size=upload.size,
        blob_id=stored.id,
        scanned=checked.scanned,
        now=now,
    )
    return replace(upload, id=upload_id)


def _too_many(path: str) -> Problem:
    return _problem(
        "file_count",
        Text.named("usecases.upload_file.these_are_too_many_files"),
        path,
    )


def remove_file(*, city: str, draft_id: str, access: MatterAccess, upload_id: str, now: datetime) -> None:
    """Take a file away again. One that is not there is gone already. Error: `NotFound`."""
    draft = _open(city, draft_id, access, "", now)
    if draft.submitted:
        # Files of an application that was sent stay; a correction simply does not name them any more.
        return
    applications.remove_upload(draft_id=draft_id, upload_id=upload_id)


def remove_enclosed(*, city: str, case_id: str, access: MatterAccess, upload_id: str, now: datetime) -> None:
    """Take a file away that was uploaded for a message and not sent. Any other stays. Error: `NotFound`."""
    draft = _open(city, case_id, access, ENCLOSED.path, now)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        if upload_id in list_unsent(cases.read_facts(case_id=case_id), draft.uploads):
            applications.discard_upload(draft_id=case_id, upload_id=upload_id)


def _open(city: str, draft_id: str, access: MatterAccess, path: str, now: datetime) -> ApplicationDraft:
    """The draft, or the application that field is open for: asked for again, missing, or of a message. Error: `NotFound`."""
    today = local_day(now)
    found = queries.get_draft(city=city, draft_id=draft_id, access=access, today=today)
    if found is None:
        raise NotFound(draft_id)
    if not found.submitted and path != ENCLOSED.path:
        return found
    if not case_queries.may_open_case(city=city, case_id=draft_id, access=access):
        raise NotFound(draft_id)
    if path == ENCLOSED.path:
        return replace(found, uploads=queries.list_uploads(draft_id=draft_id))
    correction = case_queries.find_correction(case_id=draft_id)
    matter = case_queries.find_matter(case_id=draft_id, today=today)
    asked = {field_of(path) for path in (*(correction.fields if correction else ()), *list_open(matter, today))}
    if not asked or (path and path.partition(".")[0] not in asked):
        raise NotFound(draft_id)
    return replace(found, service=matter.service)


def safe_name(filename: str) -> str:
    """The last part of the name, without control characters, at most 150 characters."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: 149 - len(ending)]}{dot}{ending}" if dot and len(ending) < 10 else (shown[:150] or "Datei")


def scan(city: str, content: bytes, path: str) -> bool | Problem:
    """Look for malware. True: none; False: nobody could look, which only production refuses. `path` is the field of a problem."""
    found = plugs.get(sockets.SCANNER).scan((content,))
    if isinstance(found, Infected):
        _log.warning("uploads.infected", city=city)
        return _problem(
            "file_infected",
            Text.named("usecases.upload_file.this_file_contains_malware_we"),
            path,
        )
    if not isinstance(found, Unscanned):
        return True
    if settings.PRODUCTION:
        _log.error("uploads.no_scanner", city=city)
        return _problem(
            "file_unscanned",
            Text.named("usecases.upload_file.we_cannot_check_files_at"),
            path,
        )
    _log.warning("uploads.no_scanner", city=city)
    return False


def _problem(code: str, text: Text, path: str) -> Problem:
    return Problem(code, text, path)
