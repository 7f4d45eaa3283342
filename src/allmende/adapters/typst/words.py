"""The few words the base templates need besides the document's own."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.values import Text
from allmende.words import in_language

WORDS: Mapping[str, Text] = {
    "page": Text.named("adapters.typst.words.page"),
    "enclosures": Text.named("adapters.typst.words.enclosures"),
    "addressee": Text.named("adapters.typst.words.addressee"),
    "giro": Text.named("adapters.typst.words.giro"),
    "square": Text.named("adapters.typst.words.square"),
    "missing": Text.named("adapters.typst.words.missing"),
    "missing_attached": Text.named("adapters.typst.words.missing_attached"),
}
REGION = Text.named("adapters.typst.words.regions")


def words_for(language: str) -> dict[str, str]:
    """In that language; German for every kind of German and for languages without words."""
    return in_language(WORDS, language)
