"""A plain value as a person would have entered it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.forms.model import Field
from allmende.domain.forms.values import typed


def entry_of(one: Field, value: Any) -> Any:
    """Any plain value as an entry of that field."""
    if one.type == "group" and isinstance(value, (list, tuple)):
        inner = {field.id: field for field in one.fields}
        return [{key: entry_of(inner[key], item) for key, item in row.items()} for row in value]
    if one.type == "file" and isinstance(value, (list, tuple)):
        return [str(file["id"]) if isinstance(file, Mapping) else file for file in value]
    if one.type == "choices" and isinstance(value, str):
        return [value]
    if one.parts and isinstance(value, Mapping):
        parts = {key: typed(item) for key, item in value.items() if key in one.parts}
        return {**parts, "house_number": "ohne"} if value.get("house_number") == "" else parts
    return typed(value)
