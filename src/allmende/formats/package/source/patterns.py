"""A pattern with its slots filled, own sections joined and changes made: one plan, as if the service had written it all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from allmende.domain.package.properties.vocabularies import UNITS
from allmende.domain.values import Text
from allmende.formats.package.source import changes
from allmende.formats.package.source.laws import check_norms, require_norm, say_duty
from allmende.formats.package.source.nodes import get, items, mapping, merged, plain
from allmende.formats.package.source.periods import length_of, require_length, unit_of
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.stations import (
    DECIDES,
    NONE,
    ProcessPlan,
    StationSection,
    StationSource,
    inside,
    read_sections,
    read_stations,
    rewritten,
)
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_process import PATTERN_HEAD, PERIOD, PROCESS, STATIONS
from allmende.formats.yaml import YamlNode

OWED_BY_DECISIONS = ("preview", "reasons", "remedy", "delivery", "period")
SLOT_NAME = re.compile(r"\$([a-z][a-z0-9_]*)\Z")


def read_plan(source: Source) -> ProcessPlan | None:
    """The whole process of the package, or None with problems where nothing can be told of it."""
    part = source.part("process")
    if part is None:
        return None
    before = len(source.problems)
    source.problems += check(PROCESS, _without(part, "sections", "change"))
    pattern = _pattern(source, part)
    if len(source.problems) > before:
        return None
    plan = _Filling(source, part, pattern).plan() if pattern else _plan_alone(source, part)
    check_norms(source, plan)
    if len(source.problems) > before and any(problem.severity == "error" for problem in source.problems[before:]):
        return None
    for stated in (get(part, "deadlines"), get(source.part("service"), "deadlines")):
        plan.own |= mapping(stated).keys()
        plan.deadlines |= _periods(source, stated, plan.deadlines)
    return plan


def _pattern(source: Source, part: YamlNode) -> YamlNode | None:
    named = get(part, "pattern")
    pattern = source.shared("_patterns", named) if named is not None else None
    if pattern is None:
        return None
    if get(pattern, "sections") is None:
        source.complain("source.sections", Text.named("formats.package.source.patterns.no_sections"), pattern)
        return None
    source.problems += check(PATTERN_HEAD, _without(pattern, "sections"))
    return pattern


def _plan_alone(source: Source, part: YamlNode) -> ProcessPlan:
    """A process without a pattern writes all its sections and fills nothing."""
    for key in ("fill", "change"):
        if (node := get(part, key)) is not None:
            source.complain(
                "source.pattern", Text.named("formats.package.source.patterns.without_pattern", key=key), node
            )
    return ProcessPlan(read_sections(source, get(part, "sections"), own=True), part.place)


def _periods(source: Source, stated: YamlNode | None, below: Mapping[str, YamlNode]) -> dict[str, YamlNode]:
    """The service's own periods. A length of the pattern goes when the service states another one."""
    found = {}
    for name, node in mapping(stated).items():
        source.problems += check(PERIOD, node)
        base = below.get(name)
        if base is None:
            found[name] = node
        elif not unit_of(node):
            found[name] = merged(base, node)
        else:
            _check_held(source, name, node, base)
            found[name] = merged(_without(base, *UNITS), node)
        require_length(source, name, found[name])
    return found


def _check_held(source: Source, name: str, own: YamlNode, base: YamlNode) -> None:
    """A length that the pattern holds fixed is changed with a norm of one's own, or by mistake."""
    unit, held = unit_of(own), unit_of(base)
    same = (unit, length_of(own)) == (held, length_of(base))
    if same or not plain(get(base, "fixed")) or get(own, "basis") is not None:
        return
    words = Text.named(
        "formats.package.source.patterns.deadline_fixed",
        name=name,
        held=held,
        base=length_of(base),
        unit=unit,
        own=length_of(own),
    )
    source.complain("source.deadline_fixed", words, own, severity="warning")


