"""One instance in memory: loaded from a state, moved, and put down again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.workflow import (
    BpmnWorkflowConverter,
    WorkflowConverter,
)
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from allmende.adapters.spiff import state as kept
from allmende.adapters.spiff import variables
from allmende.adapters.spiff.drawing import NotDrawable, node_of
from allmende.adapters.spiff.feel import DueEvent, FeelEngine
from allmende.adapters.spiff.moving import without_expected, workflows_of
from allmende.adapters.spiff.program import Specifications, specify
from allmende.domain.ports.engine import EngineTrouble, Evaluate, PendingWork, State, WorkKind
from allmende.domain.process.model import FlowNode, Program
from allmende.domain.process.moments import moment_of
from allmende.domain.process.trail import Place

MAX_VISITS = 100
"""How often one node may be reached in one instance; more is a circle nobody meant."""

MAX_STEPS = 2_000
"""How many engine steps one call may take."""

KINDS: Mapping[str, WorkKind] = {"userTask": "task", "businessRuleTask": "decision"}


class _WithoutSpecification(BpmnWorkflowConverter):  # type: ignore[misc]
    """Instances are kept without the specification they run on; loading hands it in again.

    Tasks are kept as lists: the library needs parents before children, and a JSON column of a database does not
    keep the order of keys.
    """

    specifications: Specifications

    def to_dict(self, workflow: BpmnWorkflow) -> dict[str, Any]:
        found: dict[str, Any] = WorkflowConverter.to_dict(self, workflow)
        root = found["tasks"][found["root"]]
        root["data"] = dict(root["data"])  # the only part the library would share with the living instance
        found["subprocesses"] = self.mapping_to_dict(workflow.subprocesses)
        for one in (found, *found["subprocesses"].values()):
            one["tasks"] = list(one["tasks"].values())
        return found

    def from_dict(self, dct: dict[str, Any]) -> BpmnWorkflow:
        raise AssertionError("Loading goes through `restore`.")

    def restore(self, dct: dict[str, Any], specifications: Specifications) -> BpmnWorkflow:
        for one in (dct, *dct["subprocesses"].values()):
            one["tasks"] = {task["id"]: task for task in one["tasks"]}
        workflow = self.target_class(specifications.main, specifications.inner, deserializing=True)
        workflow.tasks = self.mapping_from_dict(dct["tasks"], UUID, workflow=workflow)
        workflow.task_tree = workflow.tasks[UUID(dct["root"])]
        self.set_default_attributes(workflow, dct)
        self.subprocesses_from_dict(dct["subprocesses"], workflow)
        return workflow


_NEVER = datetime.min.replace(tzinfo=UTC)
"""No timer fires while an instance only moves to another program."""

_registry = BpmnWorkflowSerializer.configure({**DEFAULT_CONFIG, BpmnWorkflow: BpmnWorkflowConverter})
_converter = _WithoutSpecification(BpmnWorkflow, _registry)


class LiveState(dict[str, Any]):
    """A state that still has its instance at hand, until it is moved on or forgotten."""

    instance: Instance | None


class Instance:
    """Moves one workflow. Use it for one call and forget it."""

    def __init__(self, program: Program, workflow: BpmnWorkflow, engine: FeelEngine, front: State) -> None:
        self.program, self.workflow, self.engine = program, workflow, engine
        workflow.script_engine = engine
        self.visits: dict[str, int] = dict(front["visits"])
        self.ids: dict[str, str] = dict(front["tasks"])
        self.known: dict[str, dict[str, Any]] = {piece["id"]: piece for piece in front["work"]}
        self.steps = 0

    @classmethod
    def new(cls, program: Program, start: Mapping[str, Any], evaluate: Evaluate, now: datetime) -> Instance:
        specifications = specify(program)
        engine = FeelEngine(evaluate, _zoned(now))
        with _said_plainly():
            workflow = BpmnWorkflow(specifications.main, specifications.inner, script_engine=engine)
        workflow.task_tree.set_data(**variables.encode_all(start))
        return cls(program, workflow, engine, {"visits": {}, "tasks": {}, "work": []})

    @classmethod
    def load(cls, program: Program, state: State, evaluate: Evaluate, now: datetime) -> Instance:
        """From the dict; or, once, the very instance that was put down as it: then there is nothing to read."""
        if state["format"] != kept.FORMAT or state["program"] != program.sha256:
            raise ValueError("The state belongs to another version of the process.")
        engine = FeelEngine(evaluate, _zoned(now))
        live: Instance | None = vars(state).pop("instance", None) if isinstance(state, LiveState) else None
        if live is not None:
            return cls(program, live.workflow, engine, state)
        workflow = _converter.restore(json.loads(json.dumps(state["instance"])), specify(program))
        return cls(program, workflow, engine, state)

    @classmethod
    def moved(cls, program: Program, state: State) -> Instance:
        """From a state of another program: what was reached is kept, what lies ahead is foreseen anew.

        Error: `EngineTrouble` when this program does not have the way the instance has gone.
        """
        kept_state, hung = without_expected(state)
        wanted = {task["id"]: task["task_spec"] for workflow in workflows_of(kept_state) for task in workflow["tasks"]}
        engine = FeelEngine(_never, _NEVER)
        workflow = _converter.restore(kept_state["instance"], _specified(program))
        for one in (workflow, *workflow.subprocesses.values()):
            for task in list(one.tasks.values()):
                _check_place(task, wanted[str(task.id)])
                if str(task.id) in hung:
                    _foresee(task, hung[str(task.id)])
        return cls(program, workflow, engine, kept_state)

    def complete(self, work_id: str, results: Mapping[str, Any]) -> None:
        """Errors: `KeyError` when the work is not open, `ValueError` when it is not ours to complete."""
        if self.known[work_id]["kind"] in ("message", "timer"):
            raise ValueError(f"{work_id} waits for something from outside.")
        task_id = next(engine_id for engine_id, known in self.ids.items() if known == work_id)
        task = self.workflow.get_task_from_id(UUID(task_id))
        with _said_plainly(task):
            task.set_data(**variables.encode_all(results))
            task.run()

    def deliver(self, message: str, payload: Mapping[str, Any]) -> None:
        event = BpmnEvent(MessageEventDefinition(message), payload=variables.encode_all(payload))
        with _said_plainly():
            self.workflow.send_event(event)

    def rewind(self, work_id: str, targets: Collection[Place]) -> bool:
        """Open the nearest finished task of `targets` before that work again. False when there is none."""
        task_id = next((engine_id for engine_id, known in self.ids.items() if known == work_id), "")
        if not task_id:
            return False
        task = self._before(self.workflow.get_task_from_id(UUID(task_id.partition("/")[0])), targets)
        if task is None:
            return False
        with _said_plainly(task):
            self.workflow.reset_from_task_id(task.id)
            self.workflow.update_waiting_tasks()
        return True

    def resume(self, targets: Collection[Place]) -> bool:
        """Open the task of `targets` that was finished last, of an instance that has ended. False when there is none."""
        done = [
            task
            for task in self.workflow.get_tasks(state=TaskState.COMPLETED)
            if node_of(task.task_spec.name) in targets
        ]
        if not done:
            return False
        last = max(done, key=lambda task: task.last_state_change)
        with _said_plainly(last):
            self.workflow.reset_from_task_id(last.id)
            self.workflow.completed = False
            self.workflow.update_waiting_tasks()
        return True

    def _before(self, task: Task | None, targets: Collection[Place]) -> Task | None:
        """The way back, out of sub-processes too."""
        while task is not None:
            parent = task.parent
            if parent is None and task.workflow.parent_task_id is not None:
                parent = self.workflow.get_task_from_id(task.workflow.parent_task_id)
            if (
                parent is not None
                and parent.has_state(TaskState.COMPLETED)
                and node_of(parent.task_spec.name) in targets
            ):
                return parent
            task = parent
        return None

    def settle(self) -> State:
        """Move until everything waits, and put the instance down."""
        while True:
            with _said_plainly():
                self.workflow.do_engine_steps(will_complete_task=self._count)
            if all(task.task_spec.manual for task in self._all_tasks() if task.has_state(TaskState.READY)):
                break
        return self._put_down()

    def put_down(self) -> State:
        """As a state, without moving. Error: `EngineTrouble` when it does not wait where it waited before."""
        open_before, ids_before = list(self.known.values()), dict(self.ids)
        state = self._put_down()
        if state["work"] != open_before or self.ids != ids_before:
            raise EngineTrouble("", "The instance does not wait where it waited before.")
        return state

    def _count(self, task: Task) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise EngineTrouble(task.task_spec.name, f"The process takes more than {MAX_STEPS} steps at once.")

    def _put_down(self) -> State:
        for task in self._all_tasks():
            if task.has_state(TaskState.FINISHED_MASK):
                task.internal_data.pop("seen_events", None)  # how a gateway was passed; nobody asks again
        open_work = [piece for task in self._waiting() for piece in self._work_of(task)]
        ids = {piece.id for piece in open_work}
        state = LiveState(
            {
                "format": kept.FORMAT,
                "program": self.program.sha256,
                "finished": bool(self.workflow.completed),
                "work": [kept.keep(piece) for piece in open_work],
                "visits": self.visits,
                "tasks": {task: work_id for task, work_id in self.ids.items() if work_id in ids},
                "instance": _converter.to_dict(self.workflow),
            }
        )
        state.instance = self
        return state

    def _all_tasks(self) -> Iterator[Task]:
        """Every task, in no order: reading the tables is several times faster than the library's walk of the tree."""
        for one in (self.workflow, *self.workflow.subprocesses.values()):
            yield from one.tasks.values()

    def _waiting(self) -> Iterator[Task]:
        """Open tasks in the order in which they arose."""
        for task in self.workflow.get_tasks():
            if (task.has_state(TaskState.WAITING) and hasattr(task.task_spec, "event_definition")) or (
                task.has_state(TaskState.READY) and task.task_spec.manual
            ):
                yield task

    def _work_of(self, task: Task) -> Iterator[PendingWork]:
        definition = getattr(task.task_spec, "event_definition", None)
        if isinstance(definition, MultipleEventDefinition):
            for child, event in zip(task.task_spec.outputs, definition.event_definitions, strict=True):
                yield self._wait(task, child.name, event)
        elif definition is not None:
            yield self._wait(task, task.task_spec.name, definition)
        else:
            yield self._held(task)

    def _wait(self, task: Task, name: str, event: Any) -> PendingWork:
        process, node_id = node_of(name)
        due = event.due(task) if isinstance(event, DueEvent) else None
        message = event.name if isinstance(event, MessageEventDefinition) else None
        kind: WorkKind = "message" if message else "timer"
        return PendingWork(self._id(f"{task.id}/{name}", name), node_id, process, kind, due, message)

    def _held(self, task: Task) -> PendingWork:
        name = task.task_spec.name.removesuffix(" [child]")
        process, node_id = node_of(name)
        node = self.program.node(process, node_id)
        work_id = self._id(str(task.id), name)
        found = variables.decode_all(task.data)
        kind = KINDS.get(node.element, "action")
        return PendingWork(work_id, node_id, process, kind, self._due(work_id, node, task), node.message, found)

    def _due(self, work_id: str, node: FlowNode, task: Task) -> datetime | None:
        """Until when a task should be done: computed when it arises, then kept."""
        if work_id in self.known:
            due = self.known[work_id]["due"]
            return datetime.fromisoformat(due) if due else None
        if not node.deadline:
            return None
        return moment_of(self.engine.environment.evaluate(node.deadline, task.data))

    def _id(self, engine_id: str, name: str) -> str:
        """The stable id of a piece of work: the node and how often it was reached."""
        if engine_id not in self.ids:
            process, node_id = node_of(name)
            place = node_id if process == self.program.process.id else f"{process}/{node_id}"
            count = self.visits[place] = self.visits.get(place, 0) + 1
            if count > MAX_VISITS:
                raise EngineTrouble(node_id, f"The process came here more than {MAX_VISITS} times.")
            self.ids[engine_id] = f"{place}:{count}"
        return self.ids[engine_id]


