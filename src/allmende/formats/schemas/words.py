"""Words that several files share: ids, versions, texts in two languages, closed lists."""

from __future__ import annotations

from allmende.formats.schemas.shapes import (
    Complain,
    Day,
    Either,
    Flag,
    Key,
    ListOf,
    MailAddress,
    MapOf,
    OneOf,
    Record,
    Shape,
    Whole,
    Word,
)
from allmende.formats.yaml import Node

ID = Word(r"[a-z][a-z0-9_]{0,59}", "eine Kennung aus Kleinbuchstaben, Ziffern und _", 60)
SLUG = Word(r"[a-z][a-z0-9-]{0,59}", "ein Kurzname aus Kleinbuchstaben, Ziffern und -", 60)
OPTION = Word(
    r"[a-z0-9][a-z0-9_]{0,59}", "eine Kennung aus Kleinbuchstaben, Ziffern und _ (Zahlen in Anführungszeichen)", 60
)
PATH = Word(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*){0,6}", "ein Pfad wie weitere.kennzeichen", 200)
VERSION = Word(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}", "eine Version aus drei Zahlen wie 1.0.0", 14)
LINE = Word(longest=500)
PROSE = Word(longest=20_000)
DURATION = Word(r"P(?:[0-9]{1,3}Y)?(?:[0-9]{1,3}M)?(?:[0-9]{1,4}D)?", "eine Dauer wie P3Y", 20)
EMAIL = MailAddress(r"[^\s@]+@[^\s@]+\.[^\s@]+", "eine E-Mail-Adresse", 254)
PHONE = Word(r"\+?[0-9][0-9 ()/.\-]{3,39}", "eine Telefonnummer", 40)
URL = Word(r"https?://[^\s]+", "eine Internetadresse mit https://", 500)
COLOUR = Word(r"#[0-9a-f]{6}", 'eine Farbe wie "#14477a"', 7)

STATUS = OneOf(("verified", "typical", "illustrative"))
LEVEL = OneOf(("none", "basic", "substantial", "high"))
REMEDY = OneOf(("objection", "action", "amtsgericht", "none"))

BOTH = Record((Key("de", PROSE, required=True), Key("en", PROSE), Key("de-leicht", PROSE)))
POSTAL = Record(
    (
        Key("street", LINE, required=True),
        Key("house_number", LINE),
        Key("addition", LINE),
        Key("postcode", Word(r"[0-9]{5}", 'eine Postleitzahl wie "35037" in Anführungszeichen', 5), required=True),
        Key("place", LINE, required=True),
    )
)
WORDS_BY_ID = MapOf(LINE, OPTION)
VALUE: Shape
"""Any value of a parameter; the parameter's own type says more."""


class _Value(Shape):
    """A parameter value or an example's value: scalar, list or mapping of such."""

    name = "ein Wert"

    def fits(self, node: Node) -> bool:
        return True

    def check(self, node: Node, complain: Complain) -> None:
        return None

    def schema(self) -> dict[str, object]:
        return {}


VALUE = _Value()
SIMPLE = Either((Flag(), Whole(), Day(), LINE))
LISTING = ListOf(LINE)
