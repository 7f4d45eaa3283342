"""The renderer port on Typst: one warm compiler per base template, the document as its only input."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from allmende.adapters.typst.characters import breakable, printable
from allmende.adapters.typst.girocode import find_giro_code
from allmende.adapters.typst.verifycode import verify_code
from allmende.adapters.typst.words import REGION, words_for
from allmende.domain.notices.attachments import carries_application
from allmende.domain.notices.codec import to_json
from allmende.domain.notices.document import Document
from allmende.domain.ports.renderer import AttachedFile

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_BASE = {
    "decision": "letter.typ",
    "information": "letter.typ",
    "certificate": "certificate.typ",
    "receipt": "receipt.typ",
    "payment_receipt": "receipt.typ",
    "list": "list.typ",
}


class RenderingFailed(Exception):
    """The compiler refused a document: a fault of a base template, not of the citizen's words."""


class TypstRenderer:
    """Keeps one compiler with its fonts loaded; safe to share between threads and cities.

    Rendering reads only the templates and fonts beside this file, nothing else of the disk or the network.
    The same document and attachments give the same bytes on the same release.
    """

    def __init__(self) -> None:
        self._compiler: typst.Compiler | None = None
        self._lock = threading.Lock()

    def render(self, document: Document, attachments: tuple[AttachedFile, ...] = ()) -> bytes:
        """PDF/A-3a and PDF/UA-1 in one file. Errors: `RenderingFailed`, `ValueError` for a bad colour."""
        data = _data_of(document) | {"files": [_file_of(file) for file in attachments]}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        # A file beside the template: as an input it would be part of what every function sees, and whatever the compiler keeps
        # from one letter to the next would count for none. The stubs know no dictionary of files.
        files: Any = {"main.typ": (_TEMPLATES / _BASE[document.kind]).read_bytes(), "document.json": text.encode()}
        with self._lock:
            compiler = self._compiler = self._compiler or _start()
            try:
                found = compiler.compile(files, format="pdf", pdf_standards=["a-3a", "ua-1"])
            except typst.TypstError as wrong:
                raise RenderingFailed(f"{_BASE[document.kind]}: {wrong}") from wrong
        if not isinstance(found, bytes):
            raise RenderingFailed(f"{_BASE[document.kind]}: no single file came out.")
        return found


def _start() -> typst.Compiler:
    """Packages from the network are out of reach: the package folders are our own, empty of packages."""
    return typst.Compiler(
        root=str(_TEMPLATES),
        font_paths=[str(_HERE / "fonts")],
        ignore_system_fonts=True,
        package_path=str(_TEMPLATES),
        package_cache_path=str(_TEMPLATES),
    )


def _data_of(document: Document) -> dict[str, Any]:
    """The document for the template: printable words only, plus what drawing needs."""
    if not _COLOUR.fullmatch(document.authority.accent):
        raise ValueError(f"{document.authority.accent!r} is no colour such as #14477a.")
    plain = to_json(document) | {"translation": None}
    shown: dict[str, Any] = _printable(plain)
    words = words_for(document.language)
    code = find_giro_code(document.fee.payment) if document.fee and document.fee.payment else None
    if shown["fee"] is not None:
        shown["fee"]["code"] = code
    if document.card and document.card.address:
        shown["card"]["square"] = verify_code(document.card.address)
    _set_heading_levels(shown["sections"])
    return shown | {
        "title": f"{shown['subject']} – {shown['authority']['city']}",
        "date": {"year": document.day.year, "month": document.day.month, "day": document.day.day},
        "accent": document.authority.accent,
        "region": REGION.spoken(document.language),
        "words": words,
        "missing_note": _missing_note(document, shown, words),
        "translation": _data_of(document.translation) if document.translation else None,
    }


def _missing_note(document: Document, shown: dict[str, Any], words: Mapping[str, str]) -> str:
    """That the fonts lack a character somewhere; where the data travel inside, that they hold it."""
    if "‹U+" not in json.dumps(shown, ensure_ascii=False):
        return ""
    return f"{words['missing']} {words['missing_attached']}" if carries_application(document.kind) else words["missing"]


def _set_heading_levels(sections: list[dict[str, Any]]) -> None:
    """The outline level of every heading: below its section's, never skipping one (PDF/UA-1, 7.4.2)."""
    last = 1
    for section in sections:
        if section["heading"]:
            last = 2
        first = 3 if section["heading"] else 2
        for block in section["blocks"]:
            if block["block"] == "Heading":
                last = block["outline"] = min(first + block["level"] - 1, last + 1)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return breakable(printable(value))
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    return value


def _file_of(file: AttachedFile) -> dict[str, Any]:
    """Text travels as text; other bytes as numbers, which is slow but right."""
    try:
        content: str | list[int] = file.content.decode("utf-8")
    except UnicodeDecodeError:
        content = list(file.content)
    return {
        "name": file.name,
        "content": content,
        "mime_type": file.mime_type,
        "description": file.description,
        "relationship": file.relationship.lower(),
    }
