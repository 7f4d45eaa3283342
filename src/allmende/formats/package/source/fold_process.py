"""The way back: a drawn process as sections of stations with named targets.

Whole acts are recognised (`fold_acts`); what is none stays as `element`, one station for one element. Nothing is left out:
an element no station can say is refused by its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import INPUT, FlowNode
from allmende.domain.values import Text
from allmende.formats.package.source import paying
from allmende.formats.package.source.act import ElementMaker
from allmende.formats.package.source.fold_acts import NOWHERE, Drawing, FoldedStation, Supposed, said_of
from allmende.formats.package.source.fold_asked import consulted, ended_late, handed_over, told_late
from allmende.formats.package.source.fold_sections import GroupRow, Sections, Targets
from allmende.formats.package.source.fold_tables import words_of
from allmende.formats.package.source.graph import BEGIN
from allmende.formats.package.source.nodes import made
from allmende.formats.package.source.refusal import DoesNotFit
from allmende.formats.package.source.shared import SharedProcesses
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.spelling import END_OF_DAY, Spelling
from allmende.formats.package.source.stations import DECIDES, OUTCOMES, ProcessPlan, StationSource
from allmende.formats.package.source.ways import LATE
from allmende.formats.schemas.source_process import ELEMENTS
from allmende.words.joining import joined, quoted

Plain = dict[str, Any]

MOMENT = re.compile(rf"date and time\((.+), {re.escape(END_OF_DAY)}\)")
WORKING = re.compile(r"working days add\(today, (.+), city\.state\)")
COUNTED = re.compile(r'today \+ duration\("P" \+ string\((.+?)( \* 7)?( \+ \d+)?\) \+ "([DM])"\)')
PART = re.compile(r"min\((.+), fee\.total\)")
OF_SHEET = re.compile(r"deadline\.([a-z][a-z0-9_]*)\.(days|working_days|weeks|months)")
ORDER = ("callActivity", "userTask", "endEvent", "serviceTask", "parallelGateway", "exclusiveGateway")
INNER = ("compute_fee", "seal", "deliver", "file", "close")


def _led(target: str | list[Plain]) -> Plain:
    """Where a way of a choice leads: to a station, or over stations of its own."""
    return {"go": target} if isinstance(target, str) else {"do": target}


@dataclass
class Folded:
    """process.yaml, and the station that each element belongs to with the part it is there."""

    part: Plain
    places: dict[str, tuple[str, str]] = field(default_factory=dict)


def fold_process(
    definition: ProcessDefinition,
    source: Source,
    deadlines: Mapping[str, Plain],
    *,
    says: Mapping[str, Mapping[str, Any]] | None = None,
    names: Mapping[str, str] | None = None,
) -> Folded:
    """process.yaml without a pattern.

    `source` knows the registers and shared processes; `deadlines` are the periods of the sheet. `says`: what is known of a
    station that no drawing holds (`no_hearing`, `duty`). `names`: element → its name, where expansion would give another.
    Error: `DoesNotFit`.
    """
    _refuse_strange(definition)
    return _Folding(definition, source, dict(deadlines), says or {}, names or {}).folded()


def _refuse_strange(definition: ProcessDefinition) -> None:
    for stranger in definition.strangers:
        raise DoesNotFit(
            Text.named("formats.package.source.fold_process.no_station", node=stranger.id, element=stranger.element)
        )
    for node in definition.nodes.values():
        if node.loop is not None:
            raise DoesNotFit(
                Text.named("formats.package.source.fold_process.repeated", node=node.id, element=node.element)
            )
    for flow in definition.flows:
        if flow.condition is not None and definition.nodes[flow.source].element != "exclusiveGateway":
            raise DoesNotFit(Text.named("formats.package.source.fold_process.condition_without_choice", way=flow.id))


@dataclass
class _Folding:
    definition: ProcessDefinition
    source: Source
    deadlines: dict[str, Plain]
    says: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    found: list[FoldedStation] = field(default_factory=list)

    def folded(self) -> Folded:
        begin = [node for node in self.definition.nodes.values() if node.element == "startEvent" and not node.parent]
        if len(begin) != 1 or begin[0].id != BEGIN or begin[0].event != "none":
            named = (
                joined((quoted(node.id) for node in begin), ", ")
                if begin
                else Text.named("formats.package.source.fold_process.no_start")
            )
            raise DoesNotFit(
                Text.named("formats.package.source.fold_process.begins_otherwise", begin=BEGIN, found=named)
            )
        self._recognise()
        sections = Sections(self.definition, self.found, self._station).sections()
        own = {"deadlines": self.deadlines} if self.deadlines else {}
        called = {"id": self.definition.id}
        places = {element: (one.supposed.id, part) for one in self.found for part, element in one.ids.items()}
        return Folded({**called, **own, "sections": sections}, places)

    # ── stations ──────────────────────────────────────────────────────────────────────────────────

    def _recognise(self) -> None:
        nodes = [node for node in self.definition.nodes.values() if node.element != "startEvent"]
        drawing = Drawing(self.definition, self._acting())
        for tag in ORDER:
            for node in nodes:
                if node.element == tag and node.id not in drawing.taken and node.action not in INNER:
                    self._try(drawing, self._supposed(node))
        groups = [node for node in nodes if node.element == "subProcess"]
        for node in sorted(groups, key=self._depth, reverse=True):
            if not self._try(drawing, self._grouped(node)):
                raise DoesNotFit(
                    Text.named("formats.package.source.fold_process.no_group", node=node.id, element=node.element)
                )
        for node in nodes:
            if node.id not in drawing.taken and node.element == "parallelGateway":
                raise DoesNotFit(
                    Text.named("formats.package.source.fold_process.several_ways", node=node.id, element=node.element)
                )
            if node.id not in drawing.taken and not self._try(drawing, self._alone(node)):
                beside = "" if node.interrupting else Text.named("formats.package.source.fold_process.beside")
                raise DoesNotFit(
                    Text.named(
                        "formats.package.source.fold_process.not_written",
                        node=node.id,
                        element=node.element,
                        beside=beside,
                    )
                )
        order = {key: number for number, key in enumerate(self.definition.nodes)}
        self.found.sort(key=lambda one: order[one.ids.get("main", one.entry)])

    def _depth(self, node: FlowNode) -> int:
        return 1 + self._depth(self.definition.nodes[node.parent]) if node.parent else 0

    def _try(self, drawing: Drawing, supposed: Iterator[Supposed]) -> bool:
        for one in supposed:
            found = drawing.find(one)
            if found is not None:
                drawing.taken |= found.elements
                self.found.append(found)
                return True
        return False

    def _acting(self) -> ElementMaker:
        periods = {key: made(value, NOWHERE) for key, value in self._periods().items()}
        plan = ProcessPlan({}, NOWHERE, deadlines=periods)
        awaited = {
            letter: StationSource("collect", letter, made({"collect": letter, "of": letter, "within": within}, NOWHERE))
            for letter, within in self._letter_fees().items()
        }
        return ElementMaker(Spelling(self.source, plan), SharedProcesses(self.source), awaited)

    def _periods(self) -> Mapping[str, Plain]:
        """The sheet's periods, and one for each length that is computed."""
        for node in self.definition.nodes.values():
            for text in (node.deadline or "", *node.options.values()):
                self.period(text)
        return self.deadlines

    def period(self, text: str) -> str:
        """`deadline.x` for the last day or moment that an expression says; empty for one that is no period."""
        moment = MOMENT.fullmatch(text)
        day = moment[1] if moment else text
        working, counted = WORKING.fullmatch(day), COUNTED.fullmatch(day)
        length = working[1] if working else counted[1] if counted else ""
        if not length:
            return ""
        known = OF_SHEET.fullmatch(length)
        if known:
            return f"deadline.{known[1]}" if known[1] in self.deadlines else ""
        unit = (
            "working_days"
            if working
            else "months"
            if counted and counted[4] == "M"
            else "weeks"
            if counted and counted[2]
            else "days"
        )
        for key, value in self.deadlines.items():
            if value.get(unit) == length:
                return f"deadline.{key}"
        name = re.sub(r"[^a-z0-9_]+", "_", length.rsplit(".", 1)[-1].lower()).strip("_0123456789") or "frist"
        name = name if name not in self.deadlines else f"{name}_{len(self.deadlines)}"
        self.deadlines[name] = {unit: length}
        return f"deadline.{name}"

    # ── suppositions ──────────────────────────────────────────────────────────────────────────────

    def _supposed(self, node: FlowNode) -> Iterator[Supposed]:
        says = self.says.get(node.id, {})
        for kind in self._kinds(node):
            if kind.outcomes:
                yield Supposed(kind.kind, kind.id, {**kind.says, **says}, kind.outcomes)
                yield Supposed(kind.kind, kind.id, {**kind.says, **says}, kind.outcomes, one_way=True)
            else:
                yield Supposed(kind.kind, kind.id, {**kind.says, **says})

    def _kinds(self, node: FlowNode) -> Iterator[Supposed]:
        match node.element:
            case "businessRuleTask":
                yield Supposed("check", node.id, {"table": node.decision})
            case "userTask":
                yield from self._person(node)
            case "callActivity":
                yield from self._called(node)
            case "endEvent":
                yield from self._ended(node)
            case "serviceTask":
                yield from self._service(node)
            case "intermediateCatchEvent" if node.event == "timer":
                yield Supposed("wait", node.id, {"until": node.deadline})
            case "parallelGateway":
                yield from self._bodies(node)
            case "exclusiveGateway":
                yield from self._awaiting(node)

    def _person(self, node: FlowNode) -> Iterator[Supposed]:
        said: dict[str, Any] = {"by": node.role, "unit": node.options.get("unit"), "pick": node.options.get("choose")}
        if node.deadline:
            said["due"] = self.period(node.deadline)
        said |= {"late": told_late(self.definition, node, self.period)}
        kind = "decide" if set(node.outcomes) & set(DECIDES) else "task"
        kind = "inspect" if node.options.get("inspection") == "true" else kind
        if kind == "decide" and "refused" in node.outcomes and not self._may_refuse(node):
            return
        if node.outcomes:
            yield Supposed(kind, node.id, {key: value for key, value in said.items() if value}, node.outcomes)

    def _may_refuse(self, node: FlowNode) -> bool:
        """Somebody was heard on every way there, or it is known why nobody is."""
        heard = {node.id for node in self.definition.nodes.values() if node.called == "anhoerung"}
        return bool(self.says.get(node.id, {}).get("no_hearing")) or node.id not in self._reached(heard)

    def _reached(self, without: set[str]) -> set[str]:
        found: set[str] = set()
        open_ = [BEGIN]
        while open_:
            here = open_.pop()
            if here not in found and here not in without:
                found.add(here)
                open_ += [flow.target for flow in self.definition.leaving(here)]
                open_ += [
                    node.id
                    for node in self.definition.nodes.values()
                    if node.parent == here and node.element == "startEvent"
                ]
                open_ += [
                    flow.target for one in self.definition.boundary(here) for flow in self.definition.leaving(one.id)
                ]
        return found

    def _called(self, node: FlowNode) -> Iterator[Supposed]:
        within = self._counted_in(node.called or "")
        match node.called:
            case "anhoerung" if within:
                yield Supposed("hear", node.id, {"within": within}, OUTCOMES["hear"])
            case "nachforderung" if within:
                yield Supposed("ask", node.id, {"within": within}, OUTCOMES["ask"])
            case "vier_augen":
                role = self._role_in("vier_augen")
                yield Supposed("second_look", node.id, {"by": role}, OUTCOMES["second_look"])
            case paying.SHARED if within:
                for fee in self._fees_before(node):
                    yield Supposed("collect", node.id, {"fee": fee, "within": within}, OUTCOMES["collect"])
        yield Supposed("run", node.id, {"process": node.called})

    def _counted_in(self, process: str) -> str:
        shared = SharedProcesses(self.source).call(
            process,
            StationSource("run", process, made({"run": process}, NOWHERE)),
            Spelling(self.source, ProcessPlan({}, NOWHERE)),
        )
        known = [name for name in sorted(shared.deadlines) if name in self.deadlines]
        return f"deadline.{known[0]}" if known else ""

    def _role_in(self, process: str) -> str:
        content = self.source.files.get(f"_processes/{process}/process.bpmn", b"")
        found = re.search(rb'<bpmn:userTask[^>]*allmende:role="([a-z0-9_]+)"', content)
        return found[1].decode() if found else "leitung"

    def _fees_before(self, node: FlowNode) -> list[str]:
        """Tables of fees computed shortly before."""
        found: list[str] = []
        here = {node.id}
        for _ in range(4):
            here = {flow.source for key in here for flow in self.definition.entering(key)}
            nodes = [self.definition.nodes[key] for key in sorted(here)]
            found += [node.decision for node in nodes if node.action == "compute_fee" and node.decision]
        return list(dict.fromkeys(found))

    def _ended(self, node: FlowNode) -> Iterator[Supposed]:
        before = [self.definition.nodes[flow.source] for flow in self.definition.entering(node.id)]
        if len(before) == 1 and before[0].action == "close":
            yield Supposed("end", node.id, {"outcome": before[0].options.get("outcome", "")})

    def _service(self, node: FlowNode) -> Iterator[Supposed]:
        match node.action:
            case "consult" if node.register != "unit":
                yield from self._asked(node)
            case "decide_automatically":
                says = {"table": node.decision, "basis": node.legal_basis or ""}
                yield Supposed("machine", node.id, says, OUTCOMES["machine"])
            case "hand_over":
                says = handed_over(self.definition, node, self.period)
                yield Supposed("hand_over", node.id, says, OUTCOMES["hand_over"])
            case "request_correction":
                yield from self._requested(node)
            case "demand_payment":
                yield from self._demanded(node)
            case "compose_notice":
                channels = {
                    one.options.get("channel", "")
                    for one in self.definition.nodes.values()
                    if one.notice == node.notice
                }
                for channel in sorted(channels | {""}):
                    for fee in (*self._fees_before(node), ""):
                        more = {"fee": fee, "channel": channel}
                        yield Supposed("letter", node.id, {"of": node.notice} | {k: v for k, v in more.items() if v})
            case _:
                yield from self._simple(node)

    def _simple(self, node: FlowNode) -> Iterator[Supposed]:
        """Acts of one element."""
        said = node.options
        match node.action:
            case "notify":
                yield Supposed("tell", node.id, {"message": node.message})
            case "refund":
                yield Supposed("refund", node.id, {"reason": words_of(said["reason"])} if said.get("reason") else {})
            case "call_adapter":
                yield from self._entered(node)
            case "assign":
                yield Supposed("assign", node.id, {"unit": said.get("unit", "")})
            case "book_appointment":
                more = {"purpose": words_of(said["purpose"])} if said.get("purpose") else {}
                more |= {"offer": said["offer"]} if said.get("offer") else {}
                more |= {"within": self.period(said["due"])} if said.get("due") else {}
                yield Supposed("book", node.id, {"by": node.role, **more})

    def _asked(self, node: FlowNode) -> Iterator[Supposed]:
        register = node.register or ""
        own: Plain = {"as": node.result} if node.result and node.result != register else {}
        own |= {"four_eyes": True} if node.options.get("four_eyes") == "true" else {}
        if self.source.register(register) is not None:
            given = {"with": dict(node.inputs)} if node.inputs else {}
            yield Supposed("register", node.id, {"ask": f"{register}.{node.options.get('query', '')}", **given, **own})

    def _entered(self, node: FlowNode) -> Iterator[Supposed]:
        to = node.options.get("adapter", "")
        described = self.source.register(to.partition(".")[0]) is not None
        rest = {key: value for key, value in node.options.items() if key != "adapter"}
        given = {key.removeprefix(INPUT) if described else key: value for key, value in rest.items()}
        yield Supposed(
            "enter",
            node.id,
            {"to": to} | ({"with": given} if given else {}) | ({"as": node.result} if node.result else {}),
        )

    def _requested(self, node: FlowNode) -> Iterator[Supposed]:
        within = self.period(node.options.get("due", ""))
        fields = node.options.get("fields", "")
        says = {"within": within, "message": node.options.get("text")} | ({"fields": fields.split()} if fields else {})
        yield Supposed("ask", node.id, says, OUTCOMES["ask"])

    def _demanded(self, node: FlowNode) -> Iterator[Supposed]:
        within, purpose = self.period(node.options.get("due", "")), node.options.get("purpose", "none")
        for fee in self._fees_before(node):
            says = {"fee": fee, "within": within, "purpose": purpose}
            for part in sorted(self._parts()):
                yield Supposed("collect", node.id, {**says, "part": part}, OUTCOMES["collect"])
            yield Supposed("collect", node.id, says, OUTCOMES["collect"])

    def _parts(self) -> set[str]:
        """What somebody may pay instead of the whole, by the demands that name it."""
        amounts = (node.options.get("amount", "") for node in self.definition.nodes.values())
        return {found[1].strip("()") for amount in amounts if (found := PART.fullmatch(amount))}

    def _awaiting(self, node: FlowNode) -> Iterator[Supposed]:
        """A gateway that awaits the fee of a letter: of that which was sent last before it."""
        fees = self._letter_fees()
        for letter, within in ((one, fees[one]) for one in self._before(node.id) if one in fees):
            yield Supposed("collect", node.id, {"of": letter, "within": within}, OUTCOMES["collect"])

    def _before(self, key: str) -> list[str]:
        """Elements on the ways to one, the nearest first."""
        found = [key]
        for one in found:
            found += [flow.source for flow in self.definition.entering(one) if flow.source not in found]
        return found

    def _letter_fees(self) -> dict[str, str]:
        """Letters that demand a fee → the period in which it is due."""
        found = {}
        for node in self.definition.nodes.values():
            if node.action == "demand_payment":
                after = [self.definition.nodes[flow.target] for flow in self.definition.leaving(node.id)]
                if len(after) == 1 and after[0].action == "compose_notice":
                    found[after[0].id] = self.period(node.options.get("due", ""))
        return found

    def _bodies(self, node: FlowNode) -> Iterator[Supposed]:
        says = consulted(self.definition, node, self.period)
        if says:
            yield Supposed("consult", node.id, says, OUTCOMES["consult"])

    def _grouped(self, node: FlowNode) -> Iterator[Supposed]:
        late = ended_late(self.definition, node, self.period)
        yield Supposed("group", node.id, {"late": late} if late else {})

    # ── what is no act ────────────────────────────────────────────────────────────────────────────

    def _alone(self, node: FlowNode) -> Iterator[Supposed]:
        yield from self._supposed(node)
        flows = self.definition.leaving(node.id)
        if node.element == "exclusiveGateway" and len(flows) > 1:
            ordered = sorted(flows, key=lambda flow: flow.condition is None)
            ways = {}
            for number, flow in enumerate(ordered, 1):
                lead = f"flow_{node.id}_"
                own = (
                    flow.id.removeprefix(lead) if flow.id.startswith(lead) and flow.id != f"{lead}{flow.target}" else ""
                )
                name = own or (f"weg_{number}" if flow.condition is not None else "sonst")
                ways[name] = {"go": "t", **({"when": flow.condition} if flow.condition is not None else {})}
            yield Supposed("choose", node.id, {"ways": ways})
        if node.element not in ELEMENTS or node.event not in ("", "none", "message", "timer") or node.attached_to:
            return
        waits = {"waits": node.message} if node.event == "message" and node.message else {}
        timer = {"timer": node.deadline} if node.event == "timer" else {}
        called = {"process": node.called} if node.called else {}
        said = {"says": said_of(node)} if said_of(node) else {}
        outs = tuple(f"weg_{number}" for number, _ in enumerate(flows, 1)) if len(flows) > 1 else ()
        yield Supposed("element", node.id, {"is": node.element, **said, **waits, **timer, **called}, outs)

    def _station(self, found: FoldedStation, targets: Targets) -> Plain:
        """The station as written; `targets` are its outs with the words that name where they lead."""
        one = found.supposed
        said: Plain = {one.kind: one.id, **one.says}
        if one.kind == "choose":
            said["ways"] = {
                name: {key: word for key, word in way.items() if key != "go"} | _led(targets[name])
                for name, way in one.says["ways"].items()
            }
        elif one.kind == "group":
            row = GroupRow(self.definition, self.found, found, self._station).stations()
            late = [
                {**each, **({"go": targets[f"{LATE}_{number}"]} if "go" in each else {})}
                for number, each in enumerate(one.says.get("late", ()), 1)
            ]
            said = {one.kind: one.id, "do": row, **({"late": late} if late else {})}
        elif one.outcomes:
            said["then"] = {name: targets[name] for name in one.outcomes if name in targets}
        if found.otherwise and one.kind != "consult":
            said["ids"] = dict(found.otherwise)
        names = {part: self.names[key] for part, key in found.ids.items() if key in self.names}
        return said | ({"names": names} if names else {})
