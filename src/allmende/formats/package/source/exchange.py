"""The exchange form as values that can be compared and folded, however it came about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from allmende.domain.decisions import DecisionModel
from allmende.domain.decisions.model import DecisionNode, DecisionTable, LiteralExpression
from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Text
from allmende.formats import bpmn, dmn, yaml
from allmende.formats.package.kinds import shape_of
from allmende.formats.package.source.expand import Expanded
from allmende.formats.package.source.refusal import DoesNotFit
from allmende.formats.package.source.spelling import QUOTED

READ = re.compile(r"service\.yaml|form\.yaml|(?:notices|texts|examples|_blocks|_registers)/.+\.yaml")


@dataclass(frozen=True)
class Exchange:
    """The files of the exchange form: content of YAML files by path, the process, the decisions."""

    files: Mapping[str, Any]
    process: ProcessDefinition
    decisions: DecisionModel | None = None
    moved: Mapping[str, str] = field(default_factory=dict)

    def of(self, folder: str) -> dict[str, Any]:
        """The files of a folder by their names without folder and ending."""
        return {
            name.removeprefix(f"{folder}/").removesuffix(".yaml"): said
            for name, said in self.files.items()
            if name.startswith(f"{folder}/")
        }

    def blocks(self) -> dict[str, Any]:
        """The blocks by id."""
        return {str(block["id"]): block for block in self.of("_blocks").values()}


def of_files(files: Mapping[str, bytes]) -> Exchange:
    """Files as they are written. Error: `DoesNotFit` where one cannot be read."""
    process = bpmn.read(bpmn.drawn(files.get("process.bpmn", b""), "process.bpmn"), "process.bpmn")
    if not isinstance(process, ProcessDefinition):
        raise DoesNotFit(
            Text.named(
                "formats.package.source.exchange.process_unreadable", why=process[0].line if process else "process.bpmn"
            )
        )
    try:
        decisions = dmn.read(files["decisions.dmn"]) if "decisions.dmn" in files else None
    except dmn.DmnError as wrong:
        raise DoesNotFit(Text.named("formats.package.source.exchange.decisions_unreadable", why=wrong.words)) from wrong
    return Exchange(
        {name: _content(name, text) for name, text in files.items() if READ.fullmatch(name)}, process, decisions
    )


def of_expanded(expanded: Expanded) -> Exchange | None:
    """What a source expands to; None where it has no process."""
    if expanded.process is None:
        return None
    files = {name: _ordered(name, node.plain()) for name, node in expanded.nodes.items() if READ.fullmatch(name)}
    return Exchange(files, expanded.process, expanded.decisions, expanded.moved)


def _content(name: str, text: bytes) -> Any:
    node, problems = yaml.read(text, name)
    if node is None or problems:
        raise DoesNotFit(Text.named("formats.package.source.exchange.file_unreadable", name=name))
    return _ordered(name, node.plain())


def _ordered(name: str, value: Any) -> Any:
    shape = shape_of(name)
    return shape.ordered(value) if shape is not None else value


# ── the same meaning ──────────────────────────────────────────────────────────────────────────────


def same(exchange: Exchange, other: Exchange) -> bool:
    """Do both mean the same? Not compared: how the process is drawn, ids and labels of its arrows, the order of named entries."""
    return not list(differing(exchange, other))


def differing(exchange: Exchange, other: Exchange) -> list[str]:
    """Files that do not mean the same in both. Of blocks those count that `other` has, of registers those that both name."""
    names = [
        name
        for name in dict.fromkeys((*other.files, *exchange.files))
        if not name.startswith(("_blocks/", "_registers/"))
        or (name in other.files and (name in exchange.files or name.startswith("_blocks/")))
    ]
    found = [name for name in names if _meaning(name, exchange) != _meaning(name, other)]
    if _drawn(exchange.process) != _drawn(other.process):
        found.append("process.bpmn")
    if _ruled(exchange.decisions) != _ruled(other.decisions):
        found.append("decisions.dmn")
    return found


def _meaning(name: str, exchange: Exchange) -> Any:
    said = exchange.files.get(name)
    if name == "form.yaml" and said is not None:
        return {**said, "steps": [_step(step, exchange.blocks()) for step in said["steps"]]}
    if name == "service.yaml" and said is not None:
        return {**said, **_unordered(said)}
    if name.startswith("examples/") and said is not None:
        return {**said, "steps": _played(said["steps"], asked(exchange))}
    return said


def asked(exchange: Exchange) -> frozenset[str]:
    """The ids of all questions of the form, those of blocks as they are called in it."""
    found: list[str] = []
    for step in exchange.files["form.yaml"]["steps"]:
        for one in step["fields"]:
            if "use" not in one:
                found.append(one["id"])
                continue
            block = exchange.blocks().get(str(one["use"]).partition("@")[0], {})
            lead = f"{one['as']}_" if "as" in one else ""
            ids = [inner["id"] for inner in block.get("fields", ()) if "id" in inner]
            left = [key for key in ids if key in one.get("only", ids) and key not in one.get("omit", ())]
            found += [f"{lead}{key}" for key in left]
    return frozenset(found)


def as_asked(exchange: Exchange) -> Exchange:
    """The same without answers of examples to questions the form does not have."""
    fields = asked(exchange)
    files = dict(exchange.files)
    for name, said in exchange.files.items():
        if name.startswith("examples/"):
            steps = (_asked_step(step, fields) for step in said["steps"])
            files[name] = {**said, "steps": [step for step in steps if step is not None]}
    return replace(exchange, files=files)


def _asked_step(step: Mapping[str, Any], fields: frozenset[str]) -> Any:
    ((verb, said),) = step.items()
    if verb == "upload":
        return step if said["field"].partition(".")[0] in fields else None
    if verb != "fill":
        return step
    values = {key: value for key, value in said["values"].items() if key in fields}
    return {"fill": {**said, "values": values}} if values else None


def _played(steps: list[Any], fields: frozenset[str]) -> list[Any]:
    """The steps of an example. On which page an answer stands and who does a task follow from form and process.

    What nobody asks any more is not answered.
    """
    filled: dict[str, Any] = {}
    uploaded: dict[str, Any] = {}
    rest: list[Any] = []
    for step in steps:
        ((verb, said),) = step.items()
        if verb == "fill" and not rest:
            filled |= {key: value for key, value in said["values"].items() if key in fields}
        elif verb == "upload" and not rest:
            if said["field"].partition(".")[0] in fields:
                uploaded[said["field"]] = said["files"]
        else:
            rest.append({verb: {key: value for key, value in said.items() if key != "as"}} if verb == "act" else step)
    return [filled, uploaded, *rest]


def _unordered(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of a sheet whose order says nothing."""
    found: dict[str, Any] = {
        key: {one["id"]: one for one in sheet[key]} for key in ("deadlines", "parameters", "tariffs") if sheet.get(key)
    }
    grounds = (
        {"refusal_grounds": [_judged(one) for one in sheet["refusal_grounds"]]} if sheet.get("refusal_grounds") else {}
    )
    return found | grounds | ({"fixed": sorted(sheet["fixed"])} if sheet.get("fixed") else {})


