"""BPMN XML is taken over as it stands, with its lines, and nothing in it can reach out."""

from __future__ import annotations

import pytest

from allmende.domain.process.model import FlowNode, Loop, ProcessDefinition, SequenceFlow, UnsupportedElement
from allmende.domain.values import Problem
from allmende.formats import bpmn

HEAD = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:allmende="urn:allmende:bpmn:1"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"""


def read(body: str, head: str = "") -> ProcessDefinition:
    found = bpmn.read(
        f'{HEAD}{head}<bpmn:process id="p" name="Probe">\n{body}\n</bpmn:process></bpmn:definitions>'.encode()
    )
    assert isinstance(found, ProcessDefinition), found
    return found


def node(body: str, node_id: str = "x", head: str = "") -> FlowNode:
    return read(body, head).nodes[node_id]


def problems(data: bytes) -> list[tuple[str, str]]:
    found = bpmn.read(data, "p.bpmn")
    assert isinstance(found, list)
    assert all(isinstance(problem, Problem) and problem.text["de"] and problem.text["en"] for problem in found)
    return [(problem.code, problem.where) for problem in found]


def test_a_service_task_says_everything() -> None:
    found = node(
        """<bpmn:serviceTask id="x" name="Gebühr
        berechnen" allmende:action="compute_fee" allmende:decision="fee" allmende:result="gebuehr" allmende:legal_basis="§ 1"
        allmende:notice="n" allmende:register="r" allmende:role="c" allmende:deadline="today" allmende:unit="bauamt"/>"""
    )
    assert found == FlowNode(
        id="x",
        element="serviceTask",
        line=found.line,
        name="Gebühr berechnen",
        action="compute_fee",
        decision="fee",
        result="gebuehr",
        legal_basis="§ 1",
        notice="n",
        register="r",
        role="c",
        deadline="today",
        options={"unit": "bauamt"},
    )


def test_messages_are_found_by_reference_or_stated() -> None:
    head = '<bpmn:message id="m" name="reply"/><bpmn:message id="n"/>'
    assert node('<bpmn:receiveTask id="x" messageRef="m"/>', head=head).message == "reply"
    assert node('<bpmn:receiveTask id="x" messageRef="n"/>', head=head).message == "n"
    event = '<bpmn:intermediateCatchEvent id="x"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>'
    assert node(event, head=head).message == "reply"
    assert node('<bpmn:receiveTask id="x" allmende:message="own"/>').message == "own"


def test_timers_and_what_kind_they_are() -> None:
    timer = """<bpmn:intermediateCatchEvent id="x"><bpmn:timerEventDefinition><bpmn:{0}> today </bpmn:{0}>
    </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"""
    kinds = {name: node(timer.format(name)) for name in ("timeDate", "timeDuration", "timeCycle")}
    assert {name: (found.event, found.deadline) for name, found in kinds.items()} == {
        "timeDate": ("timer", "today"),
        "timeDuration": ("timer_duration", "today"),
        "timeCycle": ("timer_cycle", "today"),
    }


def test_boundary_events_sit_on_their_task() -> None:
    found = read(
        """<bpmn:userTask id="u"/><bpmn:boundaryEvent id="x" attachedToRef="u" cancelActivity="false"><bpmn:messageEventDefinition/>
        </bpmn:boundaryEvent>"""
    )
    assert found.boundary("u") == (found.nodes["x"],)
    assert (found.nodes["x"].interrupting, found.nodes["x"].event, found.nodes["x"].event_definitions) == (
        False,
        "message",
        1,
    )


def test_loops() -> None:
    task = '<bpmn:userTask id="x"><bpmn:{0}/></bpmn:userTask>'
    repeated = 'multiInstanceLoopCharacteristics allmende:collection=" kinder " allmende:item="kind" allmende:output="o" allmende:output_item="i"'
    assert node(task.format(repeated)).loop == Loop("kinder", "kind", "o", "i")
    assert node(task.format('multiInstanceLoopCharacteristics isSequential="true"')).loop == Loop(parallel=False)
    assert node(task.format("standardLoopCharacteristics")).loop == Loop(standard=True)


def test_flows_and_levels() -> None:
    found = read(
        """<bpmn:subProcess id="s"><bpmn:startEvent id="a"/><bpmn:sequenceFlow id="f" name="ja" sourceRef="a" targetRef="b">
        <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression"> x &gt; 1 </bpmn:conditionExpression></bpmn:sequenceFlow>
        <bpmn:endEvent id="b"/></bpmn:subProcess><bpmn:exclusiveGateway id="g" default="d"/>"""
    )
    assert found.flows == (SequenceFlow("f", "a", "b", "x > 1", found.flows[0].line, "ja", "s"),)
    assert [one.id for one in found.inside("s")] == ["a", "b"]
    assert [one.id for one in found.inside(None)] == ["s", "g"]
    assert (found.leaving("a"), found.entering("b")) == (found.flows, found.flows)
    assert found.nodes["g"].default_flow == "d"


def test_what_is_no_part_of_the_model_is_named_with_its_line() -> None:
    found = read(
        """<bpmn:documentation>Ein Satz.</bpmn:documentation><bpmn:dataObject id="d"/><bpmn:userTask id="x" camunda:assignee="me">
