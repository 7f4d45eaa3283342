"""A running process goes on in another drawing only where it could have gone its way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from allmende.domain.process.model import FlowNode, Loop, ProcessDefinition, Program, SequenceFlow
from allmende.domain.process.trail import Trail, changed_choices, check_trail

NODES = {
    node.id: node
    for node in (
        FlowNode("start", "startEvent", event="none"),
        FlowNode("pruefen", "userTask", name="Prüfen", role="amt"),
        FlowNode("frist", "boundaryEvent", event="timer", attached_to="pruefen", deadline="a"),
        FlowNode("wahl", "exclusiveGateway", name="Ja?", default_flow="f4"),
        FlowNode("teilen", "parallelGateway"),
        FlowNode("a", "serviceTask", name="A", action="notify"),
        FlowNode("b", "userTask", name="B", role="amt", deadline="x", options={"outcomes": "ja nein"}),
        FlowNode("c", "userTask", name="C", role="amt"),
        FlowNode("treffen", "parallelGateway"),
        FlowNode("ende", "endEvent", event="none"),
    )
}
FLOWS = tuple(
    SequenceFlow(f"f{number}", source, target)
    for number, (source, target) in enumerate(
        (
            ("start", "pruefen"), ("pruefen", "wahl"), ("frist", "ende"), ("wahl", "teilen"), ("wahl", "ende"),
            ("teilen", "a"), ("teilen", "b"), ("teilen", "c"), ("a", "treffen"), ("b", "treffen"), ("c", "treffen"),
            ("treffen", "ende"),
        )
    )
)  # fmt: skip
WAY = (("start", "pruefen"), ("pruefen", "wahl"), ("wahl", "teilen"), ("teilen", "a"), ("teilen", "b"), ("teilen", "c"))
TRAIL = Trail(
    frozenset(("p", node) for step in WAY for node in step) | {("p", "treffen")},
    frozenset((("p", source), ("p", target)) for source, target in (*WAY, ("a", "treffen"))),
)
OPEN = (("p", "b"), ("p", "c"))


def drawn(nodes: dict[str, FlowNode] = NODES, flows: tuple[SequenceFlow, ...] = FLOWS) -> Program:
    return Program(ProcessDefinition("p", "P", nodes, flows, repr((sorted(nodes.items()), flows)).encode()))


def changed(node_id: str, **values: Any) -> Program:
    return drawn({**NODES, node_id: replace(NODES[node_id], **values)})


def rerouted(number: int, *flows: SequenceFlow, **nodes: FlowNode) -> Program:
    return drawn({**NODES, **nodes}, (*FLOWS[:number], *flows, *FLOWS[number + 1 :]))


def refused(new: Program, trail: Trail = TRAIL, standing: tuple[tuple[str, str], ...] = OPEN) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in check_trail(drawn(), new, trail, standing)]


def test_the_same_drawing_takes_every_process() -> None:
    assert refused(drawn()) == []


def test_names_and_lines_do_not_matter() -> None:
    assert refused(changed("pruefen", name="Ansehen", line=7)) == []


def test_a_step_that_was_reached_must_be_there() -> None:
    new = drawn({key: node for key, node in NODES.items() if key != "pruefen"})
    problems = check_trail(drawn(), new, TRAIL, OPEN)
    assert [problem.text["de"] for problem in problems] == ["Den Schritt „Prüfen“ gibt es im neuen Ablauf nicht."]


def test_a_step_that_was_reached_must_be_the_same() -> None:
    problems = check_trail(drawn(), changed("pruefen", role="kasse", loop=Loop("x", "y")), TRAIL, OPEN)
    assert [problem.text["de"] for problem in problems] == [
        "Am Schritt „Prüfen“ hat sich geändert: die Rolle, die Wiederholung."
    ]


def test_the_deadline_counts_only_while_the_step_is_open() -> None:
    assert refused(changed("b", deadline="y")) == [("move.process.changed", "b")]
    assert refused(changed("pruefen", deadline="y", options={"outcomes": "z"})) == []


def test_what_lies_ahead_may_change() -> None:
    later = SequenceFlow("neu1", "treffen", "d"), SequenceFlow("neu2", "d", "ende")
    assert refused(rerouted(11, *later, d=FlowNode("d", "userTask", role="amt"))) == []


def test_a_step_between_two_that_were_gone_is_missing_to_the_case() -> None:
    between = SequenceFlow("neu1", "start", "d"), SequenceFlow("neu2", "d", "pruefen")
    problems = check_trail(drawn(), rerouted(0, *between, d=FlowNode("d", "userTask", "D", role="amt")), TRAIL, OPEN)
    assert [problem.text["de"] for problem in problems] == [
        "Zwischen „start“ und „Prüfen“ steht jetzt „d“. Das hat der Vorgang nicht durchlaufen."
    ]


def test_a_way_that_leads_elsewhere_is_no_way() -> None:
    assert refused(rerouted(1, SequenceFlow("f1", "pruefen", "ende"))) == [("move.process.way", "wahl")]


def test_a_further_branch_at_a_fork_behind_the_case_is_never_begun() -> None:
    more = rerouted(
        7,
        FLOWS[7],
        SequenceFlow("n1", "teilen", "d"),
        SequenceFlow("n2", "d", "treffen"),
        d=FlowNode("d", "userTask", role="r"),
    )
    assert refused(more) == [("move.process.branches", "teilen")]


def test_a_branch_that_has_not_come_to_the_join_may_grow() -> None:
    longer = rerouted(
        9, SequenceFlow("f9", "b", "d"), SequenceFlow("n", "d", "treffen"), d=FlowNode("d", "userTask", role="r")
    )
    assert refused(longer) == []
    shorter = rerouted(
        8, SequenceFlow("f8", "a", "d"), SequenceFlow("n", "d", "treffen"), d=FlowNode("d", "userTask", role="r")
    )
    assert refused(shorter) == [("move.process.way", "treffen")]


def test_an_open_step_keeps_what_watches_it() -> None:
    standing = (("p", "pruefen"), ("p", "frist"))
    trail = Trail(frozenset({("p", "start"), *standing}), frozenset({(("p", "start"), ("p", "pruefen"))}))
    more = {**NODES, "mahnen": replace(NODES["frist"], id="mahnen", interrupting=False)}
    assert refused(drawn(more), trail, standing) == [("move.process.watches", "pruefen")]
    assert refused(drawn(more)) == []
    assert refused(changed("frist", deadline="b"), trail, standing) == [("move.process.changed", "frist")]


def test_a_gateway_that_waits_for_several_things_goes_on_waiting_for_the_same() -> None:
    nodes = {
        "start": NODES["start"],
        "warten": FlowNode("warten", "eventBasedGateway"),
        "geld": FlowNode("geld", "intermediateCatchEvent", event="message", message="m"),
        "ende": NODES["ende"],
    }
    flows = SequenceFlow("1", "start", "warten"), SequenceFlow("2", "warten", "geld"), SequenceFlow("3", "geld", "ende")
    later = FlowNode("spaet", "intermediateCatchEvent", event="timer", deadline="x")
    more = drawn(
        {**nodes, "spaet": later}, (*flows, SequenceFlow("4", "warten", "spaet"), SequenceFlow("5", "spaet", "ende"))
    )
    reached = frozenset({("p", "start"), ("p", "warten")})
    trail = Trail(reached, frozenset({(("p", "start"), ("p", "warten"))}))
    found = check_trail(drawn(nodes, flows), more, trail, [("p", "geld")])
    assert [problem.code for problem in found] == ["move.process.branches"]
    passed = Trail(reached | {("p", "geld")}, trail.steps | {(("p", "warten"), ("p", "geld"))})
    assert check_trail(drawn(nodes, flows), more, passed, []) == ()


def test_choices_behind_the_case_that_would_be_made_otherwise_are_told() -> None:
    other = rerouted(3, SequenceFlow("f3", "wahl", "teilen", "betrag > 5"))
    assert refused(other) == []
    assert [node.id for node in changed_choices(drawn(), other, TRAIL)] == ["wahl"]
    assert changed_choices(drawn(), other, Trail()) == ()


def test_a_shared_process_that_changed_behind_the_case_counts_as_well() -> None:
    inner = ProcessDefinition("s", "S", {"i": FlowNode("i", "userTask", role="amt")}, (), b"1")
    call = {**NODES, "pruefen": FlowNode("pruefen", "callActivity", called="s")}
    old, new = (
        replace(drawn(call), shared={"s": replace(inner, xml=xml, nodes=nodes)})
        for xml, nodes in ((b"1", inner.nodes), (b"2", {"i": FlowNode("i", "userTask", role="kasse")}))
    )
    trail = Trail(frozenset({("p", "pruefen"), ("s", "i")}))
    assert [problem.where for problem in check_trail(old, new, trail, [("s", "i")])] == ["i"]
