"""The one exception of the front end: a text that is not FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allmende.words import Text

# What the parser may wait for, in the words of the reader.
EXPECTED: Mapping[str, Text] = {
    "expression": Text.named("feel.expected.expression"),
    "number": Text.named("feel.expected.number"),
    "end": Text.named("feel.expected.end"),
    "operator": Text.named("feel.expected.operator"),
    "name": Text.named("feel.expected.name"),
    "type": Text.named("feel.expected.type"),
    "string end": Text.named("feel.expected.string_end"),
    "comment end": Text.named("feel.expected.comment_end"),
    "character": Text.named("feel.expected.character"),
    "no external": Text.named("feel.expected.no_external"),
    "shallow": Text.named("feel.expected.shallow"),
    "short": Text.named("feel.expected.short"),
    "named or positional": Text.named("feel.expected.named_or_positional"),
    "comma or bracket": Text.named("feel.expected.comma_or_bracket"),
}


def describe_expected(key: str) -> Text:
    """What `key` stands for in words; unknown keys are literal text."""
    return EXPECTED[key] if key in EXPECTED else Text.named("feel.expected.literally", text=key)


@dataclass(frozen=True, slots=True)
class TextPosition:
    """A place in a text: 1-based line and column, and the number of characters marked."""

    line: int
    column: int
    length: int


def locate(text: str, start: int, end: int) -> TextPosition:
    """Turn character offsets into a `TextPosition`."""
    line_start = text.rfind("\n", 0, start) + 1
    return TextPosition(text.count("\n", 0, start) + 1, start - line_start + 1, max(end - start, 0))


class FeelSyntaxError(ValueError):
    """The text is not FEEL. Knows the place, what was expected there, and what stood there."""

    def __init__(self, source: str, start: int, end: int, expected: str, found: str) -> None:
        position = locate(source, start, end)
        self.line = position.line
        self.column = position.column
        self.length = position.length
        self.expected = expected
        self.found = found
        super().__init__(self.text["en"])

    @property
    def text(self) -> Text:
        """One sentence for people."""
        wanted = describe_expected(self.expected)
        if not self.found:
            return Text.named("feel.syntax.ends", line=self.line, column=self.column, wanted=wanted)
        return Text.named("feel.syntax.instead", line=self.line, column=self.column, found=self.found, wanted=wanted)
