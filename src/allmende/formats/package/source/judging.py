"""What makes the ways of a process readable and lawful: money awaited, sections reached, loops that stop, hearings held."""

from __future__ import annotations

from allmende.domain.values import Text
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.stations import ProcessPlan
from allmende.formats.package.source.ways import Links
from allmende.formats.schemas.base import did_you_mean

WHOLE = frozenset(("decide", "machine", "second_look", "end", "hand_over"))
"""Kinds that decide about or end the whole matter: never in one of several parallel parts."""
ALONE = ("ask", "hear", "collect", "book")
"""Kinds that wait for the applicant. She answers one question at a time: only one parallel part may hold such a station."""


def check_ways(source: Source, plan: ProcessPlan, links: Links) -> None:
    """Every problem of the ways as a whole."""
    _check_held(source, links)
    _check_fees(source, links)
    _check_reached(source, plan, links)
    _check_loops(source, links)
    _check_hearing(source, links)


def _check_held(source: Source, links: Links) -> None:
    """What a group or a parallel part holds is entered at its beginning and left at its end."""
    for key, station in links.stations.items():
        holders = links.holders(key)
        if station.kind == "end" and holders:
            words = Text.named("formats.package.source.judging.ends_inside", key=key, holder=holders[0])
            source.complain("source.held", words, station.place)
        if station.kind == "group" and not station.late:
            words = Text.named("formats.package.source.judging.no_deadline", key=key)
            source.complain("source.late", words, station.place)
        for way in links.ways.get(key, ()):
            inner = links.holders(way.to)
            own = (key, *holders)
            if any(one not in own for one in inner):
                words = Text.named("formats.package.source.judging.into_middle", key=key, station=inner[0])
                source.complain("source.held", words, station.place)
            elif holders and holders[0] not in inner and way.to != links.after.get(holders[0]):
                words = Text.named("formats.package.source.judging.leads_out", key=key, holder=holders[0])
                source.complain("source.held", words, station.place)
    _check_together(source, links)


def _check_together(source: Source, links: Links) -> None:
    for key, station in links.stations.items():
        if station.kind != "together":
            continue
        asking = []
        for part in (way.to for way in links.ways.get(key, ())):
            held = _part(links, key, part)
            kinds = [links.stations[one] for one in held]
            for kind in kinds:
                if kind.kind in WHOLE:
                    words = Text.named(
                        "formats.package.source.judging.whole_application", station=kind.id, kind=kind.kind, key=key
                    )
                    source.complain("source.together", words, kind.place)
            asking += (
                [next(kind for kind in kinds if kind.kind in ALONE)]
                if any(kind.kind in ALONE for kind in kinds)
                else []
            )
        if len(asking) > 1:
            words = Text.named(
                "formats.package.source.judging.asks_at_once", station=asking[1].id, other=asking[0].id, key=key
            )
            source.complain("source.together", words, asking[1].place)


def _part(links: Links, key: str, first: str) -> list[str]:
    """The stations of one part: those reached from its first without leaving what `key` holds."""
    outside = frozenset(station for station in links.stations if key not in links.holders(station))
    reached = links.reached(first, outside)
    return [station for station in links.stations if station in reached]


def _check_fees(source: Source, links: Links) -> None:
    """Money is asked for by a table of fees, or awaited after the letter that asked for it."""
    letters = {key for key, station in links.stations.items() if station.kind == "letter"}
    for key, station in links.stations.items():
        named = [word for word in ("fee", "of") if station.said(word)]
        if station.kind == "collect" and len(named) != 1:
            words = Text.named("formats.package.source.judging.table_or_letter", key=key)
            source.complain("source.collect", words, station.place)
        elif station.kind == "collect" and named == ["of"] and station.said("of") not in letters:
            words = Text.named(
                "formats.package.source.judging.no_letter",
                letter=station.said("of"),
                near=did_you_mean(station.said("of"), tuple(letters)),
            )
            source.complain("source.collect", words, station.place)


def _check_reached(source: Source, plan: ProcessPlan, links: Links) -> None:
    reached = links.reached(links.first)
    for section in plan.sections.values():
        stations = {station.id for station in section.stations if station.kind != "go"}
        if section.own and stations and not stations & reached:
            words = Text.named("formats.package.source.judging.no_way", section=section.name)
            source.complain("source.unreached", words, section.place)


def _check_loops(source: Source, links: Links) -> None:
    """A circle must pass somebody who acts, a wait, or a limit."""
    still = frozenset(
        key for key, station in links.stations.items() if station.awaits or station.get("at_most") is not None
    )
    for key, station in links.stations.items():
        if key not in still and any(key in links.reached(to, still) for to in links.next_of(key)):
            words = Text.named("formats.package.source.judging.endless", station=station.id)
            source.complain("source.endless", words, station.place)
            return


def _check_hearing(source: Source, links: Links) -> None:
    """Before a person refuses there was a hearing, or the station says why there is none."""
    heard = frozenset(key for key, station in links.stations.items() if station.kind == "hear")
    unheard = links.reached(links.first, heard)
    for key, station in links.stations.items():
        if station.kind == "decide" and "refused" in station.then and key in unheard and not station.said("no_hearing"):
            words = Text.named("formats.package.source.judging.no_hearing", station=station.id)
            source.complain("source.no_hearing", words, station.place)
