"""A process as drawn: nodes, flows, and what each node is to do. No engine, no XML library.

The reader (`formats.bpmn`) takes over everything it finds, also what the profile refuses, with the line it
stands in; `check` then says in words what is not allowed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

ACTIONS: tuple[str, ...] = (
    "compute_fee",
    "demand_payment",
    "wait_for_payment",
    "refund",
    "decide_automatically",
    "assign",
    "request_correction",
    "request_document",
    "consult",
    "invite_hearing",
    "book_appointment",
    "compose_notice",
    "seal",
    "deliver",
    "notify",
    "file",
    "hand_over",
    "remind",
    "call_adapter",
    "close",
)
"""What a service task may ask for. A closed list: a new action is a new release of Allmende."""

AWAITED: tuple[str, ...] = (
    "payment_received",
    "payment_failed",
    "correction_received",
    "hearing_reply",
    "message_received",
    "withdrawn",
    "appointment_booked",
)
"""What a process may wait for. A closed list, too: a misspelt message would be waited for for ever."""


INPUT = "in_"
"""Begins the attributes that tell a register described as data what it is asked or what is entered."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A node done once per item of a list: `collection` is FEEL, `item` the variable, `output` collects results.

    `parallel` is False for a sequential loop (refused by the profile); `standard` for a BPMN standard loop (refused).
    """

    collection: str = ""
    item: str = ""
    output: str = ""
    output_item: str = ""
    parallel: bool = True
    standard: bool = False


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One element with a place in the flow.

    element      local BPMN name: `userTask`, `serviceTask`, `exclusiveGateway`, `boundaryEvent` …
    event        of events: `none`, `message`, `timer`, `terminate`, or what the profile refuses (`link`, `signal` …)
    action       of a service task, one of ACTIONS
    role         of a user task: who does it
    decision     of a business rule task: id of the decision
    message      name of the message sent, awaited or caught
    deadline     FEEL giving a zoned moment: of a timer when it fires, of a task until when it should be done
    notice       id of the notice an action composes, delivers …
    register     id of the register a `consult` asks
    legal_basis  the law that allows `decide_automatically`
    result       name under which the result is kept (default: the node's id)
    options      further attributes of our namespace, as written
    parent       id of the enclosing sub-process, None at the top
    attached_to  of a boundary event: the node it sits on; `interrupting` says whether it ends it
    called       of a call activity: id of the shared process
    default_flow of a gateway: the flow taken when no condition is true
    """

    id: str
    element: str
    line: int = 0
    name: str = ""
    event: str = ""
    action: str | None = None
    role: str | None = None
    decision: str | None = None
    message: str | None = None
    deadline: str | None = None
    notice: str | None = None
    register: str | None = None
    legal_basis: str | None = None
    result: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    parent: str | None = None
    attached_to: str | None = None
    interrupting: bool = True
    called: str | None = None
    default_flow: str | None = None
    loop: Loop | None = None
    event_definitions: int = 0

    @property
    def title(self) -> str:
        """What people read: its name; where that only repeats the id, what it asks about, if it says so."""
        if self.name and self.name != self.id:
            return self.name
        return self.options.get("subject") or self.name or self.id

    @property
    def text_id(self) -> str:
        """Id of the sentence the citizen's status page shows for this node."""
        return f"process.{self.id}.citizen"

    @property
    def named_register(self) -> str:
        """The register it asks, or writes to; empty for neither."""
        if self.action == "consult":
            return self.register or ""
        return self.options.get("adapter", "").partition(".")[0] if self.action == "call_adapter" else ""

    @property
    def inputs(self) -> Mapping[str, str]:
        """What a register described as data is told: name → FEEL, from the attributes `in_<name>`."""
        return {key.removeprefix(INPUT): text for key, text in self.options.items() if key.startswith(INPUT)}

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The buttons of a user task, from its attribute `outcomes` (ids separated by spaces)."""
        return tuple(self.options.get("outcomes", "").split())


@dataclass(frozen=True, slots=True)
class SequenceFlow:
    """A sequence flow; `condition` is FEEL."""

    id: str
    source: str
    target: str
    condition: str | None = None
    line: int = 0
    name: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class UnsupportedElement:
    """An element the reader met that is no part of our model (data store, lane, compensation …)."""

    element: str
    id: str
    line: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessDefinition:
    """One process of a BPMN file. `xml` is the file as it was read; it alone is executed and exported."""

    id: str
    name: str
    nodes: Mapping[str, FlowNode]
    flows: tuple[SequenceFlow, ...]
    xml: bytes
    strangers: tuple[UnsupportedElement, ...] = ()
    source: str = ""
    line: int = 0

    @property
    def sha256(self) -> str:
        """Names exactly this file."""
        return _checksum(self.xml)

    def leaving(self, node_id: str) -> tuple[SequenceFlow, ...]:
        return tuple(flow for flow in self.flows if flow.source == node_id)

    def entering(self, node_id: str) -> tuple[SequenceFlow, ...]:
        return tuple(flow for flow in self.flows if flow.target == node_id)

    def inside(self, parent: str | None) -> tuple[FlowNode, ...]:
        """Nodes directly in that sub-process, or at the top for None."""
        return tuple(node for node in self.nodes.values() if node.parent == parent)

    def boundary(self, node_id: str) -> tuple[FlowNode, ...]:
        """Boundary events attached to a node."""
        return tuple(node for node in self.nodes.values() if node.attached_to == node_id)


def named_registers(definition: ProcessDefinition) -> frozenset[str]:
    """The registers its stations ask or write to."""
    return frozenset(node.named_register for node in definition.nodes.values() if node.named_register)


@lru_cache(maxsize=1024)
def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Program:
    """A process together with the shared sub-processes it calls, directly or not."""

    process: ProcessDefinition
    shared: Mapping[str, ProcessDefinition] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Names exactly this set of files."""
        parts = [
            self.process.sha256,
            *(self.shared[key].sha256 for key in sorted(self.shared)),
        ]
        return _checksum("\n".join(parts).encode())

    def node(self, process: str, node_id: str) -> FlowNode:
        """The node a piece of work stands at. Error: `KeyError`."""
        definition = self.process if process == self.process.id else self.shared[process]
        return definition.nodes[node_id]

    def nodes(self) -> Iterator[FlowNode]:
        """Every node of the process and of what it calls."""
        for definition in self:
            yield from definition.nodes.values()

    def __iter__(self) -> Iterator[ProcessDefinition]:
        yield self.process
        yield from self.shared.values()
