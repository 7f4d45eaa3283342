"""An area in square metres."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from allmende.domain.forms.types.field_type import FieldType, LineControl
from allmende.domain.forms.types.numbers import NUMBERS, example_number, number, read_decimal
from allmende.domain.forms.types.pasted import Pasted
from allmende.domain.forms.types.refused import RefusedEntry, refuse
from allmende.domain.values import Text
from allmende.feel import NUMBER

UNIT = re.compile(r"\s*(?:m²|m2|qm|quadratmetern?|sq\.? ?m|square met(?:re|er)s?)\.?\Z", re.IGNORECASE)
AREA = refuse(
    "format",
    Text.named("forms.types.area.area"),
)


def read_area(entry: str) -> Decimal | RefusedEntry:
    """Square metres, with or without the unit; never less than none.

    >>> [str(read_area(text)) for text in ("12,5", "12,5 m²", "1.250 qm")]
    ['12.5', '12.5', '1250']
    """
    found = read_decimal(UNIT.sub("", entry))
    return AREA if isinstance(found, RefusedEntry) or found < 0 else found


def say_area(value: Any, language: str) -> str:
    """`12,5 m²`, `12.5 m²`. Error: `ArithmeticError` for what is no number."""
    return f"{number(Decimal(value), language)} m²"


TYPES = (
    FieldType(
        id="area",
        words=Text.named("forms.types.area.types"),
        order=20,
        line=LineControl("decimal", 10, Text.named("forms.types.area.decimal"), "m²"),
        pasted=Pasted(label=r"(?:wohn|nutz|grund)?fläche|größe|area"),
        read=read_area,
        speak=lambda one, value, language: say_area(value, language),
        letter=say_area,
        restore=Decimal,
        feel=NUMBER,
        bound=NUMBERS,
        example=example_number,
        asked_by_cities=True,
    ),
)
