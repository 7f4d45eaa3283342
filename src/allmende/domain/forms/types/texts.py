"""Words as people write them: one line, several lines."""

from __future__ import annotations

from dataclasses import replace

from allmende.domain.forms.types.field_type import Field, FieldType, LineControl
from allmende.domain.forms.types.pasted import LINE, Pasted
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Text


def _sized(field: Field) -> FieldType:
    """As wide as what may be typed."""
    most = field.max_length or 0
    width = 6 if 0 < most <= 8 else 10 if 0 < most <= 20 else 0
    return replace(_TEXT, line=LineControl(width=width, prose=True)) if width else _TEXT


_TEXT = FieldType(
    id="text",
    words=Text.named("forms.types.texts.text"),
    order=10,
    line=LineControl(prose=True),
    pasted=LINE,
    latin=True,
    takes=frozenset({"max_length", "pattern"}),
    max_length=250,
    asked_by_cities=True,
)
TYPES = (
    replace(_TEXT, variant=_sized),
    FieldType(
        id="textarea",
        words=Text.named("forms.types.texts.types"),
        order=10,
        control="lines",
        pasted=Pasted(clean_lines),
        takes=frozenset({"max_length"}),
        max_length=4_000,
        asked_by_cities=True,
    ),
)
