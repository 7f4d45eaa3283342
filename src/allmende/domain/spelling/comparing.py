"""When two spellings of a name, street or number mean the same: the one comparison of registers, directory and search.

`Müller` is `Mueller` and `Muller`, as passports, foreign forms and old machines write it; `Mueller` is not `Muller`, nor
`Bauer` `Baur`: an umlaut may be written in two ways, two letters only in one. A name that is missing is never the same.
"""

from __future__ import annotations

import re
import unicodedata

from allmende.domain.spelling.cleaning import clean_line

_LETTERS = {"ß": "ss", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
_WRITTEN_OUT = str.maketrans({**_LETTERS, "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_DROPPED = str.maketrans({**_LETTERS, "ø": "o"})
_STREET = re.compile(r"str(?:\.|asse)?(?=[\s\-]|$)")
_SQUARE = re.compile(r"pl\.(?=[\s\-]|$)")
_SAINT = re.compile(r"\bst(?:\.[\s\-]*|[\s\-]+)(?=\w)")


def plain(text: str) -> str:
    """Lower case, umlauts written out, no accents, spaces or signs: the key of a number, plate or reference.

    >>> plain("Müller-Lüdenscheidt") == plain("MUELLER LUEDENSCHEIDT")
    True
    """
    return _key(_folded(text), _WRITTEN_OUT)


def spellings(text: str) -> tuple[str, ...]:
    """Keys of the ways a name is written: with its umlauts written out first, then with their dots left out. No key for nothing.

    >>> spellings("Müller"), spellings("Mueller")
    (('mueller', 'muller'), ('mueller',))
    """
    return _keys(_folded(text))


def street_spellings(text: str) -> tuple[str, ...]:
    """As `spellings`; `Str.` is `Straße`, `Pl.` is `Platz`, `St.` is `Sankt`.

    >>> street_spellings("St.-Martin-Str.") == street_spellings("Sankt Martin Straße")
    True
    """
    return _keys(street_words(text))


def street_words(text: str) -> str:
    """The text in small letters, with what is short in names of streets written out."""
    return _SQUARE.sub("platz", _STREET.sub("strasse", _SAINT.sub("sankt ", _folded(text))))


def ascii_words(text: str) -> list[str]:
    """The words of a text in the letters of an id, umlauts written out.

    >>> ascii_words("Größe des Gartens (m²)")
    ['groesse', 'des', 'gartens', 'm2']
    """
    return re.findall(r"[a-z0-9]+", _spread(_folded(text), _WRITTEN_OUT).encode("ascii", "ignore").decode())


def same(one: str, other: str) -> bool:
    """The same name, place or number but for spelling. Nothing is the same as nothing only.

    >>> same("Müller", "Muller"), same("Mueller", "Muller"), same("Jürgen", "")
    (True, False, False)
    """
    return _meet(spellings(one), spellings(other))


def same_street(one: str, other: str) -> bool:
    """The same street but for spelling."""
    return _meet(street_spellings(one), street_spellings(other))


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not set(one).isdisjoint(other) if one or other else True


def _folded(text: str) -> str:
    return clean_line(text).casefold()


def _keys(folded: str) -> tuple[str, ...]:
    keys = dict.fromkeys((_key(folded, _WRITTEN_OUT), _key(folded, _DROPPED)))
    return tuple(key for key in keys if key)


def _key(folded: str, letters: dict[int, str]) -> str:
    if folded.isascii():
        return "".join(c for c in folded if c.isalnum())
    return "".join(c for c in _spread(folded, letters) if c.isalnum())


def _spread(folded: str, letters: dict[int, str]) -> str:
    """Letters by the table, all others apart from their accents."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFC", folded).translate(letters))
