"""The packages in the thin form do, on every way, what their drawn processes did; what differs is said here and meant."""

from __future__ import annotations

import pytest

from allmende.domain.process import Known, ProcessDefinition, check, needed_texts
from allmende.formats import bpmn, yaml
from allmende.formats.package.source.flow import Flow, expand_process
from allmende.formats.package.source.nodes import get, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.variants import resolve_variant
from tests.formats.package.source.flows import CLASSIC, package
from tests.formats.package.source.paths import Path as Way
from tests.formats.package.source.paths import paths

CLOSE = "action: close"
PACKAGES = (
    *("aufenthaltstitel", "bewohnerparkausweis", "eheurkunde", "geburtsurkunde", "mahnung-begleichen"),
    "meldebescheinigung",
)
VARIANTS = ("geburtsurkunde", "eheurkunde")


def flow_of(name: str) -> tuple[Source, Flow]:
    source = package("personenstandsurkunde", name) if name in VARIANTS else package(name)
    one = resolve_variant(source)
    assert one is not None
    flow = expand_process(one)
    assert source.problems == []
    return one, flow


def thin(name: str) -> ProcessDefinition:
    definition = flow_of(name)[1].definition
    assert definition is not None
    return definition


def classic(name: str) -> ProcessDefinition:
    found = bpmn.read((CLASSIC / name / "process.bpmn").read_bytes())
    assert isinstance(found, ProcessDefinition)
    return found


def filed_at_every_end(way: Way) -> Way:
    """A matter nobody paid for is filed like any other."""
    found: list[tuple[str, ...]] = []
    for step in way:
        if CLOSE in step and "action: file" not in found[-1]:
            found.append(("serviceTask", "action: file"))
        found.append(step)
    return tuple(found)


def asked_only_for_what_is_open(way: Way) -> Way:
    """The machine's way asks as the person's way did: nobody is asked twice."""
    old, new = ("if", "fee.total > 0"), ("if", 'fee.total > 0 and payment.status != "paid"')
    return tuple(new if step == old else step for step in way)


def refunded_before_refusal(way: Way) -> Way:
    """What was paid goes back before every refusal; nothing paid, nothing happens."""
    refund = ("serviceTask", "action: refund", 'reason: "Bestellung abgelehnt"')
    return tuple(one for step in way for one in ((refund, step) if _writes(step, "refuse") else (step,)))


def closed_as_decided(way: Way) -> Way:
    """The end says what was decided, instead of looking it up."""
    decided = "granted" if any(_writes(step, "grant") for step in way) else "refused"
    return tuple((*step, f"outcome: {decided}") if CLOSE in step else step for step in way)


def _writes(step: tuple[str, ...], notice: str) -> bool:
    return "action: compose_notice" in step and f"notice: {notice}" in step


MEANT = {
    "bewohnerparkausweis": (filed_at_every_end, asked_only_for_what_is_open),
    "meldebescheinigung": (filed_at_every_end, refunded_before_refusal),
    "aufenthaltstitel": (closed_as_decided,),
    "geburtsurkunde": (filed_at_every_end,),
    "eheurkunde": (filed_at_every_end,),
}


@pytest.mark.parametrize("name", MEANT)
def test_every_way_does_what_it_did(name: str) -> None:
    before = paths(classic(name))
    for change in MEANT[name]:
        before = {change(way) for way in before}
    assert paths(thin(name)) == before


def test_a_reminder_is_paid_on_the_same_ways_and_one_more() -> None:
    """Choices are drawn otherwise (one gate for the claim's standing, a loop for the second look); what happens is the same.

    New: where nothing is due any more the person is told so instead of being asked for nothing.
    """
    before, now = (paths(one("mahnung-begleichen"), conditions=False) for one in (classic, thin))
    assert before <= now
    assert all(any("decision: forderung" in step for step in way) for way in now - before)
    assert all(any(_writes(step, "settled") for step in way) for way in now - before)


@pytest.mark.parametrize("name", PACKAGES)
def test_the_profile_allows_what_was_drawn(name: str) -> None:
    definition = thin(name)
    nodes = definition.nodes.values()
    known = Known(
        roles=frozenset(node.role for node in nodes if node.role),
        decisions=frozenset(node.decision for node in nodes if node.decision),
        notices=frozenset(node.notice for node in nodes if node.notice),
        registers=frozenset(("residents", "civil_status", "parking_permits", "claims")),
        shared={node.called: classic(f"_processes/{node.called}") for node in nodes if node.called},
    )
    assert list(check(definition, known, lambda expression, wanted: ())) == []


@pytest.mark.parametrize("name", PACKAGES)
def test_stations_keep_their_lines_in_the_source(name: str) -> None:
    definition = thin(name)
    assert definition.source.endswith("process.yaml")
    assert {node.line for node in definition.nodes.values()} > {1}


def test_a_task_keeps_its_name_so_that_cities_can_route_it() -> None:
    for name in PACKAGES:
        tasks = {node.id for node in classic(name).nodes.values() if node.element == "userTask"}
        assert tasks <= thin(name).nodes.keys(), name


def sheet(name: str) -> dict[str, object]:
    node, _ = yaml.read((CLASSIC / name / "service.yaml").read_bytes(), name)
    assert node is not None
    return node.plain()  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", PACKAGES)
def test_the_sheet_gets_what_it_said(name: str) -> None:
    _, flow = flow_of(name)
    before = sheet(name)
    deadlines = {one.pop("id"): one for one in before["deadlines"]}  # type: ignore[attr-defined]
    now = {key: node.plain() for key, node in flow.deadlines.items()}
    for period in now.values():
        period.pop("fixed", None)
    assert now == deadlines
    assert flow.payment == before["payment"]
    assert plain(flow.automatic_decision) == before.get("automatic_decision")
    assert flow.processes == before.get("processes", {})


@pytest.mark.parametrize("name", PACKAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_sentence_is_there(name: str, language: str) -> None:
    source, flow = flow_of(name)
    own = get(source.part("texts"), language, "station")
    assert flow.definition is not None
    for text_id, _ in needed_texts(flow.definition):
        path = text_id.split(".")[1:]
        assert get(own, *path) or get(flow.texts[language], "process", *path), text_id
