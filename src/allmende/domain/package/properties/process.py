"""process.bpmn and decisions.dmn: stations, ways, the drawing; single expressions and rows of tables."""

from __future__ import annotations

from allmende.domain.package.properties import vocabularies as words
from allmende.domain.package.properties.property import CLERKS, PartKind, Property
from allmende.domain.package.properties.sheet import ID
from allmende.domain.package.properties.types import ChoiceType, ExpressionType, LineType, ProseType, ValueType
from allmende.domain.values import Text

OPTION = "option "
TASK = Text.named("package.properties.process.task")
MORE = Text.named("package.properties.process.more")


def _station(
    name: str, label: Text, value: ValueType, *types: str, help: Text | None = None, asked: bool = True
) -> Property:
    return Property(name, label, value, help, group=TASK, types=types, noticed=CLERKS, asked=asked)


def _option(name: str, label: Text) -> Property:
    """What a station says besides, written as an option of its own; one table asks for all of them."""
    return _station(f"{OPTION}{name}", label, LineType(), asked=False)


# fmt: off
NODE = PartKind(
    Text.named("package.properties.process.node"),
    (
        _station("name", Text.named("package.properties.process.name"), LineType()),
        _station("action", Text.named("package.properties.process.action"), ChoiceType(words.ACTIONS), "serviceTask"),
        _station("role", Text.named("package.properties.process.role"), LineType(offers="roles"), "userTask"),
        _station("decision", Text.named("package.properties.process.decision"), LineType(offers="decisions"),
                 "serviceTask", "businessRuleTask"),
        _station("notice", Text.named("package.properties.process.notice"), LineType(offers="notices"), "serviceTask"),
        _station("message", Text.named("package.properties.process.message"), LineType(offers="messages"), "serviceTask", "sendTask",
                 "receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent"),
        _station("register", Text.named("package.properties.process.register"), LineType(offers="registers"), "serviceTask"),
        _station("deadline", Text.named("package.properties.process.deadline"), ExpressionType("matter"), "userTask", "intermediateCatchEvent", "boundaryEvent",
                 "receiveTask", help=Text.named("package.properties.process.expression_that_gives_moment")),
        _station("legal_basis", Text.named("package.properties.process.legal_basis"),
                 LineType(), "serviceTask"),
        _station("result", Text.named("package.properties.process.result"), LineType(ID.pattern), "serviceTask",
                 "businessRuleTask"),
        _option("outcomes", Text.named("package.properties.process.outcomes")),
        _option("due", Text.named("package.properties.process.due")),
        _option("text", Text.named("package.properties.process.text_of_message")),
        _option("purpose", Text.named("package.properties.process.purpose")),
        _option("amount", Text.named("package.properties.process.amount")),
        _option("outcome", Text.named("package.properties.process.outcome")),
        _option("reason", Text.named("package.properties.process.reason")),
        _option("unit", Text.named("package.properties.process.unit")),
        _option("fields", Text.named("package.properties.process.fields")),
        _option("channel", Text.named("package.properties.process.channel")),
        _option("adapter", Text.named("package.properties.process.adapter")),
        _option("record", Text.named("package.properties.process.record")),
        _option("choose", Text.named("package.properties.process.choose")),
        _option("reference", Text.named("package.properties.process.reference")),
        _option("offer", Text.named("package.properties.process.offer")),
        _option("until", Text.named("package.properties.process.until")),
    ),
)
FLOW = PartKind(
    Text.named("package.properties.process.flow"),
    (
        Property("name", Text.named("package.properties.process.label")),
        Property("condition", Text.named("package.properties.process.condition"), ExpressionType("matter", "boolean"),
                 Text.named("package.properties.process.empty_always_or_if_no_other_fits"), noticed=CLERKS),
    ),
)
PROCESS = PartKind(Text.named("package.properties.process.process"), technical=("drawing",))
DECISIONS = PartKind(Text.named("package.properties.process.decisions"), technical=("frame",))
TABLE = PartKind(Text.named("package.properties.process.table"))
RULE = PartKind(
    Text.named("package.properties.process.rule"), (Property("description", Text.named("package.properties.process.description"), ProseType(rows=2)),), technical=("more",)
)
LITERAL = PartKind(
    Text.named("package.properties.process.literal"),
    (Property("text", Text.named("package.properties.process.how_it_is_calculated"), ExpressionType("loose"), needed=True),),
)
TEXTS = PartKind(Text.named("package.properties.process.texts"))
TEXT = PartKind(Text.named("package.properties.process.text"), technical=("value",))
# fmt: on
KINDS = {
    "node": NODE,
    "flow": FLOW,
    "process": PROCESS,
    "decisions": DECISIONS,
    "table": TABLE,
    "rule": RULE,
    "literal": LITERAL,
    "texts": TEXTS,
    "text": TEXT,
    "package": PartKind(Text.named("package.properties.process.package")),
}
