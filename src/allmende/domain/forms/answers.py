"""Answers as plain JSON and back, without loss: numbers as strings, days in ISO form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from allmende.domain.forms.model import Field
from allmende.feel import day_from_iso

NUMBERS = frozenset({"integer", "decimal", "money", "year"})


class HasFields(Protocol):
    """A form, compiled or not."""

    def find(self, path: str) -> Field | None: ...


def answers_to_json(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data for `json.dumps`. Error: `TypeError` for a value no answer has."""
    return {key: _plain(value) for key, value in answers.items()}


def answers_from_json(form: HasFields, data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that `answers_to_json` wrote for that form. Fields the form does not know are left out."""
    found = {}
    for key, value in data.items():
        one = form.find(key)
        if one is not None:
            found[key] = _typed(one, value)
    return found


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | str() | int():
            return value
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is no answer.")


def _typed(one: Field, value: Any) -> Any:
    if value is None:
        return None
    kind = one.type
    if kind == "computed":
        kind = {"money": "money", "number": "decimal", "date": "date"}.get(one.result or "", "text")
    if kind in NUMBERS:
        return Decimal(value)
    if kind == "date":
        return day_from_iso(value)
    if kind == "datetime":
        return datetime.fromisoformat(value)
    if kind == "group":
        return [_typed_row(one.fields, row) for row in value]
    if kind == "person":
        return {key: day_from_iso(part) if key == "date_of_birth" else part for key, part in value.items()}
    if kind == "geo":
        return {key: Decimal(part) for key, part in value.items()}
    return value


def _typed_row(fields: Iterable[Field], row: Mapping[str, Any]) -> dict[str, Any]:
    inner = {one.id: one for one in fields}
    return {key: _typed(inner[key], value) for key, value in row.items() if key in inner}
