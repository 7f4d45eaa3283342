"""One probe per element the profile accepts, twice: once the state goes through JSON between any two steps and the
engine forgets everything it kept, as after a restart; once it is moved on at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.adapters.spiff.program import forget
from allmende.domain.ports.engine import EngineTrouble, NotWaiting, PendingWork
from allmende.domain.process import Program
from allmende.domain.process.model import ProcessDefinition
from allmende.domain.process.moments import LATEST
from allmende.feel.values.durations import DaysDuration
from allmende.formats import bpmn

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def process(body: str, name: str = "main") -> ProcessDefinition:
    """A definition out of lines such as `start a` / `user b role=clerk` / `a -> b`; anything else is XML."""
    text = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:allmende="urn:allmende:bpmn:1"
      targetNamespace="urn:x"><process id="{name}" isExecutable="true">{drawn(body)}</process></definitions>"""
    found = bpmn.read(text.encode(), f"{name}.bpmn")
    assert isinstance(found, ProcessDefinition), found
    return found


def drawn(body: str) -> str:
    lines = []
    for number, line in enumerate(body.strip().splitlines()):
        source, arrow, target = line.strip().partition(" -> ")
        if arrow:
            target, _, condition = target.partition(" if ")
            inside = f"<conditionExpression><![CDATA[{condition}]]></conditionExpression>" if condition else ""
            ends = f'sourceRef="{source}" targetRef="{target}"'
            lines.append(f'<sequenceFlow id="f_{source}_{target}_{number}" {ends}>{inside}</sequenceFlow>')
        else:
            lines.append(line)
    return "\n".join(lines)


def evaluate(expression: str, variables: Mapping[str, Any]) -> Any:
    """Stands in for FEEL: a variable's name, `not name`, or a moment."""
    if expression.startswith("20"):
        return datetime.fromisoformat(expression)
    return variables.get(expression)


@pytest.fixture(params=["saved and loaded", "kept at hand"], autouse=True)
def between_steps(request: pytest.FixtureRequest) -> None:
    Running.reloads = request.param == "saved and loaded"


class Running:
    """An instance whose state is saved and loaded before every step, or goes from hand to hand."""

    reloads = True

    def __init__(self, definition: ProcessDefinition, *shared: ProcessDefinition, **variables: Any) -> None:
        self.engine = SpiffEngine()
        self.program = Program(definition, {one.id: one for one in shared})
        forget()
        self.state = self.engine.start(self.program, variables, evaluate=evaluate, now=NOW)

    def _reloaded(self) -> dict[str, Any]:
        if not self.reloads:
            return self.state
        forget()
        before = json.dumps(self.state, sort_keys=True)
        reloaded: dict[str, Any] = json.loads(before)
        same = self.engine.run(self.program, reloaded, evaluate=evaluate, now=NOW)
        assert json.dumps(self.state, sort_keys=True) == before, "the given state was touched"
        assert [w.id for w in self.engine.work(same)] == self.open(), "work ids changed by reloading"
        forget()
        return reloaded

    def do(self, work_id: str, now: datetime = NOW, **results: Any) -> list[str]:
        given = self._reloaded()
        self.state = self.engine.complete(self.program, given, work_id, results, evaluate=evaluate, now=now)
        return self.open()

    def run(self, now: datetime) -> list[str]:
        given = json.loads(json.dumps(self.state)) if self.reloads else self.state
        self.state = self.engine.run(self.program, given, evaluate=evaluate, now=now)
        return self.open()

    def tell(self, message: str, **payload: Any) -> list[str] | NotWaiting:
        given = self._reloaded()
        told = self.engine.deliver(self.program, given, message, payload, evaluate=evaluate, now=NOW)
        if isinstance(told, NotWaiting):
            return told
        self.state = told
        return self.open()

    def open(self) -> list[str]:
        return [work.id for work in self.engine.work(self.state)]

    def work(self, work_id: str) -> PendingWork:
        return next(work for work in self.engine.work(self.state) if work.id == work_id)

    @property
    def finished(self) -> bool:
        return self.engine.finished(self.state)


