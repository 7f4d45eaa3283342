"""process.bpmn as parts: the drawing (elements, connections, places), and what each station and arrow says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from allmende.domain.package.edits import PackagePart
from allmende.domain.process import ProcessDefinition
from allmende.formats import bpmn
from allmende.formats.bpmn.names import DECLARED
from allmende.formats.drafts.parts import Collector, FileNotSplittable, Tree

OPTION = "option "


def read(into: Collector, text: str, name: str) -> None:
    """Collect stations and arrows; the rest of the drawing is the property `drawing` of `process`."""
    definition = bpmn.read(text.encode(), name)
    if not isinstance(definition, ProcessDefinition):
        raise FileNotSplittable(name)
    silent: dict[str, Any] = {"name": "", "options": {}, **dict.fromkeys(DECLARED)}
    bare = replace(
        definition,
        nodes={key: replace(node, **silent) for key, node in definition.nodes.items()},
        flows=tuple(replace(flow, name="", condition=None) for flow in definition.flows),
    )
    top = into.add(f"{into.scope}process", "process", "", {"drawing": _written(bare)})
    for node in definition.nodes.values():
        data: dict[str, Any] = {"name": node.name} if node.name else {}
        data |= {key: value for key in DECLARED if (value := getattr(node, key)) is not None}
        data |= {f"{OPTION}{key}": node.options[key] for key in sorted(node.options)}
        into.add(f"{into.scope}node.{node.id}", "node", top, data)
    for flow in definition.flows:
        data = {"name": flow.name} if flow.name else {}
        data |= {"condition": flow.condition} if flow.condition is not None else {}
        into.add(f"{into.scope}flow.{flow.id}", "flow", top, data)


def write(tree: Tree, scope: str, name: str) -> str:
    """The file. Error: `FileNotSplittable` when stations and drawing do not belong together."""
    top = tree[f"{scope}process"]
    bare = bpmn.read(str(top.data["drawing"]).encode(), name)
    if not isinstance(bare, ProcessDefinition):
        raise FileNotSplittable(name)
    nodes = {part.address.removeprefix(f"{scope}node."): part for part in tree.inside(top.address, "node")}
    flows = {part.address.removeprefix(f"{scope}flow."): part for part in tree.inside(top.address, "flow")}
    if nodes.keys() != bare.nodes.keys() or flows.keys() != {flow.id for flow in bare.flows}:
        raise FileNotSplittable(name)
    said = replace(
        bare,
        nodes={key: replace(node, **_spoken(nodes[key])) for key, node in bare.nodes.items()},
        flows=tuple(
            replace(
                flow,
                name=str(flows[flow.id].data.get("name", "")),
                condition=flows[flow.id].data.get("condition"),
            )
            for flow in bare.flows
        ),
    )
    return _written(said)


def _spoken(part: PackagePart) -> dict[str, Any]:
    options = {key.removeprefix(OPTION): str(value) for key, value in part.data.items() if key.startswith(OPTION)}
    return {
        "name": str(part.data.get("name", "")),
        "options": options,
        **{key: part.data[key] for key in DECLARED if key in part.data},
    }


def _written(definition: ProcessDefinition) -> str:
    try:
        return bpmn.write(definition).decode()
    except (ValueError, TypeError) as wrong:
        raise FileNotSplittable(str(wrong)) from wrong
