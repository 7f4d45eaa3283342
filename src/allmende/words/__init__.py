"""What the product says, in catalogues by language, and a text in languages. The lowest layer: the standard library is all it needs."""

from __future__ import annotations

from allmende.words.text import LANGUAGES, Language, Text, catalogues, in_language

__all__ = ["LANGUAGES", "Language", "Text", "catalogues", "in_language"]
