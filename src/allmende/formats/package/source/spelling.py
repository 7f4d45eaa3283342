"""FEEL of the thin form in the words of the exchange form, and deadlines as moments.

station.pruefung.found   → decision.<table of that station>
station.pruefen.outcome  → task.pruefen.outcome
a name of decisions.yaml → its expression, in brackets
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from allmende.formats.package.source.nodes import get, mapping, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.stations import NONE, Plan
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.yaml import Node

QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')
STATION = re.compile(r"(?<![\w.])station\.([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")
NAME = re.compile(r"(?<![\w.])[a-z][a-z0-9_]*(?![\w(])")
DEADLINE = re.compile(r"(?<![\w.])deadline\.([a-z][a-z0-9_]*)")
SIMPLE = re.compile(r"[\w.]+\Z")
END_OF_DAY = 'time("23:59:59@Europe/Berlin")'
UNITS = {"days": ("{}", "D"), "weeks": ("{} * 7", "D"), "months": ("{}", "M")}


@dataclass
class Spelling:
    """What the expressions of one process may name. `used` collects the deadlines they name."""

    source: Source
    plan: Plan
    tables: dict[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def feel(self, node: Node | None) -> str:
        """The expression, spelled for the engine."""
        return "" if node is None else self._spelled(str(plain(node)), node, ())

    def words(self, node: Node) -> str:
        """A place that expects words: the words as a FEEL text, or the expression after `= `."""
        said = str(node.value)
        if said.startswith("= "):
            return self.feel(Node(said[2:], node.place))
        return '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _spelled(self, text: str, node: Node, inside: tuple[str, ...]) -> str:
        """Respelled outside of quoted text; `inside` are the names whose expressions this is part of."""
        parts = QUOTED.split(text)
        self.used |= set(DEADLINE.findall(text))
        return "".join(part if number % 2 else self._respelled(part, node, inside) for number, part in enumerate(parts))

    def _respelled(self, text: str, node: Node, inside: tuple[str, ...]) -> str:
        text = STATION.sub(lambda found: self._station(found, node), text)
        return NAME.sub(lambda found: self._named(found[0], node, inside), text)

    def _named(self, word: str, node: Node, inside: tuple[str, ...]) -> str:
        if word not in self.names or word in inside:
            return word
        expression = self._spelled(self.names[word], node, (*inside, word))
        return expression if SIMPLE.match(expression) else f"({expression})"

    def _station(self, found: re.Match[str], node: Node) -> str:
        station, what = found[1], found[2]
        if what != "found":
            return f"task.{station}.{what}"
        table = self.tables.get(station)
        if table is None:
            words = f"„station.{station}.found“: Eine Prüfung dieses Namens gibt es nicht."
            self.source.complain("source.found", words + did_you_mean(station, tuple(self.tables)), node)
            return "[]"
        return "[]" if table == NONE else f"decision.{table}"

    # ── deadlines ─────────────────────────────────────────────────────────────────────────────────

    def moment(self, node: Node | None) -> str:
        """Until when a person should be done: the end of the last day of that deadline; empty without one."""
        day = self.day(node)
        return f"date and time({day}, {END_OF_DAY})" if day else ""

    def day(self, node: Node | None, more: int = 0) -> str:
        """The last day of a deadline that runs from today, `more` days later; empty without one."""
        if node is None:
            return ""
        name = str(node.value).removeprefix("deadline.")
        period = self.plan.deadlines.get(name)
        if period is None:
            words = f"Die Frist „{node.value}“ gibt es nicht." + did_you_mean(name, tuple(self.plan.deadlines))
            self.source.complain("source.deadline", words, node)
            return "today"
        self.used.add(name)
        return self._counted(name, period, more)

    def _counted(self, name: str, period: Node, more: int) -> str:
        unit, length = unit_of(period), length_of(period)
        if not unit:
            words = f"Die Frist „{name}“ nennt keine Länge (days, working_days, weeks oder months)."
            self.source.complain("source.deadline", words, period)
            return "today"
        value = f"deadline.{name}.{unit}" if isinstance(length, int) else self.feel(get(period, unit))
        if unit == "working_days":
            return f"working days add(today, {value}, city.state)"
        form, sign = UNITS[unit]
        counted = form.format(value) + (f" + {more}" if more else "")
        return f'today + duration("P" + string({counted}) + "{sign}")'


def unit_of(period: Node) -> str:
    """The unit a period is written in, or nothing."""
    return next((unit for unit in ("working_days", *UNITS) if get(period, unit) is not None), "")


def length_of(period: Node) -> object:
    """How many of its units; words where that is computed (`parameter.x`), None without a unit."""
    return plain(get(period, unit_of(period))) if unit_of(period) else None


def spelling_of(source: Source, plan: Plan) -> Spelling:
    """The spelling for one plan: its checks and the names of decisions.yaml."""
    tables = {station.id: station.said("table") for _, station in plan.stations() if station.kind == "check"}
    names = {name: str(plain(node)) for name, node in mapping(get(source.part("decisions"), "names")).items()}
    return Spelling(source, plan, tables, names)