START = '<startEvent id="a"/>'
END = '<endEvent id="z"/>'


def test_tasks_actions_and_decisions_wait_for_us_one_after_the_other() -> None:
    run = Running(
        process(f"""{START}
        <userTask id="u" allmende:role="clerk" allmende:deadline="2026-11-16T00:00:00+01:00"/>
        <serviceTask id="s" allmende:action="close"/>
        <businessRuleTask id="d" allmende:decision="fee"/>
        {END}
        a -> u\nu -> s\ns -> d\nd -> z""")
    )
    assert [(w.id, w.kind) for w in run.engine.work(run.state)] == [("u:1", "task")]
    assert run.work("u:1").due_at == datetime.fromisoformat("2026-11-16T00:00:00+01:00")
    assert run.engine.next_due(run.state) is None
    assert run.do("u:1", amount=Decimal("30.00"), on=date(2026, 11, 2), at=NOW, wait=timedelta(days=3)) == ["s:1"]
    assert run.work("s:1").kind == "action"
    assert run.work("s:1").variables == {
        "amount": Decimal("30.00"),
        "on": date(2026, 11, 2),
        "at": NOW,
        "wait": DaysDuration.from_timedelta(timedelta(days=3)),
    }
    assert run.do("s:1") == ["d:1"]
    assert run.work("d:1").kind == "decision"
    assert not run.finished
    assert run.do("d:1") == []
    assert run.finished


def test_exclusive_gateway_takes_the_true_way_else_the_default() -> None:
    body = f"""{START}
        <exclusiveGateway id="g" default="f_g_no_8"/><userTask id="yes"/><userTask id="no"/>{END}
        <exclusiveGateway id="j"/>
        x
        x
        a -> g
        g -> yes if good
        x
        g -> no
        yes -> j\nno -> j\nj -> z"""
    body = body.replace("        x\n", "        <!-- -->\n")
    assert Running(process(body), good=True).open() == ["yes:1"]
    assert Running(process(body), good=False).open() == ["no:1"]
    assert Running(process(body), good=None).open() == ["no:1"]
    with pytest.raises(EngineTrouble, match="neither true nor false"):
        Running(process(body), good="ja")
    run = Running(process(body), good=True)
    assert run.do("yes:1") == []
    assert run.finished


def test_gateway_without_a_true_way_is_trouble_and_can_be_repeated() -> None:
    definition = process(f"""{START}<userTask id="u"/><exclusiveGateway id="g"/><userTask id="b"/><userTask id="c"/>{END}
        a -> u\nu -> g\ng -> b if one\ng -> c if two\nb -> z\nc -> z""")
    run = Running(definition)
    with pytest.raises(EngineTrouble) as trouble:
        run.do("u:1", one=False, two=False)
    assert trouble.value.stuck.node_id == "g"
    assert run.do("u:1", one=False, two=True) == ["c:1"]


def test_parallel_gateway_waits_for_both_branches() -> None:
    run = Running(
        process(f"""{START}<parallelGateway id="g"/><userTask id="b"/><userTask id="c"/><parallelGateway id="j"/>
        <userTask id="d"/>{END}\na -> g\ng -> b\ng -> c\nb -> j\nc -> j\nj -> d\nd -> z""")
    )
    assert run.open() == ["b:1", "c:1"]
    assert run.do("c:1", second=2, same="c") == ["b:1"]
    assert run.do("b:1", first=1, same="b") == ["d:1"]
    assert run.work("d:1").variables["first"] == 1
    assert run.work("d:1").variables["second"] == 2
    assert run.do("d:1") == []
    assert run.finished


