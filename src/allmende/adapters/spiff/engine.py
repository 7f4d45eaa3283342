"""The process engine port. Looking at a state needs nothing; moving it imports SpiffWorkflow on first use."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any

from allmende.adapters.spiff import moving
from allmende.adapters.spiff import state as kept
from allmende.domain.ports.engine import Evaluate, NotWaiting, PendingWork, State
from allmende.domain.process.model import Program
from allmende.domain.process.trail import Place, Trail

if TYPE_CHECKING:
    from allmende.adapters.spiff.instance import Instance


class SpiffEngine:
    """`domain.ports.engine.ProcessEngine` on SpiffWorkflow. Holds nothing; safe to share between threads."""

    def start(self, program: Program, variables: Mapping[str, Any], *, evaluate: Evaluate, now: datetime) -> State:
        instance = _library().Instance.new(program, variables, evaluate, now)
        return _settle(instance)

    def run(self, program: Program, state: State, *, evaluate: Evaluate, now: datetime) -> State:
        return _settle(_library().Instance.load(program, state, evaluate, now))

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
        """Timers that are due at `now` are left alone until the work is entered: who was in time was in time."""
        instance = _library().Instance.load(program, state, evaluate, now)
        instance.complete(work_id, results)
        return _settle(instance)

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
        if not any(work.message == message and work.kind == "message" for work in self.work(state)):
            return NotWaiting(message)
        instance = _library().Instance.load(program, state, evaluate, now)
        instance.deliver(message, payload)
        return _settle(instance)

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
        instance = _library().Instance.load(program, state, evaluate, now)
        return _settle(instance) if instance.rewind(work_id, targets) else None

    def resume(
        self, program: Program, state: State, targets: Collection[Place], *, evaluate: Evaluate, now: datetime
    ) -> State | None:
        instance = _library().Instance.load(program, state, evaluate, now)
        return _settle(instance) if instance.resume(targets) else None

    def transfer(self, program: Program, state: State) -> State:
        if state["program"] == program.sha256:
            return state
        moved: State = _library().transfer(program, state)
        return moved

    def trail(self, state: State) -> Trail:
        return moving.trail(state)

    def work(self, state: State) -> tuple[PendingWork, ...]:
        return kept.work(state)

    def next_due(self, state: State) -> datetime | None:
        return kept.next_due(state)

    def finished(self, state: State) -> bool:
        return kept.finished(state)


def _settle(instance: Instance) -> State:
    return instance.settle()


def _library() -> ModuleType:
    from allmende.adapters.spiff import instance  # noqa: PLC0415 - 15 MB that only a moving process needs

    return instance
