"""Which reader opens a file, by its first bytes."""

from __future__ import annotations

from allmende.formats.uploads import image, office, pdf, text
from allmende.formats.uploads.verdict import EMPTY, AcceptedFile, RejectedFile, write_answer

HEAD_WITHIN = 1024
"""Viewers look for `%PDF-` that far; mail and scanning programs write lines before it."""


def open_file(content: bytes) -> AcceptedFile | RejectedFile:
    """The content opened as what it is. Never raises, but may use any amount of time and memory."""
    if not content:
        return EMPTY
    if image.is_one(content):
        return image.open_image(content)
    if content[:4] == b"PK\x03\x04":
        return office.open_archive(content)
    begin = content.find(b"%PDF-", 0, HEAD_WITHIN + 5)
    if begin >= 0:
        return pdf.open_pdf(content[begin:])
    return text.open_text(content)


def answer(content: bytes) -> bytes:
    """`open_file` from bytes to bytes."""
    return write_answer(open_file(content))
