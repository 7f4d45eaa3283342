"""SpiffWorkflow's parsed specifications of a program, built once per set of files and kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    IntermediateCatchEventParser,
)
from SpiffWorkflow.bpmn.parser.task_parsers import CallActivityParser, SubWorkflowParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    CallActivity,
    IntermediateCatchEvent,
    SubWorkflowTask,
    UserTask,
)
from SpiffWorkflow.exceptions import SpiffWorkflowException

from allmende.adapters.spiff.drawing import NotDrawable, draw
from allmende.adapters.spiff.feel import DueEvent
from allmende.adapters.spiff.repetition import Repetition
from allmende.domain.process.model import Program

KEPT = 128


@dataclass(frozen=True, slots=True)
class Specifications:
    """What an instance runs on: its own specification and those of all sub-processes."""

    main: Any
    inner: dict[str, Any]


class _DueTimers:
    """Every timer is a moment on our clock."""

    node: etree._Element

    def parse_timer_event(self, event: etree._Element) -> DueEvent:
        expression = event.findtext(full_tag("timeDate"))
        return DueEvent(self.node.get("id"), expression)


class _Catch(_DueTimers, IntermediateCatchEventParser):  # type: ignore[misc]
    pass


class _Boundary(_DueTimers, BoundaryEventParser):  # type: ignore[misc]
    pass


class _Task(TaskParser):  # type: ignore[misc]
    PARALLEL_MI_CLASS = Repetition


class _SubProcess(SubWorkflowParser):  # type: ignore[misc]
    PARALLEL_MI_CLASS = Repetition


class _Call(CallActivityParser):  # type: ignore[misc]
    PARALLEL_MI_CLASS = Repetition


class _Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - the library's own way to configure
        full_tag("intermediateCatchEvent"): (_Catch, IntermediateCatchEvent),
        full_tag("boundaryEvent"): (_Boundary, BoundaryEvent),
        full_tag("userTask"): (_Task, UserTask),
        full_tag("subProcess"): (_SubProcess, SubWorkflowTask),
        full_tag("callActivity"): (_Call, CallActivity),
    }


_kept: OrderedDict[str, Specifications] = OrderedDict()
_lock = Lock()


def specify(program: Program) -> Specifications:
    """The specifications of a program. Error: `drawing.NotDrawable`."""
    key = program.sha256
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    built = _build(program)
    with _lock:
        _kept[key] = built
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return built


def forget() -> None:
    """Drop everything kept, as a new start of the program would."""
    with _lock:
        _kept.clear()


def _build(program: Program) -> Specifications:
    parser = _Parser()
    try:
        for definition in program:
            parser.add_bpmn_xml(etree.fromstring(draw(definition)))
        main = parser.get_spec(program.process.id)
        inner = parser.get_subprocess_specs(program.process.id)
    except NotDrawable:
        raise
    except (SpiffWorkflowException, TypeError, KeyError) as error:
        raise NotDrawable(f"{program.process.id}: {error}") from error
    missing = [name for name, specification in inner.items() if specification is None]
    if missing:
        raise NotDrawable(f"{program.process.id}: there is no shared process {missing[0]}.")
    for specification in (main, *inner.values()):
        _dress(specification)
    return Specifications(main, inner)


def _dress(specification: Any) -> None:
    """A repetition knows its children also after a state was loaded, not only where they were created."""
    for task in specification.task_specs.values():
        if isinstance(task, Repetition):
            child = specification.task_specs[task.task_spec]
            if not child.completed_event.is_connected(task.merge_child):
                child.completed_event.connect(task.merge_child)
