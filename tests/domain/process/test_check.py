"""What the check refuses, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from allmende.domain.matter.perform import PERFORMED
from allmende.domain.matter.waiting import MESSAGES
from allmende.domain.process import ACTIONS, AWAITED, Known, ProcessDefinition, check, needed_texts
from allmende.domain.process.check import Wanted
from allmende.domain.values import Problem, Text
from allmende.formats import bpmn

KNOWN = Known(
    roles=frozenset(("clerk",)),
    decisions=frozenset(("fee",)),
    notices=frozenset(("grant",)),
    registers=frozenset(("residents",)),
    awaited=frozenset(("m",)),
)


def all_well(expression: str, wanted: Wanted) -> Sequence[Problem]:
    return ()


def read(body: str, name: str = "p", attributes: str = "") -> ProcessDefinition:
    text = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:allmende="urn:allmende:bpmn:1"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
<process id="{name}" {attributes}>
{body}
</process></definitions>"""
    found = bpmn.read(text.encode(), "p.bpmn")
    assert isinstance(found, ProcessDefinition), found
    return found


def between(element: str, more: str = "") -> str:
    """A start, the element `x` on line 4, an end, and arrows through it."""
    return f"""<startEvent id="a"/>{element}<endEvent id="z"/>
<sequenceFlow id="f" sourceRef="a" targetRef="x"/><sequenceFlow id="g" sourceRef="x" targetRef="z"/>{more}"""


def codes(body: str, known: Known = KNOWN) -> list[str]:
    return [found.code for found in check(read(body), known, all_well)]


GOOD = [
    '<userTask id="x" allmende:role="clerk"/>',
    '<businessRuleTask id="x" allmende:decision="fee"/>',
    '<sendTask id="x" allmende:message="m"/>',
    '<receiveTask id="x" allmende:message="m"/>',
    '<intermediateCatchEvent id="x" allmende:message="m"><messageEventDefinition/></intermediateCatchEvent>',
    '<intermediateThrowEvent id="x" allmende:message="m"><messageEventDefinition/></intermediateThrowEvent>',
    '<intermediateCatchEvent id="x" allmende:deadline="today"><timerEventDefinition/></intermediateCatchEvent>',
    '<subProcess id="x"><startEvent id="b"/><endEvent id="y"/><sequenceFlow id="h" sourceRef="b" targetRef="y"/></subProcess>',
    '<serviceTask id="x" allmende:action="consult" allmende:register="residents"/>',
    '<serviceTask id="x" allmende:action="consult" allmende:unit="building"/>',
    '<serviceTask id="x" allmende:action="demand_payment" allmende:due="today"/>',
    '<serviceTask id="x" allmende:action="compose_notice" allmende:notice="grant"/>',
    '<serviceTask id="x" allmende:action="decide_automatically" allmende:decision="fee" allmende:legal_basis="§ 46 Abs. 5 StVO"/>',
    """<userTask id="x" allmende:role="clerk"><multiInstanceLoopCharacteristics allmende:collection="list" allmende:item="i"/>
    </userTask>""",
    '<parallelGateway id="x"/>',
    '<exclusiveGateway id="x"/>',
]


@pytest.mark.parametrize("element", GOOD)
def test_accepts(element: str) -> None:
    assert check(read(between(element)), KNOWN, all_well) == []


