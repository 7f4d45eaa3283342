"""service.yaml and the process.yaml of shared processes."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.deadlines import PROCEDURE_LAWS
from allmende.domain.package.decision_data import DECIDED_TYPES, DECIDING, STATED_TYPES
from allmende.formats.schemas.form import BOUND
from allmende.formats.schemas.shapes import (
    Amount,
    Complain,
    Day,
    Either,
    Feel,
    Flag,
    Key,
    ListOf,
    MapOf,
    OneOf,
    Record,
    Whole,
    Word,
)
from allmende.formats.schemas.words import (
    BOTH,
    DURATION,
    ID,
    LEVEL,
    LINE,
    OPTION,
    PROSE,
    REMEDY,
    SLUG,
    STATUS,
    VALUE,
    VERSION,
)
from allmende.formats.yaml import Node

PARAMETER_TYPES = ("money", "integer", "decimal", "boolean", "text", "date", "choice", "choices", "options")
SLOTS = ("payment_account", "mailbox", "signing_key", "appointment_calendar", "specialist_system", "print_office")

_HOLDS = (
    Key("valid_from", Day(), required=True),
    Key("valid_to", Day()),
    Key("basis", LINE, required=True),
    Key("status", STATUS, required=True),
    Key("source", LINE),
    Key("checked", Day()),
    Key("note", LINE),
)


class Dated(Record):
    """A value with its time. `valid_to` is the first day on which it no longer holds, so it lies after `valid_from`."""

    def check(self, node: Node, complain: Complain) -> None:
        super().check(node, complain)
        said = node.value if isinstance(node.value, Mapping) else {}
        begins, ends = said.get("valid_from"), said.get("valid_to")
        if begins and ends and Day().fits(begins) and Day().fits(ends) and str(ends.value) <= str(begins.value):
            words = f"Der Wert endet ({ends.value}), bevor er beginnt ({begins.value}): „valid_to“ muss danach liegen."
            complain("shape.period", words, ends.place)


DATED = Dated((Key("value", VALUE, required=True), *_HOLDS))
TARIFF = Dated((Key("value", Amount(negative=False), required=True), *_HOLDS))

PARAMETER = Record(
    (
        Key("id", ID, required=True),
        Key("type", OneOf(PARAMETER_TYPES), required=True),
        Key("unit", LINE),
        Key("options", ListOf(OPTION, least=1)),
        Key("required", Flag(), required=True),
        Key("suggested", VALUE),
        Key("basis", LINE),
        Key("set_by", OneOf(("city", "state", "federal"))),
    ),
    title="Parameter",
)

PROPOSAL = Key("value", Either((Flag(), Feel())))

STATE = Record(
    (
        Key("id", ID, required=True),
        Key("type", OneOf(STATED_TYPES), required=True),
        PROPOSAL,
        Key("check", Feel()),
        Key("print", Flag(), drop=True),
    ),
    title="Statement",
)

GROUND = Record(
    (
        Key("id", ID, required=True),
        Key("legal_basis", LINE, required=True),
        Key("when", Feel()),
        Key("judged", Flag(), drop=False),
        Key("discretion", Flag(), drop=False),
        Key("state", ListOf(STATE, least=1, most=20)),
    ),
    title="Ground",
)

DECIDED = Record(
    (
        Key("id", ID, required=True),
        Key("outcome", OneOf(DECIDING), required=True),
        Key("type", OneOf(DECIDED_TYPES), required=True),
        Key("when", Feel()),
        Key("needed", Flag(), drop=False),
        PROPOSAL,
        Key("check", Feel()),
        Key("options", ListOf(OPTION, least=1, most=300)),
        Key("minimum", BOUND),
        Key("maximum", BOUND),
        Key("basis", LINE),
    ),
    title="Decided",
)

DEADLINE = Record(
    (
        Key("id", ID, required=True),
        *(Key(unit, Whole(1, 1_000)) for unit in ("days", "working_days", "weeks", "months")),
        Key("basis", LINE),
    ),
    title="Deadline",
)

RECIPIENT = Record(
    (
        Key("id", ID, required=True),
        Key("name", BOTH, required=True),
        Key("data", BOTH, required=True),
        Key("basis", LINE, required=True),
    ),
    title="Wer nach dem Gesetz Daten bekommen darf",
)

SERVICE = Record(
    (
        Key("id", SLUG, required=True),
        Key("version", VERSION, required=True),
        Key("leika", Word(r"99[0-9]{12}", 'ein LeiKa-Schlüssel wie "99108001001000" in Anführungszeichen', 14)),
        Key("audience", ListOf(OneOf(("citizen", "business", "staff")), least=1), required=True),
        Key("life_situation", ID, required=True),
        Key("legal_basis", ListOf(LINE, least=1), required=True),
        Key("trust_level", LEVEL, required=True),
        Key("account", OneOf(("none", "optional", "required")), required=True),
        Key("written_form", Flag(), drop=False),
        Key("automatic_decision", LINE),
        Key("payment", OneOf(("none", "before_decision", "with_notice")), required=True),
        Key("unit", ID, required=True),
        Key("procedure_law", OneOf(PROCEDURE_LAWS)),
        Key("remedy", REMEDY, required=True),
        Key("objection_excluded", LINE),
        Key(
            "remedy_exception",
            Record(
                (
                    Key("when", Feel(), required=True),
                    Key("remedy", REMEDY, required=True),
                    Key("basis", LINE, required=True),
                )
            ),
        ),
        Key("result", LINE),
        Key("parameters", ListOf(PARAMETER)),
        Key("slots", ListOf(OneOf(SLOTS))),
        Key(
            "tariffs",
            ListOf(Record((Key("id", ID, required=True), Key("values", ListOf(TARIFF, least=1), required=True)))),
        ),
        Key("deadlines", ListOf(DEADLINE)),
        Key(
            "applicants",
            ListOf(
                Record(
                    (
                        Key("id", ID, required=True),
                        Key("min", Whole(0, 50)),
                        Key("max", Whole(1, 50)),
                        Key("level", LEVEL),
                    )
                )
            ),
        ),
        Key("refusal_grounds", ListOf(GROUND)),
        Key("decided", ListOf(DECIDED, least=1, most=50)),
        Key("processes", MapOf(Whole(1, 9999), ID)),
        Key("file_plan", Word(r"[0-9]{1,2}(?:\.[0-9]{1,3}){0,4}", 'ein Aktenplanzeichen wie "03.4"'), required=True),
        Key(
            "retention",
            Record(
                (
                    Key("duration", DURATION, required=True),
                    Key("after", OneOf(("closing", "validity_end", "last_payment")), required=True),
                    Key("basis", LINE, required=True),
                    Key("status", STATUS, required=True),
                )
            ),
            required=True,
        ),
        Key(
            "fixed",
            ListOf(
                Word(
                    r"(?:field|step|deadline|service|text|notice|task)\.[a-z0-9_.]+",
                    "eine Stelle wie field.kennzeichen",
                )
            ),
        ),
        Key("related", ListOf(SLUG)),
        Key(
            "watch",
            Record(
                (
                    Key("owner", LINE, required=True),
                    Key("checked", Day(), required=True),
                    Key("check_every", DURATION, required=True),
                    Key("source", LINE, required=True),
                )
            ),
        ),
        Key("recipients", ListOf(RECIPIENT)),
        Key("note", PROSE),
    ),
    title="service.yaml",
)

SHARED_PROCESS = Record(
    (Key("id", ID, required=True), Key("version", Whole(1, 9999), required=True), Key("legal_basis", ListOf(LINE))),
    title="services/_processes/*/process.yaml",
)
