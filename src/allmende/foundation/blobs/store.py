"""Store, read and forget files. What is stored stays until nobody has a row for it, and a day longer.

    var/blobs/<city>/<first two of the hash>/<hash>

A file is complete under its name or not there at all: it is written beside, flushed to the disk, then renamed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from allmende.foundation.blobs.models import Blob
from allmende.foundation.tenancy.references import without_references
from allmende.foundation.tenancy.scopes import get_city_in_scope

GRACE = timedelta(days=1)
"""A file without a row may belong to a transaction under way, or to one just rolled back."""


class BlobMissing(RuntimeError):
    """The row is there, the file is not: somebody tampered with the disk."""


class BlobDamaged(RuntimeError):
    """The file's content does not fit its name."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored file."""

    id: str
    sha256: str
    media_type: str
    size: int


def store(content: bytes, media_type: str, now: datetime) -> StoredFile:
    """Keep the content for the city in scope. Safe on disk before the row is written, in the caller's transaction.

    Error: `OSError` when the disk is full; nothing is left of the file then.
    """
    digest = hashlib.sha256(content).hexdigest()
    _write(_path(get_city_in_scope(), digest), content)
    row = Blob.objects.create(sha256=digest, media_type=media_type, size=len(content), created_at=now)
    return _stored(row)


def find(blob_id: str) -> StoredFile | None:
    """What is known of a file of the city in scope, or None."""
    row = Blob.objects.filter(id=blob_id).first()
    return _stored(row) if row else None


def read(blob_id: str) -> bytes:
    """The content, checked against its hash. `Blob.DoesNotExist` for an id that is not this city's."""
    return read_content(Blob.objects.get(id=blob_id).sha256)


def list_content() -> Iterator[tuple[str, str]]:
    """Hash and media type of everything the city in scope has, each once, in the same order every time."""
    found = Blob.objects.order_by("sha256", "media_type").values_list("sha256", "media_type").distinct()
    return iter(found.iterator(chunk_size=2000))


def read_content(sha256: str) -> bytes:
    """The content with that hash of the city in scope. Errors: `BlobMissing`, `BlobDamaged`."""
    try:
        content = _path(get_city_in_scope(), sha256).read_bytes()
    except FileNotFoundError as error:
        raise BlobMissing(sha256) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BlobDamaged(sha256)
    return content


def has_content(sha256: str) -> bool:
    """Is there a file with that hash for the city in scope?"""
    return _path(get_city_in_scope(), sha256).is_file()


def keep_content(content: bytes) -> str:
    """Put content of the city in scope on the disk, for rows that come another way; its hash."""
    digest = hashlib.sha256(content).hexdigest()
    _write(_path(get_city_in_scope(), digest), content)
    return digest


def has_room(size: int, *, reserve: int) -> bool:
    """Whether that many bytes can be stored with `reserve` bytes of the disk left free for others."""
    folder = Path(settings.VAR) / "blobs"
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free - size >= reserve


def drop_unclaimed() -> None:
    """Delete all content of the city in scope when it has no row at all: what a refused arrival left behind."""
    if not Blob.objects.exists():
        shutil.rmtree(_folder(get_city_in_scope()), ignore_errors=True)


def forget(blob_id: str) -> bool:
    """Drop the row; the content goes with the next sweep if nobody else has it. False when there was none."""
    return Blob.objects.filter(id=blob_id).delete()[0] > 0


def forget_unnamed(now: datetime, *, named: Iterable[str], most: int = 1000) -> int:
    """Drop rows of the city in scope older than a day that no key refers to (any more), but for `named`; how many.

    `sweep` takes their content.
    """
    unnamed = without_references(Blob.objects.filter(created_at__lt=now - GRACE).exclude(pk__in=list(named)))
    ids = list(unnamed.order_by("created_at").values_list("pk", flat=True)[:most])
    return Blob.objects.filter(pk__in=ids).delete()[0] if ids else 0


def sweep(now: datetime) -> int:
    """Delete content of the city in scope that no row names and nobody touched for a day; how many files.

    A file is set aside first and looked up again, so that one stored at this very moment is put back, never lost.
    """
    city = get_city_in_scope()
    count = 0
    for path in _list_files(_folder(city)):
        age = now.timestamp() - path.stat().st_mtime
        if age < GRACE.total_seconds():
            continue
        digest = path.name.partition(".")[0]
        if path.name != digest:
            path.unlink(missing_ok=True)  # A write that was killed before its rename.
            count += 1
        elif not Blob.objects.filter(sha256=digest).exists():
            count += _discard(path, digest)
    return count


def _discard(path: Path, digest: str) -> int:
    aside = path.with_name(f"{digest}.{secrets.token_hex(4)}")
    path.rename(aside)
    if Blob.objects.filter(sha256=digest).exists():
        aside.rename(path)
        return 0
    if path.exists():  # Stored anew meanwhile: that copy stays, this one may go.
        aside.unlink()
        return 0
    aside.unlink()
    return 1


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.stat().st_size == len(content):
        # Touched, so that no sweep takes it before our row is there. Should one have taken it just now, it is written again.
        try:
            os.utime(path)
        except FileNotFoundError:
            pass
        else:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _folder(city: str) -> Path:
    return Path(settings.VAR) / "blobs" / city


def _path(city: str, digest: str) -> Path:
    return _folder(city) / digest[:2] / digest


def _list_files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("*/*") if path.is_file())


def _stored(row: Blob) -> StoredFile:
    return StoredFile(str(row.id), row.sha256, row.media_type, row.size)
