"""A text in languages: German first, others beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

Language = Literal["de", "en", "de-leicht"]
LANGUAGES: tuple[Language, ...] = ("de", "en", "de-leicht")


class Text(Mapping[str, str]):
    """One text in one or more languages; German is never missing.

    >>> Text(de="Straße", en="Street").spoken("en")
    'Street'
    >>> Text(de="Straße").spoken("en")
    'Straße'
    """

    __slots__ = ("_by_language",)

    def __init__(self, de: str, en: str = "", **others: str) -> None:
        found = {"de": de, "en": en, **{key.replace("_", "-"): value for key, value in others.items()}}
        self._by_language = {language: text for language, text in found.items() if text or language == "de"}

    @classmethod
    def of(cls, by_language: Mapping[str, str]) -> Text:
        """From a mapping such as a package's text catalogue entry."""
        others = {key.replace("-", "_"): value for key, value in by_language.items() if key not in ("de", "en")}
        return cls(by_language.get("de", ""), by_language.get("en", ""), **others)

    def spoken(self, language: str) -> str:
        """In that language, or in German where a translation is missing."""
        return self._by_language.get(language) or self._by_language["de"]

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._by_language.items())))

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"
