"""form.yaml and _blocks/*.yaml as authors write them: the first key of a field is its type, its value the id."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from allmende.domain.deadlines import PROCEDURE_LAWS
from allmende.domain.forms import FIELD_TYPES
from allmende.domain.values import Text
from allmende.formats.schemas.base import Complain, Schema, did_you_mean
from allmende.formats.schemas.form import BLOCK, BLOCK_TEXTS, FIELD, USE
from allmende.formats.schemas.properties import CONDITION
from allmende.formats.schemas.shapes import (
    Either,
    ExpressionShape,
    Key,
    ListOf,
    MapOf,
    NamedShape,
    OneOfShape,
    Record,
    Shape,
    WordShape,
)
from allmende.formats.schemas.words import ID, OPTION, SLUG
from allmende.formats.yaml import YamlNode

SPELLED_OTHERWISE = frozenset(
    {
        *("id", "type", "required", "needed_to", "options", "default", "expression"),
        *("min_rows", "max_rows", "fields", "purpose"),
    }
)
"""Keys of the exchange form that authors write in another way, or that follow from other files."""

VARIANTS = Either((ListOf(SLUG, least=1), SLUG))
"""The variants a part belongs to."""


class Single(MapOf):
    """A mapping with one entry."""

    def check(self, node: YamlNode, complain: Complain) -> None:
        if isinstance(node.value, dict) and len(node.value) != 1:
            complain("shape.length", Text.named("formats.schemas.source_form.single"), node.place)
        super().check(node, complain)

    def schema(self) -> Schema:
        return {**super().schema(), "minProperties": 1, "maxProperties": 1}


NEED = Either(
    (
        Record((Key("submit", ExpressionShape(), required=True),)),
        Record((Key("decide", ExpressionShape(), required=True),)),
        OneOfShape(("submit", "decide", "none")),
    )
)
CHOICE = Either((Single(Record((Key("when", ExpressionShape()), Key("only", VARIANTS))), OPTION), OPTION))

_FIELDS = NamedShape("source_fields", lambda: FIELDS)

PROPERTIES = (
    Key("only", VARIANTS),
    Key("needed_to", NEED),
    Key("options", ListOf(CHOICE, least=1, most=300)),
    Key("default", CONDITION),
    Key("is", ExpressionShape()),
    Key("rows", WordShape(r"[0-9]{1,3} to [1-9][0-9]{0,2}", Text.named("formats.schemas.source_form.rows"))),
    Key("upload", ID),
    Key("fields", _FIELDS),
    *(key for key in FIELD.keys if key.name not in SPELLED_OTHERWISE),
)
CHANGES = tuple(key for key in PROPERTIES if key.name not in ("only", "fields"))


@dataclass(frozen=True)
class Headed(Shape):
    """A mapping whose first key is one of `heads`; its value is an id, the other keys are those of `body`."""

    heads: Collection[str]
    body: Record

    name = Text.named("formats.schemas.source_form.field")

    def fits(self, node: YamlNode) -> bool:
        return isinstance(node.value, dict)

    def check(self, node: YamlNode, complain: Complain) -> None:
        if not isinstance(node.value, dict) or not node.value:
            complain("shape.kind", self.wanted(), node.place)
            return
        head = next(iter(node.value))
        if head in self.heads:
            Record((Key(head, ID, required=True), *self.body.keys)).check(node, complain)
        else:
            said = Text.named("formats.schemas.source_form.head", word=head, near=did_you_mean(head, self.heads))
            complain("shape.head", said, node.keys.get(head, node.place))

    def schema(self) -> Schema:
        found = self.body.schema()
        found["properties"] = {**{head: ID.schema() for head in self.heads}, **found["properties"]}
        found["oneOf"] = [{"required": [head]} for head in self.heads]
        return found


SOURCE_USE = Record(
    (
        *(key for key in USE.keys if key.name != "set"),
        Key("set", MapOf(Record(CHANGES), ID)),
    ),
    title="Use",
)
SOURCE_FIELD = Headed(FIELD_TYPES, Record(PROPERTIES, title="Field"))

FIELDS: Shape = ListOf(Either((SOURCE_USE, SOURCE_FIELD)), most=200)

_LIMITS = tuple(key for key in FIELD.keys if key.name in ("accept", "max_size", "max_count"))
UPLOADS = MapOf(Record(_LIMITS), ID)

STEP = Either(
    (
        Record(
            (
                Key("fields", _FIELDS, required=True),
                Key("when", ExpressionShape()),
                Key("role", ID),
                Key("only", VARIANTS),
            )
        ),
        _FIELDS,
    )
)

SOURCE_FORM = Record(
    (Key("uploads", UPLOADS), Key("steps", MapOf(STEP, ID), required=True)), title="form.yaml of a source"
)

SOURCE_BLOCK = Record(
    (
        Key("block", ID, required=True),
        Key("uploads", UPLOADS),
        Key("fields", _FIELDS, required=True),
        *(key for key in BLOCK.keys if key.name in ("version", "texts")),
        Key("by_law", Record(tuple(Key(law, NamedShape("spoken", lambda: BLOCK_TEXTS)) for law in PROCEDURE_LAWS))),
    ),
    title="_blocks/*.yaml of a source",
)
