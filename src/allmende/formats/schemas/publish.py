"""The published JSON Schemas (draft 2020-12), made from the shapes the reader itself uses."""

from __future__ import annotations

import json
from pathlib import Path

from allmende.formats.schemas.city import CITY, OVERLAY, PARAMETERS, STREETS
from allmende.formats.schemas.example import EXAMPLE
from allmende.formats.schemas.form import BLOCK, BLOCK_TEXTS, FIELDS, FORM, TEXT_TREE
from allmende.formats.schemas.notice import NOTICE
from allmende.formats.schemas.register import REGISTER
from allmende.formats.schemas.service import SERVICE, SHARED_PROCESS
from allmende.formats.schemas.shapes import Schema, Shape
from allmende.formats.schemas.source_decisions import DECISIONS
from allmende.formats.schemas.source_examples import CAST, EXAMPLES
from allmende.formats.schemas.source_form import FIELDS as SOURCE_FIELDS
from allmende.formats.schemas.source_form import SOURCE_BLOCK, SOURCE_FORM
from allmende.formats.schemas.source_letters import ADDRESSEES, CLAUSE_BOOK, LETTERS, STANDARD_LETTER
from allmende.formats.schemas.source_process import ANY_STATION, PATTERN, PROCESS, WAY
from allmende.formats.schemas.source_service import SOURCE_SERVICE
from allmende.formats.schemas.source_shared import SHARED_SOURCE
from allmende.formats.schemas.source_texts import SOURCE_TEXTS

PUBLISHED: dict[str, tuple[Shape, str]] = {
    "service": (SERVICE, "service.yaml of a service package"),
    "form": (FORM, "form.yaml of a service package"),
    "notice": (NOTICE, "notices/*.yaml of a service package"),
    "texts": (TEXT_TREE, "texts/*.yaml of a service package"),
    "example": (EXAMPLE, "examples/*.yaml of a service package"),
    "block": (BLOCK, "services/_blocks/*.yaml"),
    "register": (REGISTER, "services/_registers/*.yaml"),
    "process": (SHARED_PROCESS, "services/_processes/*/process.yaml"),
    "source_service": (SOURCE_SERVICE, "service.yaml as authors write it"),
    "source_form": (SOURCE_FORM, "form.yaml as authors write it"),
    "source_block": (SOURCE_BLOCK, "_blocks/*.yaml as authors write them"),
    "source_decisions": (DECISIONS, "decisions.yaml as authors write it"),
    "source_letters": (LETTERS, "letters.yaml as authors write it"),
    "source_texts": (SOURCE_TEXTS, "texts/*.yaml as authors write them"),
    "source_examples": (EXAMPLES, "examples.yaml as authors write it"),
    "cast": (CAST, "_cast/*.yaml: people of examples"),
    "standard_letter": (STANDARD_LETTER, "_letters/*.yaml: letters that packages fill"),
    "addressees": (ADDRESSEES, "_letters/addressees.yaml"),
    "clauses": (CLAUSE_BOOK, "_clauses/*.yaml"),
    "source_process": (PROCESS, "process.yaml as authors write it"),
    "source_pattern": (PATTERN, "_patterns/*.yaml as authors write them"),
    "source_shared_process": (SHARED_SOURCE, "_processes/*.yaml as authors write them"),
    "city": (CITY, "cities/*/city.yaml"),
    "parameters": (PARAMETERS, "cities/*/parameters.yaml"),
    "streets": (STREETS, "cities/*/streets.yaml"),
    "overlay": (OVERLAY, "cities/*/overlays/*.yaml"),
}
DEFINITIONS: dict[str, Shape] = {
    "fields": FIELDS,
    "source_fields": SOURCE_FIELDS,
    "spoken": BLOCK_TEXTS,
    "station": ANY_STATION,
    "texts": TEXT_TREE,
    "way": WAY,
}


def schema_of(name: str) -> Schema:
    """One schema, complete in itself. Error: `KeyError`."""
    shape, title = PUBLISHED[name]
    body = shape.schema()
    body.pop("title", None)
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:allmende:schema:{name}:1",
        "title": title,
        **body,
    }
    needed = _references(json.dumps(schema))
    definitions: dict[str, Schema] = {}
    while needed - definitions.keys():
        for key in sorted(needed - definitions.keys()):
            definitions[key] = DEFINITIONS[key].schema()
        needed |= _references(json.dumps(definitions))
    if definitions:
        schema["$defs"] = dict(sorted(definitions.items()))
    return schema


def _references(text: str) -> set[str]:
    return {key for key in DEFINITIONS if f'"#/$defs/{key}"' in text}


def written(name: str) -> str:
    """The schema as the file in `schemas/` holds it."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n"


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """All schemas as `<folder>/<name>.schema.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in PUBLISHED:
        path = folder / f"{name}.schema.json"
        path.write_text(written(name), encoding="utf-8")
        paths.append(path)
    return tuple(paths)
