"""Laws: values survive the state; every well-formed process ends having done exactly what its choices say."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.adapters.spiff import SpiffEngine, variables
from allmende.adapters.spiff.program import forget
from allmende.domain.ports.engine import EngineTrouble
from allmende.domain.process import Known, ProcessDefinition, Program, check
from allmende.domain.process.trail import check_trail
from allmende.formats import bpmn

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)

ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), timezone(timedelta(hours=-3, minutes=-30))])
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12),
    st.dates(date(1000, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=ZONES),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_a_value_survives_the_state(value: Any) -> None:
    assert variables.decode(json.loads(json.dumps(variables.encode(value)))) == value


# ── block-structured processes ───────────────────────────────────────────────────────────────────


@dataclass
class Drawing:
    """A process drawn block by block, and how often each task must be done."""

    nodes: list[str] = field(default_factory=list)
    choices: dict[str, bool] = field(default_factory=dict)
    expected: Counter[str] = field(default_factory=Counter)
    count: int = 0

    def fresh(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def flow(self, source: str, target: str, condition: str = "") -> str:
        flow_id = self.fresh("f")
        inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        self.nodes.append(
            f'<sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'
        )
        return flow_id

    def draw(self, block: Any, source: str, *, done: bool) -> str:
        """Draws the block after `source`; returns its last node. `done` says whether its tasks will be done."""
        kind, *parts = block
        return getattr(self, f"_{kind}")(parts, source, done)

    def _task(self, parts: list[Any], source: str, done: bool) -> str:
        task = self.fresh("t")
        self.nodes.append(f'<userTask id="{task}" allmende:role="r"/>')
        self.flow(source, task)
        self.expected[task] += done
        return task

    def _seq(self, parts: list[Any], source: str, done: bool) -> str:
        for part in parts[0]:
            source = self.draw(part, source, done=done)
        return source

    def _both(self, parts: list[Any], source: str, done: bool) -> str:
        split, join = self.fresh("p"), self.fresh("q")
        self.nodes += [f'<parallelGateway id="{split}"/>', f'<parallelGateway id="{join}"/>']
        self.flow(source, split)
        for part in parts:
            self.flow(self.draw(part, split, done=done), join)
        return join

    def _either(self, parts: list[Any], source: str, done: bool) -> str:
        first, second, choice = parts
        split, join, name = self.fresh("x"), self.fresh("y"), self.fresh("c")
        self.choices[name] = choice
        self.flow(source, split)
        ways = []
        for part, taken in ((first, choice), (second, not choice)):
            entry = self.fresh("e")
            self.nodes.append(f'<exclusiveGateway id="{entry}"/>')
            ways.append(self.flow(split, entry, name if part is first and not ways else ""))
            self.flow(self.draw(part, entry, done=done and taken), join)
        self.nodes += [f'<exclusiveGateway id="{split}" default="{ways[1]}"/>', f'<exclusiveGateway id="{join}"/>']
        return join

    def _inside(self, parts: list[Any], source: str, done: bool) -> str:
        sub, start, end = self.fresh("s"), self.fresh("a"), self.fresh("z")
        self.flow(source, sub)
        outer, self.nodes = self.nodes, [f'<startEvent id="{start}"/>', f'<endEvent id="{end}"/>']
        self.flow(self.draw(parts[0], start, done=done), end)
        inner, self.nodes = self.nodes, outer
        self.nodes.append(f'<subProcess id="{sub}">{"".join(inner)}</subProcess>')
        return sub


BLOCKS = st.recursive(
    st.just(("task",)),
    lambda inner: st.one_of(
        st.tuples(st.just("seq"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("both"), inner, inner),
        st.tuples(st.just("either"), inner, inner, st.booleans()),
        st.tuples(st.just("inside"), inner),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.randoms(use_true_random=False))
def test_every_well_formed_process_ends_having_done_what_its_choices_say(block: Any, dice: Any) -> None:
    drawing = drawn(block)
    program = program_of("".join(drawing.nodes))
    assert check(program.process, Known(roles=frozenset("r")), lambda *_: ()) == []

    def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
        return drawing.choices[expression]

    engine, done = SpiffEngine(), Counter[str]()
    state = engine.start(program, {}, evaluate=evaluate, now=NOW)
    while not engine.finished(state):
        work = engine.work(state)
        assert work, "nothing is open, yet it is not finished"
        chosen = dice.choice(work)
        done[chosen.node_id] += 1
        if dice.random() < 0.5:
            state = json.loads(json.dumps(state, sort_keys=True))
            forget()
        state = engine.complete(program, state, chosen.id, {chosen.node_id: Decimal(1)}, evaluate=evaluate, now=NOW)
    assert done == +drawing.expected


# ── moving to another drawing ────────────────────────────────────────────────────────────────────


def drawn(block: Any) -> Drawing:
    drawing = Drawing(nodes=['<startEvent id="begin"/>', '<endEvent id="finish"/>'])
    drawing.flow(drawing.draw(block, "begin", done=True), "finish")
    return drawing


def program_of(nodes: str) -> Program:
    text = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:allmende="urn:allmende:bpmn:1">
      <process id="p">{nodes}</process></definitions>"""
    definition = bpmn.read(text.encode())
    assert isinstance(definition, ProcessDefinition), definition
    return Program(definition)