BAD = {
    '<scriptTask id="x"/>': ["process.element"],
    '<intermediateThrowEvent id="x"><linkEventDefinition/></intermediateThrowEvent>': ["process.element"],
    '<intermediateCatchEvent id="x"><conditionalEventDefinition/></intermediateCatchEvent>': ["process.element"],
    '<adHocSubProcess id="x"/>': ["process.element"],
    '<inclusiveGateway id="x"/>': ["process.element"],
    '<intermediateThrowEvent id="x"/>': ["process.element"],
    """<intermediateCatchEvent id="x"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>
    </intermediateCatchEvent>""": ["process.element"],
    '<intermediateCatchEvent id="x"><timerEventDefinition/></intermediateCatchEvent>': ["process.missing"],
    '<userTask id="x"/>': ["process.missing"],
    '<userTask id="x" allmende:role="mayor"/>': ["process.unknown"],
    '<serviceTask id="x"/>': ["process.missing"],
    '<serviceTask id="x" allmende:action="delete_everything"/>': ["process.unknown"],
    '<serviceTask id="x" allmende:action="consult"/>': ["process.missing"],
    '<serviceTask id="x" allmende:action="consult" allmende:register="police"/>': ["process.unknown"],
    '<serviceTask id="x" allmende:action="compose_notice"/>': ["process.missing"],
    '<serviceTask id="x" allmende:action="compose_notice" allmende:notice="other"/>': ["process.unknown"],
    '<serviceTask id="x" allmende:action="call_adapter"/>': ["process.missing"],
    '<serviceTask id="x" allmende:action="demand_payment"/>': ["process.missing"],
    '<serviceTask id="x" allmende:action="compute_fee" allmende:decision="other"/>': ["process.unknown"],
    '<serviceTask id="x" allmende:action="decide_automatically" allmende:decision="fee"/>': ["process.legal_basis"],
    '<businessRuleTask id="x" allmende:decision="other"/>': ["process.unknown"],
    '<receiveTask id="x"/>': ["process.missing"],
    '<receiveTask id="x" allmende:message="godot"/>': ["process.unknown"],
    '<intermediateCatchEvent id="x" allmende:message="godot"><messageEventDefinition/></intermediateCatchEvent>': [
        "process.unknown"
    ],
    '<callActivity id="x" calledElement="nowhere"/>': ["process.unknown"],
    '<callActivity id="x"/>': ["process.missing"],
    '<userTask id="x" allmende:role="clerk" allmende:action="close"/>': ["process.action_place"],
    '<userTask id="x" allmende:role="clerk" allmende:rolle="clerk"/>': ["process.option"],
    '<userTask id="x" allmende:role="clerk" camunda:assignee="demo"/>': ["process.foreign"],
    '<userTask id="x" allmende:role="clerk" isForCompensation="true"/>': ["process.element"],
    '<userTask id="x" allmende:role="clerk"><ioSpecification/></userTask>': ["process.element"],
    '<userTask id="x" allmende:role="clerk"><standardLoopCharacteristics/></userTask>': ["process.loop"],
    '<userTask id="x" allmende:role="clerk"><multiInstanceLoopCharacteristics isSequential="true"/></userTask>': [
        "process.loop"
    ],
    '<userTask id="x" allmende:role="clerk"><multiInstanceLoopCharacteristics/></userTask>': [
        "process.missing",
        "process.missing",
    ],
    """<userTask id="x" allmende:role="clerk"><multiInstanceLoopCharacteristics allmende:collection="l" allmende:item="i"
    allmende:output="o"/></userTask>""": ["process.missing"],
    """<intermediateCatchEvent id="x" allmende:message="m"><messageEventDefinition/><timerEventDefinition/>
    </intermediateCatchEvent>""": ["process.events"],
    '<subProcess id="x"/>': ["process.start", "process.end"],
    '<subProcess id="x" triggeredByEvent="true"/>': ["process.element"],
    '<dataObject id="d"/><exclusiveGateway id="x"/>': ["process.element"],
    '<laneSet id="l"><lane id="m"/></laneSet><exclusiveGateway id="x"/>': ["process.element"],
}


@pytest.mark.parametrize(("element", "expected"), BAD.items(), ids=BAD.keys())
def test_refuses(element: str, expected: list[str]) -> None:
    assert codes(between(element)) == expected


@pytest.mark.parametrize("forbidden", ["Start", "End", "root", "a-b", "ä", "x.y", "x" * 61])
def test_refuses_ids_the_engine_or_feel_could_confuse(forbidden: str) -> None:
    body = between('<userTask id="x" allmende:role="clerk"/>').replace('"x"', f'"{forbidden}"')
    assert codes(body) == ["process.id"]


