"""Names that the lexer cannot know: with spaces, hyphens or other operator characters."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import lru_cache

from allmende.feel.syntax.errors import FeelSyntaxError
from allmende.feel.syntax.lexer import Token, tokenize

# Names of the standard that are more than one word: built-in functions and properties.
STANDARD_NAMES = (
    *("date and time", "years and months duration", "string length", "upper case", "lower case"),
    *("substring before", "substring after", "starts with", "ends with", "string join"),
    *("list contains", "insert before", "list replace", "index of", "distinct values"),
    *("round up", "round down", "round half up", "round half down"),
    *("met by", "overlaps before", "overlaps after", "finished by", "started by"),
    *("day of year", "day of week", "month of year", "week of year"),
    *("get value", "get entries", "context put", "context merge"),
    *("time offset", "start included", "end included"),
)


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The token texts of `name`; a name that cannot be written in FEEL has none."""
    try:
        return tuple(token.text for token in tokenize(name)[:-1])
    except FeelSyntaxError:
        return ()


class NameTable:
    """Known names, found by their first token; longer names win over shorter ones."""

    __slots__ = ("_longer", "_single")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._longer: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._single: set[str] = set()
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make `name` known."""
        words = words_of(name)
        if len(words) == 1:
            self._single.add(name)
        elif words:
            entries = self._longer.setdefault(words[0], [])
            if (words, name) not in entries:
                entries.append((words, name))
                entries.sort(key=lambda entry: -len(entry[0]))

    def copy(self) -> NameTable:
        """A table that can grow without changing this one."""
        other = NameTable()
        other._longer = {first: list(entries) for first, entries in self._longer.items()}
        other._single = set(self._single)
        return other

    def knows(self, word: str) -> bool:
        """Is `word` alone a known name?"""
        return word in self._single

    def match(self, tokens: list[Token], index: int) -> tuple[str, int] | None:
        """The longest known name of several tokens at `index` and the index after it."""
        entries = self._longer.get(tokens[index].text)
        if entries is None:
            return None
        for words, name in entries:
            end = index + len(words)
            if end <= len(tokens) and all(
                token.text == word for token, word in zip(tokens[index:end], words, strict=True)
            ):
                return name, end
        return None


@lru_cache(maxsize=512)
def table_for(names: frozenset[str]) -> NameTable:
    """The table of the standard names and `names`; shared, so copy it before adding."""
    return NameTable((*STANDARD_NAMES, *names))


def spell(text: str, tokens: list[Token]) -> str:
    """The canonical spelling of a name written with `tokens`: spaces become one space."""
    out = [tokens[0].text]
    for before, token in itertools.pairwise(tokens):
        gap = text[before.end : token.start]
        out.append(" " + token.text if gap else token.text)
    return "".join(out)
