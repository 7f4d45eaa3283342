"""Our model → the minimal BPMN that SpiffWorkflow gets to see.

Only what the profile knows is drawn, so nothing else can reach the engine. Everything that waits for us
(a person, an action, a decision, a message to be sent) is drawn as one and the same user task: the engine only
has to hold the token there. Every id carries its process in front, which keeps ids of shared processes apart and
clear of the names SpiffWorkflow uses itself (`Start`, `End`).
"""

from __future__ import annotations

from lxml import etree

from allmende.domain.process.model import FlowNode, ProcessDefinition, SequenceFlow
from allmende.domain.process.profile import ALLOWED

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"

HELD = frozenset(("userTask", "serviceTask", "businessRuleTask", "sendTask"))
GATEWAYS = frozenset(("exclusiveGateway", "parallelGateway", "eventBasedGateway"))


class NotDrawable(ValueError):
    """The process holds something the profile refuses; it should have been checked before."""


def name_in_engine(process: str, node: str) -> str:
    return f"{process}:{node}"


def node_of(name: str) -> tuple[str, str]:
    """(process, node) of a name in the engine."""
    process, _, node = name.partition(":")
    return process, node


def draw(definition: ProcessDefinition) -> bytes:
    """BPMN XML for SpiffWorkflow. Error: `NotDrawable`."""
    if any(not stranger.element.startswith("@") for stranger in definition.strangers):
        raise NotDrawable(f"{definition.id}: {definition.strangers[0].element} is not allowed.")
    root = etree.Element(f"{{{MODEL}}}definitions", nsmap={None: MODEL})  # type: ignore[dict-item]
    process = _child(root, "process", id=definition.id, isExecutable="true")
    _Drawing(definition).fill(process, None)
    for message in sorted({node.message for node in definition.nodes.values() if node.message}):
        _child(root, "message", id=f"message:{message}", name=message)
    return etree.tostring(root)


class _Drawing:
    def __init__(self, definition: ProcessDefinition) -> None:
        self.definition = definition

    def fill(self, container: etree._Element, parent: str | None) -> None:
        for node in self.definition.inside(parent):
            if node.event not in ALLOWED.get(node.element, ()):
                raise NotDrawable(f"{self.definition.id}: {node.id} ({node.element} {node.event}) is not allowed.")
            self._draw_node(container, node)
        for flow in self.definition.flows:
            if flow.parent == parent:
                self._draw_flow(container, flow)

    def _draw_node(self, container: etree._Element, node: FlowNode) -> None:
        if node.element in HELD or node.element == "intermediateThrowEvent":
            self._draw_loop(self._element(container, "userTask", node), node)
        elif node.element == "endEvent":
            self._draw_end(container, node)
        elif node.element == "startEvent":
            self._element(container, "startEvent", node)
        elif node.element in GATEWAYS:
            default = {"default": self._name(node.default_flow)} if node.default_flow else {}
            self._element(container, node.element, node, **default)
        elif node.element == "subProcess":
            inside = self._element(container, "subProcess", node)
            self._draw_loop(inside, node)
            self.fill(inside, node.id)
        elif node.element == "callActivity":
            self._draw_loop(self._element(container, "callActivity", node, calledElement=node.called or ""), node)
        else:
            self._draw_wait(container, node)

    def _draw_wait(self, container: etree._Element, node: FlowNode) -> None:
        """A receive task, or an event that catches a message or a moment."""
        if node.element == "receiveTask":
            self._element(container, "receiveTask", node, messageRef=f"message:{node.message}")
            return
        place = {}
        if node.element == "boundaryEvent":
            place = {
                "attachedToRef": self._name(node.attached_to),
                "cancelActivity": "true" if node.interrupting else "false",
            }
        event = self._element(container, node.element, node, **place)
        if node.event == "message":
            _child(event, "messageEventDefinition", messageRef=f"message:{node.message}")
        else:
            _child(_child(event, "timerEventDefinition"), "timeDate").text = node.deadline

    def _draw_end(self, container: etree._Element, node: FlowNode) -> None:
        """An end that sends a message is the sending, then the end."""
        if node.event != "message":
            end = self._element(container, "endEvent", node)
            if node.event == "terminate":
                _child(end, "terminateEventDefinition")
            return
        self._element(container, "userTask", node)
        after = f"{self._name(node.id)}:end"
        _child(container, "endEvent", id=after)
        flow = {"id": f"{after}:flow", "sourceRef": self._name(node.id), "targetRef": after}
        _child(container, "sequenceFlow", **flow)

    def _draw_loop(self, element: etree._Element, node: FlowNode) -> None:
        """The collection itself is evaluated by `program.Collection`; these are only its names."""
        if node.loop is None:
            return
        loop = _child(element, "multiInstanceLoopCharacteristics", isSequential="false")
        _child(loop, "loopDataInputRef").text = node.loop.collection
        if node.loop.output:
            _child(loop, "loopDataOutputRef").text = node.loop.output
        _child(loop, "inputDataItem", id=node.loop.item, name=node.loop.item)
        if node.loop.output:
            _child(loop, "outputDataItem", id=node.loop.output_item, name=node.loop.output_item)

    def _draw_flow(self, container: etree._Element, flow: SequenceFlow) -> None:
        ends = {"sourceRef": self._name(flow.source), "targetRef": self._name(flow.target)}
        drawn = _child(container, "sequenceFlow", id=self._name(flow.id), **ends)
        if flow.condition is not None:
            _child(drawn, "conditionExpression").text = flow.condition

    def _element(self, container: etree._Element, tag: str, node: FlowNode, **attributes: str) -> etree._Element:
        return _child(container, tag, id=self._name(node.id), **attributes)

    def _name(self, node_id: str | None) -> str:
        return name_in_engine(self.definition.id, node_id or "")


def _child(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{MODEL}}}{tag}", attributes)
