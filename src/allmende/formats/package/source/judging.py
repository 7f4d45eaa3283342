"""What makes the ways of a process readable and lawful: money awaited, sections reached, loops that stop, hearings held."""

from __future__ import annotations

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
            words = f"„{key}“ kann nicht in „{holders[0]}“ enden. Das Ende steht dahinter."
            source.complain("source.held", words, station.place)
        if station.kind == "group" and not station.late:
            words = f"„{key}“ nennt keine Frist. Schreiben Sie unter „late“, was nach ihr geschieht."
            source.complain("source.late", words, station.place)
        for way in links.ways.get(key, ()):
            inner = links.holders(way.to)
            own = (key, *holders)
            if any(one not in own for one in inner):
                words = f"„{key}“ führt mitten in „{inner[0]}“. Hinein geht es nur am Anfang."
                source.complain("source.held", words, station.place)
            elif holders and holders[0] not in inner and way.to != links.after.get(holders[0]):
                words = f"„{key}“ führt aus „{holders[0]}“ hinaus. Innen heißt das Ziel „next“; wohin es dann geht, steht dahinter."
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
                    words = f"„{kind.id}“ ({kind.kind}) gilt für den ganzen Antrag und steht hinter „{key}“, nicht in einem Teil davon."
                    source.complain("source.together", words, kind.place)
            asking += (
                [next(kind for kind in kinds if kind.kind in ALONE)]
                if any(kind.kind in ALONE for kind in kinds)
                else []
            )
        if len(asking) > 1:
            words = f"„{asking[1].id}“ fragt die Person, während auch „{asking[0].id}“ sie fragt. Nur ein Teil von „{key}“ darf das."
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
            words = f"„{key}“ nennt entweder die Tabelle („fee“, ohne Gebühr none) oder den Brief, der sie festsetzt („of“)."
            source.complain("source.collect", words, station.place)
        elif station.kind == "collect" and named == ["of"] and station.said("of") not in letters:
            words = f"Einen Brief „{station.said('of')}“ gibt es in diesem Ablauf nicht."
            source.complain("source.collect", words + did_you_mean(station.said("of"), tuple(letters)), station.place)


def _check_reached(source: Source, plan: ProcessPlan, links: Links) -> None:
    reached = links.reached(links.first)
    for section in plan.sections.values():
        stations = {station.id for station in section.stations if station.kind != "go"}
        if section.own and stations and not stations & reached:
            words = f"Zum Abschnitt „{section.name}“ führt kein Weg."
            source.complain("source.unreached", words, section.place)


def _check_loops(source: Source, links: Links) -> None:
    """A circle must pass somebody who acts, a wait, or a limit."""
    still = frozenset(
        key for key, station in links.stations.items() if station.awaits or station.get("at_most") is not None
    )
    for key, station in links.stations.items():
        if key not in still and any(key in links.reached(to, still) for to in links.next_of(key)):
            words = (
                f"„{station.id}“ liegt in einer Schleife ohne Mensch, Wartezeit oder „at_most“. Sie liefe ohne Ende."
            )
            source.complain("source.endless", words, station.place)
            return


def _check_hearing(source: Source, links: Links) -> None:
    """Before a person refuses there was a hearing, or the station says why there is none."""
    heard = frozenset(key for key, station in links.stations.items() if station.kind == "hear")
    unheard = links.reached(links.first, heard)
    for key, station in links.stations.items():
        if station.kind == "decide" and "refused" in station.then and key in unheard and not station.said("no_hearing"):
            words = (
                f"„{station.id}“ kann ablehnen, ohne dass vorher angehört wurde. Stellen Sie „hear“ davor "
                "oder nennen Sie unter „no_hearing“ die Vorschrift."
            )
            source.complain("source.no_hearing", words, station.place)
