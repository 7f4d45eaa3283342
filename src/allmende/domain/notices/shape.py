"""What of a letter decides whether it can be typeset: its parts, not its words."""

from __future__ import annotations

import json
import re
from typing import Any

from allmende.domain.notices.codec import to_json
from allmende.domain.notices.document import Document

_NAME = re.compile(r"[A-Za-z_]{1,16}")
"""Words that are likely names of parts, kinds and languages: they stay, also where one is somebody's."""


def shape_of(document: Document) -> str:
    """Equal for letters of the same parts in the same order, whatever their sentences, days and amounts say."""
    return json.dumps(_shape(to_json(document)), sort_keys=True, separators=(",", ":"))


def _shape(value: Any) -> Any:
    match value:
        case str():
            return value if _NAME.fullmatch(value) else bool(value)
        case list():
            return [_shape(one) for one in value]
        case dict():
            return {key: _shape(one) for key, one in value.items()}
        case bool() | None:
            return value
        case _:
            return type(value).__name__
