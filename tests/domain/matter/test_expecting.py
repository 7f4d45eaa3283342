"""What is known before sending: whether a person will read it, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from allmende.domain.matter import Matter
from allmende.domain.matter.expecting import WhyPerson, helpful_level, why_person
from allmende.domain.process import Node
from tests.domain.matter.test_evidence import PROVED, case, plain_matter, without_paper

DAY = date(2026, 3, 2)
ASKED = {"family_name": "familienname", "given_names": "vornamen", "birth_date": "geboren"}
CHILD = {**ASKED, "given_names": '"Emil"'}


def told(matter: Matter, *nodes: Node, **applicant: Any) -> WhyPerson | None:
    process = replace(matter.service.process, nodes={node.id: node for node in nodes})
    who = {**matter.applicant.to_json(), **applicant}
    return why_person(
        replace(matter.service, process=process), matter.answers, who, datetime(2026, 3, 2, tzinfo=UTC), DAY
    )


def asks(options: dict[str, str]) -> Node:
    return Node("melderegister", "service", action="consult", register="residents", options=options)


DECIDES = Node("entscheiden", "service", action="decide_automatically")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, None),
        ({"level": "none"}, "unproved"),
        ({"proved": {**PROVED, "given_names": "Karl"}}, "differs"),
        ({"demanded": "none", "level": "none"}, None),
    ],
)
def test_why_is_what_would_stop_the_machine(more: dict[str, Any], why: WhyPerson | None) -> None:
    assert told(case(**more), asks(ASKED), DECIDES) == why


def test_what_she_disputes_in_the_draft_is_read_by_a_person() -> None:
    assert told(case(), DECIDES, disputed="Ich heiße anders.") == "differs"


def test_who_asks_about_another_acts_for_another() -> None:
    assert told(case(), asks(CHILD)) == "other"


def test_an_incomplete_application_is_read_by_a_person() -> None:
    assert told(without_paper(), DECIDES) == "missing"


def test_where_no_machine_ever_decides_nothing_is_explained() -> None:
    assert told(case(level="none"), Node("pruefen", "user")) is None


@pytest.mark.parametrize(
    ("demanded", "node", "prefilled", "level"),
    [
        ("basic", DECIDES, True, "substantial"),
        ("high", DECIDES, True, "high"),
        ("basic", Node("pruefen", "user"), True, "basic"),
        ("none", DECIDES, True, "basic"),
        ("none", DECIDES, False, None),
        ("basic", Node("pruefen", "user"), False, None),
    ],
)
def test_a_sign_in_nobody_needs_is_offered_from_the_level_that_helps(
    demanded: str, node: Node, prefilled: bool, level: str | None
) -> None:
    service = case(demanded=demanded).service
    form = service.form if prefilled else plain_matter().service.form
    process = replace(service.process, nodes={node.id: node})
    assert helpful_level(replace(service, process=process, form=form)) == level
