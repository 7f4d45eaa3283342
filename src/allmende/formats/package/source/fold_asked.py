"""The way back for stations that wait on others: who is asked what, who takes a case over, and who is reminded beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import FlowNode
from allmende.formats.package.source.watching import NEVER

Plain = dict[str, Any]
Period = Callable[[str], str]
"""`deadline.x` for an expression that says its last day or moment; empty for one that is no period."""

ASKED = ("unit", "body", "city")
LIMITED = re.compile(rf"if (.+) then (.+) else {re.escape(NEVER)}")
"""The day of a deadline that holds only under a condition."""


def consulted(definition: ProcessDefinition, split: FlowNode, period: Period) -> Plain | None:
    """What a `consult` says that begins with this gateway; None where it does not ask others."""
    bodies: list[Plain] = []
    within = ""
    for flow in definition.leaving(split.id):
        asked, when = _asked(definition, definition.nodes[flow.target])
        if asked is None or asked.register not in ASKED:
            return None
        own = {"when": when} if when is not None else {}
        bodies.append(_body(split, asked) | own | _remind(definition, asked, period))
        within = within or _until(definition, asked, period)
    return {"of": bodies, **({"within": within} if within else {})} if bodies else None


def handed_over(definition: ProcessDefinition, node: FlowNode, period: Period) -> Plain:
    """What a `hand_over` says."""
    due = node.options.get("due", "")
    said = {"to": node.options.get("to", ""), "within": period(due) or due, "basis": node.legal_basis or ""}
    return {key: value for key, value in said.items() if value} | _remind(definition, node, period)


def told_late(definition: ProcessDefinition, node: FlowNode, period: Period) -> list[Plain]:
    """Who is told that a task lies open, after which time."""
    found = []
    for timer in _beside(definition, node):
        after = [definition.nodes[flow.target] for flow in definition.leaving(timer.id)]
        if len(after) == 1 and after[0].action == "remind" and (after[0].role or ""):
            day = timer.deadline or ""
            told = "remind" if after[0].role == node.role else "raise"
            found.append({"at": period(day) or day, told: after[0].role})
    return found


def ended_late(definition: ProcessDefinition, node: FlowNode, period: Period) -> list[Plain]:
    """What happens at each deadline at the border of a group: it ends (`go`, its target still to be found), or somebody is told."""
    found: list[Plain] = []
    for timer in definition.boundary(node.id):
        limited = LIMITED.fullmatch(timer.deadline or "")
        day = limited[2] if limited else timer.deadline or ""
        at: Plain = {"at": period(day) or day, **({"when": limited[1]} if limited else {})}
        after = [definition.nodes[flow.target] for flow in definition.leaving(timer.id)]
        told = not timer.interrupting and len(after) == 1 and after[0].action == "remind"
        found.append(at | ({"remind": after[0].role} if told else {"go": "t"}))
    return found


def _asked(definition: ProcessDefinition, node: FlowNode) -> tuple[FlowNode | None, str | None]:
    """The task that asks, and the condition under which it does."""
    if node.action == "consult":
        return node, None
    for flow in definition.leaving(node.id):
        target = definition.nodes[flow.target]
        if node.element == "exclusiveGateway" and flow.condition is not None and target.action == "consult":
            return target, flow.condition
    return None, None


def _body(split: FlowNode, asked: FlowNode) -> Plain:
    kind = asked.register or ""
    said: Plain = {kind: asked.options.get(kind, "")}
    if kind == "city":
        said["as"] = asked.id.removeprefix(f"{split.id}_")
    if subject := asked.options.get("subject"):
        said["subject"] = subject
    if share := asked.options.get("share"):
        said["share"] = share.split()
    return said


def _until(definition: ProcessDefinition, asked: FlowNode, period: Period) -> str:
    last = next((one.deadline or "" for one in definition.boundary(asked.id) if one.interrupting), "")
    return period(last) or last


def _remind(definition: ProcessDefinition, asked: FlowNode, period: Period) -> Plain:
    day = next((one.deadline or "" for one in _beside(definition, asked)), "")
    return {"remind": period(day) or day} if day else {}


def _beside(definition: ProcessDefinition, node: FlowNode) -> list[FlowNode]:
    """Timers at a task that leave it open."""
    return [one for one in definition.boundary(node.id) if not one.interrupting and one.event == "timer"]
