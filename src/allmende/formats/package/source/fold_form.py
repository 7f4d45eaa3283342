"""The way back: form.yaml and blocks of the exchange form as authors write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.values import Text
from allmende.formats.package.source.fold_tables import words_of
from allmende.formats.package.source.refusal import DoesNotFit

Plain = dict[str, Any]


def fold_form(form: Mapping[str, Any], blocks: Mapping[str, Any]) -> Plain:
    """form.yaml of a source. `blocks`: the blocks it uses by id, spelled out. Error: `DoesNotFit`."""
    return {"steps": {step["id"]: _step(step, blocks) for step in form["steps"]}}


def fold_block(block: Mapping[str, Any]) -> Plain:
    """`_blocks/<id>.yaml` of a source."""
    return {
        "block": block["id"],
        "version": block["version"],
        "fields": [_field(one) for one in block["fields"]],
        "texts": block["texts"],
    }


def _step(step: Mapping[str, Any], blocks: Mapping[str, Any]) -> Any:
    fields = [_use(one, blocks) if "use" in one else _field(one) for one in step["fields"]]
    own = {key: step[key] for key in ("when", "role") if key in step}
    return {"fields": fields, **own} if own else fields


def _use(used: Mapping[str, Any], blocks: Mapping[str, Any]) -> Plain:
    if "set" not in used:
        return dict(used)
    block = blocks.get(str(used["use"]).partition("@")[0], {})
    known = {field.get("id"): field for field in block.get("fields", ())}
    return {**used, "set": {key: _change(change, known.get(key, {})) for key, change in used["set"].items()}}


def _change(change: Mapping[str, Any], field: Mapping[str, Any]) -> Plain:
    found = _properties(change)
    own = field.get("checks") or {}
    if isinstance(found.get("checks"), Mapping):
        if missing := [name for name in own if name not in found["checks"]]:
            found["checks"] = {**found["checks"], **dict.fromkeys(missing)}
        found["checks"] = {name: check for name, check in found["checks"].items() if own.get(name) != check}
        if not found["checks"]:
            del found["checks"]
    return found


def _field(field: Mapping[str, Any]) -> Plain:
    if "use" in field:
        return dict(field)
    rest = {key: value for key, value in field.items() if key not in ("id", "type", "purpose")}
    return {field["type"]: field["id"], **_properties(rest)}


def _properties(said: Mapping[str, Any]) -> Plain:
    found: Plain = {}
    for key, value in said.items():
        match key:
            case "required" | "needed_to":
                found |= _need(said)
            case "options" if value is not None:
                found["options"] = [_option(one) for one in value]
            case "default" if isinstance(value, str):
                found["default"] = words_of(value)
            case "expression":
                found["is"] = value
            case "min_rows" | "max_rows":
                found |= _rows(said)
            case "fields" if value is not None:
                found["fields"] = [_field(one) for one in value]
            case _:
                found[key] = value
    return found


def _need(said: Mapping[str, Any]) -> Plain:
    required, strength = said.get("required"), said.get("needed_to") or "submit"
    if "required" not in said and "needed_to" in said:
        raise DoesNotFit(Text.named("formats.package.source.fold_form.needed_to_alone"))
    if required is None:
        return {"needed_to": None}
    if required is False:
        return {"needed_to": "none"}
    return {"needed_to": strength if required is True else {strength: required}}


def _rows(said: Mapping[str, Any]) -> Plain:
    if said.get("min_rows") is None and said.get("max_rows") is None:
        return {"rows": None}
    if said.get("max_rows") is None:
        raise DoesNotFit(Text.named("formats.package.source.fold_form.no_most"))
    return {"rows": f"{said.get('min_rows') or 0} to {said['max_rows']}"}


def _option(option: Any) -> Any:
    return {option["id"]: {"when": option["when"]}} if isinstance(option, Mapping) and "when" in option else _id(option)


def _id(option: Any) -> Any:
    return option["id"] if isinstance(option, Mapping) else option
