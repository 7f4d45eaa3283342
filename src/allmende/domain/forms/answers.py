"""Answers as plain JSON and back, without loss: numbers as strings, days in ISO form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from allmende.domain.forms.model import Field


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


def _typed(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.kind.control == "rows":
        return [_typed_row(field.fields, row) for row in value]
    return field.answer_kind.restore(value)


def _typed_row(fields: Iterable[Field], row: Mapping[str, Any]) -> dict[str, Any]:
    inner = {field.id: field for field in fields}
    return {key: _typed(inner[key], value) for key, value in row.items() if key in inner}
