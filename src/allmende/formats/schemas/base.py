"""What every shape can do, and how a problem of a file is said."""

from __future__ import annotations

from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any

from allmende.domain.values import Problem, Text
from allmende.formats.yaml import YamlNode, YamlPlace

Complain = Callable[[str, Text, YamlPlace], None]
Schema = dict[str, Any]
NOTHING = Text("")


def problem(code: str, words: Text, place: YamlPlace | str) -> Problem:
    """An error of a file."""
    return Problem(code, words, str(place))


class Shape:
    """What a value may look like. `name` is how the checker calls it."""

    name = Text.named("formats.schemas.base.value")

    def wanted(self) -> Text:
        """What is said where something else stands."""
        return Text.named("formats.schemas.base.wanted", name=self.name)

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


def did_you_mean(word: str, words: Collection[str], otherwise: Text = NOTHING) -> Text:
    """` Meinten Sie „…“?`, or `otherwise` when no word is near."""
    near = get_close_matches(word, tuple(words), n=1, cutoff=0.6)
    return Text.named("formats.schemas.base.did_you_mean", word=near[0]) if near else otherwise
