"""What every shape can do, and how a problem of a file is said."""

from __future__ import annotations

from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any

from allmende.domain.values import Problem, Text
from allmende.formats.yaml import YamlNode, YamlPlace

Complain = Callable[[str, str, YamlPlace], None]
Schema = dict[str, Any]


def problem(code: str, words: str, place: YamlPlace | str) -> Problem:
    """An error of a file, in German."""
    return Problem(code, Text(de=words), str(place))


class Shape:
    """What a value may look like. `name` is how the checker calls it."""

    name = "ein Wert"

    def fits(self, node: YamlNode) -> bool:
        """Is the value of the right kind (not yet: right in detail)?"""
        raise NotImplementedError

    def check(self, node: YamlNode, complain: Complain) -> None:
        """Report everything that is wrong below `node`."""
        raise NotImplementedError

    def ordered(self, value: Any) -> Any:
        """The plain value with keys in canonical order."""
        return value

    def schema(self) -> Schema:
        """As JSON Schema (draft 2020-12)."""
        raise NotImplementedError


def did_you_mean(word: str, words: Collection[str]) -> str:
    """` Meinten Sie „…“?`, or nothing when no word is near."""
    near = get_close_matches(word, tuple(words), n=1, cutoff=0.6)
    return f" Meinten Sie „{near[0]}“?" if near else ""
