"""When two spellings of a German name or street mean the same."""

from __future__ import annotations

import re
import unicodedata

_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe"}
)


def plain(text: str) -> str:
    """Lower case, umlauts written out, no accents, spaces or signs.

    >>> plain("Müller-Lüdenscheidt") == plain("MUELLER LUEDENSCHEIDT")
    True
    """
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_GERMAN)
    stripped = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return "".join(c for c in stripped if c.isalnum())


def plain_street(text: str) -> str:
    """As `plain`, and `Bahnhofstr.` is `Bahnhofstraße`.

    >>> plain_street("Bahnhofstr.") == plain_street("bahnhofstrasse")
    True
    """
    return plain(re.sub(r"str(?:\.|aße|asse)?(?=\s|$)", "strasse", text.casefold().strip()))
