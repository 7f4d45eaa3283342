"""Building XML elements: attributes that are empty are left out, kept fragments are put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from lxml import etree

from allmende.domain.decisions import model
from allmende.formats.dmn.names import DC, DI, DMNDI_NAMESPACES, MODEL_NAMESPACES

Node = etree._Element


def new_root(namespace: str, diagram_namespace: str, prefixes: Mapping[str, str]) -> Node:
    """The root element with its namespaces."""
    nsmap: dict[Any, str] = {None: namespace, "dmndi": diagram_namespace, "dc": DC, "di": DI}
    taken = set(nsmap.values()) | MODEL_NAMESPACES | DMNDI_NAMESPACES
    nsmap |= {prefix: uri for prefix, uri in prefixes.items() if uri not in taken and prefix not in nsmap}
    return etree.Element(f"{{{namespace}}}definitions", nsmap=nsmap)


def _indent(parent: Node) -> str:
    depth = sum(1 for _ in parent.iterancestors())
    return "\n" + "  " * depth


def _append(parent: Node, node: Node) -> Node:
    """Append with the white space that keeps the text readable."""
    if len(parent):
        parent[-1].tail = _indent(parent) + "  "
    else:
        parent.text = _indent(parent) + "  "
    parent.append(node)
    node.tail = _indent(parent)
    return node


def add(parent: Node, tag: str, **attributes: str) -> Node:
    """A new child in the namespace of its parent."""
    namespace = etree.QName(parent).namespace
    node = etree.Element(f"{{{namespace}}}{tag}", nsmap=cast("dict[Any, str]", parent.nsmap))
    for name, value in attributes.items():
        if value:
            node.set(name, value)
    return _append(parent, node)


def add_text(parent: Node, tag: str, text: str) -> Node:
    """A new child with text, kept to the last blank."""
    node = add(parent, tag)
    node.text = text
    return node


def add_parameter(parent: Node, tag: str, parameter: model.InformationItem) -> Node:
    """A variable, formal parameter or column."""
    node = add(parent, tag, id=parameter.id, name=parameter.name, typeRef=parameter.type_ref)
    add_extra(node, parameter.extra)
    return node


def add_extra(node: Node, extra: model.Extra) -> None:
    """Label, description and extensions."""
    if extra.label:
        node.set("label", extra.label)
    if extra.description:
        add_text(node, "description", extra.description)
    if extra.extensions:
        holder = add(node, "extensionElements")
        for each in extra.extensions:
            embed(holder, each)


def embed(parent: Node, fragment: str) -> None:
    """Put a kept fragment back, in the namespaces of the version that is written."""
    model_namespace = etree.QName(parent.getroottree().getroot()).namespace
    diagram_namespace = parent.nsmap["dmndi"]
    for old in MODEL_NAMESPACES:
        fragment = fragment.replace(f'"{old}"', f'"{model_namespace}"')
    for old in DMNDI_NAMESPACES:
        fragment = fragment.replace(f'"{old}"', f'"{diagram_namespace}"')
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True)
    node = etree.fromstring(fragment.encode(), parser)
    _append(parent, node)
    _indent_inside(node)


def _indent_inside(node: Node) -> None:
    """Indent the elements of a fragment that hold no text."""
    for each in node.iter():
        if len(each) and not (each.text or "").strip() and not any((child.tail or "").strip() for child in each):
            space = _indent(each)
            each.text = space + "  "
            for child in each:
                child.tail = space + "  "
            each[-1].tail = space
