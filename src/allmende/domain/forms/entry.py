"""A plain value as a person would have entered it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.forms.model import Field
from allmende.domain.forms.values import typed


def entry_of(one: Field, value: Any) -> Any:
    """Any plain value as an entry of that field. Error: `TypeError` for a row of a group that names no fields."""
    if one.type == "group" and isinstance(value, (list, tuple)):
        inner = {field.id: field for field in one.fields}
        strange = next((row for row in value if not isinstance(row, Mapping)), value)
        if strange is not value:
            raise TypeError(f"{one.id}: {strange!r} is no row")
        return [{key: entry_of(inner[key], item) for key, item in row.items()} for row in value]
    if one.type == "file" and isinstance(value, (list, tuple)):
        return [str(file["id"]) if isinstance(file, Mapping) else file for file in value]
    if one.kind.many and isinstance(value, str):
        return [value]
    parts = one.kind.split(value) if one.parts else None
    if isinstance(parts, Mapping):
        return {key: typed(item) for key, item in parts.items() if key in one.parts}
    return typed(value)