def with_task_on(nodes: str, flow: str) -> str:
    """The drawing with one more task in the middle of a flow."""
    before, after = nodes.split(f'<sequenceFlow id="{flow}" ')
    target = re.findall(r'targetRef="(\w+)"', after)[0]
    after = after.replace(f'targetRef="{target}"', 'targetRef="more"', 1)
    return (
        f'{before}<userTask id="more" allmende:role="r"/><sequenceFlow id="fm" sourceRef="more" targetRef="{target}"/>'
        f'<sequenceFlow id="{flow}" {after}'
    )


@settings(max_examples=150, deadline=None)
@given(BLOCKS, st.randoms(use_true_random=False))
def test_a_process_moves_to_another_drawing_wherever_the_way_it_went_is_drawn_there(block: Any, dice: Any) -> None:
    drawing = drawn(block)
    nodes = "".join(drawing.nodes)
    flow = dice.choice(re.findall(r'<sequenceFlow id="(\w+)"', nodes))
    old, new = program_of(nodes), program_of(with_task_on(nodes, flow))

    def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
        return drawing.choices[expression]

    engine, done = SpiffEngine(), Counter[str]()
    state = engine.start(old, {}, evaluate=evaluate, now=NOW)
    for _ in range(dice.randrange(4)):
        if engine.work(state):
            chosen = dice.choice(engine.work(state))
            done[chosen.node_id] += 1
            state = engine.complete(old, state, chosen.id, {}, evaluate=evaluate, now=NOW)
    state = json.loads(json.dumps(state))

    trail, standing = engine.trail(state), [(work.process, work.node_id) for work in engine.work(state)]
    one = next(one for one in old.process.flows if one.id == flow)
    taken = (("p", one.source), ("p", one.target)) in trail.steps
    problems = check_trail(old, new, trail, standing)
    if taken:
        assert problems
        with pytest.raises(EngineTrouble):
            engine.transfer(new, state)
        return
    fired = {source for source, _ in trail.steps}
    gateways = {
        flow.source for flow in old.process.flows if old.process.nodes[flow.source].element == "parallelGateway"
    }
    if problems:
        # Not taken, yet in the way: only beside a fork or a join that has sent its branches on already.
        assert {one.source, one.target} & gateways & {node for _, node in fired}
        return
    kept = json.dumps(state, sort_keys=True)
    moved = engine.transfer(new, state)
    assert json.dumps(state, sort_keys=True) == kept
    assert {key: moved[key] for key in ("work", "visits", "tasks")} == {
        key: state[key] for key in ("work", "visits", "tasks")
    }
    assert engine.trail(moved) == trail
    back = engine.transfer(old, moved)
    assert (engine.work(back), back["program"]) == (engine.work(state), state["program"])
    while not engine.finished(moved):
        chosen = dice.choice(engine.work(moved))
        done[chosen.node_id] += 1
        moved = engine.complete(new, moved, chosen.id, {}, evaluate=evaluate, now=NOW)
    assert done["more"] <= 1
    del done["more"]
    assert done == +drawing.expected