def test_says_file_line_element_and_what_to_do_in_both_languages() -> None:
    (found,) = check(read(between("\n\n<scriptTask id='x' name='Rechnen'/>")), KNOWN, all_well)
    assert found.where == "p.bpmn:6"
    assert (
        found.text["de"]
        == "Das Element „x“: „scriptTask“ ist nicht erlaubt. Nehmen Sie eine Entscheidung oder eine Aktion."
    )
    assert found.text["en"] == "The element “x”: “scriptTask” is not allowed. Use a decision or an action."


SHAPES = {
    "two starts": (
        between('<exclusiveGateway id="x"/>', '<startEvent id="b"/>'),
        ["process.start", "process.no_way_out"],
    ),
    "no end": (
        """<startEvent id="a"/><userTask id="u" allmende:role="clerk"/><sequenceFlow id="f" sourceRef="a" targetRef="u"/>""",
        ["process.end", "process.no_way_out"],
    ),
    "unreachable": (
        between(
            '<exclusiveGateway id="x"/>',
            """<userTask id="lost" allmende:role="clerk"/><sequenceFlow id="h" sourceRef="lost" targetRef="x"/>""",
        ),
        ["process.unreachable"],
    ),
    "implicit split": (
        between('<userTask id="x" allmende:role="clerk"/>', '<sequenceFlow id="h" sourceRef="x" targetRef="z"/>'),
        ["process.implicit_split"],
    ),
    "gateway without default": (
        between(
            '<exclusiveGateway id="x"/>',
            '<sequenceFlow id="h" sourceRef="x" targetRef="z"><conditionExpression>true</conditionExpression></sequenceFlow>',
        ),
        ["process.no_default", "process.no_condition"],
    ),
    "condition on the default": (
        between(
            '<exclusiveGateway id="x" default="h"/>',
            '<sequenceFlow id="h" sourceRef="x" targetRef="z"><conditionExpression>true</conditionExpression></sequenceFlow>',
        ),
        ["process.no_condition", "process.default_condition"],
    ),
    "condition at a task": (
        """<startEvent id="a"/><userTask id="x" allmende:role="clerk"/><endEvent id="z"/>
        <sequenceFlow id="f" sourceRef="a" targetRef="x"/>
        <sequenceFlow id="g" sourceRef="x" targetRef="z"><conditionExpression>true</conditionExpression></sequenceFlow>""",
        ["process.condition_place"],
    ),
    "single conditional way out": (
        """<startEvent id="a"/><exclusiveGateway id="x"/><endEvent id="z"/>
        <sequenceFlow id="f" sourceRef="a" targetRef="x"/>
        <sequenceFlow id="g" sourceRef="x" targetRef="z"><conditionExpression>true</conditionExpression></sequenceFlow>""",
        ["process.single_condition"],
    ),
    "arrow to nowhere": (
        between('<exclusiveGateway id="x"/>', '<sequenceFlow id="h" sourceRef="nowhere" targetRef="z"/>'),
        ["process.flow"],
    ),
    "arrow across a border": (
        between(
            """<subProcess id="x"><startEvent id="b"/><endEvent id="y"/>
            <sequenceFlow id="h" sourceRef="b" targetRef="y"/></subProcess>""",
            '<sequenceFlow id="i" sourceRef="b" targetRef="z"/>',
        ),
        ["process.implicit_split", "process.crossing"],
    ),
    "only gateways in a circle": (
        between(
            '<exclusiveGateway id="x" default="g"/><exclusiveGateway id="w"/>',
            """<sequenceFlow id="h" sourceRef="x" targetRef="w"><conditionExpression>true</conditionExpression></sequenceFlow>
            <sequenceFlow id="i" sourceRef="w" targetRef="x"/>""",
        ),
        ["process.endless"],
    ),
    "caught in a circle": (
        between(
            '<exclusiveGateway id="x" default="g"/><userTask id="w" allmende:role="clerk"/><exclusiveGateway id="j"/>',
            """<sequenceFlow id="h" sourceRef="x" targetRef="j"><conditionExpression>true</conditionExpression></sequenceFlow>
            <sequenceFlow id="i" sourceRef="j" targetRef="w"/><sequenceFlow id="k" sourceRef="w" targetRef="j"/>""",
        ),
        ["process.no_way_out", "process.no_way_out"],
    ),
    "event gateway before a task": (
        """<startEvent id="a"/><eventBasedGateway id="x"/><receiveTask id="m" allmende:message="m"/>
        <userTask id="u" allmende:role="clerk"/><endEvent id="z"/>
        <sequenceFlow id="f" sourceRef="a" targetRef="x"/><sequenceFlow id="g" sourceRef="x" targetRef="m"/>
        <sequenceFlow id="h" sourceRef="x" targetRef="u"/><sequenceFlow id="i" sourceRef="m" targetRef="z"/>
        <sequenceFlow id="j" sourceRef="u" targetRef="z"/>""",
        ["process.event_gateway"],
    ),
    "boundary on a gateway": (
        between(
            '<exclusiveGateway id="x"/>',
            """<boundaryEvent id="b" attachedToRef="x" allmende:message="m"><messageEventDefinition/></boundaryEvent>
            <sequenceFlow id="h" sourceRef="b" targetRef="z"/>""",
        ),
        ["process.boundary"],
    ),
    "boundary on a repetition": (
        between(
            """<userTask id="x" allmende:role="clerk">
            <multiInstanceLoopCharacteristics allmende:collection="l" allmende:item="i"/></userTask>""",
            """<boundaryEvent id="b" attachedToRef="x" allmende:message="m"><messageEventDefinition/></boundaryEvent>
            <sequenceFlow id="h" sourceRef="b" targetRef="z"/>""",
        ),
        ["process.boundary"],
    ),
    "default way out at a task": (
        between('<userTask id="x" allmende:role="clerk" default="g"/>'),
        ["process.default_place"],
    ),
    "event gateway with one way out": (
        between('<eventBasedGateway id="x"/>').replace(
            '<endEvent id="z"/>', '<receiveTask id="z" allmende:message="m"/><endEvent id="y"/>'
        )
        + '<sequenceFlow id="h" sourceRef="z" targetRef="y"/>',
        ["process.event_gateway"],
    ),
    "event gateway to nowhere": (
        between('<eventBasedGateway id="x"/>', '<sequenceFlow id="h" sourceRef="x" targetRef="nowhere"/>'),
        ["process.event_gateway", "process.flow"],
    ),
    "into the start and out of the end": (
        """<startEvent id="a"/><userTask id="x" allmende:role="clerk"/><endEvent id="z"/>
        <sequenceFlow id="f" sourceRef="a" targetRef="x"/><sequenceFlow id="g" sourceRef="x" targetRef="z"/>
        <sequenceFlow id="h" sourceRef="z" targetRef="a"/>""",
        ["process.into_start", "process.after_end"],
    ),
}


