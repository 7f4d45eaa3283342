"""Writes YAML in exactly one way: block style, two spaces, quotes only where they are needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from allmende.formats.yaml.reader import NOT_A_NUMBER, resolve

PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`.=<]|[.=<](?=.)")
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]",
)
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def write(value: object) -> str:
    """The document. Keys keep the order of the mapping. Error: `TypeError` for a value YAML 1.2 has no word for.

    >>> print(write({"id": "a", "amount": "30.00", "when": 'x = "y"', "list": ["no", "1"]}), end="")
    id: a
    amount: '30.00'
    when: x = "y"
    list:
      - no
      - '1'
    """
    if isinstance(value, (Mapping, list, tuple)) and value:
        return "\n".join(_block(value, 0)) + "\n"
    return f"{_inline(value, 0)}\n"


def _block(value: object, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, Mapping):
        for key, item in value.items():
            name = _word(str(key)) if "\n" not in str(key) else _quoted(str(key))
            if _has_lines(item):
                yield f"{pad}{name}:"
                yield from _block(item, indent + 2)
            else:
                yield f"{pad}{name}: {_inline(item, indent)}"
    elif isinstance(value, Sequence):
        for item in value:
            if _has_lines(item):
                lines = list(_block(item, indent + 2))
                yield f"{pad}- {lines[0][indent + 2 :]}"
                yield from lines[1:]
            else:
                yield f"{pad}- {_inline(item, indent)}"


def _has_lines(item: object) -> bool:
    return not isinstance(item, str) and isinstance(item, (dict, list, tuple, Mapping)) and bool(item)


def _inline(value: object, indent: int) -> str:
    match value:
        case str():
            return _literal(value, indent) if "\n" in value else _word(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return "{}"
        case list() | tuple():
            return "[]"
    raise TypeError(f"{type(value).__name__} cannot be written as YAML.")


@lru_cache(maxsize=10_000)
def _word(text: str) -> str:
    """A string on one line: plain, else in single quotes, else escaped in double quotes."""
    if UNPRINTABLE.search(text) or "\t" in text:
        return _quoted(text)
    if _is_plain(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _is_plain(text: str) -> bool:
    return bool(
        PLAIN.match(text)
        and text == text.strip()
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and not text.startswith(("...", "<<"))
        and not NOT_A_NUMBER.match(text)
        and isinstance(resolve(text), str)
    )


def _literal(text: str, indent: int) -> str:
    """Several lines as a block; quoted where a block could not say it exactly."""
    lines = text.split("\n")
    body = lines[:-1] if text.endswith("\n") else lines
    awkward = UNPRINTABLE.search(text) or not body[0].strip() or body[0][0] in " \t" or not body[-1]
    if awkward or any(line != line.rstrip() for line in body):
        return _quoted(text)
    pad = " " * (indent + 2)
    return "\n".join(["|" if text.endswith("\n") else "|-", *(pad + line if line else "" for line in body)])


def _quoted(text: str) -> str:
    escaped = "".join(ESCAPES.get(sign, sign) for sign in text)
    return '"' + UNPRINTABLE.sub(lambda found: _escape(found[0]), escaped) + '"'


def _escape(sign: str) -> str:
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