class _Filling:
    """One pattern and what one service puts into its slots."""

    def __init__(self, source: Source, part: YamlNode, pattern: YamlNode) -> None:
        self.source, self.part, self.pattern = source, part, pattern
        self.slots = mapping(get(pattern, "slots"))
        self.fill = mapping(get(part, "fill"))
        self.values: dict[str, YamlNode] = {}
        self.uses: dict[str, set[str]] = {}
        self.copies: dict[str, str] = {}

    def plan(self) -> ProcessPlan:
        named = get(self.part, "pattern") or self.part
        self._read_values()
        sections = read_sections(self.source, get(self.pattern, "sections"), own=False)
        own = read_sections(self.source, get(self.part, "sections"), own=True)
        for section in (*sections.values(), *own.values()):
            section.stations = list(self._put(section))
        self._refuse_unused()
        plan = ProcessPlan(_both(self.source, sections, own), named.place)
        plan.deadlines = {name: self._of_law(one) for name, one in mapping(get(self.pattern, "deadlines")).items()}
        plan.texts = dict(mapping(get(self.pattern, "texts")))
        plan.fills, plan.copies = self.values, self.copies
        changes.make(self.source, plan, get(self.part, "change"))
        plan.sections = _ordered(plan.sections, own)
        _check_law(self.source, self.pattern)
        _check_owes(self.source, self.pattern, plan)
        _check_emptied(self.source, plan)
        return plan

    def _of_law(self, period: YamlNode) -> YamlNode:
        """The period with the basis that the service's procedure law gives it."""
        basis, law = get(period, "basis"), get(self.source.part("service"), "procedure_law")
        if basis is None or not isinstance(basis.value, dict):
            return period
        named = basis.value.get(str(plain(law)))
        if named is not None:
            return merged(period, YamlNode({"basis": named}, period.place))
        if law is not None:
            words = Text.named("formats.package.source.patterns.no_basis", law=law.value)
            self.source.complain("source.law_basis", words, basis)
        return _without(period, "basis")

    # ── values ────────────────────────────────────────────────────────────────────────────────────

    def _read_values(self) -> None:
        fill = get(self.part, "fill")
        for name in self.fill.keys() - self.slots.keys():
            words = Text.named(
                "formats.package.source.patterns.no_slot", name=name, near=did_you_mean(name, tuple(self.slots))
            )
            self.source.complain("source.slot", words, fill.keys[name] if fill else self.part)
        for name, slot in self.slots.items():
            value = self.fill.get(name, get(slot, "usual"))
            if value is None:
                named = get(self.part, "pattern") or self.part
                words = Text.named(
                    "formats.package.source.patterns.slot_empty", name=name, meaning=plain(get(slot, "meaning"))
                )
                self.source.complain("source.slot_empty", words, named)
            else:
                self.values[name] = value
                self._check_value(name, slot, value)

    def _check_value(self, name: str, slot: YamlNode, value: YamlNode) -> None:
        kind = plain(get(slot, "kind"))
        wants_list = kind in ("stations", "list")
        if wants_list and not isinstance(value.value, list):
            words = Text.named("formats.package.source.patterns.slot_is_list", name=name)
            self.source.complain("source.slot_kind", words, value)
        elif not wants_list and kind not in ("fields", "value") and not _is_word(value):
            self.source.complain(
                "source.slot_kind",
                Text.named("formats.package.source.patterns.slot_is_value", name=name, kind=kind),
                value,
            )
        elif kind == "law" and value.value == NONE and get(slot, "usual") is None:
            words = Text.named(
                "formats.package.source.patterns.slot_is_law", name=name, meaning=plain(get(slot, "meaning"))
            )
            self.source.complain("source.slot_law", words, value)
        elif kind == "law" and value.value != NONE:
            require_norm(self.source, name, value)

    # ── stations ──────────────────────────────────────────────────────────────────────────────────

    def _put(self, section: StationSection) -> Iterator[StationSource]:
        """The section's stations with slots opened and values put in."""
        for station in section.stations:
            if station.kind == "slot":
                yield from self._open(station)
            else:
                yield from self._valued(station)

    def _open(self, use: StationSource) -> Iterator[StationSource]:
        slot = self.slots.get(use.id)
        if slot is None:
            words = Text.named(
                "formats.package.source.patterns.slot_unknown",
                slot=use.id,
                near=did_you_mean(use.id, tuple(self.slots)),
            )
            self.source.complain("source.slot", words, use.place)
            return
        suffix, used = use.said("as"), self.uses.setdefault(use.id, set())
        if suffix in used:
            words = Text.named("formats.package.source.patterns.slot_twice", slot=use.id)
            self.source.complain("source.slot_twice", words, use.place)
            return
        used.add(suffix)
        for station in read_stations(self.source, items(self.values.get(use.id)), own=True):
            if self._is_allowed(station, use.id, slot):
                yield from self._valued(self._suffixed(station, suffix))

    def _is_allowed(self, station: StationSource, name: str, slot: YamlNode) -> bool:
        allowed = plain(get(slot, "allow")) or list(STATIONS)
        wrong = [one for one in inside(station) if one.kind not in (*allowed, "go")]
        for one in wrong:
            words = Text.named(
                "formats.package.source.patterns.not_allowed", name=name, kind=one.kind, allowed=", ".join(allowed)
            )
            self.source.complain("source.slot_allow", words, one.place)
        return not wrong

    def _suffixed(self, station: StationSource, suffix: str) -> StationSource:
        if not suffix or station.kind == "go":
            return station
        renamed = {one.id: f"{one.id}_{suffix}" for one in inside(station) if one.kind != "go"}
        self.copies |= {new: old for old, new in renamed.items()}
        return _rename(station, renamed)

    def _valued(self, station: StationSource) -> Iterator[StationSource]:
        """The station with every `$name` replaced; its shape is looked at again, now with the service's values."""
        before = len(self.source.problems)
        found = rewritten(station, self._value)
        if found != station:
            self.source.problems += check(STATIONS[found.kind], found.node)
        if len(self.source.problems) == before:
            yield found

    def _value(self, node: YamlNode) -> YamlNode:
        named = SLOT_NAME.match(node.value) if isinstance(node.value, str) else None
        if named is None:
            return node
        if named[1] in self.slots:
            return self.values.get(named[1], node)
        words = Text.named(
            "formats.package.source.patterns.slot_strange",
            said=node.value,
            near=did_you_mean(named[1], tuple(self.slots)),
        )
        self.source.complain("source.slot", words, node)
        return node

    def _refuse_unused(self) -> None:
        written = {one.value for one in get(self.pattern, "sections").walk() if isinstance(one.value, str)}  # type: ignore[union-attr]
        for name, slot in self.slots.items():
            if name not in self.uses and f"${name}" not in written:
                words = Text.named("formats.package.source.patterns.slot_unused", name=name)
                self.source.complain("source.slot_unused", words, slot)


