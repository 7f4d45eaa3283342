"""examples/*.yaml."""

from __future__ import annotations

from allmende.domain.package.properties.vocabularies import TASK_KINDS
from allmende.domain.values import Text
from allmende.formats.schemas.properties import DOCUMENTS
from allmende.formats.schemas.shapes import (
    AmountShape,
    DayShape,
    Either,
    FlagShape,
    Key,
    ListOf,
    MapOf,
    OneOfShape,
    Record,
    WholeShape,
    WordShape,
)
from allmende.formats.schemas.words import ID, LEVEL, LINE, OPTION, PATH, PROSE, SLUG, VALUE

STATUSES = (
    "draft",
    "received",
    "waiting_for_payment",
    "waiting_for_clerk",
    "waiting_for_applicant",
    "waiting",
    "closed",
)
VALUES = MapOf(VALUE, ID)
FILES = ListOf(
    Either((Record((Key("name", LINE, required=True), Key("type", LINE), Key("size", WholeShape(0)))), LINE)), least=1
)
MOMENT = WordShape(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2})?", Text.named("formats.schemas.example.moment")
)
LATER = WordShape(
    r"\+[0-9]{1,4}[hdwmy]|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2})?",
    Text.named("formats.schemas.example.later"),
)
MANY = Either((ListOf(PROSE), PROSE))

EXPECT = Record(
    (
        Key("visible", ListOf(PATH)),
        Key("hidden", ListOf(PATH)),
        Key("problems", MapOf(LINE, PATH)),
        Key("answers", MapOf(VALUE, PATH)),
        Key("status", OneOfShape(STATUSES)),
        Key("fee", Either((WholeShape(0), AmountShape(), LINE))),
        Key("lines", Either((WholeShape(0), ListOf(ID)))),
        Key("task", ID),
        Key("outcome", ID),
        Key("ground", ID),
        Key("notice", ID),
        Key("notices", ListOf(ID)),
        Key("contains", MANY),
        Key("not_contains", MANY),
        Key("automatic", FlagShape()),
        Key("missing", ListOf(PATH)),
        Key("complete_on", Either((DayShape(), LINE))),
        Key("deadline", MapOf(Either((DayShape(), LINE)), ID)),
        Key("message", ID),
        Key("file", Either((FlagShape(), LINE))),
        Key("deleted", Either((FlagShape(), LINE))),
        Key("offered_to_archive", FlagShape()),
    )
)

ONE_PARTY = WordShape(r"[a-z][a-z0-9_]*\.[1-9][0-9]?", Text.named("formats.schemas.example.party"))
"""A role and the number of its row: whose case is meant, where several applied together."""

_ACT = Either(
    (
        Record(
            (
                Key(
                    "fill",
                    Record((Key("step", ID, required=True), Key("values", VALUES, required=True))),
                    required=True,
                ),
            )
        ),
        Record(
            (
                Key(
                    "upload",
                    Record((Key("field", PATH, required=True), Key("files", FILES, required=True))),
                    required=True,
                ),
            )
        ),
        Record((Key("submit", Record(()), required=True),)),
        Record(
            (
                Key(
                    "pay",
                    Record(
                        (
                            Key(
                                "result",
                                OneOfShape(
                                    (
                                        "paid",
                                        "failed",
                                        "cancelled",
                                        "late",
                                        "doubled",
                                        "too_little",
                                        "too_much",
                                        "charged_back",
                                    )
                                ),
                                required=True,
                            ),
                        )
                    ),
                    required=True,
                ),
            )
        ),
        Record(
            (
                Key(
                    "act",
                    Record(
                        (
                            Key("as", ID, required=True),
                            Key("task", ID, required=True),
                            Key("outcome", OPTION, required=True),
                            Key("ground", ID),
                            Key("grounds", ListOf(ID, least=1)),
                            Key("stated", MapOf(VALUES, ID)),
                            Key("decided", VALUES),
                            Key("weighing", PROSE),
                            Key("despite", PROSE),
                            Key("suggested", FlagShape(), drop=False),
                            Key("reason", PROSE),
                            Key("despite_missing", PROSE),
                            Key("fields", ListOf(PATH)),
                            Key("inspected_on", VALUE),
                            Key("values", VALUES),
                        )
                    ),
                    required=True,
                ),
            )
        ),
        Record(
            (
                Key(
                    "message",
                    Record(
                        (
                            Key("name", ID, required=True),
                            Key("values", VALUES),
                            Key("uploads", MapOf(FILES, PATH)),
                            Key("text", PROSE),
                        )
                    ),
                    required=True,
                ),
            )
        ),
        Record((Key("time", LATER, required=True),)),
        Record((Key("expect", EXPECT, required=True),)),
    )
)
_OF_PARTY = Record(
    (
        Key(
            "party",
            Record((Key("who", ONE_PARTY, required=True), Key("step", _ACT, required=True))),
            required=True,
        ),
    )
)
ACTION = Either((*_ACT.options, _OF_PARTY))

CONTESTED = Record(
    (
        *(Key(name, LINE) for name in ("title", "reference", "service", "outcome", "officer")),
        Key("issued_on", DayShape()),
        Key("notified_on", DayShape()),
        Key("until", DayShape()),
        Key("automatic", FlagShape()),
        Key("task_kind", OneOfShape(tuple(TASK_KINDS))),
    )
)
"""The letter an objection is about: what nobody types, because the objection begins there."""
EXAMPLE = Record(
    (
        Key("title", LINE, required=True),
        Key("today", MOMENT, required=True),
        Key("city", Either((ListOf(SLUG, least=1), SLUG))),
        Key(
            "applicant",
            Record(
                (Key("identity", LINE), Key("level", LEVEL), Key("account", FlagShape()), Key("attributes", VALUES))
            ),
        ),
        Key("language", OneOfShape(("de", "en"))),
        Key("parameters", VALUES),
        Key("registers", MapOf(VALUE, ID)),
        Key("contests", CONTESTED),
        Key("steps", ListOf(ACTION, least=1, most=200), required=True),
    ),
    title="examples/*.yaml",
)
DOCUMENTS["example"] = EXAMPLE
