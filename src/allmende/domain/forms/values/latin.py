"""Names and addresses stand in Latin letters: registers and letters hold no others (DIN 91379, data types A and C)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from allmende.domain.forms.types.refused import RefusedEntry, refuse
from allmende.domain.values import Text


def find_foreign_letters(value: Any) -> tuple[RefusedEntry, ...]:
    """Refused for a text with a letter that is not Latin; of a composed answer, for each such part.

    All Latin letters with all marks are taken, and letters that only modify (ʻ ʼ ʹ ʿ).
    """
    if isinstance(value, Mapping):
        return tuple(
            RefusedEntry(why.code, why.text, part) for part, said in value.items() for why in find_foreign_letters(said)
        )
    if not isinstance(value, str) or value.isascii():
        return ()
    sign = next((sign for sign in value if _is_foreign(sign)), None)
    if sign is None:
        return ()
    return (
        refuse(
            "script",
            Text.named("forms.values.latin.please_write_this_in_latin", sign=sign),
        ),
    )


def _is_foreign(sign: str) -> bool:
    return unicodedata.category(sign) in ("Lu", "Ll", "Lt", "Lo") and not unicodedata.name(sign, "").startswith(
        ("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL", "MICRO")
    )
