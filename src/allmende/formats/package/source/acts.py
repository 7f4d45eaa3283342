"""What each kind of station is made of: the standard elements the engine performs today.

A station's own element keeps the station's id; the other elements of the act are called `<station>_<part>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from allmende.formats.package.source.nodes import get, mapping, plain
from allmende.formats.package.source.shared import Shared
from allmende.formats.package.source.spelling import Spelling
from allmende.formats.package.source.stations import NONE, Station
from allmende.formats.package.source.ways import ON, OVER, Links
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.yaml import Node

QUERIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "residents.person": ("residents", {}),
    "parking_permits.own": ("parking_permits", {}),
    "civil_status.birth": ("civil_status", {"record": "birth"}),
    "civil_status.marriage": ("civil_status", {"record": "marriage"}),
    "claims.by_reference": ("claims", {}),
}
"""Question to a register → the register the engine asks, and what else it must be told. Others: the register's name."""

CLASSIC = {"second_look": {"confirmed": "confirm", "returned": "return"}}
"""Outcomes the shared processes call otherwise."""

MAILED = 4
"""Days added to a period that runs from the notification of a letter sent today (§ 41 Abs. 2 HVwVfG)."""

PAID = 'payment.status = "paid"'
OPEN = 'fee.total > 0 and payment.status != "paid"'


@dataclass(frozen=True)
class Element:
    """One element to draw. `part` is what it does within its station, `main` for the station's own.

    `said` are attributes of our namespace; `waits` names the awaited message, `timer` the moment of a timer.
    """

    id: str
    tag: str
    part: str
    said: Mapping[str, str] = field(default_factory=dict)
    waits: str = ""
    timer: str = ""
    called: str = ""


@dataclass(frozen=True)
class Out:
    """One way out of an act: from which element, and under which condition (None: always, or else)."""

    source: str
    when: str | None = None


@dataclass
class Act:
    """The elements of one station, the arrows between them, and its ways out by name. The first element is entered first."""

    elements: list[Element] = field(default_factory=list)
    arrows: list[tuple[str, str, str | None]] = field(default_factory=list)
    outs: dict[str, Out] = field(default_factory=dict)


@dataclass
class Acting:
    """What acts are made with. `letters` is letter station → the `collect` that awaits its fee."""

    spelling: Spelling
    shared: Shared
    letters: Mapping[str, Station]

    def act(self, station: Station) -> Act:
        return _KINDS[station.kind](self, station)

    def complain(self, code: str, words: str, at: Node) -> None:
        self.spelling.source.complain(code, words, at)


def act_with(spelling: Spelling, shared: Shared, links: Links) -> Acting:
    """Acts for the stations of one process."""
    awaited = {one.said("of"): one for one in links.stations.values() if one.kind == "collect" and one.get("of")}
    return Acting(spelling, shared, awaited)


def _element(station: Station, tag: str, part: str = "main", **said: str) -> Element:
    name = station.id if part == "main" else f"{station.id}_{part}"
    return Element(name, tag, part, {key: value for key, value in said.items() if value})


def _line(*elements: Element) -> Act:
    """Elements one after the other, with one way on."""
    arrows: list[tuple[str, str, str | None]] = [(one.id, other.id, None) for one, other in pairwise(elements)]
    return Act(list(elements), arrows, {ON: Out(elements[-1].id)})


# ── asking, looking, branching ────────────────────────────────────────────────────────────────────


def _register(acting: Acting, station: Station) -> Act:
    asked = station.said("ask")
    register = asked.partition(".")[0]
    known = [query for query in QUERIES if query.startswith(f"{register}.")]
    if known and asked not in QUERIES:
        words = f"Das Register „{register}“ kennt die Frage „{asked}“ nicht." + did_you_mean(asked, tuple(known))
        acting.complain("source.query", words, station.get("ask") or station.node)
    more = QUERIES.get(asked, (register, {}))[1]
    said = {"action": "consult", "register": register, "result": station.said("as") or register}
    return _line(_element(station, "serviceTask", **said, **more, **_inputs(acting, station)))


