"""Is this process allowed? Refuses in words, before any engine sees the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from allmende.domain.process.model import FlowNode, ProcessDefinition, SequenceFlow
from allmende.domain.process.moments import TOLD_DAYS
from allmende.domain.process.problems import problem, title
from allmende.domain.process.profile import PROCESS_ID, Known, check_node, check_stranger
from allmende.domain.process.shape import check_shape
from allmende.domain.process.soundness import check_soundness
from allmende.domain.values import Problem, Text
from allmende.words.joining import joined, quoted

Wanted = Literal["boolean", "moment", "list"]

CheckExpression = Callable[[str, Wanted], Sequence[Problem]]
"""Checks one FEEL expression: names, types, and that the result is what is wanted. `moment` is a date, or
a date and time."""

MAX_NODES = 300


def check(definition: ProcessDefinition, known: Known, check_expression: CheckExpression) -> list[Problem]:
    """Every reason why this process may not run, in the order of the file. Empty means: it may.

    Problems carry `file:line` and name the element; those with severity `warning` do not refuse.
    """
    found = list(_check_whole(definition, known))
    found.extend(check_stranger(definition, stranger) for stranger in definition.strangers)
    for node in definition.nodes.values():
        found.extend(check_node(definition, node, known))
    found.extend(_check_told_days(definition))
    shape = list(check_shape(definition))
    found.extend(shape)
    if not shape:
        found.extend(check_soundness(definition))
    found.extend(_check_expressions(definition, check_expression))
    return sorted(found, key=_line)


def _check_whole(definition: ProcessDefinition, known: Known) -> Iterator[Problem]:
    if not PROCESS_ID.match(definition.id):
        yield problem(
            definition,
            definition,
            "process.id",
            Text.named("process.check.id_of_process_id_2", id_2=definition.id),
        )
    if len(definition.nodes) > MAX_NODES:
        yield problem(
            definition,
            definition,
            "process.large",
            Text.named("process.check.process_has_more_than_max", max_nodes=MAX_NODES),
        )
    circle = _find_circle(definition, known)
    if circle:
        yield problem(
            definition,
            definition,
            "process.recursion",
            Text.named("process.check.processes_call_each_other_in", join=" → ".join(circle)),
        )


def _check_told_days(definition: ProcessDefinition) -> Iterator[Problem]:
    """A timer beside the wait for the citizen waits for the day she was told, not for one of its own."""
    nodes = definition.nodes
    told: dict[str, str] = {}
    for gateway in (node for node in nodes.values() if node.element == "eventBasedGateway"):
        after = [flow.target for flow in definition.flows if flow.source == gateway.id and flow.target in nodes]
        for named in filter(None, (_told_day(nodes[target]) for target in after)):
            told |= dict.fromkeys(after, named)
    for node in nodes.values():
        on = nodes.get(node.attached_to or "")
        day = _told_day(on) if on is not None and node.interrupting else told.get(node.id)
        if day and node.event == "timer" and day not in (node.deadline or ""):
            yield problem(
                definition,
                node,
                "process.told_day",
                Text.named("process.check.station_ends_on_another_day", station=title(node), day=day),
            )


def _told_day(node: FlowNode) -> str | None:
    return TOLD_DAYS.get("payment_received" if node.action == "wait_for_payment" else node.message or "")


def _find_circle(definition: ProcessDefinition, known: Known) -> list[str]:
    """The calls that lead back to a process already on the way, or nothing."""

    def walk(process: ProcessDefinition, path: list[str]) -> list[str]:
        if process.id in path:
            return [*path, process.id]
        for node in process.nodes.values():
            called = known.shared.get(node.called or "")
            if called is not None and (circle := walk(called, [*path, process.id])):
                return circle
        return []

    return walk(definition, [])


def _check_expressions(definition: ProcessDefinition, check_expression: CheckExpression) -> Iterator[Problem]:
    for flow in definition.flows:
        if flow.condition:
            yield from _located(
                definition, flow, quoted(flow.name or flow.id), check_expression(flow.condition, "boolean")
            )
    for node in definition.nodes.values():
        if node.deadline:
            yield from _located(definition, node, title(node), check_expression(node.deadline, "moment"))
        if node.loop is not None and node.loop.collection:
            yield from _located(definition, node, title(node), check_expression(node.loop.collection, "list"))


def _located(
    definition: ProcessDefinition, thing: FlowNode | SequenceFlow, name: Text, problems: Sequence[Problem]
) -> Iterator[Problem]:
    """The same problems, at the line of the element and naming it."""
    for found in problems:
        yield Problem(found.code, joined((name, found.text), ": "), f"{definition.source}:{thing.line}", found.severity)


def _line(found: Problem) -> int:
    return int(found.where.rpartition(":")[2] or 0)
