"""Going back on the way to a piece of work: the task is open again, what it led to is forgotten, nothing else moves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain.process import ProcessDefinition, Program
from allmende.formats import bpmn

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:allmende="urn:allmende:bpmn:1">'
MAIN = """<process id="p"><startEvent id="begin"/><userTask id="check" allmende:role="r"/><parallelGateway id="fork"/>
  <callActivity id="pay" calledElement="s"/><userTask id="beside" allmende:role="r"/><userTask id="enter" allmende:role="r"/>
  <parallelGateway id="join"/><endEvent id="finish"/>
  <sequenceFlow id="f1" sourceRef="begin" targetRef="fork"/><sequenceFlow id="f2" sourceRef="fork" targetRef="check"/>
  <sequenceFlow id="f3" sourceRef="fork" targetRef="beside"/><sequenceFlow id="f4" sourceRef="check" targetRef="pay"/>
  <sequenceFlow id="f5" sourceRef="pay" targetRef="enter"/><sequenceFlow id="f6" sourceRef="enter" targetRef="join"/>
  <sequenceFlow id="f7" sourceRef="beside" targetRef="join"/><sequenceFlow id="f8" sourceRef="join" targetRef="finish"/>
  </process>"""
SHARED = """<process id="s"><startEvent id="s_begin"/><userTask id="wait" allmende:role="r"/><endEvent id="s_end"/>
  <sequenceFlow id="s1" sourceRef="s_begin" targetRef="wait"/><sequenceFlow id="s2" sourceRef="wait" targetRef="s_end"/></process>"""


def read(text: str) -> ProcessDefinition:
    found = bpmn.read(f"{HEAD}{text}</definitions>".encode())
    assert isinstance(found, ProcessDefinition), found
    return found


PROGRAM = Program(read(MAIN), {"s": read(SHARED)})
ENGINE = SpiffEngine()
CHECK = [("p", "check")]


def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
    raise AssertionError(expression)


def done(state: Any, *works: str) -> Any:
    for work in works:
        state = ENGINE.complete(PROGRAM, state, work, {}, evaluate=evaluate, now=NOW)
    return json.loads(json.dumps(state, sort_keys=True))


def rewind(state: Any, work: str) -> Any:
    return ENGINE.rewind(PROGRAM, state, work, CHECK, evaluate=evaluate, now=NOW)


def open_in(state: Any) -> list[str]:
    return sorted(work.id for work in ENGINE.work(state))


@pytest.fixture
def start() -> Any:
    return ENGINE.start(PROGRAM, {}, evaluate=evaluate, now=NOW)


def test_back_to_the_task_before_from_behind_a_finished_sub_process(start: Any) -> None:
    state = done(start, "check:1", "s/wait:1")
    assert open_in(state) == ["beside:1", "enter:1"]
    assert open_in(rewind(state, "enter:1")) == ["beside:1", "check:2"]
    assert open_in(state) == ["beside:1", "enter:1"]


def test_back_from_within_a_sub_process(start: Any) -> None:
    state = done(start, "check:1")
    assert open_in(state) == ["beside:1", "s/wait:1"]
    assert open_in(rewind(state, "s/wait:1")) == ["beside:1", "check:2"]


def test_after_going_back_the_process_comes_to_its_end(start: Any) -> None:
    state = rewind(done(start, "check:1", "s/wait:1"), "enter:1")
    state = done(json.loads(json.dumps(state)), "check:2", "s/wait:2", "beside:1", "enter:2")
    assert ENGINE.finished(state)


def test_where_no_such_task_lies_on_the_way_there_is_no_way_back(start: Any) -> None:
    assert rewind(done(start, "check:1"), "beside:1") is None
    assert rewind(start, "check:1") is None
    assert rewind(start, "gone:1") is None


def resume(state: Any) -> Any:
    return ENGINE.resume(PROGRAM, state, [("p", "check"), ("p", "enter")], evaluate=evaluate, now=NOW)


def test_an_ended_process_is_open_again_at_the_task_that_was_finished_last(start: Any) -> None:
    ended = done(start, "check:1", "s/wait:1", "beside:1", "enter:1")
    assert ENGINE.finished(ended)
    again = resume(ended)
    assert open_in(again) == ["enter:2"]
    assert not ENGINE.finished(again)
    assert ENGINE.finished(ended), "the state handed in stays as it is"
    assert ENGINE.finished(done(json.loads(json.dumps(again)), "enter:2"))


def test_where_none_of_the_tasks_was_ever_finished_nothing_is_open_again(start: Any) -> None:
    assert ENGINE.resume(PROGRAM, start, CHECK, evaluate=evaluate, now=NOW) is None