def test_terminate_ends_everything_else() -> None:
    run = Running(
        process(f"""{START}<parallelGateway id="g"/><userTask id="b"/><userTask id="c"/>{END}
        <endEvent id="stop"><terminateEventDefinition/></endEvent>
        a -> g\ng -> b\ng -> c\nb -> z\nc -> stop""")
    )
    assert run.do("c:1") == []
    assert run.finished


def test_plain_end_in_one_branch_leaves_the_other_open() -> None:
    run = Running(
        process(f"""{START}<parallelGateway id="g"/><userTask id="b"/><userTask id="c"/>{END}<endEvent id="y"/>
        a -> g\ng -> b\ng -> c\nb -> z\nc -> y""")
    )
    assert run.do("c:1") == ["b:1"]
    assert not run.finished
    assert run.do("b:1") == []
    assert run.finished


def test_sending_is_work_of_ours_as_task_event_and_end() -> None:
    run = Running(
        process(f"""{START}<sendTask id="s" allmende:message="one"/>
        <intermediateThrowEvent id="t" allmende:message="two"><messageEventDefinition/></intermediateThrowEvent>
        <endEvent id="z" allmende:message="three"><messageEventDefinition/></endEvent>
        a -> s\ns -> t\nt -> z""")
    )
    seen = []
    while not run.finished:
        (work,) = run.engine.work(run.state)
        seen.append((work.id, work.kind, work.message))
        run.do(work.id)
    assert seen == [("s:1", "action", "one"), ("t:1", "action", "two"), ("z:1", "action", "three")]


@pytest.mark.parametrize(
    "waiting",
    [
        '<receiveTask id="w" allmende:message="reply"/>',
        '<intermediateCatchEvent id="w" allmende:message="reply"><messageEventDefinition/></intermediateCatchEvent>',
    ],
)
def test_waits_for_a_message(waiting: str) -> None:
    run = Running(process(f"{START}{waiting}<userTask id='u'/>{END}\na -> w\nw -> u\nu -> z"))
    assert [(w.id, w.kind, w.message) for w in run.engine.work(run.state)] == [("w:1", "message", "reply")]
    assert run.tell("other") == NotWaiting("other")
    with pytest.raises(ValueError, match="outside"):
        run.do("w:1")
    assert run.tell("reply", text="Guten Tag") == ["u:1"]
    assert run.work("u:1").variables == {"text": "Guten Tag"}
    assert run.tell("reply") == NotWaiting("reply")


def test_message_start_begins_like_any_start() -> None:
    run = Running(
        process(f"""<startEvent id="a"><messageEventDefinition/></startEvent><userTask id="u"/>{END}
        a -> u\nu -> z""")
    )
    assert run.open() == ["u:1"]


def test_timer_fires_when_our_clock_reached_it() -> None:
    run = Running(
        process(f"""{START}<intermediateCatchEvent id="t" allmende:deadline="2027-07-01T09:00:00+02:00">
        <timerEventDefinition/></intermediateCatchEvent><userTask id="u"/>{END}\na -> t\nt -> u\nu -> z""")
    )
    due = datetime(2027, 7, 1, 7, tzinfo=UTC)
    assert run.engine.next_due(run.state) == due
    assert [(w.kind, w.due_at) for w in run.engine.work(run.state)] == [("timer", due)]
    assert run.run(due - timedelta(seconds=1)) == ["t:1"]
    assert run.run(due) == ["u:1"]
    assert run.engine.next_due(run.state) is None


def test_timer_moment_is_taken_once_on_arrival() -> None:
    definition = process(f"""{START}<intermediateCatchEvent id="t"><timerEventDefinition><timeDate>until</timeDate>
        </timerEventDefinition></intermediateCatchEvent>{END}\na -> t\nt -> z""")
    run = Running(definition, until=date(2026, 12, 7))
    assert run.engine.next_due(run.state) == datetime.fromisoformat("2026-12-08T00:00:00+01:00")
    other = SpiffEngine().run(run.program, run.state, evaluate=lambda *_: date(2030, 1, 1), now=NOW)
    assert run.engine.next_due(other) == datetime.fromisoformat("2026-12-08T00:00:00+01:00")


