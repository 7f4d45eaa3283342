"""service.yaml as authors write it. What process and decisions say (deadlines of a pattern, fees, grounds) is not repeated here."""

from __future__ import annotations

from allmende.formats.schemas.service import DEADLINE, PARAMETER, SERVICE
from allmende.formats.schemas.shapes import Either, Flag, Key, MapOf, Number, Record, Whole
from allmende.formats.schemas.words import ID, LEVEL, LINE, SLUG

SPELLED_OTHERWISE = frozenset(
    (
        *("trust_level", "account", "payment", "automatic_decision", "parameters", "tariffs", "deadlines"),
        *("applicants", "refusal_grounds", "decided", "processes"),
    )
)
"""Keys of the exchange form that authors write in another way, or that other files of the source say."""

SAME = tuple(key for key in SERVICE.keys if key.name not in SPELLED_OTHERWISE)
_ACCOUNT = next(key for key in SERVICE.keys if key.name == "account")

APPLICANT = Record(
    (Key("level", LEVEL, required=True), _ACCOUNT, Key("min", Whole(0, 50)), Key("max", Whole(1, 50))),
    title="Applicant",
)
SOURCE_PARAMETER = Record(
    (
        *(key for key in PARAMETER.keys if key.name not in ("id", "required")),
        Key("needed", Flag(), required=True),
    ),
    title="Parameter",
)
SOURCE_DEADLINE = Record((*(key for key in DEADLINE.keys if key.name != "id"), Key("fixed", Flag())), title="Deadline")

OWN = (
    Key("parties", Record((Key("applicant", APPLICANT, required=True),)), required=True),
    Key("parameters", MapOf(SOURCE_PARAMETER, ID)),
    Key("deadlines", MapOf(SOURCE_DEADLINE, ID)),
)
NAMES = Key("names", MapOf(Either((Whole(), Number(), LINE)), ID))

VARIANT = Record(
    (NAMES, *(Key(key.name, key.shape) for key in (*SAME, *OWN) if key.name != "id")),
    title="Variant",
)
VARIANTS = MapOf(VARIANT, SLUG)

SOURCE_SERVICE = Record((*SAME, *OWN, Key("variants", VARIANTS)), title="service.yaml of a source")
