"""Small things of a process: programs, moments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from allmende.domain.process import FlowNode, ProcessDefinition, Program, moment_of


def definition(name: str, xml: bytes = b"") -> ProcessDefinition:
    node = FlowNode("u", "userTask", options={"outcomes": " granted  refused "})
    return ProcessDefinition(name, "", {"u": node}, (), xml or name.encode())


def test_a_program_finds_the_node_of_each_process_and_is_named_by_its_files() -> None:
    main, shared = definition("main"), definition("shared")
    program = Program(main, {"shared": shared})
    assert program.node("main", "u") is main.nodes["u"]
    assert program.node("shared", "u") is shared.nodes["u"]
    assert list(program) == [main, shared]
    with pytest.raises(KeyError):
        program.node("other", "u")
    assert program.sha256 == Program(main, {"shared": shared}).sha256
    assert program.sha256 != Program(main).sha256
    assert program.sha256 != Program(main, {"shared": definition("shared", b"new")}).sha256


def test_a_node_knows_its_sentence_and_its_buttons() -> None:
    node = definition("main").nodes["u"]
    assert node.text_id == "process.u.citizen"
    assert node.outcomes == ("granted", "refused")
    assert FlowNode("x", "userTask").outcomes == ()


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (date(2026, 12, 7), "2026-12-08T00:00:00+01:00"),
        (date(2027, 3, 27), "2027-03-28T00:00:00+01:00"),
        (date(2027, 3, 28), "2027-03-29T00:00:00+02:00"),
        (datetime(2027, 7, 1, 9), "2027-07-01T09:00:00+02:00"),
        (datetime(2027, 7, 1, 9, tzinfo=UTC), "2027-07-01T09:00:00+00:00"),
        (datetime(2027, 1, 1, 9, tzinfo=ZoneInfo("Europe/Berlin")), "2027-01-01T09:00:00+01:00"),
    ],
)
def test_a_deadline_is_over_at_one_zoned_moment(value: object, moment: str) -> None:
    found = moment_of(value)
    assert found is not None
    assert found.isoformat() == moment


@pytest.mark.parametrize("value", [None, "2026-12-07", 5, True])
def test_anything_else_is_no_moment(value: object) -> None:
    assert moment_of(value) is None
