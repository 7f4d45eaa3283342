"""FEEL values as text: what `string()` gives, and literals that read back."""

from __future__ import annotations

from decimal import Decimal

from allmende.feel.numbers import number_text
from allmende.feel.syntax.lexer import escape
from allmende.feel.values.iso import iso_text
from allmende.feel.values.kinds import Charge, Function, Range, Value, free, kind_of
from allmende.words import Text

_WORDS: dict[bool | None, Text] = {
    True: Text.named("feel.values.true"),
    False: Text.named("feel.values.false"),
    None: Text.named("feel.values.none"),
}


def string_of(value: Value, charge: Charge = free, *, nested: bool = False) -> str:
    """The text of `value` as `string(value)` gives it; strings inside others are quoted.

    Items and long texts are paid for before they are written out, each time anew where they are shared.
    """
    match value:
        case str():
            if len(value) > 100:
                charge(len(value) // 100)
            return escape(value) if nested else value
        case bool():
            return "true" if value else "false"
        case Decimal():
            size = abs(value.adjusted())
            if size > 100:
                charge(size // 100)
            return number_text(value)
        case None:
            return "null"
        case list():
            charge(len(value))
            return "[" + ", ".join(string_of(item, charge, nested=True) for item in value) + "]"
        case dict():
            charge(len(value) + sum(map(len, value)) // 100)
            inner = ", ".join(f"{_key(key)}: {string_of(item, charge, nested=True)}" for key, item in value.items())
            return "{" + inner + "}"
        case Range():
            return _range_text(value, charge)
        case Function():
            return f"function({', '.join(value.parameters)})"
        case _:
            return f'@"{iso_text(value)}"' if nested else iso_text(value)


def _key(key: str) -> str:
    return key if key.replace(" ", "_").isidentifier() else escape(key)


def _range_text(value: Range, charge: Charge) -> str:
    low, high = string_of(value.low, charge, nested=True), string_of(value.high, charge, nested=True)
    if value.equality:
        return f"(= {low})"
    if value.low_open or value.high_open:
        if value.high_open:
            return f"({'>=' if value.low_included else '>'} {low})"
        return f"({'<=' if value.high_included else '<'} {high})"
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"


def to_text(value: Value, lang: str = "de") -> str:
    """Text for people: yes and no in words, everything else in canonical FEEL text."""
    if value is None or isinstance(value, bool):
        return _WORDS[value].spoken(lang)
    if kind_of(value) == "list":
        return ", ".join(to_text(item, lang) for item in value)
    return string_of(value)
