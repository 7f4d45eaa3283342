"""BPMN XML → ProcessDefinition. Takes over everything it finds; `domain.process.check` refuses."""

from __future__ import annotations

from lxml import etree

from allmende.domain.process.model import FlowNode, Loop, ProcessDefinition, SequenceFlow, UnsupportedElement
from allmende.domain.values import Problem, Text
from allmende.formats import xml
from allmende.formats.bpmn.names import (
    ALLMENDE,
    CONTAINERS,
    DECLARED,
    FLOW_NODES,
    MODEL,
    NOTES,
    is_model,
    local,
    model,
    ours,
)

ROOT_PARTS = frozenset(("message", "documentation", "extensionElements"))


def read(data: bytes, source: str = "process.bpmn") -> ProcessDefinition | list[Problem]:
    """The one process of a BPMN file, or what makes the file unreadable. `source` names it in problems."""
    root = xml.parse(data, source)
    if isinstance(root, Problem):
        return [root]
    if root.tag != model("definitions"):
        return [
            _problem(
                "process.no_bpmn",
                Text.named("formats.bpmn.reader.file_is_not_bpmn_2"),
                source,
                root,
            )
        ]
    processes = root.findall(model("process"))
    if len(processes) != 1:
        return [
            _problem(
                "process.count",
                Text.named("formats.bpmn.reader.file_must_hold_exactly_one", len=len(processes)),
                source,
                root,
            )
        ]
    return _Reading(root, processes[0], data, source).definition()


class _Reading:
    """One walk through one file; keeps what was found so far."""

    def __init__(self, root: etree._Element, process: etree._Element, data: bytes, source: str) -> None:
        self.root, self.process, self.data, self.source = root, process, data, source
        self.nodes: dict[str, FlowNode] = {}
        self.flows: list[SequenceFlow] = []
        self.strangers: list[UnsupportedElement] = []
        self.problems: list[Problem] = []
        self.messages = {
            str(message.get("id", "")): str(message.get("name") or message.get("id", ""))
            for message in root.findall(model("message"))
        }

    def definition(self) -> ProcessDefinition | list[Problem]:
        for element in self.root:
            if is_model(element) and element is not self.process and local(element) not in ROOT_PARTS:
                self._meet_stranger(element, None)
        self._read_children(self.process, None)
        if not self.process.get("id"):
            self._complain_without_id(self.process)
        if self.problems:
            return self.problems
        return ProcessDefinition(
            id=self.process.get("id", ""),
            name=self.process.get("name", ""),
            nodes=self.nodes,
            flows=tuple(self.flows),
            xml=self.data,
            strangers=tuple(self.strangers),
            source=self.source,
            line=_line(self.process),
        )

    def _read_children(self, container: etree._Element, parent: str | None) -> None:
        for element in container:
            name = local(element)
            if not is_model(element):
                continue
            if name in FLOW_NODES:
                self._read_node(element, parent)
            elif name == "sequenceFlow":
                self._read_flow(element, parent)
            elif name not in NOTES and not (parent and name.endswith("LoopCharacteristics")):
                self._meet_stranger(element, parent)

    def _read_node(self, element: etree._Element, parent: str | None) -> None:
        node_id = element.get("id", "")
        if not node_id:
            self._complain_without_id(element)
            return
        if node_id in self.nodes:
            self.problems.append(
                _problem(
                    "process.twice",
                    Text.named("formats.bpmn.reader.id_node_id_occurs_twice", node_id=node_id),
                    self.source,
                    element,
                )
            )
            return
        event, count, message, deadline = self._read_event(element)
        declared = {name: _stated(element.get(ours(name))) for name in DECLARED}
        declared["message"] = declared["message"] or message
        declared["deadline"] = declared["deadline"] or deadline
        self.nodes[node_id] = FlowNode(
            id=node_id,
            element=_kind(element),
            line=_line(element),
            name=" ".join(element.get("name", "").split()),
            event=event,
            options=_options(element),
            parent=parent,
            attached_to=element.get("attachedToRef"),
            interrupting=element.get("cancelActivity", "true") != "false",
            called=element.get("calledElement"),
            default_flow=element.get("default"),
            loop=_read_loop(element),
            event_definitions=count,
            **declared,
        )
        self._read_inner(element, node_id, parent)

    def _read_inner(self, element: etree._Element, node_id: str, parent: str | None) -> None:
        """What stands inside a node: a sub-process's own flow, or parts the profile may refuse."""
        self._note_foreign(element, parent)
        if element.get("isForCompensation") == "true":
            self.strangers.append(UnsupportedElement("isForCompensation", node_id, _line(element), parent))
        if local(element) in CONTAINERS:
            self._read_children(element, node_id)
            return
        for child in element:
            name = local(child)
            if not is_model(child) or name in NOTES or name.endswith(("EventDefinition", "LoopCharacteristics")):
                continue
            self.strangers.append(UnsupportedElement(name, child.get("id") or node_id, _line(child), parent))

    def _read_event(self, element: etree._Element) -> tuple[str, int, str | None, str | None]:
        """Kind of event, number of definitions, message name and timer expression."""
        found = [child for child in element if is_model(child) and local(child).endswith("EventDefinition")]
        carrier = found[0] if found else element
        message = self._message(carrier) or self._message(element)
        if not found:
            return (
                ("none" if local(element).endswith("Event") else ""),
                0,
                message,
                None,
            )
        event = local(carrier).removesuffix("EventDefinition")
        deadline = None
        if event == "timer":
            event, deadline = _read_timer(carrier)
        return event, len(found), message, deadline

    def _message(self, element: etree._Element) -> str | None:
        reference = element.get("messageRef", "").rpartition(":")[2]
        return self.messages.get(reference, reference) or None

    def _read_flow(self, element: etree._Element, parent: str | None) -> None:
        condition = element.find(model("conditionExpression"))
        self.flows.append(
            SequenceFlow(
                id=element.get("id", ""),
                source=element.get("sourceRef", ""),
                target=element.get("targetRef", ""),
                condition=_stated(condition.text) if condition is not None else None,
                line=_line(element),
                name=element.get("name", ""),
                parent=parent,
            )
        )

    def _meet_stranger(self, element: etree._Element, parent: str | None) -> None:
        self.strangers.append(UnsupportedElement(local(element), element.get("id", ""), _line(element), parent))

    def _note_foreign(self, element: etree._Element, parent: str | None) -> None:
        """Attributes of other engines do nothing here; the author should know."""
        for name in element.attrib:
            space = etree.QName(name).namespace
            if space and space not in (ALLMENDE, MODEL):
                self.strangers.append(UnsupportedElement(f"@{name!s}", element.get("id", ""), _line(element), parent))

    def _complain_without_id(self, element: etree._Element) -> None:
        self.problems.append(
            _problem(
                "process.no_id",
                Text.named("formats.bpmn.reader.element_local_has_no_id", local=local(element)),
                self.source,
                element,
            )
        )


