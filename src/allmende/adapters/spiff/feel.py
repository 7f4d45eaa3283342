"""FEEL in place of Python, and timers on our own clock. SpiffWorkflow's evaluation is never reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import (
    BasePythonScriptEngineEnvironment,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition
from SpiffWorkflow.task import Task

from allmende.adapters.spiff import variables
from allmende.domain.ports.engine import EngineTrouble, Evaluate
from allmende.domain.process.moments import TOLD_DAYS, moment_of

MAX_ITEMS = 100
LOOK_AGAIN = timedelta(days=1)


class FeelEnvironment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """What SpiffWorkflow asks in places that go round the script engine."""

    def __init__(self, evaluate: Evaluate) -> None:
        super().__init__()
        self._evaluate = evaluate

    def evaluate(self, expression: str, context: Mapping[str, Any], external_context: object = None) -> Any:
        return self._evaluate(expression, variables.decode_all(context))

    def execute(self, script: str, context: object, external_context: object = None) -> bool:
        raise AssertionError("No script runs in a process.")

    def call_service(self, context: object, **kwargs: object) -> bool:
        raise AssertionError("No service is called by the engine.")


class FeelEngine(PythonScriptEngine):  # type: ignore[misc]
    """Conditions are FEEL; null counts as false, as in FEEL's own `if`. `now` is the caller's clock."""

    def __init__(self, evaluate: Evaluate, now: datetime) -> None:
        super().__init__(environment=FeelEnvironment(evaluate))
        self.now = now

    def validate(self, expression: str) -> None:
        """Expressions were checked when the package was."""

    def evaluate(self, task: Task, expression: str, external_context: object = None) -> bool:
        """The truth of a condition. Error: `EngineTrouble` for anything but true, false, null."""
        value = self.environment.evaluate(expression, task.data)
        if value is None or isinstance(value, bool):
            return bool(value)
        raise EngineTrouble(task.task_spec.name, f"The condition gives neither true nor false: {expression}")

    def moment(self, task: Task, expression: str) -> datetime:
        """When a timer fires. Error: `EngineTrouble` when FEEL gives no date."""
        due = moment_of(self.environment.evaluate(expression, task.data))
        if due is None:
            raise EngineTrouble(task.task_spec.name, f"The timer has no moment: {expression}")
        return due

    def items(self, task: Task, expression: str) -> list[str]:
        """The elements of a repetition, encoded. Errors: `EngineTrouble` for no list or too many."""
        found = self.environment.evaluate(expression, task.data)
        if found is None:
            return []
        if not isinstance(found, list | tuple):
            raise EngineTrouble(task.task_spec.name, f"The repetition has no list: {expression}")
        if len(found) > MAX_ITEMS:
            raise EngineTrouble(task.task_spec.name, f"The repetition has more than {MAX_ITEMS} elements.")
        return [variables.encode(item) for item in found]


class DueEvent(TimeDateEventDefinition):  # type: ignore[misc]
    """A timer at a moment given by FEEL once, on arrival; fires when the caller's clock reached it. One that waits for a day
    the citizen was told (`TOLD_DAYS`) looks once more then: the day may have been moved. Where there is none, because
    the letter that tells it reached nobody yet, or came back, it looks again `LOOK_AGAIN` later.

    The moment is kept under the timer's own name, since several timers after one event-based gateway share
    the gateway's task.
    """

    def key(self) -> str:
        return f"due {self.name}"

    def due(self, my_task: Task) -> datetime:
        kept = my_task.internal_data.get(self.key())
        if kept is None:
            engine = my_task.workflow.script_engine
            told = self.expression.strip() in TOLD_DAYS.values()
            moment = self._look_again(my_task, engine.now) if told else engine.moment(my_task, self.expression)
            kept = moment.isoformat()
            my_task.internal_data[self.key()] = kept
        return datetime.fromisoformat(kept)

    def has_fired(self, my_task: Task) -> bool:
        if my_task.internal_data.get("event_fired"):
            return True
        now = my_task.workflow.script_engine.now
        if self.expression.strip() in TOLD_DAYS.values() and self.due(my_task) <= now:
            my_task.internal_data[self.key()] = self._look_again(my_task, now).isoformat()
        fired = bool(self.due(my_task) <= now)
        if fired:
            my_task.internal_data["event_fired"] = True
        return fired

    def _look_again(self, my_task: Task, now: datetime) -> datetime:
        environment = my_task.workflow.script_engine.environment
        return moment_of(environment.evaluate(self.expression, my_task.data)) or now + LOOK_AGAIN

    def reset(self, my_task: Task) -> None:
        my_task.internal_data.pop(self.key(), None)
        super().reset(my_task)
