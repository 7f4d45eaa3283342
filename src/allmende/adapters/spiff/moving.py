"""A kept state moves to another drawing: what was reached stays as it is, what was only expected is expected anew.

trail      the way an instance has gone, read off its state; needs no SpiffWorkflow
without_expected   what `instance.transfer` puts on other specifications
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from allmende.adapters.spiff.drawing import node_of
from allmende.domain.ports.engine import State
from allmende.domain.process.trail import Place, Trail

EXPECTED = 1 | 2 | 4
"""SpiffWorkflow's MAYBE, LIKELY and FUTURE: tasks that are only foreseen."""

INNER = (".BoundaryEventSplit", ".BoundaryEventJoin", ".EndJoin", ":end")
"""Endings of what SpiffWorkflow adds around our nodes."""


def trail(state: State) -> Trail:
    """The nodes the instance reached, and from which to which it went."""
    reached: set[Place] = set()
    steps: set[tuple[Place, Place]] = set()
    for workflow in workflows_of(state):
        tasks = {task["id"]: task for task in workflow["tasks"]}
        for task in tasks.values():
            place = _place(task["task_spec"])
            if place is None or is_expected(task):
                continue
            reached.add(place)
            before = _before(task, tasks)
            if before is not None and before != place:
                steps.add((before, place))
    return Trail(frozenset(reached), frozenset(steps))


def without_expected(state: State) -> tuple[State, dict[str, int]]:
    """A copy without foreseen tasks; and where some hung, as what they were foreseen."""
    kept = copy.deepcopy(dict(state))
    hung: dict[str, int] = {}
    for workflow in workflows_of(kept):
        expected = {task["id"]: task["state"] for task in workflow["tasks"] if is_expected(task)}
        workflow["tasks"] = [task for task in workflow["tasks"] if task["id"] not in expected]
        for task in workflow["tasks"]:
            lost = [child for child in task["children"] if child in expected]
            if lost:
                hung[task["id"]] = max(expected[child] for child in lost)
                task["children"] = [child for child in task["children"] if child not in expected]
    return kept, hung


def workflows_of(state: State) -> Iterator[dict[str, Any]]:
    """The instance itself and its sub-processes."""
    yield state["instance"]
    yield from state["instance"]["subprocesses"].values()


def is_expected(task: dict[str, Any]) -> bool:
    return bool(task["state"] & EXPECTED)


def _before(task: dict[str, Any], tasks: dict[str, dict[str, Any]]) -> Place | None:
    """The node before, past what the engine put in between."""
    while task["parent"] is not None and task["parent"] in tasks:
        task = tasks[task["parent"]]
        place = _place(task["task_spec"])
        if place is not None:
            return place
    return None


def _place(name: str) -> Place | None:
    """The node behind a name in the engine, None for the engine's own."""
    if ":" not in name or name.endswith(INNER):
        return None
    process, node_id = node_of(name.removesuffix(" [child]"))
    return process, node_id