def _judged(ground: Mapping[str, Any]) -> dict[str, Any]:
    """A ground without a condition is judged by a person, said or not."""
    return {key: value for key, value in ground.items() if key != "judged" or ground.get("when")}


def _step(step: Mapping[str, Any], blocks: Mapping[str, Any]) -> dict[str, Any]:
    return {**step, "fields": [_use(one, blocks) if "set" in one else one for one in step["fields"]]}


def _use(used: Mapping[str, Any], blocks: Mapping[str, Any]) -> dict[str, Any]:
    """`needed_to: submit` in `set` says nothing where the block's question is needed to submit anyway."""
    fields = blocks.get(str(used["use"]).partition("@")[0], {}).get("fields", ())
    late = {field.get("id") for field in fields if field.get("needed_to") == "decide"}
    return {
        **used,
        "set": {
            key: {k: v for k, v in change.items() if key in late or (k, v) != ("needed_to", "submit")}
            for key, change in used["set"].items()
        },
    }


def _drawn(process: ProcessDefinition) -> Any:
    nodes = {key: replace(node, line=0, default_flow=None, event_definitions=0) for key, node in process.nodes.items()}
    flows = Counter((flow.source, flow.target, flow.condition) for flow in process.flows)
    return process.id, {key: _plain_node(node) for key, node in nodes.items()}, flows, process.strangers


def _plain_node(node: FlowNode) -> FlowNode:
    return replace(node, options=dict(node.options), name=" ".join((node.name or node.id).split()))


def _ruled(model: DecisionModel | None) -> dict[str, Any]:
    """Name → what is decided and how. Ids, labels of columns and what a decision requires follow from it."""
    return {decision.variable.name: _decided(decision) for decision in model.decisions} if model is not None else {}


def _decided(decision: DecisionNode) -> Any:
    said = " ".join((decision.extra.description or decision.question).split())
    table = decision.expression
    if isinstance(table, LiteralExpression):
        answers = [word.strip() for word in decision.allowed_answers.split(",") if word.strip()]
        return said, decision.variable.type_ref or "Any", answers, table.text.strip()
    if not isinstance(table, DecisionTable):
        return said, table
    columns = [clause.expression.text.strip() for clause in table.inputs]
    outputs = [(output.name, output.values.text if output.values else "") for output in table.outputs]
    rules = [
        (
            [_spaced(cell.text) for cell in rule.tests],
            [result.text.strip() for result in rule.results],
            "; ".join(filter(None, (rule.extra.description, *rule.annotations))),
        )
        for rule in table.rules
    ]
    return said, table.hit_policy, table.aggregation, columns, outputs, rules


def _spaced(cell: str) -> str:
    """The cell with one space behind every comma that stands in no text."""
    parts = QUOTED.split(" ".join(cell.split()))
    return "".join(part if number % 2 else re.sub(r" ?, ?", ", ", part) for number, part in enumerate(parts))
