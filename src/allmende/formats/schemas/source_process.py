"""process.yaml of the thin form and the patterns it builds on: sections of stations, and the slots a service fills.

Every kind of station is a record whose first key is the kind and whose value is the station's id. Where a pattern leaves
something to the service, its value is `$name` of a slot; that is a word like any other, so one shape serves both.
"""

from __future__ import annotations

from allmende.domain.deadlines import PROCEDURE_LAWS, SERVED
from allmende.domain.package.properties.vocabularies import UNITS
from allmende.domain.values import Text
from allmende.formats.schemas.shapes import (
    Either,
    ExpressionShape,
    FlagShape,
    Key,
    ListOf,
    MapOf,
    NamedShape,
    OneOfShape,
    Record,
    Shape,
    WholeShape,
    WordShape,
)
from allmende.formats.schemas.source_form import VARIANTS
from allmende.formats.schemas.words import ID, LINE, LISTING, PROSE, VALUE

STATION = WordShape(r"[a-z][a-z0-9_]{0,44}", Text.named("formats.schemas.source_process.station"), 45)
"""Ids of the nodes made from a station begin with its id and may have 60 signs."""
NAME = WordShape(r"\$?[a-z][a-z0-9_]{0,59}", Text.named("formats.schemas.source_process.name"), 61)
TARGET = WordShape(r"(?:back )?[a-z][a-z0-9_]{0,59}", Text.named("formats.schemas.source_process.target"), 70)
DEADLINE = WordShape(r"deadline\.[a-z][a-z0-9_]*", Text.named("formats.schemas.source_process.deadline"), 80)
NAMED_PATTERN = WordShape(r"[a-z][a-z0-9_]*@[0-9]{1,4}", Text.named("formats.schemas.source_process.pattern"), 80)
QUERY = WordShape(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", Text.named("formats.schemas.source_process.query"), 120)
THEN = MapOf(TARGET, ID)
EVERYWHERE = (Key("duty", LINE), Key("only", VARIANTS), Key("ids", MapOf(ID, ID)), Key("names", MapOf(LINE, ID)))
"""`ids` and `names`: part of the act → what its element is called, where an older release or a drawing called it otherwise."""
CONDITION = Either((ExpressionShape(), FlagShape()))
INPUTS = Key("with", MapOf(ExpressionShape(), ID))

_SHARED = (Key("when", CONDITION), Key("subject", LINE), Key("share", Either((LISTING, LINE))), Key("remind", DEADLINE))
BODY: Shape = Either(
    (
        Record((Key("unit", ID, required=True), Key("when", CONDITION), Key("subject", LINE)), title="Unit"),
        Record((Key("body", ID, required=True), *_SHARED), title="Outside body"),
        Record((Key("city", ExpressionShape(), required=True), Key("as", ID, required=True), *_SHARED), title="City"),
    )
)
"""Who is asked for an opinion: a unit of the city, a body outside that the city names, another city of the commons."""

LATE = Record(
    (
        *(Key("at", DEADLINE, required=True), Key("remind", NAME), Key("raise", NAME), Key("when", CONDITION)),
        Key("go", TARGET),
    ),
    title="Late",
)
"""What happens when a deadline is over while the station is still open: somebody is told, or (a group) it ends."""
LATER = Key("late", ListOf(LATE, least=1))
LIMIT = Key("at_most", Record((Key("times", WholeShape(1, 9), required=True), Key("then", TARGET, required=True))))

SLOT_KINDS = (
    *("stations", "decision", "condition", "law", "role", "letter", "register_result", "list", "fields", "money"),
    *("words", "value"),
)

WAYS = ("portal", "post", "in_person", *SERVED)
"""How a station may ask for its letter to go."""

PROMISES = ("receipt", "withdrawal", "preview", "reasons", "remedy", "delivery", "mail", "period", "file", "close")
"""What the core does in every matter; a pattern lists what its services owe."""

ELEMENTS = (
    *("userTask", "serviceTask", "businessRuleTask", "callActivity", "endEvent", "intermediateCatchEvent"),
    *("exclusiveGateway", "parallelGateway", "eventBasedGateway"),
)
"""What an `element` may be: one element of a drawing that is no whole act."""

_MORE: dict[str, tuple[Key, ...]] = {
    "register": (Key("ask", QUERY, required=True), INPUTS, Key("as", ID), Key("four_eyes", FlagShape())),
    "check": (Key("table", NAME, required=True),),
    "choose": (Key("ways", MapOf(NamedShape("way", lambda: WAY), ID), required=True), Key("basis", LINE)),
    "collect": (
        *(Key("fee", NAME), Key("of", ID), Key("part", ExpressionShape()), Key("purpose", ExpressionShape())),
        *(Key("within", DEADLINE, required=True), Key("then", THEN, required=True)),
    ),
    "machine": (Key("table", NAME, required=True), Key("basis", LINE, required=True), Key("then", THEN, required=True)),
    "decide": (
        *(Key("by", NAME, required=True), Key("pick", NAME), Key("unit", ID), Key("due", DEADLINE)),
        *(Key("no_hearing", LINE), LATER, Key("then", THEN, required=True)),
    ),
    "task": (
        *(Key("by", NAME, required=True), Key("pick", NAME), Key("unit", ID), Key("due", DEADLINE)),
        *(LIMIT, LATER, Key("then", THEN, required=True)),
    ),
    "inspect": (
        *(Key("by", NAME, required=True), Key("unit", ID), Key("due", DEADLINE)),
        *(LIMIT, LATER, Key("then", THEN, required=True)),
    ),
    "ask": (
        *(Key("within", DEADLINE, required=True), Key("fields", Either((LISTING, LINE))), Key("message", ID)),
        *(LIMIT, Key("then", THEN, required=True)),
    ),
    "hear": (Key("within", DEADLINE, required=True), Key("then", THEN, required=True)),
    "second_look": (
        *(Key("by", NAME, required=True), Key("of", Either((LISTING, LINE)))),
        Key("then", THEN, required=True),
    ),
    "consult": (
        *(Key("of", Either((ListOf(BODY), LINE)), required=True), Key("within", DEADLINE)),
        Key("then", THEN, required=True),
    ),
    "letter": (Key("of", NAME, required=True), Key("fee", NAME), Key("channel", OneOfShape(WAYS))),
    "tell": (Key("message", ID, required=True),),
    "inform": (Key("of", Either((ListOf(VALUE), LINE)), required=True),),
    "refund": (Key("reason", LINE),),
    "enter": (Key("to", QUERY, required=True), INPUTS, Key("as", ID)),
    "assign": (Key("unit", ID, required=True),),
    "book": (Key("by", NAME, required=True), Key("purpose", LINE), Key("offer", ID), Key("within", DEADLINE)),
    "wait": (Key("until", ExpressionShape(), required=True),),
    "run": (Key("process", ID, required=True),),
    "group": (Key("do", ListOf(NamedShape("station", lambda: ANY_STATION), least=1), required=True), LATER),
    "together": (
        Key("parts", MapOf(ListOf(NamedShape("station", lambda: ANY_STATION), least=1), ID), required=True),
        Key("join", OneOfShape(("all",))),
    ),
    "hand_over": (
        *(Key("to", ExpressionShape(), required=True), Key("within", DEADLINE, required=True), Key("remind", DEADLINE)),
        *(Key("basis", LINE, required=True), Key("then", THEN, required=True)),
    ),
    "end": (Key("outcome", ID, required=True),),
    "element": (
        *(Key("is", OneOfShape(ELEMENTS), required=True), Key("says", MapOf(PROSE, ID)), Key("waits", ID)),
        *(Key("timer", ExpressionShape()), Key("process", ID), Key("then", THEN)),
    ),
}

STATIONS: dict[str, Record] = {
    **{
        kind: Record((Key(kind, STATION, required=True), *keys, *EVERYWHERE), title=kind)
        for kind, keys in _MORE.items()
    },
    "go": Record((Key("go", TARGET, required=True),), title="go"),
    "slot": Record((Key("slot", ID, required=True), Key("as", ID)), title="slot"),
}

ANY_STATION: Shape = Either(tuple(STATIONS.values()))
_STATION = NamedShape("station", lambda: ANY_STATION)
WAY: Shape = Either(
    (
        Record((Key("go", TARGET, required=True), Key("when", CONDITION))),
        Record((Key("do", ListOf(_STATION, least=1), required=True), Key("when", CONDITION))),
    )
)
SECTIONS = MapOf(ListOf(_STATION, least=1), ID)

_VARIANTS = Key("only", VARIANTS)
CHANGE = Either(
    (
        Record((Key("set", LINE, required=True), Key("to", VALUE, required=True), Key("because", LINE), _VARIANTS)),
        Record(
            (
                *(Key("add", OneOfShape(("station",)), required=True), Key("after", LINE), Key("before", LINE)),
                Key("station", _STATION, required=True),
                _VARIANTS,
            )
        ),
        Record((Key("omit", LINE, required=True), Key("because", LINE), _VARIANTS)),
    )
)

LENGTH: Shape = Either((WholeShape(1, 1_000), ExpressionShape()))
PERIOD = Record(
    (
        *(Key(unit, LENGTH) for unit in UNITS),
        Key("basis", LINE),
        Key("fixed", FlagShape()),
    ),
    title="Period",
    rivals=tuple(UNITS),
)

PATTERN_PERIOD = Record(
    (
        *(Key(unit, LENGTH) for unit in UNITS),
        Key("basis", Either((LINE, Record(tuple(Key(law, LINE) for law in PROCEDURE_LAWS))))),
        Key("fixed", FlagShape()),
    ),
    title="Period of a pattern",
    rivals=tuple(UNITS),
)
"""`basis` by procedure law, where the laws have norms of their own."""

PROCESS = Record(
    (
        Key("id", LINE),  # of the drawn process, where it is not the service's
        Key("pattern", NAMED_PATTERN),
        Key("fill", MapOf(VALUE, ID)),
        Key("change", ListOf(CHANGE)),
        Key("deadlines", MapOf(PERIOD, ID)),
        Key("sections", SECTIONS),
    ),
    title="process.yaml",
)

SLOT = Record(
    (
        Key("kind", OneOfShape(SLOT_KINDS), required=True),
        Key("usual", VALUE, exact=True),
        Key("allow", ListOf(OneOfShape(tuple(STATIONS)))),
        Key("gives", Either((LISTING, LINE))),
        Key("meaning", LINE, required=True),
    ),
    title="Slot",
)

_HEAD = (
    Key("pattern", ID, required=True),
    Key("version", WholeShape(1, 9999), required=True),
    Key("fits", LINE, required=True),
    Key("procedure_law", ListOf(OneOfShape(PROCEDURE_LAWS), least=1), required=True),
    Key("slots", MapOf(SLOT, ID), required=True),
    Key("deadlines", MapOf(PATTERN_PERIOD, ID)),
    Key("owes", ListOf(OneOfShape(PROMISES)), required=True),
    Key("texts", MapOf(VALUE), required=True),
)
PATTERN_HEAD = Record(_HEAD)
PATTERN = Record((*_HEAD, Key("sections", SECTIONS, required=True)), title="_patterns/*.yaml")
