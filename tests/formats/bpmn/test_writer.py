"""Writing is canonical, keeps what the model does not know, and refuses what it cannot say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from allmende.adapters.spiff.program import specify
from allmende.domain.package import ServicePackage
from allmende.domain.process import Program
from allmende.domain.process.model import FlowNode, ProcessDefinition
from allmende.formats import bpmn
from allmende.formats.package import list_packages, read_folder
from tests.formats.package.source import flows

ROOT = Path(__file__).parents[3]
SHARED = {name.split("/")[1]: content for name, content in flows.processes().items() if name.endswith(".bpmn")}
DRAWN = {path.parent.name: path.read_bytes() for path in ROOT.glob("tests/commons/services/[a-z]*/process.bpmn")}


def processes() -> dict[str, bytes]:
    """Processes of the commons, as drawn by hand, as shared, and as expanded from a source."""
    packages = [
        package for package in map(read_folder, list_packages(ROOT / "services")) if isinstance(package, ServicePackage)
    ]
    return {**SHARED, **DRAWN, **{package.id: package.process.xml for package in packages}}


PROCESSES = processes()

SOURCE = """<?xml version='1.0'?>
<!-- Kopf --><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:allmende="urn:allmende:bpmn:1"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><process id="p">
  <startEvent id="a"/><userTask id="u" name="Prüfen" allmende:role="clerk" allmende:unit="x"/>

  <intermediateCatchEvent id="t"><timerEventDefinition><timeDate xsi:type="tFormalExpression">today</timeDate>
  </timerEventDefinition></intermediateCatchEvent><exclusiveGateway id="g" default="d"/><endEvent id="z"/>
  <sequenceFlow id="f" sourceRef="a" targetRef="u"/><sequenceFlow id="h" sourceRef="u" targetRef="t"/>
  <sequenceFlow id="i" sourceRef="t" targetRef="g"/><sequenceFlow id="d" sourceRef="g" targetRef="z"/>
  <sequenceFlow id="e" sourceRef="g" targetRef="u"><conditionExpression xsi:type="tFormalExpression">x = "1"</conditionExpression>
  </sequenceFlow></process><bpmndi:BPMNDiagram id="bild"/></definitions>""".encode()


def read(data: bytes) -> ProcessDefinition:
    found = bpmn.read(data, "p.bpmn")
    assert isinstance(found, ProcessDefinition), found
    return found


def changed(definition: ProcessDefinition, node_id: str, **changes: object) -> ProcessDefinition:
    node = replace(definition.nodes[node_id], **changes)  # type: ignore[arg-type]
    return replace(definition, nodes={**definition.nodes, node_id: node})


def same_meaning(process_definition: ProcessDefinition, other: ProcessDefinition) -> bool:
    def bare(nodes: dict[str, FlowNode]) -> dict[str, FlowNode]:
        return {key: replace(node, line=0) for key, node in nodes.items()}

    flows = [[replace(flow, line=0) for flow in definition.flows] for definition in (process_definition, other)]
    return bare(dict(process_definition.nodes)) == bare(dict(other.nodes)) and flows[0] == flows[1]


def test_writing_what_was_written_changes_nothing() -> None:
    written = bpmn.write(read(SOURCE))
    assert bpmn.write(read(written)) == written
    assert same_meaning(read(SOURCE), read(written))
    assert b"<!-- Kopf -->" in written
    assert b'<bpmndi:BPMNDiagram id="bild"/>' in written
    assert written.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    assert written.endswith(b"</definitions>\n")


@pytest.mark.parametrize("name", PROCESSES)
def test_every_process_of_the_commons_round_trips_and_runs(name: str) -> None:
    definition = read(PROCESSES[name])
    written = bpmn.write(definition)
    assert bpmn.write(read(written)) == written
    assert same_meaning(definition, read(written))
    shared = {one.id: one for one in map(read, SHARED.values())}
    shared.pop(definition.id, None)
    assert specify(Program(read(written), shared)).main.name == definition.id


def test_changes_of_the_model_are_written_and_nothing_else() -> None:
    definition = read(SOURCE)
    plain = bpmn.write(definition)
    named = changed(
        definition, "u", name="Genau prüfen", role="chief", deadline="today", options={"outcomes": "yes no"}
    )
    written = read(bpmn.write(named))
    assert written.nodes["u"].name == "Genau prüfen"
    assert (written.nodes["u"].role, written.nodes["u"].deadline) == ("chief", "today")
    assert written.nodes["u"].options == {"outcomes": "yes no"}
    assert bpmn.write(changed(changed(definition, "u", role=None), "u", role="clerk")) == plain
    timer = read(bpmn.write(changed(definition, "t", deadline='today + duration("P1D")')))
    assert timer.nodes["t"].deadline == 'today + duration("P1D")'


def test_conditions_are_changed_added_and_removed() -> None:
    definition = read(SOURCE)
    for condition in ("y < 2", None):
        flows = tuple(replace(flow, condition=condition) if flow.id == "e" else flow for flow in definition.flows)
        assert read(bpmn.write(replace(definition, flows=flows))).flows[-1].condition == condition
    flows = tuple(replace(flow, condition="z", name="ja") if flow.id == "d" else flow for flow in definition.flows)
    written = next(flow for flow in read(bpmn.write(replace(definition, flows=flows))).flows if flow.id == "d")
    assert (written.condition, written.name) == ("z", "ja")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=40))
def test_any_name_survives(name: str) -> None:
    clean = " ".join(name.split())
    assert read(bpmn.write(changed(read(SOURCE), "u", name=clean))).nodes["u"].name == clean


def test_another_shape_is_refused() -> None:
    definition = read(SOURCE)
    for other in (
        replace(definition, nodes={key: node for key, node in definition.nodes.items() if key != "u"}),
        replace(definition, flows=definition.flows[1:]),
        changed(definition, "u", element="serviceTask"),
    ):
        with pytest.raises(ValueError, match="shape"):
            bpmn.write(other)
    with pytest.raises(ValueError, match="cannot be read"):
        bpmn.write(replace(definition, xml=b"<a>"))


# ── drawing ──────────────────────────────────────────────────────────────────────────────────────

DIAGRAM = "{http://www.omg.org/spec/BPMN/20100524/DI}"
Box = tuple[float, float, float, float]


def boxes(data: bytes) -> dict[str, Box]:
    found = {}
    for shape in etree.fromstring(data).iter(f"{DIAGRAM}BPMNShape"):
        bounds = shape[0]
        x, y, w, h = (float(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
        found[str(shape.get("bpmnElement"))] = (x, y, w, h)
    return found


def apart(box: Box, other: Box) -> bool:
    return (
        box[0] + box[2] <= other[0]
        or other[0] + other[2] <= box[0]
        or box[1] + box[3] <= other[1]
        or other[1] + other[3] <= box[1]
    )


def drawn(data: bytes) -> bytes:
    found = bpmn.draw(data)
    assert isinstance(found, bytes)
    return found


@pytest.mark.parametrize("name", PROCESSES)
def test_a_drawing_shows_every_element_once_and_none_over_another(name: str) -> None:
    data = drawn(PROCESSES[name])
    definition = read(data)
    places = boxes(data)
    assert places.keys() == definition.nodes.keys()
    edges = {edge.get("bpmnElement") for edge in etree.fromstring(data).iter(f"{DIAGRAM}BPMNEdge")}
    assert edges == {flow.id for flow in definition.flows}
    level = [node.id for node in definition.inside(None) if node.attached_to is None]
    for number, one in enumerate(level):
        for other in level[number + 1 :]:
            assert apart(places[one], places[other]), (one, other)
    assert drawn(data) == data


def test_a_sub_process_holds_its_elements_and_a_boundary_event_sits_on_its_task() -> None:
    data = drawn(
        b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="a"/>
        <subProcess id="s"><startEvent id="b"/><userTask id="u"/><endEvent id="c"/><sequenceFlow id="e" sourceRef="b" targetRef="u"/>
        <sequenceFlow id="f" sourceRef="u" targetRef="c"/></subProcess><boundaryEvent id="t" attachedToRef="s"/><userTask id="l"/>
        <sequenceFlow id="h" sourceRef="a" targetRef="s"/><sequenceFlow id="i" sourceRef="t" targetRef="l"/></process></definitions>"""
    )
    place = boxes(data)
    sx, sy, sw, sh = place["s"]
    for inside in ("b", "u", "c"):
        x, y, w, h = place[inside]
        assert sx < x < x + w < sx + sw
        assert sy < y < y + h < sy + sh
    assert place["t"][1] < sy + sh < place["t"][1] + place["t"][3]
    assert place["b"][0] < place["u"][0] < place["c"][0]
    assert place["l"][1] > sy


def test_a_way_back_and_an_unreadable_file() -> None:
    places = boxes(drawn(SOURCE))
    assert places["a"][0] < places["u"][0] < places["t"][0] < places["g"][0] < places["z"][0]
    found = bpmn.draw(b"<a>")
    assert isinstance(found, list)
    assert [problem.code for problem in found] == ["xml.broken"]
