"""Types as written after `instance of` and in formal parameters."""

from __future__ import annotations

from allmende.feel.syntax.cursor import Cursor
from allmende.feel.types import (
    SIMPLE_TYPES,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    Type,
)

MAX_TYPE_NESTING = 20

_LONG_NAMES = (
    ("days", "and", "time", "duration"),
    ("years", "and", "months", "duration"),
    ("date", "and", "time"),
)


def read_type(cursor: Cursor, depth: int = 0) -> Type:
    """Read a type expression at the cursor."""
    if depth > MAX_TYPE_NESTING:
        raise cursor.error("shallow")
    token = cursor.token
    if token.kind != "name":
        raise cursor.error("type")
    if cursor.peek().text == "<":
        if token.text in ("list", "range"):
            cursor.advance()
            cursor.advance()
            inner = read_type(cursor, depth + 1)
            cursor.expect(">")
            return ListType(inner) if token.text == "list" else RangeType(inner)
        if token.text == "context":
            return _read_context(cursor, depth)
        if token.text == "function":
            return _read_function(cursor, depth)
    return _read_named(cursor)


def _read_context(cursor: Cursor, depth: int) -> Type:
    cursor.advance()
    cursor.advance()
    fields: dict[str, Type] = {}
    while not cursor.at_symbol(">"):
        if fields:
            cursor.expect(",", "comma or bracket")
        name = cursor.read_new_name((":",))
        cursor.expect(":")
        fields[name] = read_type(cursor, depth + 1)
    cursor.advance()
    return ContextType(fields)


def _read_function(cursor: Cursor, depth: int) -> Type:
    cursor.advance()
    cursor.advance()
    parameters: list[Type] = []
    while not cursor.at_symbol(">"):
        if parameters:
            cursor.expect(",", "comma or bracket")
        parameters.append(read_type(cursor, depth + 1))
    cursor.advance()
    cursor.expect("->")
    return FunctionType(tuple(parameters), read_type(cursor, depth + 1))


def _read_named(cursor: Cursor) -> Type:
    for words in _LONG_NAMES:
        if tuple(token.text for token in cursor.tokens[cursor.index : cursor.index + len(words)]) == words:
            for _ in words:
                cursor.advance()
            return SIMPLE_TYPES[" ".join(words)]
    word = cursor.token.text
    if word in SIMPLE_TYPES:
        cursor.advance()
        return SIMPLE_TYPES[word]
    bare: dict[str, Type] = {
        "list": ListType(),
        "range": RangeType(),
        "context": ContextType(open=True),
        "function": FunctionType(),
    }
    if word in bare:
        cursor.advance()
        return bare[word]
    name = cursor.read_name()
    while cursor.take_symbol("."):
        name += "." + cursor.read_name(after_dot=True)
    return NamedType(name)