def transfer(program: Program, state: State) -> State:
    """The state on another program, read back once as a proof. Error: `EngineTrouble`."""
    moved = dict(Instance.moved(program, state).put_down())
    if Instance.load(program, moved, _never, _NEVER).put_down() != moved:
        raise EngineTrouble("", "The moved state does not come back as it was kept.")
    return moved


def _specified(program: Program) -> Specifications:
    try:
        return specify(program)
    except NotDrawable as error:
        raise EngineTrouble("", str(error)) from error


def _check_place(task: Task, name: str) -> None:
    """Is what the task went through drawn here, too? Second belt: `domain.process.trail` says it in words before."""
    spec, parent = task.task_spec, task.parent
    if spec.name != name:
        raise EngineTrouble(node_of(name)[1] or name, "The new process does not have this step.")
    if parent is not None and not task.triggered and spec not in parent.task_spec.outputs:
        raise EngineTrouble(node_of(name)[1] or name, "The new process does not lead here.")
    forks = isinstance(spec, (ParallelGateway, BoundaryEventSplit)) and task.has_state(TaskState.COMPLETED)
    if forks and task.children and {child.task_spec for child in task.children} != set(spec.outputs):
        raise EngineTrouble(node_of(name)[1] or name, "The new process forks otherwise.")


def _foresee(task: Task, state: int) -> None:
    """Hang on what may follow, as the engine does when a task is reached."""
    there = {child.task_spec for child in task.children}
    for spec in task.task_spec.outputs:
        if spec not in there:
            child = task._add_child(spec, state)
            spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)


def _never(expression: str, _: Mapping[str, Any]) -> Any:
    raise AssertionError(f"Nothing is evaluated while an instance moves to another program: {expression}")


def _zoned(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("`now` needs a zone.")
    return now


@contextmanager
def _said_plainly(task: Task | None = None) -> Iterator[None]:
    """SpiffWorkflow's exceptions as ours: where the process is stuck, and why."""
    try:
        yield
    except EngineTrouble as trouble:
        raise EngineTrouble(node_of(trouble.stuck.node_id)[1] or trouble.stuck.node_id, trouble.stuck.reason) from None
    except SpiffWorkflowException as error:
        cause = error.__cause__ or error.__context__
        place = getattr(getattr(error, "task_spec", None), "name", "") or (task.task_spec.name if task else "")
        raise EngineTrouble(node_of(place)[1] or place, str(cause or error)) from error
