"""_registers/*.yaml: a register as data. One shape for what authors write and for the exchange form."""

from __future__ import annotations

from allmende.domain.registers.spec import ACTS, KIND
from allmende.formats.schemas.form import PERSONAL_DATA
from allmende.formats.schemas.shapes import Either, Feel, Key, ListOf, MapOf, OneOf, Record, Whole, Word
from allmende.formats.schemas.words import BOTH, ID, LINE

TYPE = Word(KIND, "ein Typ wie text, date, person, „list of plate“ oder „text or null“", 40)
DRAW = Word(
    r"[^{}]*(?:\{(?:yy|yyyy)\}[^{}]*)?\{serial(?::0?[0-9]{1,2})?\}[^{}]*", "ein Muster wie H{yy}{serial:05}", 60
)
ASK = MapOf(TYPE, ID)

ATTRIBUTE = Record(
    (
        Key("name", BOTH, required=True),
        Key("type", TYPE, required=True),
        Key("personal_data", OneOf(PERSONAL_DATA), required=True),
        Key("draw", DRAW),
    ),
    title="Attribute",
)
HOLDING = Record(
    (
        *(Key(name, ID, required=True) for name in ("of", "from", "until", "number")),
        Key("control_list", ListOf(ID)),
    ),
    title="Holding",
)
GIVEN = Record((Key("type", TYPE, required=True), Key("is", Feel(), required=True)))
QUERY = Record(
    (
        Key("by", Either((ListOf(ID, least=1), ID)), required=True),
        Key("ask", ASK, required=True),
        Key("give", MapOf(GIVEN, ID), required=True),
        Key("usual_ask", MapOf(Feel(), ID)),
    ),
    title="Query",
)
WRITE = Record((Key("act", OneOf(ACTS), required=True), Key("ask", ASK, required=True)), title="Write")

REGISTER = Record(
    (
        Key("register", ID, required=True),
        Key("version", Whole(1, 9999), required=True),
        Key("name", BOTH, required=True),
        Key("law", LINE, required=True),
        Key("held_by", OneOf(("city", "authority")), required=True),
        Key("unit", ID, required=True),
        Key("record", MapOf(ATTRIBUTE, ID), required=True),
        Key("holding", HOLDING, required=True),
        Key("queries", MapOf(QUERY, ID), required=True),
        Key("writes", MapOf(WRITE, ID), required=True),
    ),
    title="_registers/*.yaml",
)