def _check_law(source: Source, pattern: YamlNode) -> None:
    """The duties of a pattern are right for some laws of procedure; the service names its own."""
    law = get(source.part("service"), "procedure_law")
    fitting = plain(get(pattern, "procedure_law")) or []
    if law is not None and law.value not in fitting:
        words = Text.named(
            "formats.package.source.patterns.other_law",
            pattern=plain(get(pattern, "pattern")),
            law=law.value,
            fitting=", ".join(fitting),
        )
        source.complain("source.procedure_law", words, law)


def _check_owes(source: Source, pattern: YamlNode, plan: ProcessPlan) -> None:
    """Where something is decided, reasons, remedy and delivery are owed (§§ 37, 39, 41 HVwVfG and their like)."""
    owed = plain(get(pattern, "owes")) or []
    missing = [one for one in OWED_BY_DECISIONS if one not in owed]
    deciding = [station for _, station in plan.stations() if station.kind in ("decide", "machine")]
    if deciding and missing:
        words = Text.named("formats.package.source.patterns.owes", station=deciding[0].id, missing=", ".join(missing))
        source.complain("source.owes", words, deciding[0].place)


def _check_emptied(source: Source, plan: ProcessPlan) -> None:
    """`none` takes away what a station does; a duty, and the only letter of a decision, stay."""
    for section, station in plan.stations():
        if not station.is_empty or station.id in plan.freed:
            continue
        empty = station.get("of") or station.get("fee") or station.get("table")
        if station.get("duty"):
            words = Text.named(
                "formats.package.source.patterns.none_duty", station=station.id, law=say_duty(source, station)
            )
            source.complain("source.none_duty", words, empty or station.place)
        elif station.kind == "letter" and _decides_silently(section):
            words = Text.named("formats.package.source.patterns.none_letter", station=station.id)
            source.complain("source.none_letter", words, empty or station.place)


