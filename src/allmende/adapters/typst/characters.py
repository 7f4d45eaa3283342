"""What the letters' fonts cannot print is written as its code point, never as an empty box."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right

from allmende.adapters.typst.coverage import RANGES

_STARTS = tuple(first for first, _ in RANGES)


def is_printable(character: str) -> bool:
    """True when the fonts have a glyph for it."""
    code = ord(character)
    index = bisect_right(_STARTS, code) - 1
    return index >= 0 and code <= RANGES[index][1]


def printable(text: str) -> str:
    """The text in composed form, with `‹U+0639›` for what cannot be printed. Line breaks stay.

    >>> printable("Şükrü 中")
    'Şükrü ‹U+4E2D›'
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c == "\n" or is_printable(c) else f"‹U+{ord(c):04X}›" for c in text)
