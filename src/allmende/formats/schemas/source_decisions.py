"""decisions.yaml of the thin form: names, tariffs, grounds, decided data, and every other key is a decision.

names       name → FEEL expression
tariffs     tariff → amounts, newest first
grounds     ground → norm, condition, what must be stated
decided     outcome → datum → type, value, checks
other keys  a table (`hit inputs rows`) or one expression (`is`)
"""

from __future__ import annotations

from allmende.domain.values import Text
from allmende.formats.schemas.properties import BOUND
from allmende.formats.schemas.shapes import (
    AmountShape,
    Complain,
    DayShape,
    Either,
    ExpressionShape,
    FlagShape,
    Key,
    ListOf,
    MapOf,
    OneOfShape,
    Record,
    Schema,
    Shape,
    WordShape,
)
from allmende.formats.schemas.source_form import VARIANTS
from allmende.formats.schemas.words import ID, LINE, OPTION, PROSE, STATUS
from allmende.formats.yaml import YamlNode

HITS = {
    "unique": ("UNIQUE", ""),
    "any": ("ANY", ""),
    "first": ("FIRST", ""),
    "priority": ("PRIORITY", ""),
    "rule order": ("RULE ORDER", ""),
    "output order": ("OUTPUT ORDER", ""),
    "collect": ("COLLECT", ""),
    "collect sum": ("COLLECT", "SUM"),
    "collect min": ("COLLECT", "MIN"),
    "collect max": ("COLLECT", "MAX"),
    "collect count": ("COLLECT", "COUNT"),
}
"""How `hit` is written → hit policy and aggregation of DMN."""

FINDINGS, FEE_LINES = "findings", "fee_lines"
TYPES = (
    *("Any", "string", "number", "boolean", "date", "time", "date and time"),
    *("days and time duration", "years and months duration"),
)
"""FEEL types a decision may give, as DMN spells them."""

FEEL = Either((FlagShape(), ExpressionShape()))

ONLY = Key("only", VARIANTS)
"""For which variants it stands; resolved before anything is read here."""

_SHARED = (
    Key("basis", LINE),
    Key("status", STATUS),
    Key("source", LINE),
    Key("note", LINE),
    Key("checked", DayShape()),
    ONLY,
)

TARIFF = Record(
    (
        Key(
            "values",
            ListOf(
                Record(
                    (
                        Key("from", DayShape(), required=True),
                        Key("until", DayShape()),
                        Key("amount", AmountShape(negative=False), required=True),
                        *_SHARED,
                    )
                ),
                least=1,
            ),
            required=True,
        ),
        *_SHARED,
    ),
    title="Tariff",
)

STATE = Record(
    (Key("type", ID, required=True), Key("value", FEEL), Key("check", FEEL), Key("print", FlagShape()), ONLY),
    title="State",
)

GROUND = Record(
    (
        Key("basis", LINE, required=True),
        Key("fits", ExpressionShape(), required=True),
        Key("judged", FlagShape()),
        Key("discretion", FlagShape()),
        Key("unauthorised", FlagShape()),
        Key("state", MapOf(STATE, ID), required=True),
        ONLY,
    ),
    title="Ground",
)

DATUM = Record(
    (
        Key("type", ID, required=True),
        Key("when", FEEL),
        Key("needed", FlagShape()),
        Key("value", FEEL),
        Key("check", FEEL),
        Key("options", ListOf(OPTION, least=1)),
        Key("minimum", BOUND),
        Key("maximum", BOUND),
        Key("basis", LINE),
        Key("reasons", FEEL),
        Key("less", FlagShape()),
        ONLY,
    ),
    title="Datum",
)


class _Cell(Shape):
    """A cell: what it may hold depends on its column."""

    def fits(self, node: YamlNode) -> bool:
        return True

    def check(self, node: YamlNode, complain: Complain) -> None:
        if isinstance(node.value, dict):
            complain("shape.kind", Text.named("formats.schemas.source_decisions.cell"), node.place)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean", "null", "array"]}


TABLE = Record(
    (
        Key("hit", OneOfShape(tuple(HITS)), required=True),
        Key("about", PROSE, required=True),
        Key("gives", Either((ListOf(OPTION, least=1), OneOfShape((FINDINGS, FEE_LINES, *TYPES)))), required=True),
        Key("basis", LINE),
        Key("inputs", MapOf(FEEL, ID), required=True),
        Key("rows", MapOf(MapOf(_Cell(), ID), ID), required=True),
        ONLY,
    ),
    title="Table",
)

EXPRESSION = Record(
    (
        Key("is", FEEL, required=True),
        Key("about", PROSE, required=True),
        Key("gives", Either((ListOf(OPTION, least=1), OneOfShape((FINDINGS, FEE_LINES, *TYPES)))), required=True),
        ONLY,
    ),
    title="Expression",
)

DECISION = Either((EXPRESSION, TABLE))

PARTS: dict[str, Shape] = {
    "names": MapOf(FEEL, ID),
    "tariffs": MapOf(TARIFF, ID),
    "grounds": MapOf(GROUND, ID),
    "decided": MapOf(
        MapOf(DATUM, ID), WordShape("granted|partly|refused", Text.named("formats.schemas.source_decisions.outcome"))
    ),
}


def shape_of(key: str) -> Shape:
    """The shape of what stands under a top key of decisions.yaml."""
    return PARTS.get(key, DECISION)


class _Decisions(Shape):
    """The whole file."""

    name = Text.named("formats.schemas.shapes.mapping")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, dict)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, dict):
            complain("shape.kind", Text.named("formats.schemas.shapes.mapping_wanted"), node.place)
            return
        for key, item in node.value.items():
            ID.check(YamlNode(key, node.keys.get(key, node.place)), complain)
            shape_of(key).check(item, complain)

    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {key: shape.schema() for key, shape in PARTS.items()},
            "additionalProperties": DECISION.schema(),
        }


DECISIONS: Shape = _Decisions()
