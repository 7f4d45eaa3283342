"""Finds a service by what people type: stems, parts of compound words, synonyms, and typing errors forgiven.

An index is a plain value made from the cards of a city's services: no table, no query. What is costly in it, the stems of its
words, is remembered by word and by card, so that it is made anew for each search in about a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.spelling.comparing import plain

# What a hit is worth, by where the word stands.
NAME, KEYWORD, SUMMARY, TEXT = 12.0, 9.0, 3.0, 1.0
EXACT, STEM, PREFIX, INSIDE, NEAR = 1.0, 0.9, 0.75, 0.6, 0.5
WHOLE_PHRASE = 1.6  # the query is the name or a keyword, word for word

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_STOP = {
    "de": frozenset(plain(word) for word in ["der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "eines", "einer", "und", "oder", "für", "mit", "von", "vom", "zum", "zur", "im", "in", "am", "an", "auf", "aus", "bei", "nach", "vor", "ohne", "über", "ich", "will", "möchte", "brauche", "mein", "meine", "meinen", "meiner", "wie", "wo", "was", "ist", "sind", "werden", "beantragen"]),
    "en": frozenset(plain(word) for word in ["the", "a", "an", "and", "or", "for", "with", "of", "to", "in", "on", "at", "my", "i", "want", "need", "how", "where", "what", "is", "are", "apply", "get"]),
}  # fmt: skip
_ACTS = {
    "de": frozenset(plain(word) for word in ["verlängern", "verlängerung", "ändern", "ummelden", "anmelden", "abmelden", "melden", "bestellen", "bekommen", "holen", "machen", "verloren", "neu", "neue", "neuen", "neuer", "neues", "online", "stadt", "antrag", "formular"]),
    "en": frozenset(["renew", "extend", "change", "register", "order", "lost", "new", "online", "city", "application", "form"]),
}  # fmt: skip
"""Words for what somebody wants to do: they choose between services, but no service is found by them alone."""
ACT = 0.3
_LANGUAGE_NAMES = {"de": "german", "en": "english"}


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """What is searched of one service, in one language. `words` are texts of ever less weight."""

    id: str
    name: str
    keywords: tuple[str, ...] = ()
    summary: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    stem: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Indexed:
    id: str
    name: str
    tokens: tuple[_Token, ...]
    phrases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Index:
    """All services of a city in one language, ready to be searched."""

    language: str
    services: tuple[_Indexed, ...]


def build(entries: Iterable[SearchEntry], language: str) -> Index:
    """The index of a city's services. `language` is `de` or `en`."""
    return Index(language, tuple(_indexed(entry, language) for entry in entries))


def search(index: Index, query: str, limit: int = 20) -> tuple[str, ...]:
    """Ids of the services that fit, best first. At least half of the words must fit somewhere; nothing typed gives nothing.

    Words for an act (`verlängern`) weigh little beside the thing it is done to, and do not count as fitting.
    """
    stop = _STOP[index.language]
    words = _WORD.findall(clean_line(query[:200]).casefold())[:8]
    meant = [word for word in words if plain(word) not in stop] or words
    if not meant:
        return ()
    phrase = " ".join(plain(word) for word in words)
    stems = [_stem(word, index.language) for word in meant]
    folded = [plain(word) for word in meant]
    weights = [ACT if word in _ACTS[index.language] else 1.0 for word in folded]
    weights = weights if 1.0 in weights else [1.0] * len(weights)
    found = []
    for service in index.services:
        score = _score(service, folded, stems, weights)
        if score:
            found.append((-score * (WHOLE_PHRASE if phrase in service.phrases else 1.0), service.name, service.id))
    best = min(found)[0] if found else 0.0
    return tuple(id_ for score, _name, id_ in sorted(found) if score <= best * 0.2)[:limit]


@lru_cache(maxsize=1024)
def _indexed(entry: SearchEntry, language: str) -> _Indexed:
    weighted: dict[str, float] = {}
    for text, weight in (
        (entry.text, TEXT),
        (entry.summary, SUMMARY),
        *((keyword, KEYWORD) for keyword in entry.keywords),
        (entry.name, NAME),
    ):
        for word in _WORD.findall(text.casefold()):
            if plain(word) not in _STOP[language]:
                weighted[word] = weight  # later sources weigh more
    tokens = tuple(_Token(plain(word), _stem(word, language), weight) for word, weight in weighted.items())
    phrases = frozenset(
        " ".join(plain(w) for w in _WORD.findall(text.casefold())) for text in (entry.name, *entry.keywords)
    )
    return _Indexed(entry.id, entry.name, tokens, phrases)


def _score(service: _Indexed, words: list[str], stems: list[str], weights: list[float]) -> float:
    hits = [
        max((_fit(word, stem, token) for token in service.tokens), default=0.0)
        for word, stem in zip(words, stems, strict=True)
    ]
    fitting = [bool(hit) for hit, weight in zip(hits, weights, strict=True) if weight > ACT]
    if 2 * sum(fitting) < len(fitting):
        return 0.0
    return sum(hit * weight for hit, weight in zip(hits, weights, strict=True)) / sum(weights)


def _fit(word: str, stem: str, token: _Token) -> float:
    """How well one typed word fits one word of a service, times that word's weight."""
    if word == token.word:
        return EXACT * token.weight
    if stem == token.stem:
        return STEM * token.weight
    if len(word) >= 3 and token.word.startswith(word):
        return PREFIX * token.weight
    if len(stem) >= 4 and stem in token.word:
        return INSIDE * token.weight
    return NEAR * token.weight if _is_near(word, token.word) else 0.0


def _is_near(typed: str, word: str) -> bool:
    """One slip for words from five letters, two from eight, three from fourteen; swapped letters are one slip."""
    slips = 3 if len(typed) >= 14 else 2 if len(typed) >= 8 else 1 if len(typed) >= 5 else 0
    if not slips or abs(len(typed) - len(word)) > slips:
        return False
    return _distance()(typed, word, score_cutoff=slips) <= slips


@cache
def _distance() -> Callable[..., int]:
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415 - with the first search

    return DamerauLevenshtein.distance


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer  # noqa: PLC0415 - with the first search: it brings all its languages

    return snowballstemmer.stemmer(_LANGUAGE_NAMES[language])


@lru_cache(maxsize=16384)
def _stem(word: str, language: str) -> str:
    """Stemmed with its umlauts, because `Häuser` and `Haus` share a stem only then; compared without them."""
    return plain(_stemmer(language).stemWord(word))
