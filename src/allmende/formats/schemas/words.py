"""Words that several files share: ids, versions, texts in two languages, closed lists."""

from __future__ import annotations

from allmende.domain.package.properties import sheet
from allmende.domain.values import Text
from allmende.formats.schemas.properties import DURATION, VALUE, shape_of, word_of
from allmende.formats.schemas.shapes import (
    DayShape,
    Either,
    FlagShape,
    Key,
    ListOf,
    MailAddressShape,
    MapOf,
    Record,
    WholeShape,
    WordShape,
)

__all__ = [
    "BOTH", "COLOUR", "DURATION", "EMAIL", "ID", "LEVEL", "LINE", "LISTING", "OPTION", "PATH", "PHONE", "POSTAL", "PROSE",
    "REMEDY", "SIMPLE", "SLUG", "STATUS", "URL", "VALUE", "VERSION", "WORDS_BY_ID",
]  # fmt: skip

ID, SLUG, OPTION = word_of(sheet.ID), word_of(sheet.SLUG), word_of(sheet.OPTION)
VERSION = word_of(sheet.VERSION)
PATH = WordShape(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*){0,6}", Text.named("formats.schemas.words.path"), 200)
LINE = WordShape(longest=500)
PROSE = WordShape(longest=20_000)
EMAIL = MailAddressShape(r"[^\s@]+@[^\s@]+\.[^\s@]+", Text.named("formats.schemas.words.email"), 254)
PHONE = WordShape(r"\+?[0-9][0-9 ()/.\-]{3,39}", Text.named("formats.schemas.words.phone"), 40)
URL = WordShape(r"https?://[^\s]+", Text.named("formats.schemas.words.url"), 500)
COLOUR = WordShape(r"#[0-9a-f]{6}", Text.named("formats.schemas.words.colour"), 7)

STATUS, LEVEL, REMEDY = shape_of(sheet.STATUS), shape_of(sheet.LEVEL), shape_of(sheet.REMEDY)

BOTH = Record((Key("de", PROSE, required=True), Key("en", PROSE), Key("de-leicht", PROSE)))
POSTAL = Record(
    (
        Key("street", LINE, required=True),
        Key("house_number", LINE),
        Key("addition", LINE),
        Key("postcode", WordShape(r"[0-9]{5}", Text.named("formats.schemas.words.postcode"), 5), required=True),
        Key("place", LINE, required=True),
    )
)
WORDS_BY_ID = MapOf(LINE, OPTION)
SIMPLE = Either((FlagShape(), WholeShape(), DayShape(), LINE))
LISTING = ListOf(LINE)
