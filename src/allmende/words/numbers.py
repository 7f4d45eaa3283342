"""Figures as a language writes them."""

from __future__ import annotations

from allmende.words.text import Text

THOUSANDS = Text.named("words.numbers.thousands")
DECIMAL = Text.named("words.numbers.decimal")


def local_number(plain: str, language: str) -> str:
    """A number as Python writes it, with the signs of the language.

    >>> local_number(f"{1234.5:,.2f}", "de"), local_number("1,234.50", "en")
    ('1.234,50', '1,234.50')
    """
    return plain.translate({ord(","): THOUSANDS.spoken(language), ord("."): DECIMAL.spoken(language)})
