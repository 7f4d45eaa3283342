"""notices/*.yaml."""

from __future__ import annotations

from allmende.domain.notices.template import GROUND_PARTS, KINDS, OUTCOMES, REASONS_EXCEPTIONS
from allmende.formats.schemas.shapes import Either, Feel, Flag, Key, ListOf, MapOf, OneOf, Record, Whole
from allmende.formats.schemas.words import ID, LINE, REMEDY

WHEN = Key("when", Feel())
LINE_ITEM = Either((Record((Key("id", ID, required=True), WHEN)), ID))
CELL = Either((Record((Key("value", Feel(), required=True), WHEN, Key("align", OneOf(("start", "end"))))), Feel()))

BLOCK = Either(
    (
        Record((Key("paragraph", ID, required=True), WHEN)),
        Record((Key("heading", ID, required=True), WHEN)),
        Record((Key("answers", ID, required=True), WHEN)),
        Record((Key("ground", OneOf(GROUND_PARTS), required=True), WHEN)),
        Record(
            (
                Key("list", ID, required=True),
                Key("numbered", Flag(), drop=False),
                WHEN,
                Key("items", ListOf(LINE_ITEM, least=1), required=True),
            )
        ),
        Record((Key("rows", ID, required=True), WHEN, Key("items", MapOf(CELL, ID), required=True))),
        Record(
            (
                Key("table", ID, required=True),
                WHEN,
                Key("each", Feel(), required=True),
                Key("columns", MapOf(CELL, ID), required=True),
            )
        ),
    )
)
BLOCKS = ListOf(BLOCK, least=1, most=100)

CARD = Record(
    (
        WHEN,
        Key("large", Feel(), required=True),
        Key("marks", Feel(), required=True),
        Key("number", Feel(), required=True),
        Key("valid_from", Feel()),
        Key("valid_until", Feel(), required=True),
        Key("register", ID),
    )
)

NOTICE = Record(
    (
        Key("kind", OneOf(KINDS), required=True),
        Key("outcome", OneOf(OUTCOMES), drop="other"),
        WHEN,
        Key("addressee", ListOf(LINE_ITEM, least=1)),
        Key("operative", BLOCKS),
        Key("reasons", BLOCKS),
        Key("reasons_exception", OneOf(REASONS_EXCEPTIONS)),
        Key("ancillary", BLOCKS),
        Key("information", BLOCKS),
        Key("fee", Either((Flag(), Record((Key("due_days", Whole(1, 365)),)))), drop=False),
        Key("remedy", REMEDY),
        Key("written_form", LINE),
        Key("enclosures", ListOf(LINE_ITEM, least=1)),
        Key("card", CARD),
    ),
    title="notices/*.yaml",
)
