"""letters.yaml of the thin form, and the shared files behind it: `_letters/*.yaml` and `_clauses/*.yaml`."""

from __future__ import annotations

from allmende.domain.notices.template import KINDS, OUTCOMES, REASONS_EXCEPTIONS
from allmende.domain.package.properties.letters import LINES, PASSAGES
from allmende.formats.schemas.form import TEXT_TREE
from allmende.formats.schemas.notice import BLOCK, CARD, IF
from allmende.formats.schemas.properties import shape_of
from allmende.formats.schemas.shapes import (
    Either,
    ExpressionShape,
    Key,
    ListOf,
    MapOf,
    NamedShape,
    OneOfShape,
    Record,
    Shape,
    WholeShape,
)
from allmende.formats.schemas.words import ID, LINE, REMEDY, VALUE

CLAUSE_KINDS = ("condition", "term", "duty", "revocation", "later_duty", "note")
SLOT_KINDS = ("parts", "text", "clauses")

_PARAGRAPH = Record((Key("paragraph", ID, required=True), IF, Key("by", ID)))
_SLOT = Record((Key("slot", ID, required=True),))

SENTENCE = Either((ID, _PARAGRAPH))
"""A text id, or a paragraph with a condition or with one text per answer (`by`)."""
SENTENCES = Either((ID, ListOf(SENTENCE, most=100)))
PART = Either((ID, _PARAGRAPH, *BLOCK.options))
PARTS = Either((ID, ListOf(PART, most=100)))
_PARTS_WITH_SLOTS = ListOf(Either((ID, _SLOT, _PARAGRAPH, *BLOCK.options)), most=100)
PART_KEYS = ("operative", "reasons", "ancillary", "information")

ADDRESSEE = Either((ID, MapOf(ExpressionShape(), ID)))
_FEE = Record((Key("due_days", WholeShape(1, 365)),))


def _body(parts: Shape) -> tuple[Key, ...]:
    """The keys of a letter that is written out."""
    return (
        Key("kind", OneOfShape(KINDS), required=True),
        Key("outcome", OneOfShape(OUTCOMES)),
        IF,
        Key("addressee", ADDRESSEE),
        Key("operative", parts),
        Key("reasons", parts),
        Key("reasons_exception", OneOfShape(REASONS_EXCEPTIONS)),
        Key("ancillary", parts),
        Key("information", parts),
        Key("fee", _FEE),
        Key("attach", ListOf(OneOfShape(("declaration",)), most=1)),
        Key("remedy", REMEDY),
        Key("written_form", LINE),
        Key("signed_file", ExpressionShape()),
        Key("enclosures", shape_of(LINES)),
        Key("passages", shape_of(PASSAGES)),
        Key("card", CARD),
    )


USED_LETTER = Record(
    (
        Key("use", LINE, required=True),
        Key("fill", MapOf(VALUE, ID)),
        IF,
        Key("addressee", ADDRESSEE),
        Key("fee", _FEE),
        Key("remedy", REMEDY),
        Key("written_form", LINE),
        Key("signed_file", ExpressionShape()),
        Key("enclosures", shape_of(LINES)),
        Key("passages", shape_of(PASSAGES)),
        Key("card", CARD),
    )
)
OWN_LETTER = Record(_body(ListOf(PART, most=100)))
LETTER = Either((USED_LETTER, OWN_LETTER))
LETTERS = MapOf(LETTER, ID)
"""letters.yaml"""

_SLOTS = MapOf(
    Record(
        (Key("kind", OneOfShape(SLOT_KINDS), required=True), Key("meaning", LINE, required=True), Key("usual", VALUE))
    ),
    ID,
)
_LANGUAGES = ("de", "en", "de-leicht")
_TEXTS = NamedShape("texts", lambda: TEXT_TREE)

STANDARD_LETTER = Record(
    (
        Key("letter", ID, required=True),
        Key("version", WholeShape(1, 9999), required=True),
        Key("slots", _SLOTS, required=True),
        *_body(_PARTS_WITH_SLOTS),
        Key("texts", Record(tuple(Key(language, _TEXTS, required=language == "de") for language in _LANGUAGES))),
    ),
    title="_letters/*.yaml",
)

ADDRESSEES = Record(
    (Key("addressees", MapOf(MapOf(ExpressionShape(), ID), ID), required=True),), title="_letters/addressees.yaml"
)

_CLAUSE = (Key("kind", OneOfShape(CLAUSE_KINDS), required=True), Key("basis", LINE))
OWN_CLAUSE = Record(_CLAUSE)

CLAUSE_BOOK = Record(
    (
        Key("clauses", ID, required=True),
        Key("version", WholeShape(1, 9999), required=True),
        Key(
            "items",
            MapOf(Record((*_CLAUSE, Key("ask", MapOf(OneOfShape(("text", "date", "number", "money")), ID)))), ID),
            required=True,
        ),
        Key(
            "texts",
            Record(tuple(Key(language, MapOf(LINE, ID), required=language == "de") for language in _LANGUAGES)),
            required=True,
        ),
    ),
    title="_clauses/*.yaml",
)