<bpmn:ioSpecification/></bpmn:userTask><bpmn:textAnnotation id="t"/><bpmn:subProcess id="s"><bpmn:laneSet id="l"/></bpmn:subProcess>"""
    )
    assert found.strangers == (
        UnsupportedElement("dataObject", "d", 3),
        UnsupportedElement("@{http://camunda.org/schema/1.0/bpmn}assignee", "x", 3),
        UnsupportedElement("ioSpecification", "x", 4),
        UnsupportedElement("laneSet", "l", 4, "s"),
    )


def test_pools_are_strangers_of_the_file() -> None:
    assert read("", '<bpmn:collaboration id="c"/>').strangers == (UnsupportedElement("collaboration", "c", 2),)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [("xml.broken", "p.bpmn:1")]),
        (b"\n\n<a>", [("xml.broken", "p.bpmn:3")]),
        (b"<a/>", [("process.no_bpmn", "p.bpmn:1")]),
        (f"{HEAD}</bpmn:definitions>".encode(), [("process.count", "p.bpmn:2")]),
        (
            f"{HEAD}<bpmn:process id='a'/><bpmn:process id='b'/></bpmn:definitions>".encode(),
            [("process.count", "p.bpmn:2")],
        ),
        (f"{HEAD}<bpmn:process/></bpmn:definitions>".encode(), [("process.no_id", "p.bpmn:2")]),
        (
            f"{HEAD}<bpmn:process id='a'>\n<bpmn:userTask/></bpmn:process></bpmn:definitions>".encode(),
            [("process.no_id", "p.bpmn:3")],
        ),
        (
            f"{HEAD}<bpmn:process id='a'>\n<bpmn:userTask id='x'/>\n<bpmn:userTask id='x'/></bpmn:process></bpmn:definitions>".encode(),
            [("process.twice", "p.bpmn:4")],
        ),
        (b'<!DOCTYPE a SYSTEM "http://evil.example/x.dtd"><a/>', [("xml.doctype", "p.bpmn:1")]),
        (b"<a>" + b" " * 2_000_001 + b"</a>", [("xml.large", "p.bpmn")]),
        (b"<a>" * 120 + b"</a>" * 120, [("xml.elements", "p.bpmn:1")]),
        (b"<a>" + b"<b/>" * 20_001 + b"</a>", [("xml.elements", "p.bpmn:1")]),
    ],
)
def test_unreadable_files_are_refused_in_words(data: bytes, expected: list[tuple[str, str]]) -> None:
    assert problems(data) == expected


def test_no_entity_reads_a_file_or_grows() -> None:
    outside = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
    bomb = b'<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;&c;&c;</a>'
    assert problems(outside) == problems(bomb) == [("xml.doctype", "p.bpmn:1")]
