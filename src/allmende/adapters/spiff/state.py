"""What is kept of an instance: a JSON-able dict whose front page is readable without SpiffWorkflow.

{"format": 1, "program": sha256, "finished": bool,
 "work": [{"id", "node", "process", "kind", "due", "message", "variables"}],
 "visits": {node: how often}, "tasks": {task id in the engine: work id}, "instance": {…}}
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allmende.adapters.spiff import variables
from allmende.domain.ports.engine import PendingWork, State

FORMAT = 1


def work(state: State) -> tuple[PendingWork, ...]:
    return tuple(_work(kept) for kept in state["work"])


def next_due(state: State) -> datetime | None:
    """The earliest moment of a timer (a task's own due date is no timer)."""
    moments = [datetime.fromisoformat(kept["due"]) for kept in state["work"] if kept["kind"] == "timer"]
    return min(moments, default=None)


def finished(state: State) -> bool:
    return bool(state["finished"]) and not state["work"]


def keep(piece: PendingWork) -> dict[str, Any]:
    """One piece of work as JSON."""
    return {
        "id": piece.id,
        "node": piece.node_id,
        "process": piece.process,
        "kind": piece.kind,
        "due": piece.due_at.isoformat() if piece.due_at else None,
        "message": piece.message,
        "variables": variables.encode_all(piece.variables),
    }


def _work(kept: dict[str, Any]) -> PendingWork:
    return PendingWork(
        id=kept["id"],
        node_id=kept["node"],
        process=kept["process"],
        kind=kept["kind"],
        due_at=datetime.fromisoformat(kept["due"]) if kept["due"] else None,
        message=kept["message"],
        variables=variables.decode_all(kept["variables"]),
    )
