"""Documents of office programs: archives of known members, without macros, foreign objects or remote parts.

What a part is stands in its content type and its relationships, whatever its name (ECMA-376, part 2).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from allmende.domain.values import Problem
from allmende.formats import xml
from allmende.formats.uploads.verdict import ACTIVE, BROKEN, UNKNOWN, AcceptedFile, RejectedFile

MEMBERS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ODT = "application/vnd.oasis.opendocument.text"
MOST_UNPACKED = 300 * 1024 * 1024
MOST_NESTED = 2
RUNNING = re.compile(r"vbaproject|vbadata|macro|oleobject|activex|/control\b|attachedtoolbars", re.IGNORECASE)
"""In content types and kinds of relationship: what runs, or is opened by a program nobody knows."""
FOLDERS = ("basic/", "scripts/")
"""Where an OpenDocument keeps its macros (part 2, 3.4 and 3.16)."""
LINK = "/hyperlink"
TEMPLATE = "/attachedTemplate"
OWN_DISK = re.compile(r"(file:///)?[a-z]:[\\/]|[^:\\/]*$", re.IGNORECASE)
"""Word writes where the author's own template lay; that path means nothing elsewhere."""


def open_archive(content: bytes) -> AcceptedFile | RejectedFile:
    """Refused: other archives, macros, objects of other programs, remote parts, what unpacks to too much."""
    return _open(content, MOST_NESTED)


def _open(content: bytes, nested: int) -> AcceptedFile | RejectedFile:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as found:
            kind = _kind(found, nested)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return BROKEN
    return AcceptedFile(kind, content) if isinstance(kind, str) else kind


def _kind(found: zipfile.ZipFile, nested: int) -> str | RejectedFile:
    names = found.namelist()
    if sum(entry.file_size for entry in found.infolist()) > MOST_UNPACKED:
        return BROKEN
    for member, kind in MEMBERS.items():
        if member in names:
            return ACTIVE if _is_active(found) or not _are_documents(found, nested) else kind
    if "mimetype" in names:
        if any(name.lower().startswith(FOLDERS) for name in names):
            return ACTIVE
        with found.open("mimetype") as said:
            # A hundred bytes, never the whole member: it may unpack to anything.
            return ODT if said.read(100).decode("ascii", "replace") == ODT else UNKNOWN
    return UNKNOWN


def _is_active(found: zipfile.ZipFile) -> bool:
    """Whether a part is said to run, or to lie elsewhere. What cannot be read is no document."""
    for name in found.namelist():
        lower = name.lower()
        if lower.endswith("vbaproject.bin"):
            return True
        if lower == "[content_types].xml" and any(
            RUNNING.search(element.get("ContentType", "")) for element in _elements(found, name)
        ):
            return True
        if lower.endswith(".rels") and any(_is_foreign(element) for element in _elements(found, name)):
            return True
    return False


def _elements(found: zipfile.ZipFile, name: str) -> Iterator[etree._Element]:
    """Error: `ValueError`."""
    with found.open(name) as part:
        root = xml.parse(part.read(xml.MAX_BYTES + 1))
    if isinstance(root, Problem):
        raise ValueError(root.code)
    return root.iter(etree.Element)


def _is_foreign(relationship: etree._Element) -> bool:
    kind, target = relationship.get("Type", ""), relationship.get("Target", "")
    if RUNNING.search(kind):
        return True
    if relationship.get("TargetMode", "").lower() != "external" or kind.endswith(LINK):
        return False
    return not (kind.endswith(TEMPLATE) and OWN_DISK.match(target))


def _are_documents(found: zipfile.ZipFile, nested: int) -> bool:
    """Whether everything embedded is a sound document itself, as the table behind a chart is."""
    embedded = [name for name in found.namelist() if "/embeddings/" in name.lower() and not name.endswith("/")]
    if embedded and not nested:
        return False
    return all(isinstance(_open(found.read(name), nested - 1), AcceptedFile) for name in embedded)
