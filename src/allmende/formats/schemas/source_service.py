"""service.yaml as authors write it. What process and decisions say (deadlines of a pattern, fees, grounds) is not repeated here."""

from __future__ import annotations

from allmende.formats.schemas.base import Complain, Schema
from allmende.formats.schemas.service import DEADLINE, PARAMETER, PARTY, RECIPIENT, REPRESENTED, REPRESENTED_BY, SERVICE
from allmende.formats.schemas.shapes import Either, FlagShape, Key, ListOf, MapOf, NumberShape, Record, WholeShape
from allmende.formats.schemas.source_form import VARIANTS as ONLY_VARIANTS
from allmende.formats.schemas.words import ID, LEVEL, LINE, SLUG
from allmende.formats.yaml import YamlNode

SPELLED_OTHERWISE = frozenset(
    (
        *("trust_level", "account", "payment", "automatic_decision", "parameters", "tariffs", "deadlines"),
        *("applicants", "refusal_grounds", "decided", "processes"),
    )
)
"""Keys of the exchange form that authors write in another way, or that other files of the source say."""

_RECIPIENTS = ListOf(Record((*RECIPIENT.keys, Key("only", ONLY_VARIANTS)), title="Recipient"))
SAME = tuple(
    Key(key.name, _RECIPIENTS) if key.name == "recipients" else key
    for key in SERVICE.keys
    if key.name not in SPELLED_OTHERWISE
)
_ACCOUNT = next(key for key in SERVICE.keys if key.name == "account")

APPLICANT = Record(
    (
        Key("level", LEVEL, required=True),
        _ACCOUNT,
        Key("min", WholeShape(0, 50)),
        Key("max", WholeShape(1, 50)),
        Key("answers", ListOf(ID, least=1, most=50)),
        Key("represented_by", REPRESENTED_BY),
        Key("represented", REPRESENTED),
        Key("acts_from", WholeShape(7, 18)),
    ),
    title="Applicant",
)
OTHER_PARTY = Record(
    tuple(
        Key(key.name, key.shape, required=key.name in ("who", "rows", "decided"))
        for key in PARTY.keys
        if key.name in ("who", "rows", "decided", "represented", "confirms")
    ),
    title="Party",
)


class Parties(MapOf):
    """Roles by id: `applicant`, who sends the application, and those of whom each row of a group is one."""

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, dict):
            super().check(node, complain)
            return
        others = {key: item for key, item in node.value.items() if key != "applicant"}
        super().check(YamlNode(others, node.place, node.keys), complain)
        Record((Key("applicant", APPLICANT, required=True),)).check(
            YamlNode({key: item for key, item in node.value.items() if key == "applicant"}, node.place, node.keys),
            complain,
        )

    def schema(self) -> Schema:
        return {**super().schema(), "properties": {"applicant": APPLICANT.schema()}, "required": ["applicant"]}


SOURCE_PARAMETER = Record(
    (
        *(key for key in PARAMETER.keys if key.name not in ("id", "required")),
        Key("needed", FlagShape(), required=True),
        Key("only", ONLY_VARIANTS),
    ),
    title="Parameter",
)
SOURCE_DEADLINE = Record(
    (*(key for key in DEADLINE.keys if key.name != "id"), Key("fixed", FlagShape())), title="Deadline"
)

OWN = (
    Key("parties", Parties(OTHER_PARTY, ID), required=True),
    Key("parameters", MapOf(SOURCE_PARAMETER, ID)),
    Key("deadlines", MapOf(SOURCE_DEADLINE, ID)),
)
NAMES = Key("names", MapOf(Either((WholeShape(), NumberShape(), LINE)), ID))

VARIANT = Record(
    (NAMES, *(Key(key.name, key.shape) for key in (*SAME, *OWN) if key.name != "id")),
    title="Variant",
)
VARIANTS = MapOf(VARIANT, SLUG)

SOURCE_SERVICE = Record((*SAME, *OWN, Key("variants", VARIANTS)), title="service.yaml of a source")
