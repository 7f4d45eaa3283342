"""What a letter says: its words, without the names and codes by which its parts are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from allmende.domain.notices import document as doc
from allmende.domain.values import Money

_CODES: dict[type, frozenset[str]] = {
    doc.Document: frozenset(("id", "kind", "language")),
    doc.Authority: frozenset(("city_key", "accent")),
    doc.Section: frozenset(("role",)),
    doc.Table: frozenset(("aligns",)),
    doc.Remedy: frozenset(("kind", "rule")),
    doc.Card: frozenset(("register",)),
    Money: frozenset(("currency",)),
}
"""Texts of a document that stand on no sheet. Any other text counts as printed; amounts stand in texts of their own."""


def list_texts(document: doc.Document) -> tuple[str, ...]:
    """Every text of the letter that is printed, in the order of its parts, its translation included."""
    return tuple(_texts(document))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value) and not isinstance(value, type):
        codes = _CODES.get(type(value), frozenset())
        for field in fields(value):
            if field.name not in codes:
                yield from _texts(getattr(value, field.name))
