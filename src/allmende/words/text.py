"""A text in languages: German first, others beside it. What the product itself says stands in catalogues, `words/<language>/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

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
        made = cls(by_language.get("de", ""))
        made._by_language |= {language: text for language, text in by_language.items() if text}
        return made

    @classmethod
    def named(cls, id: str, **parts: object) -> Text:
        """What the product says under that id, in every language that has it.

        `parts` fill the placeholders (`{day:%d.%m.%Y}`); one that is a `Text` is said in each language. Without parts braces stay as
        they are. Error: `KeyError` where German lacks the id.
        """
        return _found(id).filled(**parts) if parts else _found(id)

    @classmethod
    def each(cls, said: Callable[[str], str]) -> Text:
        """What `said` gives in each language there is a catalogue for."""
        return cls.of({language: said(language) for language in catalogues()})

    def filled(self, **parts: object) -> Text:
        """With these parts in its placeholders; one that is a `Text` is said in each language of this text.

        >>> Text("Frage „{name}“", "Question “{name}”").filled(name=Text("Farbe", "colour"))["en"]
        'Question “colour”'
        """
        return Text.of(
            {
                language: words.format_map({name: _in(language, part) for name, part in parts.items()})
                for language, words in self.items()
            }
        )

    def said(self, language: str, **parts: object) -> str:
        """`filled(…).spoken(language)`, without filling the other languages."""
        known = language if language in self._by_language else "de"
        return self._by_language[known].format_map({name: _in(known, part) for name, part in parts.items()})

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


def in_language(words: Mapping[str, Text], language: str) -> dict[str, str]:
    """A table of words in that language."""
    return {key: text.spoken(language) for key, text in words.items()}


def _in(language: str, part: object) -> object:
    return part.spoken(language) if isinstance(part, Text) else part


@cache
def _found(id: str) -> Text:
    said = {language: words[id] for language, words in catalogues().items() if id in words}
    if "de" not in said:
        raise KeyError(id)
    return Text.of(said)


@cache
def catalogues() -> Mapping[str, Mapping[str, str]]:
    """What the product says: language → id → words. The id is file, sections and key: `matter.incidents.no_way`."""
    folder = files("allmende").joinpath("words")
    return {one.name: _read(one) for one in folder.iterdir() if one.is_dir() and not one.name.startswith((".", "_"))}


def _read(folder: Traversable) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.name.endswith(".toml"):
            found |= dict(_flat(tomllib.loads(one.read_text("utf-8")), one.name.removesuffix(".toml")))
    return found


def _flat(said: Mapping[str, Any], at: str) -> Iterator[tuple[str, str]]:
    for key, value in said.items():
        if isinstance(value, str):
            yield f"{at}.{key}", value
        else:
            yield from _flat(value, f"{at}.{key}")