def _inputs(acting: Acting, station: Station) -> dict[str, str]:
    return {key: acting.spelling.feel(node) for key, node in mapping(station.get("with")).items()}


def _check(acting: Acting, station: Station) -> Act:
    return _line(_element(station, "businessRuleTask", decision=station.said("table")))


def _choose(acting: Acting, station: Station) -> Act:
    conditions = {name: get(way, "when") for name, way in station.ways.items()}
    outs = {
        name: Out(station.id, None if when is None or when.value is True else acting.spelling.feel(when))
        for name, when in conditions.items()
    }
    return Act([_element(station, "exclusiveGateway")], [], outs)


# ── deciding ──────────────────────────────────────────────────────────────────────────────────────


def _by_person(acting: Acting, station: Station) -> Act:
    said = {
        "role": station.said("by"),
        "unit": station.said("unit"),
        "outcomes": " ".join(station.then),
        "choose": _named(station, "pick"),
        "deadline": acting.spelling.moment(station.get("due")),
    }
    return _branched(station, _element(station, "userTask", **said), f"task.{station.id}.outcome")


def _named(station: Station, key: str) -> str:
    word = station.said(key)
    return "" if word == NONE else word


def _branched(station: Station, main: Element, outcome: str) -> Act:
    """The element, then a gateway for its outcomes; the last outcome is the way taken when no other is true."""
    spoken = CLASSIC.get(station.kind, {})
    if len(_targets(station)) < 2:
        return Act([main], [], {name: Out(main.id) for name in station.then})
    gateway = _element(station, "exclusiveGateway", "ergebnis")
    outs = {name: Out(gateway.id, f'{outcome} = "{spoken.get(name, name)}"') for name in station.then}
    outs[list(outs)[-1]] = Out(gateway.id)
    return Act([main, gateway], [(main.id, gateway.id, None)], outs)


def _machine(acting: Acting, station: Station) -> Act:
    table = station.said("table")
    said = {"action": "decide_automatically", "decision": table, "legal_basis": station.said("basis"), "result": table}
    return _branched(station, _element(station, "serviceTask", **said), f"decision.{table}.outcome")


def _second_look(acting: Acting, station: Station) -> Act:
    process = acting.shared.call("vier_augen", station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called="vier_augen")
    return _branched(station, main, f"task.{process.first_task}.outcome")


def _hear(acting: Acting, station: Station) -> Act:
    acting.shared.call("anhoerung", station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called="anhoerung")
    if len(_targets(station)) < 2:
        return Act([main], [], {name: Out(main.id) for name in station.then})
    gateway = _element(station, "exclusiveGateway", "ergebnis")
    outs = {"answered": Out(gateway.id, "hearing.answered = true"), "silent": Out(gateway.id)}
    return Act([main, gateway], [(main.id, gateway.id, None)], outs)


def _targets(station: Station) -> set[str]:
    return {str(node.value) for node in station.then.values()}


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
    main = _element(station, "serviceTask", **said)
    waiting = _waiting(station, main.id, "correction_received", "correction.due_on")
    waiting.elements.insert(0, main)
    waiting.outs = {"answered": Out(f"{station.id}_da"), "silent": Out(f"{station.id}_um")}
    return _limited(acting, station, waiting)


def _ask_shared(acting: Acting, station: Station) -> Act:
    alone = [key for key in ("fields", "at_most") if station.get(key) is not None]
    if alone or len(_targets(station)) > 1:
        what = f"„{alone[0]}“" if alone else "Zwei verschiedene Ziele"
        words = f"{what} bei „{station.id}“: Das geht nur mit einem eigenen Text. Nennen Sie ihn unter „message“."
        acting.complain("source.ask", words, station.node)
    acting.shared.call("nachforderung", station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called="nachforderung")
    return Act([main], [], {name: Out(main.id) for name in station.then})


