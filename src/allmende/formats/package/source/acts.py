"""What each kind of station is made of: the standard elements the engine performs today.

A station's own element keeps the station's id; the other elements of the act are called `<station>_<part>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from allmende.domain.process.model import INPUT
from allmende.formats.package.source.act import (
    MEET,
    Act,
    Acting,
    Element,
    Out,
    branched,
    element,
    line,
    named,
    targets,
    waiting,
)
from allmende.formats.package.source.nodes import get, items, mapping, plain
from allmende.formats.package.source.paying import collect, fee_of, refund
from allmende.formats.package.source.stations import Station
from allmende.formats.package.source.ways import ON, OVER
from allmende.formats.schemas.base import did_you_mean

QUERIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "residents.person": ("residents", {}),
    "parking_permits.own": ("parking_permits", {}),
    "civil_status.birth": ("civil_status", {"record": "birth"}),
    "civil_status.marriage": ("civil_status", {"record": "marriage"}),
    "claims.by_reference": ("claims", {}),
}
"""Question to a register → the register the engine asks, and what else it must be told. Others: the register's name."""


def act_of(acting: Acting, station: Station) -> Act:
    """The elements of one station. Problems: what the station names does not exist or cannot be done yet."""
    return _KINDS[station.kind](acting, station)


# ── asking, looking, branching ────────────────────────────────────────────────────────────────────


def _register(acting: Acting, station: Station) -> Act:
    asked = station.said("ask")
    register, _, query = asked.partition(".")
    if acting.spelling.source.register(register) is not None:
        said = {"action": "consult", "register": register, "query": query, "result": station.said("as") or register}
        return line(element(station, "serviceTask", **said, **_inputs(acting, station, INPUT)))
    known = [query for query in QUERIES if query.startswith(f"{register}.")]
    if known and asked not in QUERIES:
        words = f"Das Register „{register}“ kennt die Frage „{asked}“ nicht." + did_you_mean(asked, tuple(known))
        acting.complain("source.query", words, station.get("ask") or station.node)
    more = QUERIES.get(asked, (register, {}))[1]
    said = {"action": "consult", "register": register, "result": station.said("as") or register}
    if plain(station.get("four_eyes")):
        said["four_eyes"] = "true"
    return line(element(station, "serviceTask", **said, **more, **_inputs(acting, station)))


def _inputs(acting: Acting, station: Station, prefix: str = "") -> dict[str, str]:
    return {f"{prefix}{key}": acting.spelling.feel(node) for key, node in mapping(station.get("with")).items()}


def _check(acting: Acting, station: Station) -> Act:
    return line(element(station, "businessRuleTask", decision=station.said("table")))


def _choose(acting: Acting, station: Station) -> Act:
    conditions = {name: get(way, "when") for name, way in station.ways.items()}
    outs = {
        name: Out(station.id, None if when is None or when.value is True else acting.spelling.feel(when))
        for name, when in conditions.items()
    }
    return Act([element(station, "exclusiveGateway")], [], outs)


def _consult(acting: Acting, station: Station) -> Act:
    """Every body at once, each until the deadline; whoever is silent by then is not waited for."""
    if len(targets(station)) > 1:
        words = f"Bei „{station.id}“ führen alle Ausgänge noch zum selben Ziel: Ein Mensch liest die Antworten."
        acting.complain("source.not_yet", words, station.node)
    split = element(station, "parallelGateway")
    join = element(station, "parallelGateway", "alle")
    act = Act([split], [], {ON: Out(join.id)})
    for body in items(station.get("of")):
        asked = element(station, "serviceTask", str(plain(get(body, "unit"))), action="consult", register="unit")
        said = {**asked.said, "result": asked.id, "unit": asked.part, "subject": str(plain(get(body, "subject")) or "")}
        _add_body(acting, station, act, replace(asked, said={key: word for key, word in said.items() if word}), join.id)
    act.elements.append(join)
    return act


def _add_body(acting: Acting, station: Station, act: Act, asked: Element, join: str) -> None:
    """One body with its own end of time: answer and silence meet before all are collected."""
    meet = Element(f"{asked.id}_{MEET}", "exclusiveGateway", MEET)
    over = Element(
        f"{asked.id}_um", "boundaryEvent", "um", timer=acting.spelling.moment(station.get("within")), on=asked.id
    )
    act.elements += [asked, over, meet] if over.timer else [asked]
    act.arrows.append((act.elements[0].id, asked.id, None))
    act.arrows += [(asked.id, meet.id, None), (over.id, meet.id, None), (meet.id, join, None)] if over.timer else []
    act.arrows += [] if over.timer else [(asked.id, join, None)]


# ── deciding ──────────────────────────────────────────────────────────────────────────────────────


def _by_person(acting: Acting, station: Station) -> Act:
    said = {
        "role": station.said("by"),
        "unit": station.said("unit"),
        "outcomes": " ".join(station.then),
        "choose": named(station, "pick"),
        "deadline": acting.spelling.moment(station.get("due")),
    }
    return branched(station, element(station, "userTask", **said), f"task.{station.id}.outcome")


