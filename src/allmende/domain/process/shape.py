"""Does the drawing hold together: starts, ends, arrows, gateways, nothing lost, nothing endless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from allmende.domain.process.model import FlowNode, ProcessDefinition, SequenceFlow
from allmende.domain.process.problems import problem, title
from allmende.domain.process.profile import ATTACHABLE
from allmende.domain.values import Problem, Text

CONTAINERS = frozenset(("subProcess",))
GATEWAYS = frozenset(("exclusiveGateway", "parallelGateway", "eventBasedGateway"))


def check_shape(definition: ProcessDefinition) -> Iterator[Problem]:
    """Every problem of the drawing as a whole."""
    loose = list(_check_flows(definition))
    yield from loose
    levels = [None, *(node.id for node in definition.nodes.values() if node.element in CONTAINERS)]
    for level in levels:
        yield from _check_level(definition, level)
    for node in definition.nodes.values():
        yield from _check_ways(definition, node)
    if not loose:
        yield from _check_endless(definition)


def _check_flows(definition: ProcessDefinition) -> Iterator[Problem]:
    for flow in definition.flows:
        source, target = definition.nodes.get(flow.source), definition.nodes.get(flow.target)
        if source is None or target is None or not flow.id:
            yield problem(
                definition,
                flow,
                "process.flow",
                Text.named("process.shape.arrow_id_2_does_not", id_2=flow.id),
            )
        elif source.parent != target.parent:
            yield problem(
                definition,
                flow,
                "process.crossing",
                Text.named("process.shape.arrow_id_2_crosses_border", id_2=flow.id),
            )


def _check_level(definition: ProcessDefinition, level: str | None) -> Iterator[Problem]:
    nodes = {node.id: node for node in definition.inside(level)}
    holder: ProcessDefinition | FlowNode = definition.nodes[level] if level else definition
    starts = [node for node in nodes.values() if node.element == "startEvent"]
    ends = [node for node in nodes.values() if node.element == "endEvent"]
    where = title(holder) if isinstance(holder, FlowNode) else Text.named("process.shape.process")
    if len(starts) != 1:
        yield problem(
            definition,
            holder,
            "process.start",
            Text.named("process.shape.needs_exactly_one_start", where=where, len=len(starts)),
        )
    if not ends:
        yield problem(
            definition,
            holder,
            "process.end",
            Text.named("process.shape.has_no_end", where=where),
        )
    if not starts or not ends:
        return
    ahead = _ahead(definition, nodes)
    reached = _reach(ahead, [node.id for node in starts])
    leading = _reach(_reverse(ahead), [node.id for node in ends])
    for node in nodes.values():
        if node.id not in reached:
            yield problem(
                definition,
                node,
                "process.unreachable",
                Text.named("process.shape.station_can_never_be_reached", station=title(node)),
            )
        elif node.id not in leading and definition.leaving(node.id):
            yield problem(
                definition,
                node,
                "process.no_way_out",
                Text.named("process.shape.no_way_leads_from_station", station=title(node)),
            )


def _ahead(definition: ProcessDefinition, nodes: Mapping[str, FlowNode]) -> dict[str, set[str]]:
    ahead: dict[str, set[str]] = {key: set() for key in nodes}
    for flow in definition.flows:
        if flow.source in nodes and flow.target in nodes:
            ahead[flow.source].add(flow.target)
    for node in nodes.values():
        if node.attached_to in ahead:
            ahead[node.attached_to].add(node.id)
    return ahead


def _reverse(ahead: Mapping[str, set[str]]) -> dict[str, set[str]]:
    back: dict[str, set[str]] = {key: set() for key in ahead}
    for source, targets in ahead.items():
        for target in targets:
            back[target].add(source)
    return back


def _reach(ahead: Mapping[str, set[str]], begin: list[str]) -> set[str]:
    seen, open_ = set(begin), list(begin)
    while open_:
        for target in ahead[open_.pop()] - seen:
            seen.add(target)
            open_.append(target)
    return seen


def _check_ways(definition: ProcessDefinition, node: FlowNode) -> Iterator[Problem]:
    leaving, entering = definition.leaving(node.id), definition.entering(node.id)
    if node.element == "endEvent" and leaving:
        yield _say(
            definition,
            node,
            "process.after_end",
            Text.named("process.shape.is_an_end_but_goes_on", station=title(node)),
        )
    if node.element in ("startEvent", "boundaryEvent") and entering:
        yield _say(
            definition, node, "process.into_start", Text.named("process.shape.may_not_be_entered", station=title(node))
        )
    if node.element != "endEvent" and not leaving:
        yield _say(
            definition, node, "process.no_way_out", Text.named("process.shape.has_no_way_out", station=title(node))
        )
    if node.element not in GATEWAYS and len(leaving) > 1:
        yield _say(
            definition,
            node,
            "process.implicit_split",
            Text.named("process.shape.has_several_ways_out_draw_a", station=title(node)),
        )
    if node.element == "exclusiveGateway":
        yield from _check_exclusive(definition, node, leaving)
    else:
        yield from _check_unconditional(definition, node, leaving)
    if node.element == "eventBasedGateway":
        yield from _check_event_gateway(definition, node, leaving)
    if node.element == "boundaryEvent":
        yield from _check_boundary(definition, node)


def _check_exclusive(
    definition: ProcessDefinition, node: FlowNode, leaving: tuple[SequenceFlow, ...]
) -> Iterator[Problem]:
    if len(leaving) == 1 and leaving[0].condition:
        yield _say(
            definition,
            node,
            "process.single_condition",
            Text.named("process.shape.has_one_way_out_only_it", station=title(node)),
        )
    if len(leaving) < 2:
        return
    default = next((flow for flow in leaving if flow.id == node.default_flow), None)
    if default is None:
        yield _say(
            definition,
            node,
            "process.no_default",
            Text.named("process.shape.needs_a_default_way_out_in", station=title(node)),
        )
    for flow in leaving:
        if flow is not default and not flow.condition:
            yield problem(
                definition,
                flow,
                "process.no_condition",
                Text.named(
                    "process.shape.arrow_value_from_station_needs", value=flow.name or flow.id, station=title(node)
                ),
            )
        if flow is default and flow.condition:
            yield problem(
                definition,
                flow,
                "process.default_condition",
                Text.named("process.shape.default_way_out_value_may", value=flow.name or flow.id),
            )


def _check_unconditional(
    definition: ProcessDefinition, node: FlowNode, leaving: tuple[SequenceFlow, ...]
) -> Iterator[Problem]:
    for flow in leaving:
        if flow.condition:
            yield problem(
                definition,
                flow,
                "process.condition_place",
                Text.named("process.shape.arrow_value_may_not_have", value=flow.name or flow.id, station=title(node)),
            )
    if node.default_flow:
        yield _say(
            definition,
            node,
            "process.default_place",
            Text.named("process.shape.may_not_have_a_default_way", station=title(node)),
        )


def _check_event_gateway(
    definition: ProcessDefinition, node: FlowNode, leaving: tuple[SequenceFlow, ...]
) -> Iterator[Problem]:
    if len(leaving) < 2:
        yield _say(
            definition,
            node,
            "process.event_gateway",
            Text.named("process.shape.needs_at_least_two_ways_out", station=title(node)),
        )
    for flow in leaving:
        target = definition.nodes.get(flow.target)
        if target is None:
            continue
        if target.element not in ("intermediateCatchEvent", "receiveTask") or len(definition.entering(target.id)) != 1:
            yield _say(
                definition,
                target,
                "process.event_gateway",
                Text.named("process.shape.follows_an_event_based_gateway_only", station=title(target)),
            )


def _check_boundary(definition: ProcessDefinition, node: FlowNode) -> Iterator[Problem]:
    host = definition.nodes.get(node.attached_to or "")
    if host is None or host.element not in ATTACHABLE or host.parent != node.parent:
        yield _say(
            definition,
            node,
            "process.boundary",
            Text.named("process.shape.must_sit_on_the_border_of", station=title(node)),
        )
    elif host.loop is not None:
        yield _say(
            definition,
            node,
            "process.boundary",
            Text.named("process.shape.sits_on_a_repeated_task_put", station=title(node)),
        )


def _check_endless(definition: ProcessDefinition) -> Iterator[Problem]:
    """A circle of gateways alone would turn for ever."""
    gates = {node.id: node for node in definition.nodes.values() if node.element in GATEWAYS - {"eventBasedGateway"}}
    ahead = _ahead(definition, gates)
    for node in gates.values():
        if node.id in _reach(ahead, sorted(ahead[node.id])):
            yield _say(
                definition,
                node,
                "process.endless",
                Text.named("process.shape.lies_in_a_circle_without_a", station=title(node)),
            )
            return


def _say(definition: ProcessDefinition, node: FlowNode, code: str, words: Text) -> Problem:
    return problem(definition, node, code, words)