def test_a_timer_without_end_waits() -> None:
    definition = process(f"""{START}<intermediateCatchEvent id="t"><timerEventDefinition><timeDate>until</timeDate>
        </timerEventDefinition></intermediateCatchEvent>{END}\na -> t\nt -> z""")
    run = Running(definition, until=date.max)
    assert run.run(datetime(2999, 1, 1, tzinfo=UTC)) == ["t:1"]
    assert run.engine.next_due(run.state) == LATEST


def test_a_day_nobody_was_told_yet_is_looked_for_again() -> None:
    """A letter whose day is that of its arrival is posted, and what it demands has no last day yet."""
    definition = process(f"""{START}<intermediateCatchEvent id="t"><timerEventDefinition><timeDate>payment.due_on</timeDate>
        </timerEventDefinition></intermediateCatchEvent>{END}\na -> t\nt -> z""")
    run = Running(definition)
    assert [w.due_at for w in run.engine.work(run.state)] == [NOW + timedelta(days=1)]


def test_timer_without_a_moment_is_trouble() -> None:
    definition = process(f"""{START}<intermediateCatchEvent id="t" allmende:deadline="nothing"><timerEventDefinition/>
        </intermediateCatchEvent>{END}\na -> t\nt -> z""")
    with pytest.raises(EngineTrouble) as trouble:
        Running(definition)
    assert trouble.value.stuck.node_id == "t"


BOUNDARY = """{start}<{host} id="u" {more}>{inside}</{host}>
    <boundaryEvent id="b" attachedToRef="u" cancelActivity="{interrupts}" {event}</boundaryEvent>
    <userTask id="late"/><endEvent id="y"/>{end}
    a -> u\nu -> z\nb -> late\nlate -> y"""
TIMED = 'allmende:deadline="2026-11-16T00:00:00+01:00"><timerEventDefinition/>'
TOLD = 'allmende:message="withdrawn"><messageEventDefinition/>'
HOSTS = [
    ("userTask", "", ""),
    ("serviceTask", 'allmende:action="wait_for_payment"', ""),
    ("businessRuleTask", "", ""),
    ("sendTask", 'allmende:message="x"', ""),
    ("receiveTask", 'allmende:message="x"', ""),
    ("subProcess", "", drawn('<startEvent id="ia"/><userTask id="iu"/><endEvent id="iz"/>\nia -> iu\niu -> iz')),
]


@pytest.mark.parametrize(("host", "more", "inside"), HOSTS)
@pytest.mark.parametrize("event", [TIMED, TOLD])
@pytest.mark.parametrize("interrupts", ["true", "false"])
def test_boundary_event(host: str, more: str, inside: str, event: str, interrupts: str) -> None:
    definition = process(
        BOUNDARY.format(start=START, end=END, host=host, more=more, inside=inside, event=event, interrupts=interrupts)
    )
    run = Running(definition)
    inner = "iu:1" if host == "subProcess" else "u:1"
    assert sorted(run.open()) == ["b:1", inner]
    if event == TIMED:
        assert run.engine.next_due(run.state) == datetime(2026, 11, 15, 23, tzinfo=UTC)
        run.run(datetime(2026, 11, 16, tzinfo=UTC))
    else:
        run.tell("withdrawn")
    rest = [] if interrupts == "true" else [inner]
    assert sorted(run.open()) == sorted(["late:1", *rest])
    assert run.do("late:1") == rest
    for work_id in rest:
        assert (run.tell("x") if host == "receiveTask" else run.do(work_id)) == []
    assert run.finished


@pytest.mark.parametrize(("host", "more", "inside"), HOSTS)
def test_boundary_event_goes_when_its_task_is_done_in_time(host: str, more: str, inside: str) -> None:
    definition = process(
        BOUNDARY.format(start=START, end=END, host=host, more=more, inside=inside, event=TIMED, interrupts="true")
    )
    run = Running(definition)
    late = datetime(2026, 11, 20, tzinfo=UTC)
    if host == "receiveTask":
        run.tell("x")
    else:
        run.do("iu:1" if host == "subProcess" else "u:1", now=late)
    assert run.open() == []
    assert run.finished


