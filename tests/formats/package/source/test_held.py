"""Groups under one deadline and parallel parts: what is made of them, and what they may not hold."""

from __future__ import annotations

import pytest

from allmende.domain.process import Known, ProcessDefinition, check
from tests.formats.package.source.flows import expanded, refused, written

SERVICE = "id: probe\ndeadlines: {frist: {days: 3}, nachreichung: {days: 5}, monate: {months: 3}}\n"
HELD = """\
sections:
  eingang:
    - group: bearbeiten
      do:
        - together: parallel
          join: all
          parts:
            a: [{task: eins, by: amt, late: [{at: deadline.frist, remind: amt}], then: {ok: next}}]
            b: [{inspect: ort, by: amt, at_most: {times: 3, then: next}, then: {gut: next, nochmal: back ort}}, {tell: sagen, message: bald}]
        - {decide: pruefen, by: amt, then: {granted: next}}
      late:
        - {at: deadline.frist, raise: leitung}
        - {at: deadline.monate, when: submitted_on != null, go: fiktiv}
    - {go: fertig}
  fiktiv:
    - {tell: fiktion, message: bald}
    - {go: fertig}
  fertig:
    - {end: ende, outcome: granted}
"""


def made(process: str = HELD) -> ProcessDefinition:
    definition = expanded(written(process, service=SERVICE)).definition
    assert definition is not None
    return definition


def arrows(definition: ProcessDefinition, source: str) -> set[tuple[str, str | None]]:
    return {(flow.target, flow.condition) for flow in definition.leaving(source)}


def test_a_group_is_a_sub_process_that_holds_all_its_stations() -> None:
    nodes = made().nodes
    inside = {key for key, node in nodes.items() if node.parent == "bearbeiten"}
    assert {
        "bearbeiten_beginn",
        "parallel",
        "parallel_alle",
        "eins",
        "ort",
        "sagen",
        "pruefen",
        "bearbeiten_fertig",
    } <= inside
    assert nodes["bearbeiten"].element == "subProcess"
    assert all(flow.parent in (None, "bearbeiten") for flow in made().flows)


def test_the_deadline_of_a_group_tells_somebody_or_ends_it() -> None:
    definition = made()
    telling, ending = definition.boundary("bearbeiten")
    assert (telling.interrupting, ending.interrupting) == (False, True)
    assert arrows(definition, telling.id) == {("bearbeiten_spaet_1_sagen", None)}
    sent = definition.nodes["bearbeiten_spaet_1_sagen"]
    assert (sent.action, sent.role, sent.options["of"]) == ("remind", "leitung", "bearbeiten")
    assert arrows(definition, ending.id) == {("fiktion", None)}
    assert ending.deadline == (
        'if submitted_on != null then today + duration("P" + string(deadline.monate.months) + "M") else date("9998-12-31")'
    )


def test_parallel_parts_meet_before_it_goes_on() -> None:
    definition = made()
    assert arrows(definition, "parallel") == {("eins", None), ("ort_schon", None)}
    assert {flow.source for flow in definition.entering("parallel_alle")} == {"eins", "sagen"}
    assert arrows(definition, "parallel_alle") == {("pruefen", None)}


def test_a_loop_is_left_after_so_many_rounds() -> None:
    limit = ("ort", "(if rounds.ort = null then 0 else rounds.ort) < 3")
    assert limit in arrows(made(), "ort_schon")
    assert ("sagen", None) in arrows(made(), "ort_schon")


def test_the_profile_accepts_it() -> None:
    definition = made()
    roles = frozenset(node.role for node in definition.nodes.values() if node.role)
    assert check(definition, Known(roles=roles), lambda expression, wanted: ()) == []


WRONG = {
    "out of a group": ("then: {granted: next}", "then: {granted: fiktiv}", "source.held", "hinaus"),
    "an end inside": ("{tell: sagen, message: bald}", "{end: aus, outcome: granted}", "source.held", "„parallel“"),
    "a go inside": ("{tell: sagen, message: bald}", "{go: fertig}", "source.held", "„go“"),
    "into a group": ("    - {tell: fiktion, message: bald}", "    - {task: f, by: amt, then: {x: back ort}}", "source.held", "mitten"),
    "no deadline": ("      late:\n        - {at: deadline.frist, raise: leitung}\n        - {at: deadline.monate, when: submitted_on != null, go: fiktiv}\n",
                    "", "source.late", "keine Frist"),
    "two things at once": ("raise: leitung}", "raise: leitung, remind: amt}", "source.late", "remind, raise oder go"),
    "a task that ends": ("remind: amt}]", "go: fertig}]", "source.late", "group"),
    "a decision in a part": ("{tell: sagen, message: bald}", "{decide: d, by: amt, then: {granted: next}}", "source.together", "ganzen Antrag"),
    "a slot inside": ("{tell: sagen, message: bald}", "{slot: etwas}", "source.slot", "nicht in einer Station"),
    "two who ask": ("a: [{task: eins, by: amt, late: [{at: deadline.frist, remind: amt}], then: {ok: next}}]",
                    "a: [{book: t, by: amt}, {task: eins, by: amt, then: {ok: next}}]\n            c: [{book: u, by: amt}]", "source.together", "Nur ein Teil"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_it_is_refused_in_words_with_its_line(case: str) -> None:
    old, new, code, words = WRONG[case]
    assert old in HELD
    said = refused(written(HELD.replace(old, new, 1), service=SERVICE))
    assert code in said, said
    assert words in said[code] and said[code].startswith("process.yaml:")