def _machine(acting: Acting, station: Station) -> Act:
    table = station.said("table")
    said = {"action": "decide_automatically", "decision": table, "legal_basis": station.said("basis"), "result": table}
    return branched(station, element(station, "serviceTask", **said), f"decision.{table}.outcome")


def _second_look(acting: Acting, station: Station) -> Act:
    process = acting.shared.call("vier_augen", station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called="vier_augen")
    return branched(station, main, f"task.{process.first_task}.outcome")


def _hear(acting: Acting, station: Station) -> Act:
    acting.shared.call("anhoerung", station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called="anhoerung")
    if len(targets(station)) < 2:
        return Act([main], [], {name: Out(main.id) for name in station.then})
    gateway = element(station, "exclusiveGateway", "ergebnis")
    outs = {"answered": Out(gateway.id, "hearing.answered = true"), "silent": Out(gateway.id)}
    return Act([main, gateway], [(main.id, gateway.id, None)], outs)


# ── asking the applicant ──────────────────────────────────────────────────────────────────────────


def _ask(acting: Acting, station: Station) -> Act:
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


def _ask_shared(acting: Acting, station: Station) -> Act:
    alone = [key for key in ("fields", "at_most") if station.get(key) is not None]
    if alone or len(targets(station)) > 1:
        what = f"„{alone[0]}“" if alone else "Zwei verschiedene Ziele"
        words = f"{what} bei „{station.id}“: Das geht nur mit einem eigenen Text. Nennen Sie ihn unter „message“."
        acting.complain("source.ask", words, station.node)
    acting.shared.call("nachforderung", station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called="nachforderung")
    return Act([main], [], {name: Out(main.id) for name in station.then})


def _limited(acting: Acting, station: Station, act: Act) -> Act:
    """Asked only once: whoever was asked before goes the other way."""
    limit = station.get("at_most")
    if limit is None:
        return act
    if plain(get(limit, "times")) != 1:
        acting.complain("source.not_yet", "Mehr als einmal zählt „at_most“ noch nicht.", limit)
    gateway = element(station, "exclusiveGateway", "schon")
    act.arrows.insert(0, (gateway.id, station.id, "correction.due_on = null"))
    act.elements.insert(0, gateway)
    act.outs[OVER] = Out(gateway.id)
    return act


# ── writing and telling ───────────────────────────────────────────────────────────────────────────


def _letter(acting: Acting, station: Station) -> Act:
    notice = station.said("of")
    return line(
        *fee_of(acting, station),
        element(station, "serviceTask", action="compose_notice", notice=notice),
        element(station, "serviceTask", "siegeln", action="seal", notice=notice),
        element(station, "serviceTask", "zustellen", action="deliver", notice=notice, channel=station.said("channel")),
    )


def _tell(acting: Acting, station: Station) -> Act:
    return line(element(station, "serviceTask", action="notify", message=station.said("message")))


def _inform(acting: Acting, station: Station) -> Act:
    words = "Dritte zu unterrichten („inform“) geht noch nicht. Eine leere Liste ([]) heißt: niemand."
    acting.complain("source.not_yet", words, station.node)
    return line(element(station, "serviceTask"))


# ── writing to registers, people, ends ────────────────────────────────────────────────────────────


def _enter(acting: Acting, station: Station) -> Act:
    said = {"action": "call_adapter", "adapter": station.said("to"), "result": station.said("as")}
    described = acting.spelling.source.register(station.said("to").partition(".")[0]) is not None
    return line(element(station, "serviceTask", **said, **_inputs(acting, station, INPUT if described else "")))


def _assign(acting: Acting, station: Station) -> Act:
    return line(element(station, "serviceTask", action="assign", unit=station.said("unit")))


def _book(acting: Acting, station: Station) -> Act:
    purpose = station.get("purpose")
    said = acting.spelling.words(purpose) if purpose is not None else ""
    return line(element(station, "serviceTask", action="book_appointment", role=station.said("by"), purpose=said))


def _wait(acting: Acting, station: Station) -> Act:
    until = acting.spelling.feel(station.get("until"))
    return line(Element(station.id, "intermediateCatchEvent", "main", timer=until))


def _run(acting: Acting, station: Station) -> Act:
    process = station.said("process")
    acting.shared.call(process, station, acting.spelling)
    return line(Element(station.id, "callActivity", "main", called=process))


def _end(acting: Acting, station: Station) -> Act:
    act = line(
        element(station, "serviceTask", "ablegen", action="file"),
        element(station, "serviceTask", "schliessen", action="close", outcome=station.said("outcome")),
        Element(station.id, "endEvent", "main"),
    )
    act.outs = {}
    return act


_KINDS: Mapping[str, Callable[[Acting, Station], Act]] = {
    "register": _register,
    "check": _check,
    "choose": _choose,
    "collect": collect,
    "machine": _machine,
    "decide": _by_person,
    "task": _by_person,
    "ask": _ask,
    "hear": _hear,
    "second_look": _second_look,
    "consult": _consult,
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
}
