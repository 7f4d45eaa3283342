"""examples.yaml and _cast/*.yaml of the source form. What a verb may say is taken from the exchange form."""

from __future__ import annotations

from collections.abc import Iterator

from allmende.domain.values import Text
from allmende.formats.schemas.base import Complain, Schema
from allmende.formats.schemas.example import ACTION, EXAMPLE, EXPECT, FILES, VALUES
from allmende.formats.schemas.shapes import (
    Either,
    FlagShape,
    Key,
    ListOf,
    MapOf,
    NothingShape,
    OneOfShape,
    Record,
    Shape,
    WholeShape,
    WordShape,
)
from allmende.formats.schemas.words import ID, LINE, PATH, PROSE, SLUG, VALUE
from allmende.formats.yaml import YamlNode

EXPECTED = {"station": "task", "letter": "notice", "letters": "notices", "stored": "answers"}
"""Expectations by their name in the source and in the exchange form. All others have the same name in both."""

MESSAGES = {
    "withdraw": "withdrawn",
    "open_letter": "letter_opened",
    "hand_in": "handed_in",
    "confirm": "confirmed",
    "decline": "declined",
    "sign": "signed",
}
"""What a citizen does at any time, at no station, and what the exchange form calls the message."""

_VERBS: dict[str, Shape] = {option.keys[0].name: option.keys[0].shape for option in ACTION.options}  # type: ignore[attr-defined]
_CLASSIC = {key: name for name, key in EXPECTED.items()}


def _keys(shape: Shape, without: tuple[str, ...] = ()) -> Iterator[Key]:
    yield from (key for key in shape.keys if key.name not in without)  # type: ignore[attr-defined]


def _example(name: str) -> Shape:
    return next(key.shape for key in EXAMPLE.keys if key.name == name)


WAIT = WordShape(r"[0-9]{1,4}[hdwmy]|[0-9]{4}-[0-9]{2}-[0-9]{2}", Text.named("formats.schemas.source_examples.wait"))
POINT = Record(tuple(Key(_CLASSIC.get(key.name, key.name), key.shape) for key in _keys(EXPECT)))
ACT = Record((*_keys(_VERBS["act"], without=("as", "task")), Key("reference", LINE), Key("text", PROSE)))
"""What a person chose and wrote; `reference` and `text` where another city answers a hand-over."""
REPLY = Record((Key("answers", VALUES), *_keys(_VERBS["message"], without=("name", "values"))))
WORDS = ("submit", "pay", *MESSAGES)
STATION = WordShape(r"[a-z][a-z0-9_]*(?:\.[1-9][0-9]?)?", Text.named("formats.schemas.source_examples.station"))
POINT_NAME = WordShape(
    r"[a-z][a-z0-9_]*(?:\.[1-9][0-9]?(?: [a-z][a-z0-9_]*)?)?",
    Text.named("formats.schemas.source_examples.point"),
)
_ACTS = Either((ACT, REPLY, LINE))
OF_PARTY = Either((MapOf(_ACTS, ID), OneOfShape(WORDS)))
"""What is done in one person's case where several applied together."""


class Acts(MapOf):
    """An act by its station; under a person (`angehoerige.1`), what is done in her case."""

    def check(self, node: YamlNode, complain: Complain) -> None:
        for key, item in node.value.items() if isinstance(node.value, dict) else ():
            self.key.check(YamlNode(key, node.keys.get(key, node.place)), complain)
            (OF_PARTY if "." in key else self.item).check(item, complain)

    def schema(self) -> Schema:
        return {**super().schema(), "additionalProperties": {"anyOf": [self.item.schema(), OF_PARTY.schema()]}}


STORY = ListOf(Either((Acts(_ACTS, STATION), OneOfShape(WORDS))), most=200)
PAY = next(key.shape for key in _keys(_VERBS["pay"]))
UPLOADS = MapOf(FILES, PATH)
CHANGES = (Key("answers", VALUES), Key("uploads", MapOf(Either((FILES, NothingShape())), PATH)), Key("person", ID))
FORM = tuple(
    key for key in POINT.keys if key.name in ("problems", "missing", "visible", "hidden", "stored", "fee", "lines")
)
ONLY = Either((ListOf(SLUG, least=1), SLUG))

PLAYED = Record(
    (
        Key("title", LINE, required=True),
        Key("today", _example("today"), required=True),
        Key("city", _example("city")),
        Key("identity", Either((Record((Key("like", ID), *_keys(_example("applicant")))), ID))),
        Key("person", ID),
        Key("language", _example("language")),
        Key("parameters", VALUES),
        Key("registers", MapOf(ListOf(Either((VALUES, ID))), ID)),
        Key("contests", _example("contests")),
        Key("answers", VALUES),
        Key("uploads", UPLOADS),
        Key("story", STORY),
        Key("expect", MapOf(POINT, POINT_NAME)),
        Key("steps", _example("steps")),  # the acts as the exchange form has them, where no story says them
        Key(
            "tries",
            ListOf(Record((*CHANGES, Key("only", ONLY), *FORM))),
        ),
    )
)
"""An example with everything its ancestors say."""

_OWN = (Key("like", ID), Key("abstract", FlagShape()), Key("only", ONLY), Key("set", VALUES))
_SAYS = tuple(Key(key.name, VALUE) for key in PLAYED.keys)
WRITTEN = Record((*_OWN, *_SAYS, Key("per", MapOf(Record((Key("set", VALUES), *_SAYS)), SLUG))))
"""An example as it stands in the file: the rest is its ancestors'. `null` takes away what they say."""

PERSON = MapOf(VALUE, ID)
"""`like`, `proves` (attribute → value) and what each register could know: `residents: {id: p1, …}`."""
IDENTITY = Record((Key("like", ID), *_keys(_example("applicant"))))

EXAMPLES = Record(
    (
        Key("cast", MapOf(PERSON, ID)),
        Key("identities", MapOf(IDENTITY, ID)),
        Key("examples", MapOf(WRITTEN, ID), required=True),
    ),
    title="examples.yaml",
)
CAST = Record(
    (
        Key("cast", ID, required=True),
        Key("version", WholeShape(1)),
        Key("people", MapOf(PERSON, ID), required=True),
        Key("identities", MapOf(IDENTITY, ID)),
    ),
    title="_cast/*.yaml",
)
