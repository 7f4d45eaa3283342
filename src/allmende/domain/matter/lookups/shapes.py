"""What a person at a desk is told and types: one act of a register as fields, and how facts spell their values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.forms import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupShape:
    """One act. `asks`: what the officer is told; `answers`: what she types for each entry she found, or for the one she made.

    `writes`: something is entered there, not looked for. `existing`: it changes an entry, which may be gone. `most`: how many
    entries can be found.
    """

    act: str
    asks: tuple[Field, ...]
    answers: tuple[Field, ...] = ()
    writes: bool = False
    existing: bool = False
    most: int = 1

    @property
    def register(self) -> str:
        """The register's name, as processes and cities say it."""
        return self.act.partition(".")[0]


def encode(value: Any) -> str:
    """A value of a field, as facts keep it; the empty string for none."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return str(value)


def decode(field: Field, text: str) -> Any:
    """The value `encode` spelled; None for nothing. Error: `ValueError`, `ArithmeticError` for what it never wrote."""
    if not text:
        return None
    match field.type:
        case "date":
            return date.fromisoformat(text)
        case "money" | "integer" | "decimal":
            return Decimal(text)
        case "boolean":
            return text == "true"
    return text
