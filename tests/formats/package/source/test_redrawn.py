"""A drawing changed elsewhere comes back as the smallest change of process.yaml; what cannot be said so is written out, and told."""

from __future__ import annotations

import difflib
from functools import cache

import pytest
from lxml import etree

from allmende.domain.package import ServicePackage
from allmende.domain.package.check import check_package
from allmende.formats import yaml
from allmende.formats.drafts.editing import apply, replace_files
from allmende.formats.package.reader import read_folder
from allmende.formats.package.source.exchange import differing, of_expanded, of_files
from allmende.formats.package.source.expand import open_source
from allmende.formats.package.source.fold_process import fold_process
from allmende.formats.package.source.fold_service import fold_deadlines
from allmende.formats.package.source.memory import rewrite
from allmende.formats.package.source.source import read_source
from tests.formats.package.source.flows import SERVICES
from tests.formats.package.source.test_folding import PACKAGES, exchange_files

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ALLMENDE = "{urn:allmende:bpmn:1}"
SINGLE = ("notify", "consult", "call_adapter", "assign", "refund")
"""Acts of one element with one way out: the drawing is whole without them."""
VARIANTS = ("geburtsurkunde", "eheurkunde")
ASKED = "stellungnahmen"
"""Everybody who is asked at the same time belongs to one station."""
EVERY = 5
"""Of the places in each drawing every fifth is looked at."""


@cache
def package(name: str) -> ServicePackage:
    found = read_folder(SERVICES / name)
    assert isinstance(found, ServicePackage), found
    return found


def source_of(name: str) -> dict[str, bytes]:
    files = package(name).files
    return {key[7:]: text.encode() for key, text in files.items() if key.startswith("source/") and key != "source/form"}


def root_of(name: str) -> etree._Element:
    return etree.fromstring(package(name).files["process.bpmn"].encode())


def with_station(service: str, flow_id: str, tag: str = "serviceTask", **said: str) -> bytes:
    """The drawing with one more element on an arrow, as a modelling program leaves it: without incoming, outgoing and shape."""
    root = root_of(service)
    (flow,) = (one for one in root.iter(f"{BPMN}sequenceFlow") if one.get("id") == flow_id)
    process = flow.getparent()
    assert process is not None
    names = {key if key in ("id", "name") else f"{ALLMENDE}{key}": value for key, value in said.items()}
    etree.SubElement(process, f"{BPMN}{tag}", names)
    target = flow.get("targetRef", "")
    etree.SubElement(process, f"{BPMN}sequenceFlow", {"id": "Flow_1", "sourceRef": said["id"], "targetRef": target})
    flow.set("targetRef", said["id"])
    return etree.tostring(root)


def without_station(name: str, station: str) -> bytes:
    """The drawing without one element: what led to it leads where it led."""
    root = root_of(name)
    (gone,) = (one for one in root.iter() if one.get("id") == station and etree.QName(one).namespace == BPMN[1:-1])
    (out,) = (one for one in root.iter(f"{BPMN}sequenceFlow") if one.get("sourceRef") == station)
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        if flow.get("targetRef") == station:
            flow.set("targetRef", out.get("targetRef", ""))
    for one in (gone, out):
        above = one.getparent()
        assert above is not None
        above.remove(one)
    for shape in [one for one in root.iter() if one.get("bpmnElement") in (station, out.get("id"))]:
        shape.getparent().remove(shape)  # type: ignore[union-attr]
    return etree.tostring(root)


def between_stations(name: str) -> list[str]:
    """The arrows that lead from one station to another: those inside a whole act belong to it."""
    files = exchange_files(package(name))
    found = of_files(files)
    heard = {
        key: {"no_hearing": "§ 28 HVwVfG"} for key, one in found.process.nodes.items() if "refused" in one.outcomes
    }
    shared = {key: text for key, text in files.items() if key.startswith(("_processes/", "_registers/"))}
    deadlines = fold_deadlines(found.files["service.yaml"])
    places = fold_process(found.process, read_source(shared), deadlines, says=heard).places
    stations = {key: places.get(key, (key, ""))[0] for key in found.process.nodes}
    stations |= {key: ASKED for key in stations if key.startswith(ASKED)}
    return [
        flow.id
        for flow in found.process.flows
        if stations[flow.source] != stations[flow.target] and found.process.nodes[flow.source].parent is None
    ]


def _processes(name: str) -> dict[str, bytes]:
    return {key: text for key, text in exchange_files(package(name)).items() if key.startswith("_processes/")}


