"""Packages do, on every way, what their drawn processes did in release 1.0.0; what differs is said here and meant."""

from __future__ import annotations

import pytest

from allmende.domain.package.check.flow import OTHERS_ASKED
from allmende.domain.process import Known, ProcessDefinition, check, needed_texts
from allmende.formats import bpmn, yaml
from allmende.formats.package.source.flow import ProcessSource, expand_process
from allmende.formats.package.source.nodes import get, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.variants import resolve_variant
from tests.formats.bundle.released import RELEASED, files_of
from tests.formats.package.source.flows import SERVICES, package, processes
from tests.formats.package.source.paths import Path as Way
from tests.formats.package.source.paths import paths

CLOSE = "action: close"
DAYS = {
    "valid_from: beginn": "valid_from: decided.gueltig_ab",
    'valid_until: beginn + duration("P" + laufzeit + "M")': 'valid_until: decided.gueltig_bis + duration("P1D")',
}
PACKAGES = (
    *("aufenthaltstitel", "bewohnerparkausweis", "eheurkunde", "geburtsurkunde", "mahnung-begleichen"),
    "meldebescheinigung",
)
VARIANTS = ("geburtsurkunde", "eheurkunde")


def flow_of(name: str) -> tuple[Source, ProcessSource]:
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


def drawn(content: bytes) -> ProcessDefinition:
    found = bpmn.read(content)
    assert isinstance(found, ProcessDefinition)
    return found


def shared(name: str) -> ProcessDefinition:
    return drawn(processes()[f"_processes/{name}/process.bpmn"])


def released(name: str) -> ProcessDefinition:
    return drawn(files_of(name)["process.bpmn"])


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


def entered_as_decided(way: Way) -> Way:
    """The register gets the days that were decided, not those asked for."""
    return tuple(tuple(DAYS.get(said, said) for said in step) for step in way)


def as_data(way: Way) -> Way:
    """A question has its name, and what a register is told stands under `in_`; before, both were known to the code."""
    return tuple(
        (step[0], *sorted(_plain(said) for said in step[1:] if not said.startswith("query: "))) for step in way
    )


def _plain(said: str) -> str:
    return said.removeprefix("in_")


def _writes(step: tuple[str, ...], notice: str) -> bool:
    return "action: compose_notice" in step and f"notice: {notice}" in step


MOVE = (
    "serviceTask",
    "action: call_adapter",
    "adapter: parking_permits.move",
    "number: ausweisnummer",
    "result: permit",
    "zone: zone",
)
TODAY_AT_LEAST = "if register.permits.permit.valid_from > today then register.permits.permit.valid_from else today"
REPLACE = (
    ("serviceTask", "action: call_adapter", "adapter: parking_permits.issue", "plates: register.permits.permit.plates", "result: permit",
     "tariff: register.permits.permit.tariff", f"valid_from: {TODAY_AT_LEAST}", "valid_until: register.permits.permit.valid_until",
     "zone: register.permits.permit.zone"),
    ("serviceTask", "action: call_adapter", "adapter: parking_permits.end", "number: ausweisnummer", f"on: {TODAY_AT_LEAST}", "result: alter"),
)  # fmt: skip


def moved_or_replaced(way: Way) -> tuple[Way, ...]:
    """What only repeated the permit enters a new one and ends the old; beside it, a permit moves with the person."""
    at = next((at for at, step in enumerate(way) if _writes(step, "grant") and way[at - 1] == ("else",)), None)
    if at is None:
        return (way,)
    return (*way[:at], *REPLACE, *way[at:]), (*way[: at - 1], ("if", 'anliegen = "umzug"'), MOVE, *way[at:])


MEANT = {
    "bewohnerparkausweis": (filed_at_every_end, asked_only_for_what_is_open, entered_as_decided),
    "meldebescheinigung": (filed_at_every_end, refunded_before_refusal),
}


@pytest.mark.parametrize("name", RELEASED)
def test_every_way_does_what_it_did(name: str) -> None:
    before = paths(released(name))
    for change in MEANT[name]:
        before = {change(way) for way in before}
    if name == "bewohnerparkausweis":
        before = {new for way in before for new in moved_or_replaced(way)}
    assert {as_data(way) for way in paths(thin(name))} == {as_data(way) for way in before}


@pytest.mark.parametrize("name", PACKAGES)
def test_the_profile_allows_what_was_drawn(name: str) -> None:
    definition = thin(name)
    nodes = definition.nodes.values()
    known = Known(
        roles=frozenset(node.role for node in nodes if node.role),
        decisions=frozenset(node.decision for node in nodes if node.decision),
        notices=frozenset(node.notice for node in nodes if node.notice),
        registers=frozenset(path.stem for path in (SERVICES / "_registers").glob("*.yaml")) | {*OTHERS_ASKED},
        shared={node.called: shared(node.called) for node in nodes if node.called},
    )
    assert list(check(definition, known, lambda expression, wanted: ())) == []


@pytest.mark.parametrize("name", PACKAGES)
def test_stations_keep_their_lines_in_the_source(name: str) -> None:
    definition = thin(name)
    assert definition.source.endswith("process.yaml")
    assert {node.line for node in definition.nodes.values()} > {1}


@pytest.mark.parametrize("name", RELEASED)
def test_a_task_keeps_its_name_so_that_cities_can_route_it(name: str) -> None:
    tasks = {node.id for node in released(name).nodes.values() if node.element == "userTask"}
    assert tasks <= thin(name).nodes.keys()


def sheet(name: str) -> dict[str, object]:
    node, _ = yaml.read(files_of(name)["service.yaml"], name)
    assert node is not None
    return node.plain()  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", RELEASED)
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
