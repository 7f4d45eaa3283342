"""A point by its coordinates."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from allmende.domain.forms.types.field_type import ControlPart, FieldType, LineControl, always
from allmende.domain.forms.types.numbers import read_decimal
from allmende.domain.forms.types.refused import RefusedEntry, refuse
from allmende.domain.values import Text
from allmende.feel import NUMBER, ContextType

NO_POINT = refuse("format", Text.named("forms.types.geo.no_point"))


def _degrees(most: int) -> Callable[[str], Decimal | RefusedEntry]:
    """Degrees as a machine or a person writes them; five places are about a metre."""

    def read(text: str) -> Decimal | RefusedEntry:
        value = read_decimal(text)
        return NO_POINT if isinstance(value, RefusedEntry) or abs(value) > most else round(value, 6)

    return read


def _degree(part: str, label: Text, most: int) -> ControlPart:
    return ControlPart(id=part, label=label, read=_degrees(most), line=LineControl("decimal"), columns=6, needed=True)


def _restore(value: Any) -> Any:
    return {key: Decimal(part) for key, part in value.items()}


TYPES = (
    FieldType(
        id="geo",
        words=Text.named("forms.types.geo.types"),
        order=60,
        control="parts",
        parts=(
            _degree("lat", Text.named("forms.types.geo.lat"), 90),
            _degree("lon", Text.named("forms.types.geo.lon"), 180),
        ),
        speak=lambda one, value, language: f"{value['lat']}, {value['lon']}",
        restore=_restore,
        feel=ContextType({"lat": NUMBER, "lon": NUMBER}),
        example=always({"lat": "50.8", "lon": "8.77"}),
    ),
)