def redrawn(name: str, drawing: bytes) -> tuple[list[str], str]:
    """The new lines of the process, which was shown to be the one drawn, and why its pattern was left.

    A variant becomes a package of its own, and is spelled out anew: of it, the keys of the process that say something else.
    """
    source = source_of(name)
    wanted = {**exchange_files(package(name)), "process.bpmn": drawing}
    written, departed = rewrite(source, wanted, name)
    _, expanded = open_source({**written, **_processes(name)}, name)
    made = of_expanded(expanded)
    assert made is not None and "process.bpmn" not in differing(made, of_files(wanted))
    file = "package.yaml" if "package.yaml" in source else "process.yaml"
    before = yaml.read(source[file], file)[0]
    after = yaml.read(written[file], file)[0]
    if name in VARIANTS:
        assert before is not None and after is not None
        return [f"+{key}" for key in after.plain() if after.plain()[key] != before.plain().get(key)], departed
    told = difflib.unified_diff(source[file].decode().split("\n"), written[file].decode().split("\n"), n=0, lineterm="")
    return [line for line in told if line[0] in "+-" and line[:3] not in ("+++", "---")], departed


@pytest.mark.parametrize("name", PACKAGES)
def test_a_station_more_is_a_line_or_two(name: str) -> None:
    for flow in between_stations(name)[::EVERY]:
        lines, departed = redrawn(name, with_station(name, flow, id="bescheid_geben", action="notify", message="neu"))
        assert departed == "", flow
        assert 1 <= len(lines) <= 5, (flow, lines)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_station_less_is_a_line_or_a_sentence(name: str) -> None:
    for node in root_of(name).iter(f"{BPMN}serviceTask"):
        if node.get(f"{ALLMENDE}action") in SINGLE and node.get("id") in _with_one_way(name) and _at_top(node):
            lines, departed = redrawn(name, without_station(name, node.get("id", "")))
            assert bool(departed) or 1 <= len(lines) <= 12, (node.get("id"), lines)
            assert not departed or node.get("id", "") in departed


def _at_top(node: etree._Element) -> bool:
    """Nobody asks in parallel there."""
    return not node.get("id", "").startswith(ASKED)


def _with_one_way(name: str) -> set[str]:
    sources = [one.get("sourceRef", "") for one in root_of(name).iter(f"{BPMN}sequenceFlow")]
    return {source for source in sources if sources.count(source) == 1}


def test_a_station_between_the_parts_of_a_letter_is_written_out_and_told() -> None:
    name = "bewohnerparkausweis"
    flow = "flow_bescheid_bewilligt_bescheid_bewilligt_siegeln"
    drawing = with_station(name, flow, id="dazwischen", action="notify", message="nicht_bezahlt")
    edits = replace_files(package(name), {"process.bpmn": drawing})
    assert isinstance(edits, tuple)
    made = apply(package(name), edits)
    assert isinstance(made, ServicePackage)
    (told,) = [one for one in check_package(made) if one.code == "source.pattern_left"]
    assert told.severity == "warning"
    assert "„dazwischen“" in told.text["de"]
    assert "„bescheid_bewilligt“ tut, gehört zusammen" in told.text["de"]
    assert "pattern:" not in made.files["source/process.yaml"]


def test_elements_of_a_modelling_program_get_names() -> None:
    name = "bewohnerparkausweis"
    drawing = with_station(name, "flow_pruefen_ergebnis_granted", "userTask", id="Activity_0x1y2", name="Zurück rufen")
    edits = replace_files(package(name), {"process.bpmn": drawing})
    assert isinstance(edits, tuple)
    made = apply(package(name), edits)
    assert isinstance(made, ServicePackage)
    source = made.files["source/process.yaml"]
    assert "pattern: permit_with_machine_path@1" in source
    assert "{element: zurueck_rufen, is: userTask, names: {main: Zurück rufen}}" in source
    assert "{set: station.pruefen.then.granted, to: zurueck_rufen}" in source


def test_two_stations_in_another_order_are_moved() -> None:
    name = "bewohnerparkausweis"
    text = package(name).files["process.bpmn"]
    for old, new in (
        ('sourceRef="antrag_da" targetRef="melderegister"', 'sourceRef="antrag_da" targetRef="ausweisregister"'),
        (
            'sourceRef="melderegister" targetRef="ausweisregister"',
            'sourceRef="ausweisregister" targetRef="melderegister"',
        ),
        ('sourceRef="ausweisregister" targetRef="pruefung"', 'sourceRef="melderegister" targetRef="pruefung"'),
        ('sourceRef="nachfordern" targetRef="melderegister"', 'sourceRef="nachfordern" targetRef="ausweisregister"'),
    ):
        assert old in text or old.split()[1] in text, old
        text = text.replace(old, new)
    lines, departed = redrawn(name, text.encode())
    assert departed == ""
    assert sorted(line[1:] for line in lines if line[0] == "+") == sorted(line[1:] for line in lines if line[0] == "-")
