"""Fills what a city knows into the texts of a package: `{{ parameter.jahresgebuehr | money }}`.

Placeholders and formats are those of notices; only what is missing is treated more kindly: a page must not fail
because a city has not set a value yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.notices.placeholders import Placeholder, evaluate, parse_text
from allmende.domain.notices.speaking import Unspeakable, speak
from allmende.domain.package.texts import Texts
from allmende.domain.values import Text
from allmende.feel import FeelContext, to_feel

FILLED = ("service.", "step.", "field.", "parameter.", "ground.", "process.", "tariff.")
"""Texts that know only the city. All others speak of a matter and are filled when it is there."""

MISSING = Text.named("package.filling.missing")


def is_filled(text_id: str) -> bool:
    """Does the city alone fill this text?"""
    return text_id.startswith(FILLED)


def fill_city(texts: Texts, names: Mapping[str, Any]) -> Texts:
    """The texts with everything the city knows put in. A value that is missing reads `(noch offen)`."""
    known = to_feel(dict(names))
    filled = {
        text_id: Text.of({language: _fill(words, known, language) for language, words in text.items()})
        for text_id, text in texts.items()
        if is_filled(text_id) and any("{{" in words for words in text.values())
    }
    return texts.replaced(filled) if filled else texts


def _fill(words: str, names: FeelContext, language: str) -> str:
    try:
        parts = parse_text(words)
    except ValueError:
        return words
    return "".join(part if isinstance(part, str) else _spoken(part, names, language) for part in parts)


def _spoken(hole: Placeholder, names: FeelContext, language: str) -> str:
    value = evaluate(hole.expression, names)
    if value == "":
        return ""
    try:
        return speak(value, hole.format, language) if value is not None else MISSING.spoken(language)
    except Unspeakable:
        return MISSING.spoken(language)
