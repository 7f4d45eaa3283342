"""The languages of pages, and what their addresses begin with."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.values import Text

PREFIXES: Mapping[str, str] = {"de": "", "en": "/en"}
NAME = Text.named("foundation.languages.name")
"""What a language calls itself."""


def other_than(language: str) -> str:
    """The language a page offers beside its own."""
    return next(prefix for prefix in PREFIXES if prefix != language)
