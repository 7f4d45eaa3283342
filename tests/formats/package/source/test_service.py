"""service.yaml of a source takes deadlines, fees and grounds from the other files."""

from __future__ import annotations

from typing import Any

from allmende.formats.package.source.flow import ProcessSource
from allmende.formats.package.source.service import expand_service
from allmende.formats.package.source.source import read_source
from allmende.formats.package.source.tables import Tables
from allmende.formats.schemas.service import SERVICE
from allmende.formats.schemas.shapes import check
from allmende.formats.yaml import YamlNode, read

SHEET = """\
id: hund
version: 0.1.0
audience: [citizen]
life_situation: tiere
legal_basis: [§ 7 KAG Hessen]
remedy: none
unit: steueramt
parties: {applicant: {level: basic, account: optional}}
file_plan: "20.3"
retention: {duration: P10Y, after: closing, basis: § 147 AO, status: typical}
"""


def node_of(text: str) -> YamlNode:
    node, problems = read(text, "shared.yaml")
    assert node is not None
    assert problems == ()
    return node


NO_TABLES = Tables(model=None, tariffs=None, grounds=None, decided=None)


def expanded(more: str = "", flow: ProcessSource | None = None, tables: Tables = NO_TABLES) -> dict[str, Any]:
    source = read_source({"service.yaml": (SHEET + more).encode()})
    node = expand_service(source, flow or ProcessSource(), tables)
    assert source.problems == []
    assert node is not None
    assert check(SERVICE, node) == []
    found: dict[str, Any] = node.plain()
    return found


def test_a_service_says_who_may_apply_and_how() -> None:
    assert expanded() == {
        "id": "hund",
        "version": "0.1.0",
        "audience": ["citizen"],
        "life_situation": "tiere",
        "legal_basis": ["§ 7 KAG Hessen"],
        "remedy": "none",
        "unit": "steueramt",
        "trust_level": "basic",
        "account": "optional",
        "payment": "none",
        "file_plan": "20.3",
        "retention": {"duration": "P10Y", "after": "closing", "basis": "§ 147 AO", "status": "typical"},
    }


def test_parameters_are_a_list_in_the_exchange_form() -> None:
    found = expanded("parameters: {frist: {type: integer, unit: Tage, needed: true, suggested: 14}}\n")
    assert found["parameters"] == [
        {"id": "frist", "type": "integer", "unit": "Tage", "required": True, "suggested": 14}
    ]


def test_deadlines_are_those_of_the_process_and_legal_ones_are_fixed() -> None:
    deadlines = node_of("a: {days: 14, basis: Gesetz, fixed: true}\nb: {weeks: 3}\nc: {days: 1, fixed: true}\n").value
    assert isinstance(deadlines, dict)
    found = expanded("fixed: [field.name, deadline.c]\n", ProcessSource(deadlines=dict(deadlines)))
    assert found["deadlines"] == [
        {"id": "a", "days": 14, "basis": "Gesetz"},
        {"id": "b", "weeks": 3},
        {"id": "c", "days": 1},
    ]
    assert found["fixed"] == ["field.name", "deadline.c", "deadline.a"]


def test_process_and_decisions_add_what_they_say() -> None:
    tariffs = node_of(
        "- {id: hund, values: [{value: '9.00', valid_from: 2026-01-01, basis: Satzung, status: typical}]}"
    )
    grounds = node_of("- {id: unbekannt, legal_basis: § 1}")
    found = expanded(
        "",
        ProcessSource(payment="with_notice", automatic_decision=node_of("§ 155 Abs. 4 AO"), processes={"zahlung": 1}),
        Tables(model=None, tariffs=tariffs, grounds=grounds, decided=None),
    )
    assert found["payment"] == "with_notice"
    assert found["automatic_decision"] == "§ 155 Abs. 4 AO"
    assert found["processes"] == {"zahlung": 1}
    assert found["tariffs"] == tariffs.plain()
    assert found["refusal_grounds"] == grounds.plain()


def test_how_many_may_apply_is_told_where_it_is_not_one() -> None:
    found = expanded().keys()
    assert "applicants" not in found
    source = read_source(
        {"service.yaml": SHEET.replace("account: optional", "account: optional, min: 1, max: 4").encode()}
    )
    node = expand_service(source, ProcessSource(), NO_TABLES)
    assert node is not None
    assert node.plain()["applicants"] == [{"id": "applicant", "min": 1, "max": 4}]


def test_mistakes_are_told_with_line_and_word() -> None:
    source = read_source({"service.yaml": (SHEET + "deadlnes: {}\n").encode()})
    assert expand_service(source, ProcessSource(), NO_TABLES) is None
    [problem] = source.problems
    assert (problem.where, problem.text["de"]) == (
        "service.yaml:11",
        "„deadlnes“ ist hier unbekannt. Meinten Sie „deadlines“?",
    )


def test_a_source_needs_its_service() -> None:
    source = read_source({})
    assert expand_service(source, ProcessSource(), NO_TABLES) is None
    assert [problem.where for problem in source.problems] == ["service.yaml:1"]
