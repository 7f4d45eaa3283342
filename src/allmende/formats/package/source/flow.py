"""process.yaml and its pattern → the engine's process, with everything else the sheet takes from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from allmende.domain.process import ProcessDefinition
from allmende.domain.values import Text
from allmende.formats.package.source import paying
from allmende.formats.package.source.act import act_with
from allmende.formats.package.source.drawing import define, draw
from allmende.formats.package.source.graph import join
from allmende.formats.package.source.judging import check_ways
from allmende.formats.package.source.nodes import get, plain
from allmende.formats.package.source.patterns import read_plan
from allmende.formats.package.source.periods import length_of
from allmende.formats.package.source.shared import SharedProcesses
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.speech import Speech, place_of
from allmende.formats.package.source.spelling import spelling_of
from allmende.formats.package.source.stations import NONE, ProcessPlan
from allmende.formats.package.source.ways import Links, link
from allmende.formats.yaml import YamlNode


@dataclass
class ProcessSource:
    """What the process part says, spelled out.

    definition          the process as drawn and executed, or None where it cannot be told
    deadlines           id → length, basis and `fixed`, the service's over the pattern's; only those used or the service's own.
                        A length that is computed stands in the process alone, for the sheet's periods are numbers
    texts               language → texts by their ids in the exchange form (`process.…`, `message.…`)
    payment             `none`, `before_decision` or `with_notice`
    automatic_decision  the law under which no person decides, or None
    processes           shared processes called, with their versions
    fills               slot of the pattern → what fills it
    """

    definition: ProcessDefinition | None = None
    deadlines: dict[str, YamlNode] = field(default_factory=dict)
    texts: dict[str, YamlNode] = field(default_factory=dict)
    payment: str = NONE
    automatic_decision: YamlNode | None = None
    processes: dict[str, int] = field(default_factory=dict)
    fills: dict[str, YamlNode] = field(default_factory=dict)


def expand_process(source: Source) -> ProcessSource:
    """The process of a package. Problems go to the source; where there is an error, what could be told is there.

    Source: BPMN 2.0 (OMG formal/2011-01-03) for what is drawn.
    """
    plan = read_plan(source)
    if plan is None:
        return ProcessSource()
    flow = ProcessSource(fills=plan.fills)
    links = link(source, plan)
    if links is None:
        return flow
    check_ways(source, plan, links)
    _spell_out(source, plan, links, flow)
    return flow


def _spell_out(source: Source, plan: ProcessPlan, links: Links, flow: ProcessSource) -> None:
    spelling, shared = spelling_of(source, plan), SharedProcesses(source)
    before = len(source.problems)
    graph = join(links, act_with(spelling, shared, links))
    flow.payment = _payment(plan)
    flow.automatic_decision = _automatic(plan)
    flow.processes = shared.versions
    used = spelling.used | plan.own
    flow.deadlines = {
        name: node for name, node in plan.deadlines.items() if name in used and isinstance(length_of(node), int)
    }
    if len({element.id for element in graph.elements}) < len(graph.elements):
        _complain_twice(source, plan, [element.id for element in graph.elements])
    if any(problem.severity == "error" for problem in source.problems[before:]):
        return
    speech = Speech(source, plan, graph)
    service = get(source.part("service"), "id")
    key = str(plain(get(source.part("process"), "id")) or plain(service) or "process")
    title = plain(get(source.part("texts"), "de", "service", "name")) or key
    drawn = draw(graph, key, str(title), speech.name, speech.way)
    flow.definition = define(drawn, source.file("process"), lambda element: place_of(plan, graph, element))
    flow.texts = speech.texts(flow.definition)


def _complain_twice(source: Source, plan: ProcessPlan, ids: list[str]) -> None:
    for name in sorted({one for one in ids if ids.count(one) > 1}):
        words = Text.named("formats.package.source.flow.part_twice", name=name)
        source.complain("source.station_twice", words, plan.place)


def _payment(plan: ProcessPlan) -> str:
    """When the applicant pays: with the letter that fixes the fee, before the decision, or never. The shared process of paying
    counts where a drawing calls it by itself, too: releases from before ask their gateways otherwise than `collect` does."""
    every = [one for _, one in plan.stations()]
    free = {one.id for one in every if one.kind == "letter" and one.said("fee") in ("", NONE)}
    collects = [
        one
        for one in every
        if (one.kind == "collect" and not one.is_empty and one.said("of") not in free)
        or (one.kind in ("run", "element") and one.said("process") == paying.SHARED)
    ]
    if not collects:
        return NONE
    return "with_notice" if all(collect.get("of") is not None for collect in collects) else "before_decision"


def _automatic(plan: ProcessPlan) -> YamlNode | None:
    """The law a machine decides under: that of a `machine`, or of the choice that lets no person look."""
    found = (one.get("basis") for _, one in plan.stations())
    return next((node for node in found if node is not None and node.value != NONE), None)