def _kind(element: etree._Element) -> str:
    if local(element) == "subProcess" and element.get("triggeredByEvent") == "true":
        return "eventSubProcess"
    return local(element)


def _options(element: etree._Element) -> dict[str, str]:
    """Further attributes of our namespace, by name."""
    found = {}
    for name, value in element.attrib.items():
        qualified = etree.QName(name)
        if qualified.namespace == ALLMENDE and qualified.localname not in DECLARED:
            found[qualified.localname] = str(value)
    return found


def _read_timer(definition: etree._Element) -> tuple[str, str | None]:
    for name, event in (
        ("timeDate", "timer"),
        ("timeDuration", "timer_duration"),
        ("timeCycle", "timer_cycle"),
    ):
        found = definition.find(model(name))
        if found is not None:
            return event, _stated(found.text)
    return "timer", None


def _read_loop(element: etree._Element) -> Loop | None:
    if element.find(model("standardLoopCharacteristics")) is not None:
        return Loop(standard=True)
    found = element.find(model("multiInstanceLoopCharacteristics"))
    if found is None:
        return None
    return Loop(
        collection=(found.get(ours("collection")) or "").strip(),
        item=(found.get(ours("item")) or "").strip(),
        output=(found.get(ours("output")) or "").strip(),
        output_item=(found.get(ours("output_item")) or "").strip(),
        parallel=found.get("isSequential", "false") != "true",
    )


def _stated(text: str | None) -> str | None:
    return (text or "").strip() or None


def _line(element: etree._Element) -> int:
    line: int | None = element.sourceline  # type: ignore[assignment]
    return line or 0


def _problem(code: str, text: Text, source: str, element: etree._Element) -> Problem:
    return Problem(code, text, f"{source}:{_line(element)}")
