"""Edits as JSON, lossless: decimals keep their digits, mappings the order of their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from allmende.domain.package.edits.edit import ABSENT, Add, Edit, Move, Remove, Set
from allmende.domain.package.edits.parts import PackagePart, Plain
from allmende.domain.values import Problem, Text

DECIMAL = "$decimal"
UNREADABLE = Text.named("package.edits.codec.unreadable")

Json = dict[str, Any]


def to_json(edit: Edit) -> Json:
    """One edit as plain JSON values."""
    match edit:
        case Set():
            said: Json = {"do": "set", "target": edit.target, "name": edit.name}
            said |= {} if edit.old is ABSENT else {"old": _said(edit.old)}
            return said | ({} if edit.new is ABSENT else {"new": _said(edit.new)})
        case Add() | Remove():
            verb = "add" if isinstance(edit, Add) else "remove"
            return {"do": verb, "parts": [_part_to_json(part) for part in edit.parts], "after": edit.after}
        case Move():
            old = {"old_parent": edit.old_parent, "old_after": edit.old_after}
            return {"do": "move", "target": edit.target, **old, "parent": edit.parent, "after": edit.after}


def list_to_json(edits: Iterable[Edit]) -> list[Json]:
    return [to_json(edit) for edit in edits]


def from_json(data: Any) -> Edit | Problem:
    """The edit that `to_json` wrote."""
    try:
        return _read(data)
    except (KeyError, TypeError, ValueError, IndexError, InvalidOperation, AttributeError, RecursionError):
        return Problem("edit.unreadable", UNREADABLE)


def list_from_json(data: Any) -> tuple[Edit, ...] | Problem:
    """Several edits in order; one that cannot be read refuses them all."""
    found = [from_json(one) for one in data] if isinstance(data, list) else [Problem("edit.unreadable", UNREADABLE)]
    wrong = next((one for one in found if isinstance(one, Problem)), None)
    return wrong or tuple(one for one in found if not isinstance(one, Problem))


def _read(data: Mapping[str, Any]) -> Edit:
    match data["do"]:
        case "set":
            old = _read_value(data["old"]) if "old" in data else ABSENT
            new = _read_value(data["new"]) if "new" in data else ABSENT
            return Set(_name(data["target"]), _name(data["name"]), old, new)
        case "move":
            return Move(
                _name(data["target"]),
                _name(data["old_parent"]),
                _maybe(data["old_after"]),
                _name(data["parent"]),
                _maybe(data["after"]),
            )
        case "add" | "remove" as verb:
            parts = tuple(_part_from_json(part) for part in data["parts"])
            parts[0]
            return (Add if verb == "add" else Remove)(parts, _maybe(data["after"]))
    raise ValueError(data["do"])


def _part_to_json(part: PackagePart) -> Json:
    values = {key: _said(value) for key, value in part.data.items()}
    return {
        "address": part.address,
        "kind": part.kind,
        "parent": part.parent,
        "data": values,
        "children": list(part.children),
    }


def _part_from_json(data: Mapping[str, Any]) -> PackagePart:
    values = {_name(key): _read_value(value) for key, value in data["data"].items()}
    children = tuple(_name(child) for child in data["children"])
    return PackagePart(_name(data["address"]), _name(data["kind"]), _name(data["parent"]), values, children)


def _said(value: Plain) -> Any:
    match value:
        case Decimal():
            return {DECIMAL: str(value)}
        case Mapping():
            return {key: _said(item) for key, item in value.items()}
        case list() | tuple():
            return [_said(item) for item in value]
    return value


def _read_value(value: Any) -> Plain:
    match value:
        case dict() if value.keys() == {DECIMAL}:
            return Decimal(value[DECIMAL])
        case dict():
            return {_name(key): _read_value(item) for key, item in value.items()}
        case list():
            return [_read_value(item) for item in value]
        case float():
            raise ValueError(value)
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _maybe(value: Any) -> str | None:
    return None if value is None else _name(value)
