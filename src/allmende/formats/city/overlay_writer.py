"""An overlay as the content of its file again: what a merge or a form made can be stored and read like any other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.forms import Field, Option
from allmende.domain.package import Change, Overlay
from allmende.domain.values import Text
from allmende.formats import yaml
from allmende.formats.schemas.city import OVERLAY

SAME = (
    *("when", "options_from", "default", "expression", "result", "max_length", "pattern", "max_count"),
    *("autocomplete", "prefill", "personal_data", "fim"),
)


def write_overlay(overlay: Overlay) -> str:
    """overlays/<service>.yaml in canonical form; reading it gives the same overlay."""
    content = {"changes": [_change(one) for one in overlay.changes]}
    return yaml.write(OVERLAY.ordered(content))


def _change(change: Change) -> dict[str, Any]:
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


def field_item(one: Field) -> dict[str, Any]:
    """A question as it stands in form.yaml; texts are elsewhere."""
    item: dict[str, Any] = {"id": one.id, "type": one.type}
    if one.required != (one.type == "declaration"):
        item["required"] = one.required
    if one.needed_to != "submit":
        item["needed_to"] = one.needed_to
    item |= {name: value for name in SAME if (value := getattr(one, name)) is not None}
    item |= {name: True for name in ("abroad", "partly_known", "fixed") if getattr(one, name)}
    if one.options:
        item["options"] = [_option(option) for option in one.options]
    if one.checks:
        item["checks"] = {check.id: check.expression for check in one.checks}
    if one.fields:
        item["fields"] = [field_item(inner) for inner in one.fields]
    item |= {
        name: _bound(value, one.type) for name in ("minimum", "maximum") if (value := getattr(one, name)) is not None
    }
    item |= {"accept": list(one.accept)} if one.accept else {}
    item |= {"max_size": f"{one.max_size // 1_000_000} MB"} if one.max_size else {}
    item |= {"min_rows": one.min_rows} if one.min_rows else {}
    return item | ({"max_rows": one.max_rows} if one.max_rows != Field("", "").max_rows else {})


def _option(option: Option) -> Any:
    return {"id": option.id, "when": option.when} if option.when else option.id


def _bound(value: Any, kind: str) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if kind in ("integer", "year") else str(value)


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