def test_event_based_gateway_by_message() -> None:
    run = Running(event_gateway())
    assert [(w.id, w.kind) for w in run.engine.work(run.state)] == [
        ("m:1", "message"),
        ("t1:1", "timer"),
        ("t2:1", "timer"),
    ]
    assert run.tell("reply", text="ja") == ["answered:1"]
    assert run.work("answered:1").variables == {"text": "ja"}
    assert run.engine.next_due(run.state) is None
    assert run.do("answered:1") == []
    assert run.finished


def test_event_based_gateway_by_the_first_of_two_timers() -> None:
    run = Running(event_gateway())
    assert run.engine.next_due(run.state) == datetime(2026, 12, 1, tzinfo=UTC)
    assert run.run(datetime(2026, 12, 2, tzinfo=UTC)) == ["second:1"]
    assert run.do("second:1") == []
    assert run.finished


def event_gateway() -> ProcessDefinition:
    return process(f"""{START}<eventBasedGateway id="g"/><receiveTask id="m" allmende:message="reply"/>
        <intermediateCatchEvent id="t1" allmende:deadline="2027-01-01T00:00:00+00:00"><timerEventDefinition/></intermediateCatchEvent>
        <intermediateCatchEvent id="t2" allmende:deadline="2026-12-01T00:00:00+00:00"><timerEventDefinition/></intermediateCatchEvent>
        <userTask id="answered"/><userTask id="first"/><userTask id="second"/><exclusiveGateway id="j"/>{END}
        a -> g\ng -> m\ng -> t1\ng -> t2\nm -> answered\nt1 -> first\nt2 -> second
        answered -> j\nfirst -> j\nsecond -> j\nj -> z""")


def test_sub_process_keeps_and_returns_what_it_learnt() -> None:
    inside = drawn('<startEvent id="ia"/><userTask id="iu"/><endEvent id="iz"/>\nia -> iu\niu -> iz')
    run = Running(
        process(f"""{START}<subProcess id="s">{inside}</subProcess><userTask id="u"/>{END}\na -> s\ns -> u\nu -> z"""),
        known=1,
    )
    assert run.open() == ["iu:1"]
    assert run.work("iu:1").variables == {"known": 1}
    assert run.do("iu:1", learnt=2) == ["u:1"]
    assert run.work("u:1").variables == {"known": 1, "learnt": 2}


def shared(name: str = "hearing", calls: str = "") -> ProcessDefinition:
    more = (
        f'<callActivity id="c" calledElement="{calls}"/>' if calls else '<serviceTask id="c" allmende:action="file"/>'
    )
    return process(f"""{START}<userTask id="u"/>{more}{END}\na -> u\nu -> c\nc -> z""", name)


def test_call_activity_runs_a_shared_process_with_equal_ids() -> None:
    main = process(f"""{START}<userTask id="u"/><callActivity id="c" calledElement="hearing"/>{END}
        a -> u\nu -> c\nc -> z""")
    run = Running(main, shared())
    assert run.do("u:1") == ["hearing/u:1"]
    assert (run.work("hearing/u:1").process, run.work("hearing/u:1").node_id) == ("hearing", "u")
    assert run.do("hearing/u:1", said="nichts") == ["hearing/c:1"]
    assert run.work("hearing/c:1").variables == {"said": "nichts"}
    assert run.do("hearing/c:1") == []
    assert run.finished


def test_call_activity_may_call_further() -> None:
    main = process(f"""{START}<callActivity id="c" calledElement="outer"/>{END}\na -> c\nc -> z""")
    run = Running(main, shared("outer", calls="inner"), shared("inner"))
    for work_id in ("outer/u:1", "inner/u:1", "inner/c:1"):
        assert run.open() == [work_id]
        run.do(work_id)
    assert run.finished


