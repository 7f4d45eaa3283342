"""The length of a period as it is written: in one of four units."""

from __future__ import annotations

from allmende.domain.package.properties.vocabularies import UNITS
from allmende.domain.values import Text
from allmende.formats.package.source.nodes import get, plain
from allmende.formats.package.source.source import Source
from allmende.formats.yaml import YamlNode


def unit_of(period: YamlNode) -> str:
    """The unit a period is written in, or nothing."""
    return next((unit for unit in UNITS if get(period, unit) is not None), "")


def length_of(period: YamlNode) -> object:
    """How many of its units; words where that is computed (`parameter.x`), None without a unit."""
    return plain(get(period, unit_of(period))) if unit_of(period) else None


def require_length(source: Source, name: str, period: YamlNode) -> bool:
    """Does the period say how long it is? Where not, that is a problem."""
    if unit_of(period):
        return True
    words = Text.named("formats.package.source.periods.no_length", name=name, units=", ".join(UNITS))
    source.complain("source.deadline", words, period)
    return False
