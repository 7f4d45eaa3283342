"""The graph as BPMN 2.0 and as the engine's definition, whose problems point at the lines of the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from allmende.domain.process import ProcessDefinition
from allmende.formats import bpmn
from allmende.formats.bpmn.names import ALLMENDE, DC, DI, DIAGRAM, MODEL, XSI, model, ours
from allmende.formats.package.source.act import Element
from allmende.formats.package.source.graph import Arrow, Graph
from allmende.formats.yaml import YamlPlace

SPACES = {"bpmn": MODEL, "xsi": XSI, "allmende": ALLMENDE}
SHARED_SPACES = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": DC, "di": DI, "xsi": XSI, "allmende": ALLMENDE}
"""Of shared processes; their files were drawn by hand once and keep their bytes."""
FORMAL = {f"{{{XSI}}}type": "bpmn:tFormalExpression"}


def draw(
    graph: Graph,
    process_id: str,
    title: str,
    name_of: Callable[[Element], str],
    way_name: Callable[[Arrow], str],
    spaces: Mapping[str, str] = SPACES,
) -> bytes:
    """The process with its diagram. `name_of` and `way_name` give the words written beside elements and arrows."""
    root = etree.Element(model("definitions"), nsmap=dict(spaces))
    root.set("id", f"definitions_{process_id}")
    root.set("targetNamespace", "urn:allmende:services")
    for message in sorted({element.waits for element in graph.elements if element.waits}):
        etree.SubElement(root, model("message"), id=f"message_{message}", name=message)
    process = etree.SubElement(root, model("process"), id=process_id, name=title, isExecutable="true")
    ids = dict(zip(map(id, graph.arrows), _flow_ids(graph), strict=True))
    levels = {"": process}
    for element in sorted(graph.elements, key=_depth(graph)):
        levels[element.id] = _draw_element(levels[element.parent], graph, element, name_of(element), ids)
    for arrow in graph.arrows:
        _draw_arrow(levels[graph.level(arrow.source)], arrow, ids[id(arrow)], way_name(arrow))
    drawn = bpmn.draw(etree.tostring(root))
    if isinstance(drawn, list):
        raise TypeError(f"What was just drawn cannot be read: {drawn[0]}")
    return drawn


def drawn_process(
    graph: Graph, process_id: str, title: str, name_of: Callable[[Element], str], way_name: Callable[[Arrow], str]
) -> bytes:
    """A shared process, drawn and spelled canonically."""
    drawn = draw(graph, process_id, title, name_of, way_name, SHARED_SPACES)
    return bpmn.write(define(drawn, "", lambda _: YamlPlace("", 1)))


def define(drawn: bytes, file: str, line_of: Callable[[str], YamlPlace]) -> ProcessDefinition:
    """The definition of what was drawn; `line_of` an element says where the source wrote it."""
    found = bpmn.read(drawn, file)
    if isinstance(found, list):
        raise TypeError(f"What was just drawn cannot be read: {found[0]}")
    nodes = {key: replace(node, line=line_of(key).line) for key, node in found.nodes.items()}
    flows = tuple(replace(flow, line=line_of(flow.source).line) for flow in found.flows)
    return replace(found, nodes=nodes, flows=flows, xml=bpmn.write(found))


def _flow_ids(graph: Graph) -> Iterator[str]:
    """`flow_<from>_<outcome or way>`; where the way has no name, the element it leads to."""
    seen: Counter[str] = Counter()
    for arrow in graph.arrows:
        name = f"flow_{arrow.source}_{arrow.way or arrow.target}"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}_{seen[name]}"


def _depth(graph: Graph) -> Callable[[Element], int]:
    """How many sub-processes an element lies in: they are drawn before what is in them."""

    def depth(element: Element) -> int:
        found, parent = 0, element.parent
        while parent:
            found, parent = found + 1, graph.level(parent)
        return found

    return depth


def _draw_element(
    level: etree._Element, graph: Graph, element: Element, name: str, ids: dict[int, str]
) -> etree._Element:
    node = etree.SubElement(level, model(element.tag), id=element.id, name=name)
    leaving = graph.leaving(element.id)
    if element.on:
        node.set("attachedToRef", element.on)
    if element.stays:
        node.set("cancelActivity", "false")
    if element.called:
        node.set("calledElement", element.called)
    if element.tag == "exclusiveGateway" and len(leaving) > 1:
        otherwise = [arrow for arrow in leaving if arrow.when is None]
        node.set("default", ids[id(otherwise[-1])])
    for key, value in element.said.items():
        node.set(ours(key), value)
    for arrow in graph.arrows:
        if arrow.target == element.id:
            etree.SubElement(node, model("incoming")).text = ids[id(arrow)]
    for arrow in leaving:
        etree.SubElement(node, model("outgoing")).text = ids[id(arrow)]
    _draw_event(node, element)
    return node


def _draw_event(node: etree._Element, element: Element) -> None:
    if element.waits:
        name = f"{element.id}_message"
        etree.SubElement(node, model("messageEventDefinition"), id=name, messageRef=f"message_{element.waits}")
    if element.timer:
        timer = etree.SubElement(node, model("timerEventDefinition"), id=f"{element.id}_timer")
        etree.SubElement(timer, model("timeDate"), FORMAL).text = element.timer


def _draw_arrow(level: etree._Element, arrow: Arrow, flow_id: str, name: str) -> None:
    flow = etree.SubElement(level, model("sequenceFlow"), id=flow_id, sourceRef=arrow.source, targetRef=arrow.target)
    if name:
        flow.set("name", name)
    if arrow.when is not None:
        etree.SubElement(flow, model("conditionExpression"), FORMAL).text = arrow.when
