"""The one exception of the front end: a text that is not FEEL."""

from __future__ import annotations

from dataclasses import dataclass

# What the parser may wait for, in the words of the reader: key -> (German, English).
EXPECTED: dict[str, tuple[str, str]] = {
    "expression": ("ein Ausdruck", "an expression"),
    "number": ("eine Zahl, die sich darstellen lässt", "a number that can be kept"),
    "end": ("das Ende des Ausdrucks", "the end of the expression"),
    "operator": ("ein Operator oder das Ende", "an operator or the end"),
    "name": ("ein Name", "a name"),
    "type": ("ein Typ", "a type"),
    "string end": ("ein schließendes Anführungszeichen", "a closing quotation mark"),
    "comment end": ("das Ende des Kommentars */", "the end of the comment */"),
    "character": ("ein Zeichen, das FEEL kennt", "a character that FEEL knows"),
    "no external": (
        "eine Funktion ohne „external“; fremder Code wird nicht ausgeführt",
        "a function without “external”; foreign code is never run",
    ),
    "shallow": ("weniger tief geschachtelte Klammern", "fewer nested brackets"),
    "short": ("ein kürzerer Text", "a shorter text"),
    "named or positional": (
        "entweder nur benannte oder nur unbenannte Argumente",
        "either only named or only positional arguments",
    ),
    "comma or bracket": ("ein Komma oder die schließende Klammer", "a comma or the closing bracket"),
}


def describe_expected(key: str, lang: str) -> str:
    """Say in `lang` ("de" or "en") what `key` stands for; unknown keys are literal text."""
    pair = EXPECTED.get(key)
    if pair is None:
        return f"„{key}“" if lang == "de" else f"“{key}”"
    return pair[0] if lang == "de" else pair[1]


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text: 1-based line and column, and the number of characters marked."""

    line: int
    column: int
    length: int


def locate(text: str, start: int, end: int) -> Position:
    """Turn character offsets into a `Position`."""
    line_start = text.rfind("\n", 0, start) + 1
    return Position(text.count("\n", 0, start) + 1, start - line_start + 1, max(end - start, 0))


class FeelSyntaxError(ValueError):
    """The text is not FEEL. Knows the place, what was expected there, and what stood there."""

    def __init__(self, source: str, start: int, end: int, expected: str, found: str) -> None:
        position = locate(source, start, end)
        self.line = position.line
        self.column = position.column
        self.length = position.length
        self.expected = expected
        self.found = found
        super().__init__(self.text("en"))

    def text(self, lang: str = "de") -> str:
        """One sentence for people in German ("de") or English ("en")."""
        wanted = describe_expected(self.expected, lang)
        if lang == "de":
            seen = f"steht „{self.found}“" if self.found else "ist der Text zu Ende"
            return f"Zeile {self.line}, Spalte {self.column}: Hier {seen}; erwartet wird {wanted}."
        seen = f"found “{self.found}”" if self.found else "the text ends"
        return f"Line {self.line}, column {self.column}: {seen}; expected {wanted}."
