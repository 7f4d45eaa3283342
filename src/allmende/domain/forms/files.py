"""Uploaded files as answers: which kinds, how large, how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allmende.domain.forms import messages
from allmende.domain.forms.model import Field, Upload
from allmende.domain.values import Problem

MEDIA_TYPES: Mapping[str, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "jpg": ("image/jpeg",),
    "png": ("image/png",),
    "tiff": ("image/tiff",),
    "heic": ("image/heic", "image/heif"),
    "txt": ("text/plain",),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "odt": ("application/vnd.oasis.opendocument.text",),
}
"""The kinds a package may accept, by the word it uses."""

DEFAULT_ACCEPT = ("pdf", "jpg", "png")
DEFAULT_SIZE = 10_000_000
DEFAULT_COUNT = 5


def accepted_types(one: Field) -> tuple[str, ...]:
    """Media types the field takes."""
    return tuple(media for kind in one.accept or DEFAULT_ACCEPT for media in MEDIA_TYPES[kind])


def check_upload(one: Field, upload: Upload, path: str) -> Problem | None:
    """May this file stand in this field?"""
    if upload.type not in accepted_types(one):
        return Problem("file_type", messages.wrong_file_type(upload.name, one.accept or DEFAULT_ACCEPT), path)
    most = one.max_size or DEFAULT_SIZE
    return Problem("file_size", messages.file_too_large(upload.name, most), path) if upload.size > most else None


def read_files(
    one: Field, entry: Any, uploads: Mapping[str, Upload], path: str
) -> tuple[list[dict[str, Any]] | None, list[Problem]]:
    """The files named by the entry, as answers. Ids nobody uploaded here are left out."""
    ids = entry if isinstance(entry, (list, tuple)) else [entry]
    named = dict.fromkeys(key for key in ids if isinstance(key, str))
    found = [uploads[key] for key in named if key in uploads]
    problems = [wrong for upload in found if (wrong := check_upload(one, upload, path))]
    most = one.max_count or DEFAULT_COUNT
    if len(found) > most:
        problems.append(Problem("file_count", messages.too_many_files(most), path))
    return (list(map(_answer, found)) or None), problems


def _answer(upload: Upload) -> dict[str, Any]:
    return {"id": upload.id, "name": upload.name, "type": upload.type, "size": upload.size}


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
