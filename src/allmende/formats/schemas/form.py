"""form.yaml and services/_blocks/*.yaml."""

from __future__ import annotations

from dataclasses import replace

from allmende.formats.schemas.properties import DOCUMENTS, record_of
from allmende.formats.schemas.shapes import Either, Key, ListOf, MapOf, NamedShape, Record, Shape, WholeShape
from allmende.formats.schemas.words import ID, LINE, PROSE

DOCUMENTS["fields"] = NamedShape("fields", lambda: FIELDS)
FIELD = record_of("field")
DOCUMENTS["settings"] = MapOf(
    Record(tuple(replace(key, required=False, drop=None, exact=True) for key in FIELD.keys)), ID
)
USE = record_of("use")
FIELDS: Shape = ListOf(Either((USE, FIELD)), most=200)
STEP = record_of("step")
FORM = Record((Key("steps", ListOf(STEP, least=1, most=50), required=True),), title="form.yaml")

TEXT_TREE: Shape = MapOf(Either((NamedShape("texts", lambda: TEXT_TREE), ListOf(LINE), PROSE)))

BLOCK_TEXTS = Record((Key("de", TEXT_TREE, required=True), Key("en", TEXT_TREE), Key("de-leicht", TEXT_TREE)))

BLOCK = Record(
    (
        Key("id", ID, required=True),
        Key("version", WholeShape(1, 9999), required=True),
        Key("fields", FIELDS, required=True),
        Key("texts", BLOCK_TEXTS, required=True),
    ),
    title="services/_blocks/*.yaml",
)
