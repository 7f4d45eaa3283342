"""Namespaces and the few lists of BPMN element names the reader and writer share."""

from __future__ import annotations

from lxml import etree

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ALLMENDE = "urn:allmende:bpmn:1"

EVENTS = frozenset(
    (
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
    )
)
ACTIVITIES = frozenset(
    (
        *("userTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask"),
        *(
            "task",
            "manualTask",
            "scriptTask",
            "callActivity",
            "subProcess",
            "transaction",
            "adHocSubProcess",
        ),
    )
)
GATEWAYS = frozenset(
    (
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "complexGateway",
        "eventBasedGateway",
    )
)
FLOW_NODES = EVENTS | ACTIVITIES | GATEWAYS
CONTAINERS = frozenset(("subProcess", "transaction", "adHocSubProcess"))

NOTES = frozenset(
    (
        "documentation",
        "extensionElements",
        "incoming",
        "outgoing",
        "textAnnotation",
        "association",
        "group",
    )
)
"""Elements that only explain; they never run."""

DECLARED = (
    "action",
    "role",
    "decision",
    "message",
    "deadline",
    "notice",
    "register",
    "legal_basis",
    "result",
)
"""Attributes of our namespace that have a field of their own in the model."""


def local(element: etree._Element) -> str:
    """The name without its namespace; empty for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def is_model(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and etree.QName(element).namespace == MODEL


def model(name: str) -> str:
    return f"{{{MODEL}}}{name}"


def ours(name: str) -> str:
    return f"{{{ALLMENDE}}}{name}"