def _decides_silently(section: StationSection) -> bool:
    """The section ends with a decision, and no station in it writes a letter."""
    stations = [one for station in section.stations for one in inside(station)]
    decided = any(station.kind == "end" and station.said("outcome") in DECIDES for station in stations)
    return decided and not any(station.kind == "letter" and not station.is_empty for station in stations)


def _both(
    source: Source, sections: dict[str, StationSection], own: dict[str, StationSection]
) -> dict[str, StationSection]:
    """The pattern's sections and the service's own; a name may stand once."""
    for name in own.keys() & sections.keys():
        words = Text.named("formats.package.source.patterns.section_twice", name=name)
        source.complain("source.section_twice", words, own[name].place)
    return own | sections


def _ordered(sections: dict[str, StationSection], own: dict[str, StationSection]) -> dict[str, StationSection]:
    """Each own section behind the first that leads to it; what `change` sets counts."""
    order = [one for name, one in sections.items() if one is not own.get(name)]
    for name, section in own.items():
        if sections[name] is section:
            after = [number for number, one in enumerate(order) if name in targets_of(one)]
            order.insert(after[0] + 1 if after else len(order), section)
    return {section.name: section for section in order}


def targets_of(section: StationSection) -> set[str]:
    """Every name the section's stations lead to, `back` left out."""
    found = set()
    for station in section.stations:
        for one in inside(station):
            found |= {str(node.value) for node in one.then.values()}
            ways = (*one.ways.values(), *one.late)
            found |= {str(get(way, "go").value) for way in ways if get(way, "go")}  # type: ignore[union-attr]
            found |= {one.id} if one.kind == "go" else set()
    return {name.removeprefix("back ") for name in found}


def _rename(station: StationSource, renamed: Mapping[str, str]) -> StationSource:
    """Other ids for a station and those inside it; what names them inside follows."""

    def change(node: YamlNode) -> YamlNode:
        return YamlNode(renamed[node.value], node.place) if node.value in renamed else node  # type: ignore[index]

    def heads(node: YamlNode) -> YamlNode:
        entries = mapping(node)
        found = {key: change(item) if number == 0 else item for number, (key, item) in enumerate(entries.items())}
        ways = {name: _inner(way, heads) for name, way in mapping(found.get("ways")).items()}
        if ways:
            found["ways"] = YamlNode(ways, found["ways"].place, found["ways"].keys)
        if "do" in found:
            found["do"] = YamlNode([heads(item) for item in items(found["do"])], found["do"].place)
        if "parts" in found:
            parts = {
                name: YamlNode([heads(item) for item in items(part)], part.place)
                for name, part in mapping(found["parts"]).items()
            }
            found["parts"] = YamlNode(parts, found["parts"].place, found["parts"].keys)
        return YamlNode(found, node.place, node.keys)

    return StationSource(station.kind, renamed[station.id], heads(station.node), station.own)


def _inner(way: YamlNode, heads: Callable[[YamlNode], YamlNode]) -> YamlNode:
    entries = dict(mapping(way))
    if "do" in entries:
        entries["do"] = YamlNode([heads(item) for item in items(entries["do"])], entries["do"].place)
    return YamlNode(entries, way.place, way.keys)


def _without(node: YamlNode, *keys: str) -> YamlNode:
    return YamlNode({key: item for key, item in mapping(node).items() if key not in keys}, node.place, node.keys)


def _is_word(node: YamlNode) -> bool:
    return not isinstance(node.value, (dict, list))
