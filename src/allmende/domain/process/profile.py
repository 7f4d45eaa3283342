"""What one node may be: the allow-list of elements, and what each of them must say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from allmende.domain.process.model import ACTIONS, AWAITED, INPUT, FlowNode, ProcessDefinition, UnsupportedElement
from allmende.domain.process.problems import problem, title
from allmende.domain.values import Problem, Text
from allmende.words.joining import quoted

ALLOWED: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset(("none", "message")),
    "endEvent": frozenset(("none", "message", "terminate")),
    "intermediateCatchEvent": frozenset(("timer", "message")),
    "intermediateThrowEvent": frozenset(("message",)),
    "boundaryEvent": frozenset(("timer", "message")),
    "userTask": frozenset(("",)),
    "serviceTask": frozenset(("",)),
    "businessRuleTask": frozenset(("",)),
    "sendTask": frozenset(("",)),
    "receiveTask": frozenset(("",)),
    "exclusiveGateway": frozenset(("",)),
    "parallelGateway": frozenset(("",)),
    "eventBasedGateway": frozenset(("",)),
    "subProcess": frozenset(("",)),
    "callActivity": frozenset(("",)),
}
"""Element → kinds of event. Each pair has a probe test on the engine; nothing else reaches it."""

INSTEAD: Mapping[str, Text] = {
    "task": Text.named("process.profile.instead_task"),
    "manualTask": Text.named("process.profile.instead_manualTask"),
    "scriptTask": Text.named("process.profile.instead_scriptTask"),
    "inclusiveGateway": Text.named("process.profile.instead_gateway"),
    "complexGateway": Text.named("process.profile.instead_gateway"),
    "transaction": Text.named("process.profile.instead_transaction"),
    "adHocSubProcess": Text.named("process.profile.instead_adHocSubProcess"),
    "eventSubProcess": Text.named("process.profile.instead_eventSubProcess"),
    "link": Text.named("process.profile.instead_link"),
    "conditional": Text.named("process.profile.instead_conditional"),
    "signal": Text.named("process.profile.instead_signal"),
    "error": Text.named("process.profile.instead_error"),
    "escalation": Text.named("process.profile.instead_escalation"),
    "compensate": Text.named("process.profile.instead_compensate"),
    "cancel": Text.named("process.profile.instead_cancel"),
    "timer_duration": Text.named("process.profile.instead_timer_duration"),
    "timer_cycle": Text.named("process.profile.instead_timer_cycle"),
    "lane": Text.named("process.profile.instead_lane"),
    "laneSet": Text.named("process.profile.instead_lane"),
    "collaboration": Text.named("process.profile.instead_collaboration"),
}

REMOVE = Text.named("process.profile.remove")
WITHOUT_ID = Text.named("process.profile.without_id")

OPTIONS = frozenset(
    (
        *("fields", "unit", "adapter", "outcomes", "calendar", "channel", "city", "documents", "reason"),
        *("outcome", "competence", "four_eyes", "optional", "payment", "amount", "days", "subject", "ground"),
        *("text", "due", "purpose", "question", "record", "choose", "reference", "postal_code", "reminded_on"),
        *("until", "offer", "on", "query", "of", "to", "body", "share", "inspection"),
        *("family_name", "given_names", "birth_date", "address", "person", "place", "number"),
        *("family_name_1", "family_name_2", "married_on", "zone", "plates", "tariff", "valid_from", "valid_until"),
    )
)
"""Further attributes of our namespace that actions and tasks know; registers' inputs are named as in the port, those of
registers described as data begin with `in_`."""

FORBIDDEN_IDS = frozenset(("Start", "End", "root"))
ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}\Z")
PROCESS_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,59}\Z")

THROWING = frozenset(("intermediateThrowEvent", "endEvent"))
CATCHING = frozenset(("intermediateCatchEvent", "boundaryEvent"))
LOOPING = frozenset(("userTask", "serviceTask", "businessRuleTask", "subProcess", "callActivity"))
ATTACHABLE = LOOPING | {"sendTask", "receiveTask"}


@dataclass(frozen=True, slots=True)
class Known:
    """What a process may refer to in its package.

    `automatic_decision` is the service's own legal basis for deciding by machine, if it has one.
    `messages` are those it may send (None: any name), `awaited` those it may wait for.
    """

    roles: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    notices: frozenset[str] = frozenset()
    registers: frozenset[str] = frozenset()
    messages: frozenset[str] | None = None
    automatic_decision: str | None = None
    shared: Mapping[str, ProcessDefinition] = field(default_factory=dict)
    awaited: frozenset[str] = frozenset(AWAITED)


def check_node(definition: ProcessDefinition, node: FlowNode, known: Known) -> Iterator[Problem]:
    """Is this one node allowed, and does it say all it must?"""
    if node.element not in ALLOWED:
        yield _refused(definition, node, node.element)
        return
    if node.event_definitions > 1:
        yield problem(
            definition,
            node,
            "process.events",
            Text.named("process.profile.station_has_several_triggers_one", station=title(node)),
        )
    elif node.event not in ALLOWED[node.element] or (
        node.parent and node.element == "startEvent" and node.event != "none"
    ):
        yield _refused(definition, node, node.event)
    yield from _check_id(definition, node)
    yield from _check_statement(definition, node, known)
    yield from _check_action(definition, node, known)
    yield from _check_loop(definition, node)
    for option in sorted(node.options.keys() - OPTIONS):
        if option.startswith(INPUT):
            continue
        yield problem(
            definition,
            node,
            "process.option",
            Text.named("process.profile.station_option_is_unknown_and", station=title(node), option=option),
            severity="warning",
        )


def check_stranger(definition: ProcessDefinition, stranger: UnsupportedElement) -> Problem:
    """Something that is no part of the profile at all."""
    if stranger.element.startswith("@"):
        name = stranger.element[1:]
        return problem(
            definition,
            stranger,
            "process.foreign",
            Text.named("process.profile.id_2_name_of_another", id_2=stranger.id, name=name),
            severity="warning",
        )
    return _refused(definition, stranger, stranger.element)


def _refused(definition: ProcessDefinition, thing: FlowNode | UnsupportedElement, kind: str) -> Problem:
    instead = INSTEAD.get(kind, REMOVE)
    name = quoted(thing.id) if thing.id else WITHOUT_ID
    what = kind or "none"
    place = f" ({thing.element})" if isinstance(thing, FlowNode) and what != thing.element else ""
    return problem(
        definition,
        thing,
        "process.element",
        Text.named(
            "process.profile.element_not_allowed",
            name=name,
            what=what,
            place=place,
            instead=instead,
        ),
    )


def _check_id(definition: ProcessDefinition, node: FlowNode) -> Iterator[Problem]:
    if node.id in FORBIDDEN_IDS or not ID.match(node.id):
        yield problem(
            definition,
            node,
            "process.id",
            Text.named("process.profile.id_id_2_is_not", id_2=node.id),
        )


def _check_statement(definition: ProcessDefinition, node: FlowNode, known: Known) -> Iterator[Problem]:
    """Role, decision, message, moment: what the element cannot be without."""
    sends = node.element == "sendTask" or (node.event == "message" and node.element in THROWING)
    waits = node.element == "receiveTask" or (node.event == "message" and node.element in CATCHING)
    needs: tuple[tuple[bool, str, str | None, frozenset[str] | None], ...] = (
        (node.element == "userTask", "role", node.role, known.roles),
        (node.element == "businessRuleTask", "decision", node.decision, known.decisions),
        (sends, "message", node.message, known.messages),
        (waits, "message", node.message, known.awaited),
        (node.event == "timer", "deadline", node.deadline, None),
        (node.element == "callActivity", "calledElement", node.called, frozenset(known.shared)),
    )
    for needed, what, stated, names in needs:
        if needed and stated is None:
            yield _missing(definition, node, what)
        elif needed and names is not None and stated not in names:
            yield _unknown(definition, node, what, stated or "")


def _check_action(definition: ProcessDefinition, node: FlowNode, known: Known) -> Iterator[Problem]:
    if node.element != "serviceTask":
        if node.action is not None:
            yield problem(
                definition,
                node,
                "process.action_place",
                Text.named("process.profile.station_action_belongs_to_service", station=title(node)),
            )
        return
    if node.action is None:
        yield _missing(definition, node, "action")
        return
    if node.action not in ACTIONS:
        yield _unknown(definition, node, "action", node.action)
        return
    yield from _check_action_details(definition, node, known)


def _check_action_details(definition: ProcessDefinition, node: FlowNode, known: Known) -> Iterator[Problem]:
    named = (
        ("decision", node.decision, known.decisions, node.action in ("compute_fee", "decide_automatically")),
        ("notice", node.notice, known.notices, node.action == "compose_notice"),
        ("register", node.register, known.registers, node.action == "consult" and "unit" not in node.options),
    )
    for what, stated, names, needed in named:
        if stated is None and needed:
            yield _missing(definition, node, what)
        elif stated is not None and stated not in names:
            yield _unknown(definition, node, what, stated)
    if node.action == "demand_payment" and not node.options.get("due"):
        yield _missing(definition, node, "due")
    if node.action == "hand_over":
        for what in ("to", "due"):
            if not node.options.get(what):
                yield _missing(definition, node, what)
        if not node.legal_basis:
            yield _missing(definition, node, "legal_basis")
    if node.action == "remind" and not node.options.get("of"):
        yield _missing(definition, node, "of")
    if node.action == "call_adapter" and not node.options.get("adapter"):
        yield _missing(definition, node, "adapter")
    if node.action == "decide_automatically" and not (node.legal_basis or known.automatic_decision):
        yield problem(
            definition,
            node,
            "process.legal_basis",
            Text.named("process.profile.station_decides_automatically_without_legal", station=title(node)),
        )


def _check_loop(definition: ProcessDefinition, node: FlowNode) -> Iterator[Problem]:
    loop = node.loop
    if loop is None:
        return
    if loop.standard or not loop.parallel or node.element not in LOOPING:
        yield problem(
            definition,
            node,
            "process.loop",
            Text.named("process.profile.station_only_parallel_repetition_of", station=title(node)),
        )
        return
    if not loop.collection:
        yield _missing(definition, node, "collection")
    if not ID.match(loop.item):
        yield _missing(definition, node, "item")
    if bool(loop.output) != bool(loop.output_item):
        yield _missing(definition, node, "output_item" if loop.output else "output")


def _missing(definition: ProcessDefinition, node: FlowNode, what: str) -> Problem:
    return problem(
        definition,
        node,
        "process.missing",
        Text.named("process.profile.station_what_is_missing", station=title(node), what=what),
    )


def _unknown(definition: ProcessDefinition, node: FlowNode, what: str, stated: str) -> Problem:
    return problem(
        definition,
        node,
        "process.unknown",
        Text.named("process.profile.station_there_is_no_stated", station=title(node), stated=stated, what=what),
    )
