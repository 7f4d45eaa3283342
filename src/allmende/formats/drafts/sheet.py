"""service.yaml as parts, and back."""

from __future__ import annotations

from typing import Any

from allmende.domain.package.properties.sheet import SERVICE
from allmende.domain.package.properties.types import PartsType
from allmende.formats.drafts.parts import Collector, Data, Tree, last, without

LISTS = {one.name: one.value.kind for one in SERVICE.properties if isinstance(one.value, PartsType)}
EMPTY = "empty lists"


def read(into: Collector, data: Data, _name: str) -> None:
    """Collect the parts of the sheet."""
    own = without(data, *LISTS)
    if empty := [name for name in LISTS if name in data and not data[name]]:
        own[EMPTY] = empty
    top = into.add(f"{into.scope}service", "service", "", own)
    for name, kind in LISTS.items():
        for item in data.get(name) or ():
            address = into.add(f"{into.scope}{kind}.{item['id']}", kind, top, without(item, "id", "values"))
            for value in item.get("values") or () if kind == "tariff" else ():
                into.add(f"{address}.from.{value['valid_from']}", "amount", address, value)


def write(tree: Tree, scope: str, _name: str) -> dict[str, Any]:
    """The sheet's content."""
    top = tree[f"{scope}service"]
    found: dict[str, Any] = {**without(top.data, EMPTY), **{name: [] for name in top.data.get(EMPTY, ())}}
    for name, kind in LISTS.items():
        items = [{"id": last(part.address), **part.data} for part in tree.inside(top.address, kind)]
        for item in items if kind == "tariff" else ():
            item["values"] = [dict(value.data) for value in tree.inside(f"{scope}tariff.{item['id']}")]
        if items:
            found[name] = items
    return found
