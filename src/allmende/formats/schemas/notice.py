"""notices/*.yaml."""

from __future__ import annotations

from allmende.domain.package.properties.letters import OF_BLOCKS, WHEN
from allmende.formats.schemas.properties import DOCUMENTS, key_of, keys_of, record_of
from allmende.formats.schemas.shapes import Either, ExpressionShape, Key, ListOf, Record
from allmende.formats.schemas.words import ID

IF = key_of(WHEN)
BLOCK = Either(tuple(Record(keys_of(properties)) for properties in OF_BLOCKS.values()))
BLOCKS = ListOf(BLOCK, least=1, most=100)

CARD = Record(
    (
        IF,
        Key("large", ExpressionShape(), required=True),
        Key("marks", ExpressionShape(), required=True),
        Key("number", ExpressionShape(), required=True),
        Key("valid_from", ExpressionShape()),
        Key("valid_until", ExpressionShape(), required=True),
        Key("register", ID),
    )
)

DOCUMENTS |= {"blocks": BLOCKS, "card": CARD}
NOTICE = record_of("notice", "notices/*.yaml")
