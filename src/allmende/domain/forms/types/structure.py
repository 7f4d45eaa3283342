"""What is no plain answer: uploads, notes, computed values and groups that repeat."""

from __future__ import annotations

from typing import Any

from allmende.domain.forms.types.field_type import Field, FieldType
from allmende.domain.forms.types.speaking import spoken
from allmende.domain.values import Text
from allmende.feel import ANY, NUMBER, STRING, ContextType, ListType

FILE = ContextType({"id": STRING, "name": STRING, "type": STRING, "size": NUMBER})


def _speak_files(field: Field, value: Any, language: str) -> str:
    return "\n".join(str(file["name"]) for file in value)


def _speak_rows(field: Field, value: Any, language: str) -> str:
    """A line for each row: its questions with their answers."""
    asked = [inner for inner in field.fields if inner.kind.control != "note"]
    return "\n".join(
        ", ".join(
            f"{inner.label.spoken(language)}: {spoken(inner, row[inner.id], language)}"
            for inner in asked
            if row.get(inner.id) is not None
        )
        for row in value
    )


TYPES = (
    FieldType(
        id="file",
        words=Text.named("forms.types.structure.types"),
        order=70,
        control="files",
        speak=_speak_files,
        feel=ListType(FILE),
        takes=frozenset({"accept", "max_size", "max_count"}),
        asked_by_cities=True,
    ),
    FieldType(
        id="information",
        words=Text.named("forms.types.structure.note_without_input"),
        order=80,
        control="note",
        feel=None,
        asked_by_cities=True,
    ),
    FieldType(
        id="computed",
        words=Text.named("forms.types.structure.is_calculated"),
        order=80,
        control="output",
        feel=ANY,
        takes=frozenset({"expression", "result", "options", "options_from"}),
    ),
    FieldType(
        id="group",
        words=Text.named("forms.types.structure.group_that_repeats"),
        order=80,
        control="rows",
        speak=_speak_rows,
        takes=frozenset({"min_rows", "max_rows"}),
    ),
)
