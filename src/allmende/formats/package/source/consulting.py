"""Others are asked: units of the city, bodies outside, other cities; and another city takes the whole case over."""

from __future__ import annotations

from dataclasses import replace

from allmende.domain.values import Text
from allmende.formats.package.source.act import MEET, Element, ElementMaker, Out, StationElements, element, targets
from allmende.formats.package.source.choices import fields_of
from allmende.formats.package.source.nodes import get, items, plain
from allmende.formats.package.source.stations import StationSource
from allmende.formats.package.source.ways import ON
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.yaml import YamlNode


def consult(acting: ElementMaker, station: StationSource) -> StationElements:
    """Every body at once, each until the deadline; whoever is silent by then is not waited for.

    `answered` where every body answered, `silent` where one did not; `none` where nobody is asked.
    """
    split = element(station, "parallelGateway")
    join = element(station, "parallelGateway", "alle")
    act = StationElements([split], [], {ON: Out(join.id)})
    asked = [_asked(acting, station, body) for body in items(station.get("of"))]
    for one, body in zip(asked, items(station.get("of")), strict=True):
        _add_body(acting, station, act, one, body, join.id)
    act.elements.append(join)
    if len({str(node.value) for name, node in station.then.items() if name != "none"}) > 1:
        gateway = element(station, "exclusiveGateway", "ergebnis")
        pairs = zip(asked, items(station.get("of")), strict=True)
        all_answered = " and ".join(_has_answered(acting, one, body) for one, body in pairs)
        act.elements.append(gateway)
        act.arrows.append((join.id, gateway.id, None))
        act.outs |= {"answered": Out(gateway.id, all_answered), "silent": Out(gateway.id)}
    return act


def hand_over(acting: ElementMaker, station: StationSource) -> StationElements:
    """The whole case is offered to the competent city; its receipt or its refusal comes back, or nothing until the last day."""
    asked = element(
        station,
        "serviceTask",
        action="hand_over",
        to=acting.spelling.feel(station.get("to")),
        due=acting.spelling.day(station.get("within")),
        legal_basis=station.said("basis"),
    )
    over = Element(
        f"{station.id}_um", "boundaryEvent", "um", timer=acting.spelling.day(station.get("within")), on=asked.id
    )
    act = StationElements([asked, over], [], {"silent": Out(over.id)})
    _remind(acting, act, asked, station.get("remind"))
    if len(targets(station)) > 1 and str(station.then["accepted"].value) != str(station.then["declined"].value):
        gateway = element(station, "exclusiveGateway", "ergebnis")
        act.elements.append(gateway)
        act.arrows.append((asked.id, gateway.id, None))
        act.outs |= {
            "accepted": Out(gateway.id, f'register.{station.id}.outcome = "accepted"'),
            "declined": Out(gateway.id),
        }
    else:
        act.outs |= {"accepted": Out(asked.id), "declined": Out(asked.id)}
    return act


def _asked(acting: ElementMaker, station: StationSource, body: YamlNode) -> Element:
    """The service task that asks one body."""
    said = {"subject": str(plain(get(body, "subject")) or ""), "share": _shared(acting, body)}
    if (unit := get(body, "unit")) is not None:
        name, said = str(unit.value), {**said, "register": "unit", "unit": str(unit.value)}
    elif (outside := get(body, "body")) is not None:
        name, said = str(outside.value), {**said, "register": "body", "body": str(outside.value)}
    else:
        city = acting.spelling.feel(get(body, "city"))
        name, said = str(plain(get(body, "as"))), {**said, "register": "city", "city": city}
    if said["register"] != "unit":
        if station.get("within") is None:
            words = Text.named("formats.package.source.consulting.no_last_day", name=name, station=station.id)
            acting.complain("source.within", words, body)
        said["due"] = acting.spelling.day(station.get("within"))
    main = element(station, "serviceTask", name, action="consult")
    found = {**main.said, **said, "result": main.id}
    return replace(main, said={key: word for key, word in found.items() if word})


def _shared(acting: ElementMaker, body: YamlNode) -> str:
    """The answers a body sees; each must be a field of the form."""
    share = get(body, "share")
    listed = [str(item.value) for item in items(share)] or str(plain(share) or "").split()
    known = fields_of(acting.spelling.source)
    for name in listed:
        if known and name not in known:
            words = Text.named(
                "formats.package.source.consulting.no_question", name=name, near=did_you_mean(name, tuple(known))
            )
            acting.complain("source.share", words, share or body)
    return " ".join(listed)


def _add_body(
    acting: ElementMaker, station: StationSource, act: StationElements, asked: Element, body: YamlNode, join: str
) -> None:
    """One body with its own end of time: answer and silence meet before all are collected."""
    meet = Element(f"{asked.id}_{MEET}", "exclusiveGateway", MEET)
    over = Element(
        f"{asked.id}_um", "boundaryEvent", "um", timer=acting.spelling.moment(station.get("within")), on=asked.id
    )
    when = get(body, "when")
    entry = act.elements[0].id
    if when is not None:
        needed = Element(f"{asked.id}_noetig", "exclusiveGateway", "noetig")
        act.elements.append(needed)
        act.arrows += [(entry, needed.id, None), (needed.id, asked.id, acting.spelling.feel(when))]
        act.arrows.append((needed.id, meet.id, None))
    else:
        act.arrows.append((entry, asked.id, None))
    act.elements.append(asked)
    if over.timer:
        act.elements.append(over)
        act.arrows.append((over.id, meet.id, None))
    if over.timer or when is not None:
        act.elements.append(meet)
        act.arrows += [(asked.id, meet.id, None), (meet.id, join, None)]
    else:
        act.arrows.append((asked.id, join, None))
    _remind(acting, act, asked, get(body, "remind"))


def _has_answered(acting: ElementMaker, asked: Element, body: YamlNode) -> str:
    """The condition that the body answered, or need not be asked."""
    answered = f"register.{asked.id} != null"
    when = get(body, "when")
    return answered if when is None else f"({answered} or not({acting.spelling.feel(when)}))"


def _remind(acting: ElementMaker, act: StationElements, asked: Element, at: YamlNode | None) -> None:
    """The mail goes once more when that deadline is over and nobody has answered."""
    if at is None:
        return
    name = f"{asked.id}_mahnen"
    timer = Element(name, "boundaryEvent", "um", timer=acting.spelling.day(at), on=asked.id, stays=True)
    again = Element(f"{name}_senden", "serviceTask", "erinnern", {"action": "remind", "of": asked.id})
    end = Element(f"{name}_ende", "endEvent", "gesagt")
    act.elements += [timer, again, end]
    act.arrows += [(timer.id, again.id, None), (again.id, end.id, None)]
