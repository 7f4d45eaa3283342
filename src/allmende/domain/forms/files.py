"""Uploaded files as answers: which kinds, how large, how many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from allmende.domain.forms import messages
from allmende.domain.forms.model import Entries, Field, StoredUpload
from allmende.domain.values import Problem

MEDIA_TYPES: Mapping[str, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "jpg": ("image/jpeg",),
    "png": ("image/png",),
    "tiff": ("image/tiff",),
    "heic": ("image/jpeg",),
    "txt": ("text/plain",),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "odt": ("application/vnd.oasis.opendocument.text",),
}
"""The kinds a package may accept, by the word it uses. Photos in HEIC, AVIF and WebP are kept as JPEG."""

DEFAULT_ACCEPT = ("pdf", "jpg", "png")
DEFAULT_SIZE = 10_000_000
DEFAULT_COUNT = 5


def accepted_kinds(field: Field) -> tuple[str, ...]:
    """The words for the kinds the field takes."""
    return field.accept or DEFAULT_ACCEPT


def accepted_types(field: Field) -> tuple[str, ...]:
    """Media types the field takes."""
    return tuple(media for kind in accepted_kinds(field) for media in MEDIA_TYPES[kind])


def most_size(field: Field) -> int:
    """Bytes that each file of the field may have."""
    return field.max_size or DEFAULT_SIZE


def most_count(field: Field) -> int:
    """How many files the field takes."""
    return field.max_count or DEFAULT_COUNT


def check_upload(field: Field, upload: StoredUpload, path: str) -> Problem | None:
    """May this file stand in this field?"""
    if upload.type not in accepted_types(field):
        return Problem("file_type", messages.wrong_file_type(upload.name, accepted_kinds(field)), path)
    return check_size(field, upload.name, upload.size, path)


def check_size(field: Field, name: str, size: int, path: str) -> Problem | None:
    """May a file of so many bytes stand in this field?"""
    most = most_size(field)
    return Problem("file_size", messages.file_too_large(name, most), path) if size > most else None


def check_count(field: Field, count: int, path: str) -> Problem | None:
    """May so many files stand in this field?"""
    most = most_count(field)
    return Problem("file_count", messages.too_many_files(most), path) if count > most else None


def read_files(
    field: Field, entry: Any, uploads: Mapping[str, StoredUpload], path: str
) -> tuple[list[dict[str, Any]] | None, list[Problem]]:
    """The files named by the entry, as answers. Ids nobody uploaded here are left out."""
    ids = entry if isinstance(entry, (list, tuple)) else [entry]
    named = dict.fromkeys(key for key in ids if isinstance(key, str))
    found = [uploads[key] for key in named if key in uploads]
    problems = [wrong for upload in found if (wrong := check_upload(field, upload, path))]
    surplus = check_count(field, len(found), path)
    if surplus:
        problems.append(surplus)
    return (list(map(_answer, found)) or None), problems


def _answer(upload: StoredUpload) -> dict[str, Any]:
    return {"id": upload.id, "name": upload.name, "type": upload.type, "size": upload.size}


def files_at(entries: Entries, path: str) -> tuple[str, ...]:
    """Upload ids in the entry at that path (`kinder.0.pass`); none where there is no such entry."""
    place: Any = entries
    for part in path.split("."):
        if isinstance(place, (list, tuple)):
            place = place[int(part)] if part.isdecimal() and int(part) < len(place) else None
        else:
            place = place.get(part) if isinstance(place, Mapping) else None
    return tuple(one for one in place if isinstance(one, str)) if isinstance(place, (list, tuple)) else ()


def keep_files(
    fields: Iterable[Field],
    stored: Entries,
    posted: Mapping[str, Any],
    uploads: Mapping[str, StoredUpload],
    prefix: str = "",
) -> dict[str, Any]:
    """The posted entries of these fields, with the files that were added since their page was drawn.

    A file goes only when it is removed, never because a page did not know it yet. Rows are matched by number while
    there are as many as before, and a stored file stays in the row it was uploaded to.
    """
    kept = dict(posted)
    for field in fields:
        path, new, old = f"{prefix}{field.id}", kept.get(field.id), stored.get(field.id)
        if field.type == "file" and isinstance(new, list) and isinstance(old, (list, tuple)):
            more = (id_ for id_ in old if isinstance(id_, str) and id_ in uploads and uploads[id_].path == path)
            kept[field.id] = list(dict.fromkeys([*more, *new]))
        elif (
            field.type == "group" and isinstance(new, list) and isinstance(old, (list, tuple)) and len(new) == len(old)
        ):
            kept[field.id] = [
                keep_files(
                    field.fields, before if isinstance(before, Mapping) else {}, row, uploads, f"{path}.{number}."
                )
                for number, (before, row) in enumerate(zip(old, new, strict=True))
            ]
    return kept


def file_ids(answer: Any) -> Iterator[str]:
    """Upload ids inside any answer, rows and parts included."""
    if isinstance(answer, Mapping):
        if set(answer) == {"id", "name", "type", "size"}:
            yield str(answer["id"])
        else:
            for item in answer.values():
                yield from file_ids(item)
    elif isinstance(answer, (list, tuple)):
        for item in answer:
            yield from file_ids(item)
