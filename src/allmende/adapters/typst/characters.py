"""What the letters' fonts cannot print is written as its code point, never as an empty box."""

from __future__ import annotations

import re
import unicodedata

from allmende.adapters.typst.coverage import RANGES

_UNBROKEN = re.compile(r"[^\s/-]{41,}")
"""No place to break a line: after spaces, hyphens and slashes lines break by themselves (UAX 14)."""
_JOINT = re.compile(r"(?<=[_.,;:@&=+~])(?=.)")
_PIECE = 30

_MISSING = re.compile("[^\n{}]".format("".join(f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in RANGES)))
"""What the fonts have no glyph for."""


def is_printable(character: str) -> bool:
    """True when the fonts have a glyph for it."""
    return character != "\n" and _MISSING.match(character) is None


def printable(text: str) -> str:
    """The text in composed form, with `‹U+0639›` for what cannot be printed. Line breaks stay.

    >>> printable("Şükrü 中")
    'Şükrü ‹U+4E2D›'
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return _MISSING.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    return f"‹U+{ord(found[0]):04X}›"


def breakable(text: str) -> str:
    """The text with zero-width spaces in long unbroken words, so that file names and codes end inside the line.

    Breaks are offered after signs that join words, and in what is still too long after every 30 characters.

    >>> breakable("scan_" * 9).count("\\u200b"), breakable("a" * 40) == "a" * 40, breakable("a" * 61).split("\\u200b")[1:]
    (8, True, ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'a'])
    """
    return _UNBROKEN.sub(_with_breaks, text)


def _with_breaks(found: re.Match[str]) -> str:
    pieces = (part[at : at + _PIECE] for part in _JOINT.split(found[0]) for at in range(0, len(part), _PIECE))
    return "\u200b".join(pieces)
