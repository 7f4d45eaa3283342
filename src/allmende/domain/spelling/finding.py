"""Words looked for in running text however they are spelled: case, umlauts, ß, accents, spaces, hyphens and signs nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_WAYS = {"ä": "(?:ä|ae|a)", "ö": "(?:ö|oe|o)", "ü": "(?:ü|ue|u)", "ß": "(?:ß|ss)", "ae": "(?:ae|ä)", "oe": "(?:oe|ö)",
         "ue": "(?:ue|ü)", "ss": "(?:ss|ß)"}  # fmt: skip
_PIECE = re.compile(r"[äöüß]|ae|oe|ue|ss|\s+|[-–—‐‑]|.", re.DOTALL)


def normal(text: str) -> str:
    """The text with composed letters and without signs nobody sees; it reads the same.

    >>> normal("Mu\u0308l\u00adler")
    'Müller'
    """
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def find_spelled(words: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of the words in `normal` text; None for no words. Longer ones first, so that none is found in part.

    >>> [bool(find_spelled(["Jörg Groß"]).search(one)) for one in ("joerg gross", "JÖRG  GROSS", "Jörg\\nGroß", "Jorge")]
    [True, True, True, False]
    """
    meant = sorted({one for word in words if (one := normal(word).strip().lower())}, key=len, reverse=True)
    return re.compile("|".join(map(_spelled, meant)), re.IGNORECASE) if meant else None


def _spelled(word: str) -> str:
    return "".join(_way(piece.group()) for piece in _PIECE.finditer(word))


def _way(piece: str) -> str:
    if piece.isspace():
        return r"\s+"
    if piece in "-–—‐‑":
        return r"[\s–—‐‑-]*"
    return _WAYS.get(piece, re.escape(piece))