def flows(*pairs: str) -> str:
    """`a-b` is an arrow from a to b; `a-b?` carries a condition."""
    drawn = []
    for number, pair in enumerate(pairs):
        source, target = pair.rstrip("?").split("-")
        inside = "<conditionExpression>true</conditionExpression>" if pair.endswith("?") else ""
        drawn.append(f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>')
    return "\n".join(drawn)


TASKS = '<startEvent id="a"/><userTask id="u" allmende:role="clerk"/><userTask id="v" allmende:role="clerk"/><endEvent id="z"/>'
SOUNDNESS = {
    "one of two ways into a join": (
        TASKS
        + '<exclusiveGateway id="g" default="f1"/><parallelGateway id="j"/>'
        + flows("a-g", "g-u", "g-v?", "u-j", "v-j", "j-z"),
        ["process.waits_for_ever"],
    ),
    "both ways into a join": (
        TASKS + '<parallelGateway id="g"/><parallelGateway id="j"/>' + flows("a-g", "g-u", "g-v", "u-j", "v-j", "j-z"),
        [],
    ),
    "parallel ways meet without a join": (
        TASKS
        + '<parallelGateway id="g"/><exclusiveGateway id="j"/><serviceTask id="w" allmende:action="close"/>'
        + flows("a-g", "g-u", "g-v", "u-j", "v-j", "j-w", "w-z"),
        ["process.twice_at_once"],
    ),
    "each parallel way has its own end": (
        TASKS + '<parallelGateway id="g"/><endEvent id="y"/>' + flows("a-g", "g-u", "g-v", "u-z", "v-y"),
        [],
    ),
    "a boundary event leaves a join waiting": (
        TASKS
        + '<parallelGateway id="g"/><parallelGateway id="j"/><endEvent id="y"/>'
        + '<boundaryEvent id="b" attachedToRef="u" allmende:message="m"><messageEventDefinition/></boundaryEvent>'
        + flows("a-g", "g-u", "g-v", "u-j", "v-j", "j-z", "b-y"),
        ["process.waits_for_ever"],
    ),
    "a terminate end frees the join": (
        TASKS
        + '<parallelGateway id="g"/><parallelGateway id="j"/><endEvent id="y"><terminateEventDefinition/></endEvent>'
        + '<boundaryEvent id="b" attachedToRef="u" allmende:message="m"><messageEventDefinition/></boundaryEvent>'
        + flows("a-g", "g-u", "g-v", "u-j", "v-j", "j-z", "b-y"),
        [],
    ),
    "a reminder beside a task": (
        TASKS
        + '<endEvent id="y"/><boundaryEvent id="b" attachedToRef="u" cancelActivity="false" allmende:message="m">'
        + "<messageEventDefinition/></boundaryEvent>"
        + flows("a-u", "u-z", "b-v", "v-y"),
        [],
    ),
    "a loop round a split and its join": (
        TASKS
        + '<exclusiveGateway id="i"/><parallelGateway id="g"/><parallelGateway id="j"/><exclusiveGateway id="o" default="f7"/>'
        + flows("a-i", "i-g", "g-u", "g-v", "u-j", "v-j", "j-o", "o-z", "o-i?"),
        [],
    ),
}


@pytest.mark.parametrize(("body", "expected"), SOUNDNESS.values(), ids=SOUNDNESS.keys())
def test_plays_every_way_through(body: str, expected: list[str]) -> None:
    assert codes(body) == expected


@pytest.mark.parametrize(("body", "expected"), SHAPES.values(), ids=SHAPES.keys())
def test_refuses_the_shape(body: str, expected: list[str]) -> None:
    assert sorted(codes(body)) == sorted(expected)


def test_expressions_are_checked_with_what_they_must_give_and_located() -> None:
    asked = []

    def note(expression: str, wanted: Wanted) -> Sequence[Problem]:
        asked.append((expression, wanted))
        return [Problem("feel.unknown", Text("kennt niemand", "nobody knows"), "1:2")] if expression == "typo" else []

    body = """<startEvent id="a"/><userTask id="u" allmende:role="clerk" allmende:deadline="today"><multiInstanceLoopCharacteristics
    allmende:collection="people" allmende:item="i"/></userTask><exclusiveGateway id="x" default="h"/><endEvent id="z"/>
    <sequenceFlow id="e" sourceRef="a" targetRef="u"/><sequenceFlow id="f" sourceRef="u" targetRef="x"/>
    <sequenceFlow id="g" name="ja" sourceRef="x" targetRef="z"><conditionExpression>typo</conditionExpression></sequenceFlow>
    <sequenceFlow id="h" sourceRef="x" targetRef="z"/>"""
    (found,) = check(read(body), KNOWN, note)
    assert asked == [("typo", "boolean"), ("today", "moment"), ("people", "list")]
    assert (found.code, found.text["de"], found.where) == ("feel.unknown", "„ja“: kennt niemand", "p.bpmn:7")


def test_processes_that_call_each_other_in_a_circle_are_refused() -> None:
    first = read(between('<callActivity id="x" calledElement="second"/>'), "first")
    second = read(between('<callActivity id="x" calledElement="first"/>'), "second")
    found = check(first, Known(shared={"first": first, "second": second}), all_well)
    assert [problem.text["de"] for problem in found] == ["Prozesse rufen sich im Kreis auf: first → second → first."]


def test_the_services_own_basis_allows_an_automatic_decision() -> None:
    body = between('<serviceTask id="x" allmende:action="decide_automatically" allmende:decision="fee"/>')
    known = Known(decisions=frozenset(("fee",)), automatic_decision="§ 46 Abs. 5 StVO")
    assert codes(body, known) == []


def test_odd_ids_and_huge_processes_are_refused() -> None:
    body = between('<exclusiveGateway id="x"/>')
    assert [found.code for found in check(read(body, "ä b"), KNOWN, all_well)] == ["process.id"]
    many = "".join(f'<userTask id="t{n}" allmende:role="clerk"/>' for n in range(300))
    chain = flows("a-t0", *(f"t{n}-t{n + 1}" for n in range(299)), "t299-z")
    assert codes(f'<startEvent id="a"/>{many}<endEvent id="z"/>{chain}') == ["process.large"]


def test_every_action_and_every_awaited_message_has_somebody_who_knows_it() -> None:
    assert set(ACTIONS) == PERFORMED
    assert set(AWAITED) == MESSAGES


def test_needed_texts_are_those_of_every_place_a_matter_can_stand() -> None:
    body = between('<userTask id="x" allmende:role="clerk" allmende:outcomes="granted refused"/>')
    assert [text for text, _ in needed_texts(read(body))] == [
        "process.x.citizen",
        "process.x.name",
        "process.x.outcome.granted",
        "process.x.outcome.refused",
        "process.z.citizen",
    ]


BESIDE = """<startEvent id="a"/><eventBasedGateway id="w"/>
<intermediateCatchEvent id="m" allmende:message="{message}"><messageEventDefinition/></intermediateCatchEvent>
<intermediateCatchEvent id="t" allmende:deadline="{day}"><timerEventDefinition/></intermediateCatchEvent>
<endEvent id="y"/><endEvent id="z"/>
<sequenceFlow id="f" sourceRef="a" targetRef="w"/><sequenceFlow id="g" sourceRef="w" targetRef="m"/>
<sequenceFlow id="h" sourceRef="w" targetRef="t"/><sequenceFlow id="i" sourceRef="m" targetRef="y"/>
<sequenceFlow id="j" sourceRef="t" targetRef="z"/>"""
ON = """<startEvent id="a"/><serviceTask id="x" allmende:action="wait_for_payment"/>
<boundaryEvent id="t" attachedToRef="x" allmende:deadline="{day}"><timerEventDefinition/></boundaryEvent>
<endEvent id="y"/><endEvent id="z"/>
<sequenceFlow id="f" sourceRef="a" targetRef="x"/><sequenceFlow id="g" sourceRef="x" targetRef="y"/>
<sequenceFlow id="h" sourceRef="t" targetRef="z"/>"""


@pytest.mark.parametrize(
    ("body", "message", "day", "found"),
    [
        (BESIDE, "payment_received", "payment.due_on", []),
        (BESIDE, "payment_received", "today", ["process.told_day"]),
        (BESIDE, "hearing_reply", "hearing.until", []),
        (BESIDE, "hearing_reply", "today", ["process.told_day"]),
        (BESIDE, "correction_received", "correction.due_on", []),
        (BESIDE, "correction_received", "hearing.until", ["process.told_day"]),
        (BESIDE, "m", "today", []),
        (ON, "", "payment.due_on", []),
        (ON, "", "today", ["process.told_day"]),
    ],
)
def test_a_wait_for_the_citizen_ends_on_the_day_she_was_told(
    body: str, message: str, day: str, found: list[str]
) -> None:
    known = Known(awaited=frozenset(("m", "payment_received", "hearing_reply", "correction_received")))
    assert codes(body.format(message=message, day=day), known) == found
