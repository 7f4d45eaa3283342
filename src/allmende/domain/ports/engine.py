"""The process engine: states go in, states come out; it never acts by itself.

The caller keeps the state (a JSON-able dict without the process in it), performs the open work,
and hands results back. Work ids are stable: the same state always shows the same ids, also after
saving and loading, so idempotency keys may be derived from them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from allmende.domain.process.model import Program
from allmende.domain.process.trail import Place, Trail

State = dict[str, Any]
"""JSON-able; opaque to everybody but the engine that wrote it."""

Evaluate = Callable[[str, Mapping[str, Any]], Any]
"""Evaluates one FEEL expression. Gets the expression and the token's own variables (results of earlier
work); the caller's function adds the names of the matter (answers, register, fee …) from its facts."""

WorkKind = Literal["action", "task", "decision", "message", "timer"]


@dataclass(frozen=True, slots=True)
class PendingWork:
    """One thing the process waits for.

    kind      action: a service task to perform · task: a person · decision: a decision table to evaluate ·
              message: something from outside, named `message` · timer: nothing but time, until `due_at`
    id        stable and unique within the instance, e.g. `zahlung:1`; the second visit is `zahlung:2`
    process   id of the process (or shared sub-process) the node stands in
    variables the token's variables at that node (for multi-instance including its item)
    """

    id: str
    node_id: str
    process: str
    kind: WorkKind
    due_at: datetime | None = None
    message: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotWaiting:
    """The message came when nobody waited for it (too early, too late, or a second time)."""

    message: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """Why an instance cannot go on: a clerk must look. `node_id` is where the token stands."""

    node_id: str
    reason: str


class EngineTrouble(Exception):
    """The process cannot go on as drawn (no gateway way is true, a null timer, too many rounds).

    The state handed in stays valid; after the facts are corrected the same call may be repeated.
    """

    def __init__(self, node_id: str, reason: str) -> None:
        super().__init__(f"{node_id}: {reason}")
        self.stuck = Stuck(node_id, reason)


class ProcessEngine(Protocol):
    """Every call is pure: it leaves the given state untouched and returns a new one.

    `now` is zoned. Timers are absolute moments given by FEEL; they fire in `run` once `now` reached them.
    Errors: `EngineTrouble` when the process cannot go on; `KeyError` for an unknown work id.
    """

    def start(
        self,
        program: Program,
        variables: Mapping[str, Any],
        *,
        evaluate: Evaluate,
        now: datetime,
    ) -> State:
        """A new instance, moved forward until everything waits."""
        ...

    def run(self, program: Program, state: State, *, evaluate: Evaluate, now: datetime) -> State:
        """Fire what is due at `now` and move on until everything waits again."""
        ...

    def complete(
        self,
        program: Program,
        state: State,
        work_id: str,
        results: Mapping[str, Any],
        *,
        evaluate: Evaluate,
        now: datetime,
    ) -> State:
        """An action, task or decision is done; its results become variables of the token."""
        ...

    def deliver(
        self,
        program: Program,
        state: State,
        message: str,
        payload: Mapping[str, Any],
        *,
        evaluate: Evaluate,
        now: datetime,
    ) -> State | NotWaiting:
        """A message from outside arrives."""
        ...

    def rewind(
        self,
        program: Program,
        state: State,
        work_id: str,
        targets: Collection[Place],
        *,
        evaluate: Evaluate,
        now: datetime,
    ) -> State | None:
        """Back on the way that led to that work, to the nearest of these tasks: it is open again, under a new id, and
        what it had led to is forgotten. Other branches stay. None when no such task lies on the way.
        """
        ...

    def resume(
        self, program: Program, state: State, targets: Collection[Place], *, evaluate: Evaluate, now: datetime
    ) -> State | None:
        """An instance that has ended, at the task of these that was finished last: it is open again, under a new id.

        None when none of them was ever finished.
        """
        ...

    def transfer(self, program: Program, state: State) -> State:
        """The state on another program: the very same where the program is the same.

        Nothing moves, no timer fires, ids and moments stay; what lies ahead is the new program's.
        Error: `EngineTrouble` when the way it has gone does not exist there.
        """
        ...

    def trail(self, state: State) -> Trail:
        """The way the instance has gone. Needs no process and costs nothing."""
        ...

    def work(self, state: State) -> tuple[PendingWork, ...]:
        """What is open, in a stable order. Needs no process and costs nothing."""
        ...

    def next_due(self, state: State) -> datetime | None:
        """The earliest moment at which `run` has something to do."""
        ...

    def finished(self, state: State) -> bool:
        """True only if the process reached its end and nothing is open."""
        ...
