"""texts/*.yaml of the thin form: what every text is about is its first key."""

from __future__ import annotations

from allmende.formats.schemas.form import TEXT_TREE
from allmende.formats.schemas.shapes import Key, MapOf, NamedShape, Record
from allmende.formats.schemas.words import ID, LINE

_TREE = NamedShape("texts", lambda: TEXT_TREE)
_ABOUT = (
    "service",
    "step",
    "field",
    "parameter",
    "decided",
    "ground",
    "tariff",
    "fee",
    "station",
    "outcome",
    "message",
    "letter",
)

SOURCE_TEXTS = Record(
    (Key("words", MapOf(LINE, ID)), *(Key(name, _TREE) for name in _ABOUT), Key("variant", MapOf(_TREE))),
    title="texts/*.yaml",
)
