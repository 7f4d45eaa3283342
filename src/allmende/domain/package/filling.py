"""Fills what a city knows into the texts of a package: `{{ parameter.jahresgebuehr | money }}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from allmende import feel
from allmende.domain.forms.values.speaking import day, number
from allmende.domain.package.texts import Texts
from allmende.domain.values import Money, Text

PLACEHOLDER = re.compile(r"\{\{\s*(.+?)\s*(?:(?<!\|)\|\s*([a-z_]+)\s*)?\}\}", re.DOTALL)
FILLED = ("service.", "step.", "field.", "parameter.", "ground.", "process.")
"""Texts that know only the city. All others speak of a matter and are filled when it is there."""

FORMATS: Mapping[str, Callable[[Any, str], str]] = {
    "money": lambda value, language: Money(Decimal(value)).spoken(language),
    "number": lambda value, language: number(Decimal(value), language),
    "date": day,
    "list": lambda value, language: _listed([_plain(item, language) for item in value], language),
}


def placeholders(text: str) -> list[tuple[str, str]]:
    """Expressions in a text with their format (empty for none).

    >>> placeholders("{{ city.name }} nimmt {{ parameter.preis | money }}.")
    [('city.name', ''), ('parameter.preis', 'money')]
    """
    return [(found[1], found[2] or "") for found in PLACEHOLDER.finditer(text)]


def is_filled(text_id: str) -> bool:
    """Does the city alone fill this text?"""
    return text_id.startswith(FILLED)


def fill(texts: Texts, names: Mapping[str, Any], extra: Iterable[str] = ()) -> Texts:
    """The texts with everything the city knows put in. An expression without a result leaves nothing behind."""
    scope = feel.to_feel(dict(names))
    filled = {
        text_id: Text.of({language: _fill(words, scope, language, tuple(extra)) for language, words in text.items()})
        for text_id, text in texts.items()
        if is_filled(text_id) and any("{{" in words for words in text.values())
    }
    return texts.replaced(filled) if filled else texts


def _fill(words: str, scope: Any, language: str, names: tuple[str, ...]) -> str:
    def said(found: re.Match[str]) -> str:
        value = _compiled(found[1], names).evaluate(scope).value
        if value is None:
            return ""
        try:
            return FORMATS[found[2]](value, language) if found[2] in FORMATS else _plain(value, language)
        except (TypeError, ValueError, ArithmeticError, AttributeError):
            return _plain(value, language)

    return PLACEHOLDER.sub(said, words)


@lru_cache(maxsize=2_000)
def _compiled(text: str, names: tuple[str, ...]) -> feel.Compiled:
    return feel.compile_expression(text, names)


def _plain(value: Any, language: str) -> str:
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, Decimal):
        return number(value, language)
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("name") or "")
    return value if isinstance(value, str) else feel.to_text(value)


def _listed(items: list[str], language: str) -> str:
    """`a, b und c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {'and' if language == 'en' else 'und'} {items[-1]}"
