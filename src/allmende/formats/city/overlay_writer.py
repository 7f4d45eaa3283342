"""An overlay as the content of its file again: what a merge or a form made can be stored and read like any other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from allmende.domain.forms import Field, Option
from allmende.domain.package import Overlay, OverlayChange
from allmende.domain.package.properties import Property
from allmende.domain.package.properties.form import FIELD
from allmende.domain.values import Text
from allmende.formats import yaml
from allmende.formats.schemas.city import OVERLAY


def write_overlay(overlay: Overlay) -> str:
    """overlays/<service>.yaml in canonical form; reading it gives the same overlay."""
    content = {"changes": [_change(change) for change in overlay.changes]}
    return yaml.write(OVERLAY.ordered(content))


def _change(change: OverlayChange) -> dict[str, Any]:
    said: dict[str, Any] = {"id": change.id}
    match change.verb:
        case "add":
            field, words = change.value
            said |= {"add": "field", "after": change.target, "field": field_item(field), "texts": _texts(field, words)}
        case "replace":
            said |= {"replace": change.target, "with": {key: text for key, text in change.value.items() if text}}
        case "hide":
            said |= {"hide": change.target}
        case verb:
            said |= {verb: change.target, "to": _plain(change.value)}
    return said | ({"reason": change.reason} if change.reason else {})


def field_item(field: Field) -> dict[str, Any]:
    """A question as it stands in form.yaml; texts are elsewhere."""
    usual = Field(field.id, field.type, required=field.type == "declaration")
    return {
        name: _stored(field, prop, getattr(field, name))
        for prop in FIELD.properties
        if hasattr(field, name := prop.name) and (prop.needed or getattr(field, name) != getattr(usual, name))
    }


def _stored(field: Field, prop: Property, value: Any) -> Any:
    match prop.name:
        case "options":
            return [_option(option) for option in value]
        case "checks":
            return {check.id: check.expression for check in value}
        case "fields":
            return [field_item(inner) for inner in value]
        case "purpose":
            return True
        case "minimum" | "maximum":
            return field.kind.bound.write(value) if field.kind.bound else None
    return prop.value.store(value)


def _option(option: Option) -> Any:
    return {"id": option.id, "when": option.when} if option.when else option.id


def _texts(field: Field, words: Mapping[str, Text]) -> dict[str, Any]:
    """Texts by language, nested below the field."""
    found: dict[str, Any] = {}
    for text_id, text in words.items():
        *path, leaf = text_id.removeprefix(f"field.{field.path}.").split(".")
        for language, said in text.items():
            at = found.setdefault(language, {})
            for step in path:
                at = at.setdefault(step, {})
            at[leaf] = said
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, frozenset)):
        return list(value)
    return str(value) if isinstance(value, Decimal) else value
