"""What a file really is: by its first bytes, and by whether it opens as that.

The name and the browser's word count for nothing.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import puremagic

from allmende.domain.values import Text

OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ODT = "application/vnd.oasis.opendocument.text"
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff"}
MOST_PIXELS = 120_000_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_TEXT = 2 * 1024 * 1024
PDF_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is not taken, whoever asks for it."""

    code: str
    text: Text


EMPTY = Refused("file_empty", Text("Die Datei ist leer.", "The file is empty."))
BROKEN = Refused(
    "file_broken",
    Text(
        "Die Datei lässt sich nicht öffnen. Bitte speichern Sie sie neu.",
        "The file cannot be opened. Please save it again.",
    ),
)
LOCKED = Refused(
    "file_locked",
    Text(
        "Die Datei ist mit einem Passwort geschützt. Bitte laden Sie sie ohne Passwort hoch.",
        "The file is protected by a password. Please upload it without one.",
    ),
)
UNKNOWN = Refused(
    "file_type",
    Text("Diese Art von Datei können wir nicht annehmen.", "We cannot accept this kind of file."),
)
ACTIVE = Refused(
    "file_active",
    Text(
        "Die Datei enthält Programme oder Makros. Bitte speichern Sie sie als einfaches PDF.",
        "The file contains programs or macros. Please save it as a plain PDF.",
    ),
)


def look_at(content: bytes) -> str | Refused:
    """The media type of the content, after opening it as that; or why it is refused."""
    if not content:
        return EMPTY
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content[:4] == b"PK\x03\x04":
        return _office(content)
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc"):
        return "image/heic"
    if content[:3] == b"\xff\xd8\xff" or content[:8] == b"\x89PNG\r\n\x1a\n" or content[:4] in (b"II*\x00", b"MM\x00*"):
        return _image(content)
    return _text(content)


def _pdf(content: bytes) -> str | Refused:
    """Looked at by another process with limits, see `pdf_probe`: what kills it or takes too long is broken."""
    probe = [sys.executable, "-I", str(Path(__file__).with_name("pdf_probe.py"))]
    try:
        done = subprocess.run(probe, input=content, capture_output=True, timeout=PDF_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return BROKEN
    said: dict[bytes, str | Refused] = {b"sound": "application/pdf", b"locked": LOCKED, b"active": ACTIVE}
    return said.get(done.stdout, BROKEN)


def _image(content: bytes) -> str | Refused:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only uploads need it

    try:
        with Image.open(io.BytesIO(content), formats=tuple(IMAGES)) as found:
            if found.width * found.height > MOST_PIXELS:
                return BROKEN
            found.verify()
            return IMAGES[str(found.format)]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return BROKEN


def _office(content: bytes) -> str | Refused:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as found:
            names = found.namelist()
            if sum(entry.file_size for entry in found.infolist()) > MOST_UNPACKED:
                return BROKEN
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return ACTIVE
            for member, kind in OFFICE.items():
                if member in names:
                    return kind
            if "mimetype" in names:
                with found.open("mimetype") as said:
                    # A hundred bytes, never the whole member: it may unpack to anything.
                    return ODT if said.read(100).decode("ascii", "replace") == ODT else UNKNOWN
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return BROKEN
    return UNKNOWN


def _text(content: bytes) -> str | Refused:
    """Plain text: UTF-8, no control characters, and nothing a signature knows to be something else."""
    if len(content) > MOST_TEXT or b"\x00" in content:
        return UNKNOWN
    try:
        text = content.decode("utf-8")
        known = {found.mime_type for found in puremagic.magic_string(content) if found.confidence > 0.5}
    except UnicodeDecodeError:
        return UNKNOWN
    except (puremagic.PureError, ValueError):
        known = set()
    if any(sign < " " and sign not in "\n\r\t\f" for sign in text):
        return UNKNOWN
    return UNKNOWN if known - {"text/plain", ""} else "text/plain"