LOOP = '<multiInstanceLoopCharacteristics allmende:collection="people" allmende:item="person" {more}/>'


def repeated(element: str, more: str = "", inside: str = "", attributes: str = "") -> ProcessDefinition:
    loop = LOOP.format(more=more)
    return process(f"""{START}<{element} id="r" {attributes}>{inside}{loop}</{element}><userTask id="u"/>{END}
        a -> r\nr -> u\nu -> z""")


@pytest.mark.parametrize("element", ["userTask", "serviceTask", "businessRuleTask"])
def test_parallel_repetition_over_a_list(element: str) -> None:
    output = 'allmende:output="answers" allmende:output_item="answer"'
    run = Running(repeated(element, output), people=["Anna", "Bülent"])
    assert run.open() == ["r:1", "r:2"]
    assert [run.work(key).variables["person"] for key in run.open()] == ["Anna", "Bülent"]
    assert run.do("r:2", answer=Decimal("2.50")) == ["r:1"]
    assert run.do("r:1", answer=None) == ["u:1"]
    assert run.work("u:1").variables == {"people": ["Anna", "Bülent"], "answers": [None, Decimal("2.50")]}
    assert run.do("u:1") == []
    assert run.finished


def test_repetition_of_a_sub_process_and_of_a_shared_process() -> None:
    inside = drawn('<startEvent id="ia"/><userTask id="iu"/><endEvent id="iz"/>\nia -> iu\niu -> iz')
    run = Running(repeated("subProcess", inside=inside), people=["Anna", "Bülent"])
    assert run.open() == ["iu:1", "iu:2"]
    assert [run.work(key).variables["person"] for key in run.open()] == ["Anna", "Bülent"]
    assert run.do("iu:1", noise=1) == ["iu:2"]
    assert run.do("iu:2", noise=2) == ["u:1"]
    assert run.work("u:1").variables == {"people": ["Anna", "Bülent"]}

    run = Running(repeated("callActivity", attributes='calledElement="hearing"'), shared(), people=["Anna"])
    assert run.do("hearing/u:1") == ["hearing/c:1"]
    assert run.do("hearing/c:1") == ["u:1"]


@pytest.mark.parametrize("people", [[], None])
def test_repetition_over_nothing_passes_through(people: list[str] | None) -> None:
    run = Running(repeated("userTask", 'allmende:output="o" allmende:output_item="i"'), people=people)
    assert run.open() == ["u:1"]
    assert run.work("u:1").variables["o"] == []


def test_repetition_over_too_many_or_no_list_is_trouble() -> None:
    with pytest.raises(EngineTrouble, match="more than 100"):
        Running(repeated("userTask"), people=list(range(101)))
    with pytest.raises(EngineTrouble, match="no list"):
        Running(repeated("userTask"), people="Anna")


def test_repetition_may_be_reached_again() -> None:
    loop = LOOP.format(more='allmende:output="o" allmende:output_item="i"')
    definition = process(f"""{START}<exclusiveGateway id="j"/><userTask id="r">{loop}</userTask>
        <exclusiveGateway id="g" default="f_g_z_6"/>{END}
        a -> j\nj -> r\nr -> g\ng -> j if again\ng -> z""")
    run = Running(definition, people=["Anna"], again=True)
    assert run.do("r:1", i=1) == ["r:2"]
    assert run.work("r:2").variables["person"] == "Anna"