def _waiting(station: Station, before: str, message: str, day: str) -> Act:
    """A gateway that waits for a message or a day, whichever comes first."""
    gateway = _element(station, "eventBasedGateway", "warten")
    came = Element(f"{station.id}_da", "intermediateCatchEvent", "da", waits=message)
    over = Element(f"{station.id}_um", "intermediateCatchEvent", "um", timer=day)
    arrows: list[tuple[str, str, str | None]] = [
        (before, gateway.id, None),
        (gateway.id, came.id, None),
        (gateway.id, over.id, None),
    ]
    return Act([gateway, came, over], arrows)


def _limited(acting: Acting, station: Station, act: Act) -> Act:
    """Asked only once: whoever was asked before goes the other way."""
    limit = station.get("at_most")
    if limit is None:
        return act
    if plain(get(limit, "times")) != 1:
        acting.complain("source.not_yet", "Mehr als einmal zählt „at_most“ noch nicht.", limit)
    gateway = _element(station, "exclusiveGateway", "schon")
    act.arrows.insert(0, (gateway.id, station.id, "correction.due_on = null"))
    act.elements.insert(0, gateway)
    act.outs[OVER] = Out(gateway.id)
    return act


# ── money ─────────────────────────────────────────────────────────────────────────────────────────


def _collect(acting: Acting, station: Station) -> Act:
    if station.get("of") is not None:
        return _await_fee(station)
    fee = _element(station, "serviceTask", "gebuehr", action="compute_fee", decision=station.said("fee"))
    costs = _element(station, "exclusiveGateway", "kostet")
    own = any(_named(station, key) for key in ("part", "purpose"))
    paying = _pay_here(acting, station) if own else _pay_shared(acting, station)
    act = Act([fee, costs, *paying.elements], [(fee.id, costs.id, None)])
    act.arrows += [(costs.id, paying.elements[0].id, OPEN), *paying.arrows]
    act.outs = {**paying.outs, "nothing_due": Out(costs.id)}
    return act


def _pay_shared(acting: Acting, station: Station) -> Act:
    acting.shared.call("zahlung", station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called="zahlung")
    paid = _element(station, "exclusiveGateway", "bezahlt")
    return Act([main, paid], [(main.id, paid.id, None)], {"paid": Out(paid.id, PAID), "unpaid": Out(paid.id)})


def _pay_here(acting: Acting, station: Station) -> Act:
    """Demanded with a purpose or in part, and paid on the spot: nobody need be called back by mail."""
    due = acting.spelling.day(station.get("within"))
    purpose = acting.spelling.feel(station.get("purpose")) if _named(station, "purpose") else ""
    said = {"action": "demand_payment", "due": due, "purpose": purpose}
    whole = _element(station, "serviceTask", "fordern", **said)
    waiting = _waiting(station, whole.id, "payment_received", "payment.due_on")
    act = Act([whole, *waiting.elements], waiting.arrows)
    act.outs = {"paid": Out(f"{station.id}_da"), "unpaid": Out(f"{station.id}_um")}
    return _in_part(acting, station, said, act) if _named(station, "part") else act


def _in_part(acting: Acting, station: Station, said: Mapping[str, str], act: Act) -> Act:
    """A part is demanded where the person named one below the whole."""
    part = acting.spelling.feel(station.get("part"))
    part = part if part.isidentifier() else f"({part})"
    choice = _element(station, "exclusiveGateway", "teil")
    partly = _element(station, "serviceTask", "fordern_teil", **said, amount=f"min({part}, fee.total)")
    whole = act.elements[0]
    act.arrows[:0] = [
        (choice.id, partly.id, f"{part} != null and {part} < fee.total"),
        (choice.id, whole.id, None),
        (partly.id, f"{station.id}_warten", None),
    ]
    act.elements = [choice, partly, *act.elements]
    return act


def _await_fee(station: Station) -> Act:
    """The letter fixed and demanded the fee; here it is awaited."""
    costs = Element(station.id, "exclusiveGateway", "main")
    waiting = _waiting(station, costs.id, "payment_received", "payment.due_on")
    waiting.arrows[0] = (costs.id, f"{station.id}_warten", "fee.total > 0")
    outs = {"paid": Out(f"{station.id}_da"), "unpaid": Out(f"{station.id}_um"), "nothing_due": Out(costs.id)}
    return Act([costs, *waiting.elements], waiting.arrows, outs)


