"""A case as the office knows it: with what registers really said, and what the tables say of that.

A register's answer about somebody the applicant has not proved to be is withheld from rules, letters and pages (`choosing`).
Whoever decides must weigh the real one: what contradicts it, and which rule fires on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from allmende.domain import facts as f
from allmende.domain.matter import speech
from allmende.domain.matter.choosing import list_withheld
from allmende.domain.matter.model import Matter
from allmende.domain.process.model import FlowNode, Program
from allmende.domain.values import local_day


@dataclass(frozen=True, slots=True)
class TableResult:
    """A table the process has asked, and what it says of the case as it really is."""

    node: FlowNode
    real: Any


def informed(matter: Matter) -> Matter:
    """The same case as if no answer had been withheld, its tables asked anew; itself where none is."""
    if not list_withheld(matter.results.get("register", {}), matter.facts):
        return matter
    found = _opened(matter)
    for one in ask_again(matter):
        found = _with_decision(found, one)
    return found


def ask_again(matter: Matter) -> Iterator[TableResult]:
    """Every table the process has asked, in its order, each with the results of those before it."""
    reached = {x.node_id: x for x in matter.facts if isinstance(x, f.StageReached)}
    model, real = matter.service.decisions, _opened(matter)
    program = Program(matter.service.process, matter.service.shared)
    nodes = [node for node in program.nodes() if node.id in reached and node.decision and _asks(node)]
    for node in sorted(nodes, key=lambda node: reached[node.id].at):
        if model is None or not node.decision:
            continue
        day = local_day(reached[node.id].at)
        try:
            found = speech.answer(matter.service, node.decision, speech.names(real, day))
        except KeyError:
            continue
        asked = TableResult(node, found)
        real = _with_decision(real, asked)
        yield asked


def _opened(matter: Matter) -> Matter:
    registers = matter.results.get("register", {})
    real = {one.result: one.answer for one in list_withheld(registers, matter.facts)}
    return replace(matter, results={**matter.results, "register": {**registers, **real}}) if real else matter


def _with_decision(matter: Matter, asked: TableResult) -> Matter:
    said = {**matter.results.get("decision", {}), asked.node.result or str(asked.node.decision): asked.real.value}
    return replace(matter, results={**matter.results, "decision": said})


def _asks(node: FlowNode) -> bool:
    return node.element == "businessRuleTask" or node.action == "decide_automatically"
