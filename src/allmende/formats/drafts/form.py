"""form.yaml and blocks as parts, and back. What a package sets on a block's field is a part of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.formats.drafts.parts import Collector, Data, PackagePart, Tree, last, without

WRITTEN = "written as mapping"


def read(into: Collector, data: Data, _name: str) -> None:
    """Collect the parts of a form."""
    top = into.add(f"{into.scope}form", "form", "", without(data, "steps"))
    for step in data["steps"]:
        address = into.add(f"{into.scope}step.{step['id']}", "step", top, without(step, "id", "fields"))
        read_fields(into, step["fields"], address, f"{into.scope}field.")


def write(tree: Tree, scope: str, _name: str) -> dict[str, Any]:
    """The form's content."""
    steps = [
        {"id": last(step.address), **step.data, "fields": write_fields(tree, step.address)}
        for step in tree.inside(f"{scope}form", "step")
    ]
    return {**tree[f"{scope}form"].data, "steps": steps}


def read_fields(into: Collector, items: Any, parent: str, lead: str) -> None:
    """Fields and uses of blocks; `lead` begins every field's address."""
    for item in items:
        if "use" in item:
            _read_use(into, item, parent, lead)
        else:
            _read_field(into, item, parent, lead)


def _read_use(into: Collector, item: Data, parent: str, lead: str) -> None:
    name = item.get("as") or item["use"].partition("@")[0]
    address, count = f"{into.scope}use.{name}", 1
    while address in into.found:
        count += 1
        address = f"{into.scope}use.{name}-{count}"
    into.add(address, "use", parent, without(item, "set"))
    prefix = f"{item['as']}_" if item.get("as") else ""
    for field_id, own in (item.get("set") or {}).items():
        into.add(f"{lead}{prefix}{field_id}", "setting", address, own)


def _read_field(into: Collector, item: Data, parent: str, lead: str) -> None:
    address = into.add(f"{lead}{item['id']}", "field", parent, without(item, "id", "options", "checks", "fields"))
    for option in item.get("options") or ():
        is_mapping = isinstance(option, Mapping)
        option_id = option["id"] if is_mapping else option
        data = without(option, "id") if is_mapping else {}
        into.add(f"{address}.option.{option_id}", "option", address, data or ({WRITTEN: True} if is_mapping else {}))
    for check_id, rule in (item.get("checks") or {}).items():
        into.add(f"{address}.check.{check_id}", "check", address, {"rule": rule})
    read_fields(into, item.get("fields") or (), address, f"{address}.")


def write_fields(tree: Tree, parent: str) -> list[dict[str, Any]]:
    """The fields and uses inside a step, a group or a block."""
    return [
        _use(tree, part) if part.kind == "use" else _field(tree, part)
        for part in tree.inside(parent)
        if part.kind in ("field", "use")
    ]


def _use(tree: Tree, part: PackagePart) -> dict[str, Any]:
    prefix = f"{part.data['as']}_" if part.data.get("as") else ""
    settings = {last(setting.address).removeprefix(prefix): dict(setting.data) for setting in tree.inside(part.address)}
    return {**part.data, **({"set": settings} if settings else {})}


def _field(tree: Tree, part: PackagePart) -> dict[str, Any]:
    found: dict[str, Any] = {"id": last(part.address), **part.data}
    if options := tree.inside(part.address, "option"):
        found["options"] = [_option(option) for option in options]
    if checks := tree.inside(part.address, "check"):
        found["checks"] = {last(check.address): check.data["rule"] for check in checks}
    if fields := write_fields(tree, part.address):
        found["fields"] = fields
    return found


def _option(part: PackagePart) -> Any:
    return {"id": last(part.address), **without(part.data, WRITTEN)} if part.data else last(part.address)
