"""Words: any letter of any name, no control characters."""

from __future__ import annotations

import unicodedata

from allmende.domain.forms.values.refused import Refused, refuse

INVISIBLE = frozenset({"\u00ad", "\ufeff", "\u200b", "\u2060"})
"""Signs that copying from documents leaves behind; they are dropped silently."""

DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
CONTROL = refuse(
    "characters",
    "Bitte entfernen Sie unsichtbare Sonderzeichen. Sie entstehen oft beim Kopieren.",
    "Please remove invisible special characters. They often come from copying.",
)


def read_line(entry: str) -> str | Refused:
    """One line: trimmed, spaces collapsed, composed letters (NFC, as DIN 91379 wants). Combining marks stay."""
    if entry.isascii() and entry.isprintable():
        return " ".join(entry.split())
    text = " ".join(_clean(entry).split())
    return text if _is_writing(text) else CONTROL


def read_lines(entry: str) -> str | Refused:
    """Several lines: line ends unified, each trimmed on the right."""
    text = _clean(entry).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    lines = [line.rstrip() for line in text.strip().split("\n")]
    return "\n".join(lines) if all(_is_writing(line) for line in lines) else CONTROL


def _clean(entry: str) -> str:
    text = unicodedata.normalize("NFC", entry)
    return "".join(sign for sign in text if sign not in INVISIBLE) if not text.isascii() else text


def _is_writing(text: str) -> bool:
    """No control, format, private or unassigned character; joiners are part of some scripts."""
    return text.isprintable() or all(
        sign.isprintable() or sign in "\u200c\u200d" or unicodedata.category(sign) == "Zs" for sign in text
    )
