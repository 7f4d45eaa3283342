"""Deadlines beside a station that stays open: somebody is told, or what is held ends and the process goes another way."""

from __future__ import annotations

from allmende.domain.values import Text
from allmende.formats.package.source.act import Element, ElementMaker, Out, StationElements
from allmende.formats.package.source.nodes import get, plain
from allmende.formats.package.source.stations import StationSource
from allmende.formats.package.source.ways import LATE
from allmende.formats.yaml import YamlNode

NEVER = 'date("9998-12-31")'
"""The day of a deadline whose condition was not true when the group began."""


def watched(acting: ElementMaker, station: StationSource, act: StationElements) -> StationElements:
    """The act with a timer at its first element for each `late` of the station."""
    for number, late in enumerate(station.late, 1):
        does = [key for key in ("remind", "raise", "go") if get(late, key) is not None]
        if len(does) != 1 or (get(late, "when") is not None and does != ["go"]):
            words = Text.named("formats.package.source.watching.late_line", station=station.id)
            acting.complain("source.late", words, late)
        elif does == ["go"]:
            _ending(acting, station, act, late, number)
        else:
            _telling(acting, station, act, late, number)
    return act


def _telling(acting: ElementMaker, station: StationSource, act: StationElements, late: YamlNode, number: int) -> None:
    """The station stays open; a task lands on the desk of who is to look after it."""
    role = get(late, "raise") or get(late, "remind")
    name = f"{station.id}_spaet_{number}"
    day = acting.spelling.day(get(late, "at"))
    over = Element(name, "boundaryEvent", "um", timer=day, on=station.id, stays=True)
    said = {"action": "remind", "role": str(plain(role)), "of": station.id}
    told = Element(f"{name}_sagen", "serviceTask", "raise" if get(late, "raise") else "remind", said)
    end = Element(f"{name}_ende", "endEvent", "gesagt")
    act.elements += [over, told, end]
    act.arrows += [(over.id, told.id, None), (told.id, end.id, None)]


def _ending(acting: ElementMaker, station: StationSource, act: StationElements, late: YamlNode, number: int) -> None:
    if station.kind != "group":
        words = Text.named("formats.package.source.watching.only_remind", station=station.id)
        acting.complain("source.late", words, late)
        return
    when, day = get(late, "when"), acting.spelling.day(get(late, "at"))
    if when is not None and when.value is not True:
        day = f"if {acting.spelling.feel(when)} then {day} else {NEVER}"
    over = Element(f"{station.id}_spaet_{number}", "boundaryEvent", "um", timer=day, on=station.id)
    act.elements.append(over)
    act.outs[f"{LATE}_{number}"] = Out(over.id)
