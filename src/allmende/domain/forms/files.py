"""Uploaded files as answers: which kinds, how large, how many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from allmende.domain.forms import messages
from allmende.domain.forms.model import Entries, Field, Upload
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


def accepted_kinds(one: Field) -> tuple[str, ...]:
    """The words for the kinds the field takes."""
    return one.accept or DEFAULT_ACCEPT


def accepted_types(one: Field) -> tuple[str, ...]:
    """Media types the field takes."""
    return tuple(media for kind in accepted_kinds(one) for media in MEDIA_TYPES[kind])


def most_size(one: Field) -> int:
    """Bytes that each file of the field may have."""
    return one.max_size or DEFAULT_SIZE


def most_count(one: Field) -> int:
    """How many files the field takes."""
    return one.max_count or DEFAULT_COUNT


def check_upload(one: Field, upload: Upload, path: str) -> Problem | None:
    """May this file stand in this field?"""
    if upload.type not in accepted_types(one):
        return Problem("file_type", messages.wrong_file_type(upload.name, accepted_kinds(one)), path)
    return check_size(one, upload.name, upload.size, path)


def check_size(one: Field, name: str, size: int, path: str) -> Problem | None:
    """May a file of so many bytes stand in this field?"""
    most = most_size(one)
    return Problem("file_size", messages.file_too_large(name, most), path) if size > most else None


def check_count(one: Field, count: int, path: str) -> Problem | None:
    """May so many files stand in this field?"""
    most = most_count(one)
    return Problem("file_count", messages.too_many_files(most), path) if count > most else None


def read_files(
    one: Field, entry: Any, uploads: Mapping[str, Upload], path: str
) -> tuple[list[dict[str, Any]] | None, list[Problem]]:
    """The files named by the entry, as answers. Ids nobody uploaded here are left out."""
    ids = entry if isinstance(entry, (list, tuple)) else [entry]
    named = dict.fromkeys(key for key in ids if isinstance(key, str))
    found = [uploads[key] for key in named if key in uploads]
    problems = [wrong for upload in found if (wrong := check_upload(one, upload, path))]
    surplus = check_count(one, len(found), path)
    if surplus:
        problems.append(surplus)
    return (list(map(_answer, found)) or None), problems


def _answer(upload: Upload) -> dict[str, Any]:
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
    fields: Iterable[Field], stored: Entries, posted: Mapping[str, Any], uploads: Mapping[str, Upload], prefix: str = ""
) -> dict[str, Any]:
    """The posted entries of these fields, with the files that were added since their page was drawn.

    A file goes only when it is removed, never because a page did not know it yet. Rows are matched by number while
    there are as many as before, and a stored file stays in the row it was uploaded to.
    """
    kept = dict(posted)
    for one in fields:
        path, new, old = f"{prefix}{one.id}", kept.get(one.id), stored.get(one.id)
        if one.type == "file" and isinstance(new, list) and isinstance(old, (list, tuple)):
            more = (id_ for id_ in old if isinstance(id_, str) and id_ in uploads and uploads[id_].path == path)
            kept[one.id] = list(dict.fromkeys([*more, *new]))
        elif one.type == "group" and isinstance(new, list) and isinstance(old, (list, tuple)) and len(new) == len(old):
            kept[one.id] = [
                keep_files(one.fields, before if isinstance(before, Mapping) else {}, row, uploads, f"{path}.{number}.")
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
