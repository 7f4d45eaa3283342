"""What each kind of station is made of: the standard elements the engine performs today.

A station's own element keeps the station's id; the other elements of the act are called `<station>_<part>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from allmende.domain.process.model import INPUT
from allmende.domain.values import Text
from allmende.formats.package.source.act import (
    MEET,
    Element,
    ElementMaker,
    Out,
    StationElements,
    branched,
    element,
    line,
    named,
    targets,
    waiting,
)
from allmende.formats.package.source.consulting import consult, hand_over
from allmende.formats.package.source.nodes import get, mapping, plain
from allmende.formats.package.source.paying import collect, fee_of, refund
from allmende.formats.package.source.stations import StationSource
from allmende.formats.package.source.watching import watched
from allmende.formats.package.source.ways import EXIT, ON, OVER, PART
from allmende.formats.schemas.base import did_you_mean


def act_of(acting: ElementMaker, station: StationSource) -> StationElements:
    """The elements of one station. Problems: what the station names does not exist or cannot be done yet."""
    act = _KINDS[station.kind](acting, station)
    return _called_otherwise(act, {key: str(plain(node)) for key, node in mapping(station.get("ids")).items()})


def _called_otherwise(act: StationElements, ids: Mapping[str, str]) -> StationElements:
    """The act with other ids for those of its parts that `ids` names."""
    new = {one.id: ids[one.part] for one in act.elements if one.part in ids}
    if not new:
        return act
    return StationElements(
        [replace(one, id=new.get(one.id, one.id), on=new.get(one.on, one.on)) for one in act.elements],
        [(new.get(source, source), new.get(target, target), when) for source, target, when in act.arrows],
        {name: replace(out, source=new.get(out.source, out.source)) for name, out in act.outs.items()},
    )


# ── asking, looking, branching ────────────────────────────────────────────────────────────────────


def _register(acting: ElementMaker, station: StationSource) -> StationElements:
    asked = station.said("ask")
    register, _, query = asked.partition(".")
    described = acting.spelling.source.register(register)
    known = [f"{register}.{name}" for name in mapping(get(described, "queries"))] if described else []
    if asked not in known:
        words = Text.named(
            "formats.package.source.acts.no_query",
            register=register,
            asked=asked,
            near=did_you_mean(asked, tuple(known)),
        )
        if described is None:
            words = Text.named("formats.package.source.acts.no_register", register=register)
        acting.complain("source.query", words, station.get("ask") or station.node)
    said = {"action": "consult", "register": register, "query": query, "result": station.said("as") or register}
    if plain(station.get("four_eyes")):
        said["four_eyes"] = "true"
    return line(element(station, "serviceTask", **said, **_inputs(acting, station)))


def _inputs(acting: ElementMaker, station: StationSource) -> dict[str, str]:
    return {f"{INPUT}{key}": acting.spelling.feel(node) for key, node in mapping(station.get("with")).items()}


def _check(acting: ElementMaker, station: StationSource) -> StationElements:
    return line(element(station, "businessRuleTask", decision=station.said("table")))


def _group(acting: ElementMaker, station: StationSource) -> StationElements:
    """What it holds lies in a sub-process, so that one deadline can sit at its border."""
    main = element(station, "subProcess")
    begin = Element(f"{station.id}_beginn", "startEvent", "beginn", parent=station.id)
    end = Element(f"{station.id}_{MEET}", "endEvent", MEET, parent=station.id)
    act = StationElements([main, begin, end], [], {ON: Out(main.id), PART: Out(begin.id), EXIT: Out(end.id)})
    return watched(acting, station, act)


def _together(acting: ElementMaker, station: StationSource) -> StationElements:
    split, joined = element(station, "parallelGateway"), element(station, "parallelGateway", "alle")
    act = StationElements([split, joined], [], {ON: Out(joined.id), EXIT: Out(joined.id)})
    act.outs |= {f"{PART}_{name}": Out(split.id) for name in station.rows}
    return act


def _choose(acting: ElementMaker, station: StationSource) -> StationElements:
    conditions = {name: get(way, "when") for name, way in station.ways.items()}
    outs = {
        name: Out(station.id, None if when is None or when.value is True else acting.spelling.feel(when))
        for name, when in conditions.items()
    }
    return StationElements([element(station, "exclusiveGateway")], [], outs)


# ── deciding ──────────────────────────────────────────────────────────────────────────────────────


def _by_person(acting: ElementMaker, station: StationSource) -> StationElements:
    said = {
        "role": station.said("by"),
        "unit": station.said("unit"),
        "outcomes": " ".join(station.then),
        "choose": named(station, "pick"),
        "deadline": acting.spelling.moment(station.get("due")),
        "inspection": "true" if station.kind == "inspect" else "",
    }
    act = branched(station, element(station, "userTask", **said), f"task.{station.id}.outcome")
    return _limited(acting, station, watched(acting, station, act))


def _machine(acting: ElementMaker, station: StationSource) -> StationElements:
    table = station.said("table")
    said = {"action": "decide_automatically", "decision": table, "legal_basis": station.said("basis"), "result": table}
    return branched(station, element(station, "serviceTask", **said), f"decision.{table}.outcome")


def _second_look(acting: ElementMaker, station: StationSource) -> StationElements:
    process = acting.shared.call("vier_augen", station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called="vier_augen")
    return branched(station, main, f"task.{process.first_task}.outcome")


def _hear(acting: ElementMaker, station: StationSource) -> StationElements:
    acting.shared.call("anhoerung", station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called="anhoerung")
    if len(targets(station)) < 2:
        return StationElements([main], [], {name: Out(main.id) for name in station.then})
    gateway = element(station, "exclusiveGateway", "ergebnis")
    outs = {"answered": Out(gateway.id, "hearing.answered = true"), "silent": Out(gateway.id)}
    return StationElements([main, gateway], [(main.id, gateway.id, None)], outs)


# ── asking the applicant ──────────────────────────────────────────────────────────────────────────


def _ask(acting: ElementMaker, station: StationSource) -> StationElements:
    """With a message of its own the whole act stands here; else the shared process asks for what a person named."""
    if not station.said("message"):
        return _ask_shared(acting, station)
    fields = plain(station.get("fields")) or ""
    said = {
        "action": "request_correction",
        "due": acting.spelling.day(station.get("within")),
        "fields": " ".join(fields) if isinstance(fields, list) else str(fields),
        "text": station.said("message"),
    }
    main = element(station, "serviceTask", **said)
    wait = waiting(station, main.id, "correction_received", "correction.due_on")
    wait.elements.insert(0, main)
    wait.outs = {"answered": Out(f"{station.id}_da"), "silent": Out(f"{station.id}_um")}
    return _limited(acting, station, wait)


def _ask_shared(acting: ElementMaker, station: StationSource) -> StationElements:
    alone = [key for key in ("fields", "at_most") if station.get(key) is not None]
    if alone or len(targets(station)) > 1:
        words = (
            Text.named("formats.package.source.acts.key_alone", key=alone[0], station=station.id)
            if alone
            else Text.named("formats.package.source.acts.two_targets", station=station.id)
        )
        acting.complain("source.ask", words, station.node)
    acting.shared.call("nachforderung", station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called="nachforderung")
    return StationElements([main], [], {name: Out(main.id) for name in station.then})


def _limited(acting: ElementMaker, station: StationSource, act: StationElements) -> StationElements:
    """Done only so often: who comes once more goes the other way."""
    limit = station.get("at_most")
    if limit is None:
        return act
    times = plain(get(limit, "times"))
    gateway = element(station, "exclusiveGateway", "schon")
    once = station.kind == "ask" and times == 1
    allowed = (
        "correction.due_on = null"
        if once
        else f"(if rounds.{station.id} = null then 0 else rounds.{station.id}) < {times}"
    )
    act.arrows.insert(0, (gateway.id, station.id, allowed))
    act.elements.insert(0, gateway)
    act.outs[OVER] = Out(gateway.id)
    return act


# ── writing and telling ───────────────────────────────────────────────────────────────────────────


def _letter(acting: ElementMaker, station: StationSource) -> StationElements:
    notice = station.said("of")
    return line(
        *fee_of(acting, station),
        element(station, "serviceTask", action="compose_notice", notice=notice),
        element(station, "serviceTask", "siegeln", action="seal", notice=notice),
        element(station, "serviceTask", "zustellen", action="deliver", notice=notice, channel=station.said("channel")),
    )


def _tell(acting: ElementMaker, station: StationSource) -> StationElements:
    return line(element(station, "serviceTask", action="notify", message=station.said("message")))


def _inform(acting: ElementMaker, station: StationSource) -> StationElements:
    words = Text.named("formats.package.source.acts.no_inform")
    acting.complain("source.not_yet", words, station.node)
    return line(element(station, "serviceTask"))


# ── writing to registers, people, ends ────────────────────────────────────────────────────────────


def _enter(acting: ElementMaker, station: StationSource) -> StationElements:
    said = {"action": "call_adapter", "adapter": station.said("to"), "result": station.said("as")}
    return line(element(station, "serviceTask", **said, **_inputs(acting, station)))


def _assign(acting: ElementMaker, station: StationSource) -> StationElements:
    return line(element(station, "serviceTask", action="assign", unit=station.said("unit")))


def _book(acting: ElementMaker, station: StationSource) -> StationElements:
    purpose = station.get("purpose")
    said = acting.spelling.words(purpose) if purpose is not None else ""
    asked = {"role": station.said("by"), "purpose": said, "offer": station.said("offer")}
    if station.get("within") is not None:
        asked["due"] = acting.spelling.day(station.get("within"))
    return line(element(station, "serviceTask", action="book_appointment", **asked))


def _wait(acting: ElementMaker, station: StationSource) -> StationElements:
    until = acting.spelling.feel(station.get("until"))
    return line(Element(station.id, "intermediateCatchEvent", "main", timer=until))


def _run(acting: ElementMaker, station: StationSource) -> StationElements:
    process = station.said("process")
    acting.shared.call(process, station, acting.spelling)
    return line(Element(station.id, "callActivity", "main", called=process))


def _end(acting: ElementMaker, station: StationSource) -> StationElements:
    act = line(
        element(station, "serviceTask", "ablegen", action="file"),
        element(station, "serviceTask", "schliessen", action="close", outcome=station.said("outcome")),
        Element(station.id, "endEvent", "main"),
    )
    act.outs = {}
    return act


def _element(acting: ElementMaker, station: StationSource) -> StationElements:
    """One element of a drawing that is no whole act."""
    said = {key: str(plain(node)) for key, node in mapping(station.get("says")).items()}
    timer = acting.spelling.feel(station.get("timer"))
    one = Element(station.id, station.said("is"), "main", said, station.said("waits"), timer, station.said("process"))
    if one.called:
        acting.shared.call(one.called, station, acting.spelling)
    act = StationElements([one])
    act.outs = {name: Out(one.id) for name in station.then} or ({} if station.is_end else {ON: Out(one.id)})
    return act


_KINDS: Mapping[str, Callable[[ElementMaker, StationSource], StationElements]] = {
    "register": _register,
    "check": _check,
    "choose": _choose,
    "collect": collect,
    "machine": _machine,
    "decide": _by_person,
    "task": _by_person,
    "inspect": _by_person,
    "group": _group,
    "together": _together,
    "ask": _ask,
    "hear": _hear,
    "second_look": _second_look,
    "consult": consult,
    "hand_over": hand_over,
    "inform": _inform,
    "letter": _letter,
    "tell": _tell,
    "refund": refund,
    "enter": _enter,
    "assign": _assign,
    "book": _book,
    "wait": _wait,
    "run": _run,
    "end": _end,
    "element": _element,
}
