"""A cursor over the tokens: look, take, expect, and read names."""

from __future__ import annotations

from allmende.feel.syntax.errors import FeelSyntaxError
from allmende.feel.syntax.lexer import KEYWORDS, Token, tokenize, unescape
from allmende.feel.syntax.names import NameTable, spell, table_for

# Characters that the standard allows inside names (grammar rule 30).
_NAME_SYMBOLS = frozenset({".", "/", "-", "'", "+", "*", "**"})


class Cursor:
    """Reads tokens from left to right; never goes back."""

    __slots__ = ("index", "local_names", "names", "source", "table", "token", "tokens")

    def __init__(self, source: str, names: frozenset[str]) -> None:
        self.source = source
        self.names = names
        self.tokens = tokenize(source)
        self.index = 0
        self.token = self.tokens[0]
        self.table = table_for(names)
        self.local_names: NameTable | None = None

    def advance(self) -> Token:
        """Take the current token."""
        token = self.token
        if token.kind != "end":
            self.index += 1
            self.token = self.tokens[self.index]
        return token

    def peek(self, distance: int = 1) -> Token:
        """The token `distance` places further on."""
        return self.tokens[min(self.index + distance, len(self.tokens) - 1)]

    def at_symbol(self, text: str) -> bool:
        """Does the operator or bracket `text` come next?"""
        return self.token.text == text and self.token.kind == "op"

    def at_keyword(self, text: str) -> bool:
        """Does the keyword `text` come next?"""
        return self.token.text == text and self.token.kind == "name"

    def take_symbol(self, text: str) -> bool:
        """Take the operator `text` if it comes next."""
        if self.token.text == text and self.token.kind == "op":
            self.advance()
            return True
        return False

    def expect(self, text: str, why: str | None = None) -> Token:
        """Take the operator or keyword `text`; anything else is a syntax error."""
        if self.token.text != text or self.token.kind not in ("op", "name"):
            raise self.error(why or text)
        return self.advance()

    def error(self, expected: str) -> FeelSyntaxError:
        """The error that `expected` is missing at the current token."""
        token = self.token
        return FeelSyntaxError(self.source, token.start, token.end, expected, token.text)

    def declare(self, name: str) -> None:
        """Make a name known that the text itself introduces (parameter, loop variable, key)."""
        if self.local_names is None:
            self.local_names = self.table = self.table.copy()
        self.local_names.add(name)

    def read_name(self, *, after_dot: bool = False) -> str:
        """Read a name: the longest known one, else adjacent plain words as one name."""
        matched = self.table.match(self.tokens, self.index)
        if matched is not None:
            name, end = matched
            self.index, self.token = end, self.tokens[end]
            return name
        token = self.token
        if token.kind != "name" or (token.text in KEYWORDS and not after_dot):
            raise self.error("name")
        self.advance()
        name = token.text
        if not after_dot and self.table.knows(name):
            return name
        # Two words side by side are never valid otherwise, so they are one undeclared name.
        while self.token.kind == "name" and self.token.text not in KEYWORDS and self.token.text != "?":
            name += " " + self.advance().text
        return name

    def read_new_name(self, stops: tuple[str, ...]) -> str:
        """Read a name that the text introduces: all tokens up to one of `stops`."""
        length = self.name_length(stops)
        if not length:
            raise self.error("name")
        taken = [self.advance() for _ in range(length)]
        return spell(self.source, taken)

    def name_length(self, stops: tuple[str, ...]) -> int:
        """How many tokens a new name has that ends before one of `stops`; 0 if none does."""
        length = 0
        while True:
            token = self.peek(length)
            if token.text in stops and token.kind in ("op", "name") and length:
                return length
            part_of_name = token.kind in ("name", "number") or token.text in _NAME_SYMBOLS
            if not part_of_name or (length == 0 and token.kind != "name"):
                return 0
            length += 1

    def read_string(self) -> str:
        """Take a string token and give its value."""
        return unescape(self.advance().text[1:-1])
