"""Money: asked for before the decision or fixed by the letter, awaited, and given back."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.values import Text
from allmende.formats.package.source.act import (
    Element,
    ElementMaker,
    Out,
    StationElements,
    element,
    line,
    named,
    waiting,
)
from allmende.formats.package.source.stations import StationSource

SHARED = "zahlung"
"""The shared process that demands a fee and waits for it."""
MAILED = 4
"""Days added to a period that runs from the notification of a letter sent today (§ 41 Abs. 2 HVwVfG)."""

PAID = 'payment.status = "paid"'
OPEN = 'fee.total > 0 and payment.status != "paid"'


def collect(acting: ElementMaker, station: StationSource) -> StationElements:
    if station.get("of") is not None:
        return _await_fee(station)
    fee = element(station, "serviceTask", "gebuehr", action="compute_fee", decision=station.said("fee"))
    costs = element(station, "exclusiveGateway", "kostet")
    own = any(named(station, key) for key in ("part", "purpose"))
    paying = _pay_here(acting, station) if own else _pay_shared(acting, station)
    act = StationElements([fee, costs, *paying.elements], [(fee.id, costs.id, None)])
    act.arrows += [(costs.id, paying.elements[0].id, OPEN), *paying.arrows]
    act.outs = {**paying.outs, "nothing_due": Out(costs.id)}
    return act


def _pay_shared(acting: ElementMaker, station: StationSource) -> StationElements:
    acting.shared.call(SHARED, station, acting.spelling)
    main = Element(station.id, "callActivity", "main", called=SHARED)
    paid = element(station, "exclusiveGateway", "bezahlt")
    return StationElements(
        [main, paid], [(main.id, paid.id, None)], {"paid": Out(paid.id, PAID), "unpaid": Out(paid.id)}
    )


def _pay_here(acting: ElementMaker, station: StationSource) -> StationElements:
    """Demanded with a purpose or in part, and paid on the spot: nobody need be called back by mail."""
    due = acting.spelling.day(station.get("within"))
    purpose = acting.spelling.feel(station.get("purpose")) if named(station, "purpose") else ""
    said = {"action": "demand_payment", "due": due, "purpose": purpose}
    whole = element(station, "serviceTask", **said)
    wait = waiting(station, whole.id, "payment_received", "payment.due_on")
    act = StationElements([whole, *wait.elements], wait.arrows)
    act.outs = {"paid": Out(f"{station.id}_da"), "unpaid": Out(f"{station.id}_um")}
    return _in_part(acting, station, said, act) if named(station, "part") else act


def _in_part(
    acting: ElementMaker, station: StationSource, said: Mapping[str, str], act: StationElements
) -> StationElements:
    """A part is demanded where the person named one below the whole."""
    part = acting.spelling.feel(station.get("part"))
    part = part if part.isidentifier() else f"({part})"
    choice = element(station, "exclusiveGateway", "teil")
    partly = element(station, "serviceTask", "fordern_teil", **said, amount=f"min({part}, fee.total)")
    whole = act.elements[0]
    act.arrows[:0] = [
        (choice.id, partly.id, f"{part} != null and {part} < fee.total"),
        (choice.id, whole.id, None),
        (partly.id, f"{station.id}_warten", None),
    ]
    act.elements = [choice, partly, *act.elements]
    return act


def _await_fee(station: StationSource) -> StationElements:
    """The letter fixed and demanded the fee; here it is awaited."""
    costs = Element(station.id, "exclusiveGateway", "main")
    wait = waiting(station, costs.id, "payment_received", "payment.due_on")
    wait.arrows[0] = (costs.id, f"{station.id}_warten", "fee.total > 0")
    outs = {"paid": Out(f"{station.id}_da"), "unpaid": Out(f"{station.id}_um"), "nothing_due": Out(costs.id)}
    return StationElements([costs, *wait.elements], wait.arrows, outs)


def refund(acting: ElementMaker, station: StationSource) -> StationElements:
    reason = station.get("reason")
    said = acting.spelling.words(reason) if reason is not None else ""
    return line(element(station, "serviceTask", action="refund", reason=said))


def fee_of(acting: ElementMaker, station: StationSource) -> list[Element]:
    """The fee a letter fixes, and its demand; when it is due the station says that awaits it."""
    fee = named(station, "fee")
    if not fee:
        return []
    awaited = acting.letters.get(station.id)
    if awaited is None:
        words = Text.named("formats.package.source.paying.fee_awaited", station=station.id)
        acting.complain("source.fee_awaited", words, station.node)
        return []
    due = acting.spelling.day(awaited.get("within"), MAILED)
    return [
        element(station, "serviceTask", "gebuehr", action="compute_fee", decision=fee),
        element(station, "serviceTask", "fordern", action="demand_payment", due=due),
    ]
