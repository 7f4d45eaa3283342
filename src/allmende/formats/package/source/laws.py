"""Does a line name a norm? Where a duty falls away or a machine decides, a plain word is no reason."""

from __future__ import annotations

import re
from typing import cast, get_args

from allmende.domain.deadlines import Duty, ProcedureLaw, find_norm
from allmende.domain.values import Text
from allmende.formats.package.source.nodes import get, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.stations import NONE, ProcessPlan, StationSource
from allmende.formats.yaml import YamlNode

PLACE = re.compile(r"(?:§|\bArt\.|\bArtikel|\bNr\.)\s*\d")
"""The place within a law: a paragraph, an article, a number."""
LAW = re.compile(r"\b[A-ZÄÖÜ]\w*[A-ZÄÖÜ]\w*\b|\w+gesetz(?:buch)?\b|Grundgesetz")
"""A law by its abbreviation (`StVO`, `BMG`) or its name."""
BY_LAW = re.compile(r"\b(?!An|Ab|Ein|Un|Zu)[A-ZÄÖÜ]\w*(?:satzung|ordnung)\b|\bSatzung\b|\w*[Rr]ichtlinien?\b")
"""A by-law of the city, which is named without a place in it."""

IN_STATIONS = ("no_hearing", "basis")
"""Keys of stations that name a norm."""


def names_norm(line: str) -> bool:
    """`§ 46 Abs. 5 StVO`, `Art. 6 DSGVO`, `Hundesteuersatzung der Stadt`; not `ja`, `§ 5` or `nach Absprache`."""
    return bool((PLACE.search(line) and LAW.search(line)) or BY_LAW.search(line))


def require_norm(source: Source, key: str, node: YamlNode) -> bool:
    """Complain where the value under that key names no norm. True where it does."""
    named = names_norm(str(node.value))
    if not named:
        words = Text.named("formats.package.source.laws.no_norm", key=key, said=node.value)
        source.complain("source.law", words, node)
    return named


def law_of(source: Source) -> ProcedureLaw:
    """The law of procedure the service names."""
    return cast(ProcedureLaw, str(plain(get(source.part("service"), "procedure_law"))))


def say_duty(source: Source, station: StationSource) -> str:
    """The norm that orders the station: a pattern says the duty (`hearing`), the service its law of procedure."""
    said = station.said("duty")
    norm = find_norm(law_of(source), cast(Duty, said)) if said in get_args(Duty) else None
    return norm.basis if norm else said


def check_norms(source: Source, plan: ProcessPlan) -> None:
    """Norms in the service's own stations and changes; what a slot was filled with is looked at there."""
    filled = {node.place for node in plan.fills.values()}
    for _, station in plan.stations():
        for key in IN_STATIONS if station.own else ():
            node = station.get(key)
            if node is not None and node.value != NONE and node.place not in filled:
                require_norm(source, key, node)