def _refund(acting: Acting, station: Station) -> Act:
    reason = station.get("reason")
    said = acting.spelling.words(reason) if reason is not None else ""
    return _line(_element(station, "serviceTask", action="refund", reason=said))


# ── writing and telling ───────────────────────────────────────────────────────────────────────────


def _letter(acting: Acting, station: Station) -> Act:
    notice = station.said("of")
    return _line(
        *_fee_of(acting, station),
        _element(station, "serviceTask", action="compose_notice", notice=notice),
        _element(station, "serviceTask", "siegeln", action="seal", notice=notice),
        _element(station, "serviceTask", "zustellen", action="deliver", notice=notice, channel=station.said("channel")),
    )


def _fee_of(acting: Acting, station: Station) -> list[Element]:
    """The fee a letter fixes, and its demand; when it is due the station says that awaits it."""
    fee = _named(station, "fee")
    if not fee:
        return []
    awaited = acting.letters.get(station.id)
    if awaited is None:
        words = (
            f"„{station.id}“ setzt eine Gebühr fest, aber keine Station „collect“ mit of: {station.id} wartet auf sie."
        )
        acting.complain("source.fee_awaited", words, station.node)
        return []
    due = acting.spelling.day(awaited.get("within"), MAILED)
    return [
        _element(station, "serviceTask", "gebuehr", action="compute_fee", decision=fee),
        _element(station, "serviceTask", "fordern", action="demand_payment", due=due),
    ]


def _tell(acting: Acting, station: Station) -> Act:
    return _line(_element(station, "serviceTask", action="notify", message=station.said("message")))


def _not_yet(acting: Acting, station: Station) -> Act:
    words = f"„{station.kind}“ mit Einträgen kann noch nicht ausgeführt werden. Eine leere Liste ([]) heißt: niemand."
    acting.complain("source.not_yet", words, station.node)
    return _line(_element(station, "serviceTask"))


# ── writing to registers, people, ends ────────────────────────────────────────────────────────────


def _enter(acting: Acting, station: Station) -> Act:
    said = {"action": "call_adapter", "adapter": station.said("to"), "result": station.said("as")}
    return _line(_element(station, "serviceTask", **said, **_inputs(acting, station)))


def _assign(acting: Acting, station: Station) -> Act:
    return _line(_element(station, "serviceTask", action="assign", unit=station.said("unit")))


def _book(acting: Acting, station: Station) -> Act:
    purpose = station.get("purpose")
    said = acting.spelling.words(purpose) if purpose is not None else ""
    return _line(_element(station, "serviceTask", action="book_appointment", role=station.said("by"), purpose=said))


def _wait(acting: Acting, station: Station) -> Act:
    until = acting.spelling.feel(station.get("until"))
    return _line(Element(station.id, "intermediateCatchEvent", "main", timer=until))


def _run(acting: Acting, station: Station) -> Act:
    process = station.said("process")
    acting.shared.call(process, station, acting.spelling)
    return _line(Element(station.id, "callActivity", "main", called=process))


def _end(acting: Acting, station: Station) -> Act:
    act = _line(
        _element(station, "serviceTask", "ablegen", action="file"),
        _element(station, "serviceTask", "schliessen", action="close", outcome=station.said("outcome")),
        Element(station.id, "endEvent", "main"),
    )
    act.outs = {}
    return act


_KINDS: Mapping[str, Callable[[Acting, Station], Act]] = {
    "register": _register,
    "check": _check,
    "choose": _choose,
    "collect": _collect,
    "machine": _machine,
    "decide": _by_person,
    "task": _by_person,
    "ask": _ask,
    "hear": _hear,
    "second_look": _second_look,
    "consult": _not_yet,
    "inform": _not_yet,
    "letter": _letter,
    "tell": _tell,
    "refund": _refund,
    "enter": _enter,
    "assign": _assign,
    "book": _book,
    "wait": _wait,
    "run": _run,
    "end": _end,
}
