"""_registers/*.yaml: a register as data. One shape for what authors write and for the exchange form."""

from __future__ import annotations

from allmende.domain.package.properties.vocabularies import PERSONAL_DATA
from allmende.domain.registers.spec import ACTS, KIND, SEVERITIES
from allmende.domain.registers.values import PERSON
from allmende.domain.values import Text
from allmende.formats.schemas.shapes import (
    Either,
    ExpressionShape,
    FlagShape,
    Key,
    ListOf,
    MapOf,
    OneOfShape,
    Record,
    WholeShape,
    WordShape,
)
from allmende.formats.schemas.words import BOTH, DURATION, ID, LINE, SLUG

TYPE = WordShape(KIND, Text.named("formats.schemas.register.type"), 40)
DRAW = WordShape(
    r"[^{}]*(?:\{(?:yy|yyyy)\}[^{}]*)?\{serial(?::0?[0-9]{1,2})?\}[^{}]*",
    Text.named("formats.schemas.register.draw"),
    60,
)
ASK = MapOf(TYPE, ID)
ASKED = MapOf(
    Either((TYPE, Record((Key("name", BOTH, required=True), Key("type", TYPE, required=True)), title="Asked"))), ID
)
OPTIONS_FROM = WordShape(r"street:[a-z][a-z0-9_]*", Text.named("formats.schemas.register.options_from"))
PATTERN = WordShape(longest=300)

ATTRIBUTE = Record(
    (
        Key("name", BOTH, required=True),
        Key("type", TYPE, required=True),
        Key("personal_data", OneOfShape(PERSONAL_DATA.keys()), required=True),
        Key("draw", DRAW),
        Key("options", MapOf(BOTH, ID)),
        Key("options_from", OPTIONS_FROM),
        Key("pattern", PATTERN),
        Key("pattern_text", BOTH),
        Key("max_length", WholeShape(1, 500)),
    ),
    title="Attribute",
)
_APPLIED = (Key("service", SLUG, required=True), Key("answers", MapOf(ExpressionShape(), ID)))
RENEW = Record(_APPLIED, title="Renewal")
ACT = Record((Key("name", BOTH, required=True), *_APPLIED), title="HolderAct")
HOLDING = Record(
    (
        *(Key(name, ID, required=True) for name in ("of", "from", "until", "number")),
        Key("name", ID),
        Key("control_list", ListOf(ID)),
        Key("control_by", ID),
        Key("control_shows", ListOf(ID)),
        Key("remind", ListOf(WholeShape(1, 999), least=1)),
        Key("keep", DURATION),
        Key("renew", RENEW),
        Key("acts", MapOf(ACT, ID)),
    ),
    title="Holding",
)
WHOSE = Record(
    (
        Key("person", Record(tuple(Key(part, ID, required=True) for part in PERSON))),
        Key("homes", ListOf(ID)),
        Key("guardians", ID),
        Key("ids", ID),
        Key("in", ID),
    ),
    title="Whose",
)
GIVEN = Record(
    (Key("name", BOTH), Key("type", TYPE, required=True), Key("is", ExpressionShape(), required=True)), title="Given"
)
SAYS = Record(
    (
        Key("when", ExpressionShape(), required=True),
        Key("severity", OneOfShape(SEVERITIES), required=True),
        Key("text", BOTH, required=True),
    ),
    title="Says",
)
CHECK = Record(
    (Key("check", ExpressionShape(), required=True), Key("text", BOTH, required=True), Key("at", ID)), title="Check"
)
QUERY = Record(
    (
        Key("by", Either((ListOf(ID, least=1), ID))),
        Key("ask", ASKED, required=True),
        Key("give", MapOf(GIVEN, ID), required=True),
        Key("usual_ask", MapOf(ExpressionShape(), ID)),
        Key("fits", ExpressionShape()),
        Key("exact", ExpressionShape()),
        Key("candidates", ListOf(ID)),
        Key("shows", ListOf(ID)),
        Key("opened_by", ID),
        Key("counted", FlagShape()),
        Key("ended", FlagShape()),
        Key("says", ListOf(SAYS)),
    ),
    title="Query",
)
WRITE = Record(
    (
        Key("act", OneOfShape(ACTS), required=True),
        Key("ask", ASK, required=True),
        Key("sets", MapOf(ID, ID)),
        Key("draws", ListOf(ID)),
        Key("gives", ListOf(ID)),
        Key("usual_ask", MapOf(ExpressionShape(), ID)),
    ),
    title="Write",
)
ROWS = Record((Key("more", ListOf(ID)), Key("read", MapOf(ExpressionShape(), ID))), title="Rows")

REGISTER = Record(
    (
        Key("register", ID, required=True),
        Key("version", WholeShape(1, 9999), required=True),
        Key("name", BOTH, required=True),
        Key("law", LINE, required=True),
        Key("held_by", OneOfShape(("city", "authority")), required=True),
        Key("unit", ID, required=True),
        Key("key", ID),
        Key("line", ExpressionShape()),
        Key("record", MapOf(ATTRIBUTE, ID), required=True),
        Key("holding", HOLDING),
        Key("whose", WHOSE),
        Key("checks", ListOf(CHECK)),
        Key("queries", MapOf(QUERY, ID), required=True),
        Key("writes", MapOf(WRITE, ID)),
        Key("rows", ROWS),
    ),
    title="_registers/*.yaml",
)
