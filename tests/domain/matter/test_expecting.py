"""What is known before sending: whether a person will read it, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest

from allmende.domain.matter import Matter
from allmende.domain.matter.expecting import WhyPerson, helpful_level, why_person
from allmende.domain.matter.privacy import describe_processing
from allmende.domain.process import FlowNode, ProcessDefinition, SequenceFlow
from allmende.formats.package.registers import earlier_registers
from tests.domain.matter.test_evidence import PROVED, case, plain_matter, without_paper
from tests.domain.matter.test_unattended import load

DAY = date(2026, 3, 2)
ASKED = {"family_name": "familienname", "given_names": "vornamen", "birth_date": "geboren"}
CHILD = {**ASKED, "given_names": '"Emil"'}


def drawn(process: ProcessDefinition, *nodes: FlowNode) -> ProcessDefinition:
    """A start and these stations, one after the other."""
    row = (FlowNode("beginn", "startEvent"), *nodes, FlowNode("ende", "endEvent"))
    flows = tuple(SequenceFlow(f"f{at}", one.id, other.id) for at, (one, other) in enumerate(pairwise(row)))
    return replace(process, nodes={node.id: node for node in row}, flows=flows)


def told(matter: Matter, *nodes: FlowNode, **applicant: Any) -> WhyPerson | None:
    process = drawn(matter.service.process, *nodes)
    who = {**matter.applicant.to_json(), **applicant}
    return why_person(
        replace(matter.service, process=process, registers=earlier_registers()),
        matter.answers,
        who,
        datetime(2026, 3, 2, tzinfo=UTC),
        DAY,
    )


def asks(options: dict[str, str]) -> FlowNode:
    return FlowNode("melderegister", "service", action="consult", register="residents", options=options)


DECIDES = FlowNode("entscheiden", "service", action="decide_automatically", legal_basis="§ 1")
READS = FlowNode("pruefen", "userTask")
PAYS = FlowNode("zahlen", "service", action="demand_payment")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, None),
        ({"level": "none"}, "unproved"),
        ({"proved": {**PROVED, "given_names": "Karl"}}, "differs"),
        ({"demanded": "none", "level": "none"}, None),
        ({"stated": {"geboren": date(2016, 3, 2)}}, "minor"),
        ({"demanded": "none", "level": "none", "stated": {"geboren": date(2016, 3, 2)}}, "minor"),
    ],
)
def test_why_is_what_would_stop_the_machine(more: dict[str, Any], why: WhyPerson | None) -> None:
    assert told(case(**more), asks(ASKED), DECIDES) == why


def test_what_she_disputes_in_the_draft_is_read_by_a_person() -> None:
    assert told(case(), DECIDES, disputed="Ich heiße anders.") == "differs"


def test_who_asks_about_another_acts_for_another() -> None:
    assert told(case(), asks(CHILD), DECIDES) == "other"


def test_an_incomplete_application_is_read_by_a_person() -> None:
    assert told(without_paper(), DECIDES) == "missing"


def test_where_no_machine_ever_decides_nothing_is_explained() -> None:
    assert told(case(level="none"), READS) is None
    assert told(case(level="none"), asks(ASKED), READS, DECIDES) is None, "it only prepares what she decides"


@pytest.mark.parametrize(
    ("demanded", "nodes", "prefilled", "level"),
    [
        ("basic", (DECIDES,), True, "substantial"),
        ("high", (DECIDES,), True, "high"),
        ("basic", (READS,), True, "basic"),
        ("substantial", (asks(ASKED), READS, DECIDES), True, "basic"),
        ("basic", (asks(ASKED), PAYS, READS), True, "basic"),
        ("none", (DECIDES,), True, "basic"),
        ("none", (DECIDES,), False, None),
        ("basic", (READS,), False, None),
    ],
)
def test_a_sign_in_nobody_needs_is_offered_from_the_level_that_helps(
    demanded: str, nodes: tuple[FlowNode, ...], prefilled: bool, level: str | None
) -> None:
    service = case(demanded=demanded).service
    form = service.form if prefilled else plain_matter().service.form
    process = drawn(service.process, *nodes)
    assert helpful_level(replace(service, process=process, form=form)) == level


@pytest.mark.parametrize(
    ("id", "level"),
    [
        ("hundesteuer-anmeldung", "substantial"),
        ("bewohnerparkausweis", "substantial"),
        ("geburtsurkunde", "basic"),
        ("aufenthaltstitel", "basic"),
    ],
)
def test_a_sign_in_makes_nothing_faster_where_the_privacy_notice_says_that_a_person_decides(
    id: str, level: str
) -> None:
    service = load(id)
    assert helpful_level(service) == level
    assert (level == "basic") == (describe_processing(service).machine != "alone")
