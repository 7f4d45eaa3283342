"""Documents of office programs: archives of known members, without macros."""

from __future__ import annotations

import io
import zipfile

from allmende.formats.uploads.verdict import ACTIVE, BROKEN, UNKNOWN, Opened, Refused

MEMBERS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ODT = "application/vnd.oasis.opendocument.text"
MOST_UNPACKED = 300 * 1024 * 1024


def open_archive(content: bytes) -> Opened | Refused:
    """Refused: other archives, macros, what unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as found:
            kind = _kind(found)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return BROKEN
    return Opened(kind, content) if isinstance(kind, str) else kind


def _kind(found: zipfile.ZipFile) -> str | Refused:
    names = found.namelist()
    if sum(entry.file_size for entry in found.infolist()) > MOST_UNPACKED:
        return BROKEN
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return ACTIVE
    for member, kind in MEMBERS.items():
        if member in names:
            return kind
    if "mimetype" in names:
        with found.open("mimetype") as said:
            # A hundred bytes, never the whole member: it may unpack to anything.
            return ODT if said.read(100).decode("ascii", "replace") == ODT else UNKNOWN
    return UNKNOWN
