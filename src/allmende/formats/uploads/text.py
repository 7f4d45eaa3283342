"""Plain text: UTF-8, no control characters, and nothing a signature knows to be something else."""

from __future__ import annotations

import puremagic

from allmende.formats.uploads.verdict import UNKNOWN, AcceptedFile, RejectedFile

MOST_BYTES = 2 * 1024 * 1024


def open_text(content: bytes) -> AcceptedFile | RejectedFile:
    """Refused: whatever is not plain text."""
    return AcceptedFile("text/plain", content) if is_text(content) else UNKNOWN


def is_text(content: bytes) -> bool:
    """True for plain text that no program would run or draw."""
    if len(content) > MOST_BYTES or b"\x00" in content:
        return False
    try:
        text = content.decode("utf-8")
        known = {found.mime_type for found in puremagic.magic_string(content) if found.confidence > 0.5}
    except UnicodeDecodeError:
        return False
    except (puremagic.PureError, ValueError):
        known = set()
    if any(sign < " " and sign not in "\n\r\t\f" for sign in text):
        return False
    return not known - {"text/plain", ""}