def test_a_loop_gives_each_visit_its_own_id_and_is_capped() -> None:
    definition = process(f"""{START}<exclusiveGateway id="j"/><userTask id="u"/>
        <exclusiveGateway id="g" default="f_g_z_6"/>{END}
        a -> j\nj -> u\nu -> g\ng -> j if again\ng -> z""")
    run = Running(definition)
    engine, program = run.engine, run.program
    state = run.state
    for number in range(1, 100):
        assert [w.id for w in engine.work(state)] == [f"u:{number}"]
        state = engine.complete(program, state, f"u:{number}", {"again": True}, evaluate=evaluate, now=NOW)
    with pytest.raises(EngineTrouble, match="more than 100"):
        engine.complete(program, state, "u:100", {"again": True}, evaluate=evaluate, now=NOW)
    assert engine.finished(engine.complete(program, state, "u:100", {"again": False}, evaluate=evaluate, now=NOW))


def test_a_state_may_be_moved_on_twice_in_different_ways() -> None:
    definition = process(f"""{START}<userTask id="u"/><exclusiveGateway id="g" default="f_g_z_4"/><userTask id="v"/>{END}
        a -> u\nu -> g
        g -> v if more
        g -> z
        v -> z""")
    run = Running(definition)
    state, before = run.state, json.dumps(run.state, sort_keys=True)
    engine, program = run.engine, run.program
    first = engine.complete(program, state, "u:1", {"more": True}, evaluate=evaluate, now=NOW)
    second = engine.complete(program, state, "u:1", {"more": False}, evaluate=evaluate, now=NOW)
    assert [work.id for work in engine.work(first)] == ["v:1"]
    assert engine.finished(second)
    assert json.dumps(state, sort_keys=True) == before


def test_trouble_leaves_the_state_as_it_was() -> None:
    definition = process(f"""{START}<userTask id="u"/><exclusiveGateway id="g" default="f_g_z_4"/><userTask id="v"/>{END}
        a -> u\nu -> g
        g -> v if more
        g -> z
        v -> z""")
    run = Running(definition)
    before = json.dumps(run.state, sort_keys=True)
    with pytest.raises(EngineTrouble):
        run.engine.complete(run.program, run.state, "u:1", {"more": "perhaps"}, evaluate=evaluate, now=NOW)
    assert json.dumps(run.state, sort_keys=True) == before
    assert run.do("u:1", more=True) == ["v:1"]


def test_work_that_is_not_open_cannot_be_completed() -> None:
    run = Running(process(f"{START}<userTask id='u'/>{END}\na -> u\nu -> z"))
    with pytest.raises(KeyError):
        run.do("u:2")
    run.do("u:1")
    with pytest.raises(KeyError):
        run.do("u:1")


def test_a_state_of_another_version_is_refused() -> None:
    run = Running(process(f"{START}<userTask id='u'/>{END}\na -> u\nu -> z"))
    other = Program(process(f"{START}<userTask id='u' name='new'/>{END}\na -> u\nu -> z"))
    with pytest.raises(ValueError, match="another version"):
        run.engine.run(other, run.state, evaluate=evaluate, now=NOW)


def test_now_needs_a_zone_and_floats_are_refused() -> None:
    definition = process(f"{START}<userTask id='u'/>{END}\na -> u\nu -> z")
    with pytest.raises(ValueError, match="zone"):
        SpiffEngine().start(Program(definition), {}, evaluate=evaluate, now=datetime(2026, 11, 2))
    with pytest.raises(TypeError, match="float"):
        Running(definition, amount=0.1)


def test_python_is_never_evaluated() -> None:
    asked = []

    def remember(expression: str, variables: Mapping[str, Any]) -> bool:
        asked.append(expression)
        return False

    trap = '__import__("os").mkdir("/tmp/owned")'
    definition = process(f"""{START}<exclusiveGateway id="g" default="f_g_z_4"/><userTask id="u"/>{END}
        a -> g
        g -> u if {trap}
        g -> z
        u -> z""")
    definition = process(f"""{START}<exclusiveGateway id="g" default="f_g_z_3"/><userTask id="u"/>{END}
        a -> g
        g -> u if {trap}
        g -> z
        u -> z""")
    state = SpiffEngine().start(Program(definition), {}, evaluate=remember, now=NOW)
    assert asked == [trap]
    assert SpiffEngine().finished(state)
