"""service.yaml and the process.yaml of shared processes."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.package.decision_data import DECIDED_TYPES, DECIDING, STATED_TYPES
from allmende.domain.package.properties import KINDS
from allmende.domain.values import Text
from allmende.formats.schemas.properties import BOUND, DOCUMENTS, VALUE, keys_of, record_of
from allmende.formats.schemas.shapes import (
    Complain,
    DayShape,
    Either,
    ExpressionShape,
    FlagShape,
    Key,
    ListOf,
    OneOfShape,
    Record,
    WholeShape,
)
from allmende.formats.schemas.words import BOTH, ID, LINE, OPTION
from allmende.formats.yaml import YamlNode


class Dated(Record):
    """A value with its time. `valid_to` is the first day on which it no longer holds, so it lies after `valid_from`."""

    def check(self, node: YamlNode, complain: Complain) -> None:
        super().check(node, complain)
        said = node.value if isinstance(node.value, Mapping) else {}
        begins, ends = said.get("valid_from"), said.get("valid_to")
        if (
            begins
            and ends
            and DayShape().fits(begins)
            and DayShape().fits(ends)
            and str(ends.value) <= str(begins.value)
        ):
            words = Text.named("formats.schemas.service.period", ends=ends.value, begins=begins.value)
            complain("shape.period", words, ends.place)


TARIFF = Dated(keys_of(KINDS["amount"].properties))
DATED = Dated((Key("value", VALUE, required=True), *TARIFF.keys[1:]))
PROPOSAL = Key("value", Either((FlagShape(), ExpressionShape())))

STATE = Record(
    (
        Key("id", ID, required=True),
        Key("type", OneOfShape(STATED_TYPES), required=True),
        PROPOSAL,
        Key("check", ExpressionShape()),
        Key("print", FlagShape(), drop=True),
    ),
    title="Statement",
)

DECIDED = Record(
    (
        Key("id", ID, required=True),
        Key("outcome", OneOfShape(DECIDING), required=True),
        Key("type", OneOfShape(DECIDED_TYPES), required=True),
        Key("when", ExpressionShape()),
        Key("needed", FlagShape(), drop=False),
        PROPOSAL,
        Key("check", ExpressionShape()),
        Key("options", ListOf(OPTION, least=1, most=300)),
        Key("minimum", BOUND),
        Key("maximum", BOUND),
        Key("basis", LINE),
        Key("reasons", ExpressionShape()),
        Key("less", FlagShape()),
    ),
    title="Decided",
)

REPRESENTED = Record(
    (
        Key("by", ID, required=True),
        Key("when", ExpressionShape(), required=True),
        Key("proof", ID, required=True),
    )
)
CONFIRMS = Record((Key("when", ExpressionShape(), required=True), Key("within", ID, required=True)))

REPRESENTED_BY = Record(
    tuple(
        Key(
            capacity,
            Record(
                (
                    Key("of", ID),
                    Key("by", ID),
                    Key("address", ID),
                    Key("proof", ID, required=capacity != "officer"),
                    Key("when", ExpressionShape()),
                    Key("without", ListOf(OneOfShape(("withdraw",)), least=1)),
                )
            ),
        )
        for capacity in ("proxy", "guardian", "officer")
    ),
    title="RepresentedBy",
)

RECIPIENT = Record(
    (
        Key("id", ID, required=True),
        Key("name", BOTH, required=True),
        Key("data", BOTH, required=True),
        Key("basis", LINE, required=True),
    ),
    title="Recipient",
)

DOCUMENTS |= {
    "amounts": ListOf(TARIFF, least=1),
    "stated": ListOf(STATE, least=1, most=20),
    "decided": ListOf(DECIDED, least=1, most=50),
    "recipients": ListOf(RECIPIENT),
    "represented_by": REPRESENTED_BY,
    "represented": REPRESENTED,
    "confirms": CONFIRMS,
}
PARAMETER, DEADLINE, PARTY = record_of("parameter"), record_of("deadline"), record_of("applicant")
SERVICE = record_of("service", "service.yaml")

SHARED_PROCESS = Record(
    (
        Key("id", ID, required=True),
        Key("version", WholeShape(1, 9999), required=True),
        Key("legal_basis", ListOf(LINE)),
    ),
    title="services/_processes/*/process.yaml",
)
