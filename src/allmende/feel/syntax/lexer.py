"""Text to tokens. One pass, linear time, every token keeps its place."""

from __future__ import annotations

import re
from typing import NamedTuple

from allmende.feel.syntax.errors import FeelSyntaxError

MAX_LENGTH = 65_536

# Name characters of the standard (DMN 1.5, grammar rules 28 and 29), without "?",
# which is a token of its own: the value tested by a unary test.
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u167f\u1681-\u180d\u180f-\u1fff"
    "\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd"
    "\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = "\t-\r \u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"

_TOKEN = re.compile(
    rf"""(?P<space>[{_SPACE}]+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
    |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[{_START}][{_PART}]*|\?)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<at>@[{_SPACE}]*"(?:[^"\\]|\\.)*")
    |(?P<op>\.\.|\*\*|!=|<=|>=|->|/(?!\*)|[-+*=<>()\[\]{{}},.:'])""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)

KEYWORDS = frozenset(
    {
        *("if", "then", "else", "for", "return", "in", "some", "every", "satisfies"),
        *("and", "or", "between", "instance", "function"),
        *("true", "false", "null"),
    },
)


class Token(NamedTuple):
    """One token: kind (name, number, string, at, op, end), its text and character offsets."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Split `text`; the last token has the kind "end". Raises `FeelSyntaxError`."""
    if len(text) > MAX_LENGTH:
        raise FeelSyntaxError(text, 0, 0, "short", text[:12] + "…")
    tokens: list[Token] = []
    position, match = 0, _TOKEN.match
    while position < len(text):
        found = match(text, position)
        if found is None:
            raise _lexical_error(text, position)
        kind, end = found.lastgroup or "", found.end()
        if kind != "space":
            tokens.append(Token(kind, found[0], position, end))
        position = end
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _lexical_error(text: str, position: int) -> FeelSyntaxError:
    if text.startswith(('"', '@"'), position):
        return FeelSyntaxError(text, position, len(text), "string end", text[position : position + 20])
    if text.startswith("/*", position):
        return FeelSyntaxError(text, position, len(text), "comment end", "/*")
    return FeelSyntaxError(text, position, position + 1, "character", text[position])


_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|([nrt\"\\']))",
)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'"}


def unescape(literal: str) -> str:
    """The value of a string literal without its quotes.

    Unknown escapes such as the `\\s` of a regular expression stay as they are written.
    """
    if "\\" not in literal:
        return literal
    return _ESCAPE.sub(_unescape_one, literal)


def _unescape_one(match: re.Match[str]) -> str:
    high, low, short, long, plain = match.groups()
    if plain:
        return _PLAIN[plain]
    code = 65536 + (int(high, 16) - 55296 << 10) + (int(low, 16) - 56320) if high else int(short or long, 16)
    # Lone surrogates and numbers past Unicode are no characters; they stay as written.
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]


def escape(value: str) -> str:
    """`value` as a string literal with quotes, such that `unescape` gives it back."""
    out = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + out.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'
