"""FEEL of the thin form in the words of the exchange form, and deadlines as moments.

station.pruefung.found   → decision.<table of that station>
station.pruefen.outcome  → task.pruefen.outcome
a name of decisions.yaml → its expression, in brackets (`expressions.spelled_out`)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from allmende.domain.values import Text
from allmende.formats.package.source.expressions import feel_text, names_of, spelled_out, words_or_feel
from allmende.formats.package.source.nodes import get
from allmende.formats.package.source.periods import length_of, require_length, unit_of
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.stations import NONE, ProcessPlan
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.yaml import YamlNode

QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')
STATION = re.compile(r"(?<![\w.])station\.([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")
DEADLINE = re.compile(r"(?<![\w.])deadline\.([a-z][a-z0-9_]*)")
END_OF_DAY = 'time("23:59:59@Europe/Berlin")'
COUNTED = {"days": ("{}", "D"), "weeks": ("{} * 7", "D"), "months": ("{}", "M")}


@dataclass
class Spelling:
    """What the expressions of one process may name. `used` collects the deadlines they name."""

    source: Source
    plan: ProcessPlan
    tables: dict[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def feel(self, node: YamlNode | None) -> str:
        """The expression, spelled for the engine."""
        if node is None:
            return ""
        text = spelled_out(feel_text(node), self.names)
        self.used |= set(DEADLINE.findall(text))
        parts = QUOTED.split(text)
        return "".join(
            part if number % 2 else STATION.sub(lambda found: self._station(found, node), part)
            for number, part in enumerate(parts)
        )

    def words(self, node: YamlNode) -> str:
        """A place that expects words: the words as a FEEL text, or the expression after `= `."""
        return self.feel(YamlNode(words_or_feel(node), node.place))

    def _station(self, found: re.Match[str], node: YamlNode) -> str:
        station, what = found[1], found[2]
        if what != "found":
            return f"task.{station}.{what}"
        table = self.tables.get(station)
        if table is None:
            words = Text.named(
                "formats.package.source.spelling.no_check",
                station=station,
                near=did_you_mean(station, tuple(self.tables)),
            )
            self.source.complain("source.found", words, node)
            return "[]"
        return "[]" if table == NONE else f"decision.{table}"

    # ── deadlines ─────────────────────────────────────────────────────────────────────────────────

    def moment(self, node: YamlNode | None) -> str:
        """Until when a person should be done: the end of the last day of that deadline; empty without one."""
        day = self.day(node)
        return f"date and time({day}, {END_OF_DAY})" if day else ""

    def day(self, node: YamlNode | None, more: int = 0) -> str:
        """The last day of a deadline that runs from today, `more` days later; empty without one."""
        if node is None:
            return ""
        name = str(node.value).removeprefix("deadline.")
        period = self.plan.deadlines.get(name)
        if period is None:
            words = Text.named(
                "formats.package.source.spelling.no_deadline",
                deadline=node.value,
                near=did_you_mean(name, tuple(self.plan.deadlines)),
            )
            self.source.complain("source.deadline", words, node)
            return "today"
        self.used.add(name)
        return self._counted(name, period, more)

    def _counted(self, name: str, period: YamlNode, more: int) -> str:
        unit, length = unit_of(period), length_of(period)
        if not require_length(self.source, name, period):
            return "today"
        value = f"deadline.{name}.{unit}" if isinstance(length, int) else self.feel(get(period, unit))
        if unit == "working_days":
            return f"working days add(today, {value}, city.state)"
        form, sign = COUNTED[unit]
        counted = form.format(value) + (f" + {more}" if more else "")
        return f'today + duration("P" + string({counted}) + "{sign}")'


def spelling_of(source: Source, plan: ProcessPlan) -> Spelling:
    """The spelling for one plan: its checks and the names of decisions.yaml."""
    tables = {station.id: station.said("table") for _, station in plan.stations() if station.kind == "check"}
    return Spelling(source, plan, tables, names_of(source))
