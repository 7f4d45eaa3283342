"""ProcessDefinition → canonical BPMN XML. Everything the model does not know (the diagram, notes) stays."""

from __future__ import annotations

from dataclasses import fields

from lxml import etree

from allmende.domain.process.model import FlowNode, ProcessDefinition, SequenceFlow
from allmende.domain.values import Problem
from allmende.formats import xml
from allmende.formats.bpmn.names import ALLMENDE, DECLARED, FLOW_NODES, XSI, is_model, local, model, ours
from allmende.formats.bpmn.reader import read

WRITABLE = frozenset(("name", "line", "options", *DECLARED))
"""What may differ from the file a definition was read from; new or moved elements need a new file."""
ORDERED = frozenset((*FLOW_NODES, "sequenceFlow"))


def write(definition: ProcessDefinition) -> bytes:
    """The file with the model's names, attributes and conditions; `write(read(write(d))) == write(d)`.

    Error: `ValueError` when the shape of the process differs from its own `xml`.
    """
    root = xml.parse(definition.xml, definition.source)
    original = read(definition.xml, definition.source)
    if isinstance(root, Problem) or isinstance(original, list):
        raise ValueError(f"{definition.source}: the definition's own xml cannot be read.")
    _refuse_other_shape(definition, original)
    elements = {element.get("id"): element for element in root.iter() if local(element) in FLOW_NODES}
    for node in definition.nodes.values():
        _write_node(elements[node.id], node, original.nodes[node.id])
    flows = {element.get("id"): element for element in root.iter(model("sequenceFlow"))}
    for flow, before in zip(definition.flows, original.flows, strict=True):
        _write_flow(flows[flow.id], flow, before)
    return canonical(root)


def canonical(root: etree._Element) -> bytes:
    """UTF-8, two spaces of indentation, id and name first, our own attributes last and by name, one final newline."""
    tree = root.getroottree()
    for element in root.iter():
        if is_model(element) and local(element) in ORDERED:
            _order_attributes(element)
        if len(element) and not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
    etree.indent(tree, space="  ")
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8").replace(b"'", b'"', 4).rstrip() + b"\n"


def _order_attributes(element: etree._Element) -> None:
    """The order in which attributes were set must not show: the same process is the same file."""
    found = list(element.attrib.items())
    ordered = sorted(found, key=lambda item: _place(str(item[0])))
    if ordered != found:
        element.attrib.clear()
        for name, value in ordered:
            element.set(name, value)


def _place(name: str) -> tuple[int, str]:
    own = name.startswith(f"{{{ALLMENDE}}}")
    return (0, "") if name == "id" else (1, "") if name == "name" else (3, name) if own else (2, "")


def _refuse_other_shape(definition: ProcessDefinition, original: ProcessDefinition) -> None:
    same = definition.id == original.id and definition.nodes.keys() == original.nodes.keys()
    same = same and [(f.id, f.source, f.target) for f in definition.flows] == [
        (f.id, f.source, f.target) for f in original.flows
    ]
    for field in fields(FlowNode):
        if field.name in WRITABLE or not same:
            continue
        same = all(
            getattr(definition.nodes[key], field.name) == getattr(original.nodes[key], field.name)
            for key in original.nodes
        )
    if not same:
        raise ValueError(f"{definition.source}: the process has another shape than its xml.")


def _write_node(element: etree._Element, node: FlowNode, before: FlowNode) -> None:
    if node.name != before.name:
        _set(element, "name", node.name)
    for name in DECLARED:
        value = getattr(node, name)
        if value == getattr(before, name):
            continue
        if name == "deadline" and (stated := element.find(f".//{model('timeDate')}")) is not None:
            stated.text = value
        else:
            _set(element, ours(name), value)
    for name in before.options.keys() | node.options.keys():
        if node.options.get(name) != before.options.get(name):
            _set(element, ours(name), node.options.get(name))


def _write_flow(element: etree._Element, flow: SequenceFlow, before: SequenceFlow) -> None:
    if flow.name != before.name:
        _set(element, "name", flow.name)
    if flow.condition == before.condition:
        return
    condition = element.find(model("conditionExpression"))
    if flow.condition is None and condition is not None:
        element.remove(condition)
    elif flow.condition is not None:
        if condition is None:
            condition = etree.SubElement(element, model("conditionExpression"))
            condition.set(f"{{{XSI}}}type", _prefixed(element, "tFormalExpression"))
        condition.text = flow.condition


def _set(element: etree._Element, name: str, value: str | None) -> None:
    if value:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _prefixed(element: etree._Element, name: str) -> str:
    return f"{element.prefix}:{name}" if element.prefix else name
