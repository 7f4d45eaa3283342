"""One door for everything typed: the entry of a field becomes its answer, or the reasons why not.

entry ──prepare──▶ clean text ──reader of the type──▶ answer or `RefusedEntry`
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.forms.types import FIELD_TYPES
from allmende.domain.forms.types.field_type import ControlPart, Field, FieldType
from allmende.domain.forms.types.pasted import prepare
from allmende.domain.forms.types.refused import RefusedEntry
from allmende.domain.values import Text


def read(field: Field, entry: Any) -> tuple[Any, tuple[RefusedEntry, ...]]:
    """The answer (None when nothing was entered) and what was refused. Files and groups are read elsewhere."""
    kind = field.kind
    if kind.parts:
        return _read_parts(field, kind, entry)
    if kind.many:
        chosen = entry if isinstance(entry, (list, tuple)) else [entry] if entry else []
        return tuple(dict.fromkeys(str(one) for one in chosen if one)) or None, ()
    if isinstance(entry, (list, tuple)):
        entry = entry[-1] if entry else ""
    if not isinstance(entry, str) or not entry.strip():
        return None, ()
    value = _read_one(kind, entry, field.label)
    return (None, (value,)) if isinstance(value, RefusedEntry) else (value, ())


def read_as(kind: str, entry: str) -> Any:
    """What one input of a field type says, `RefusedEntry`, or None when nothing readable was entered."""
    return _read_one(FIELD_TYPES[kind], entry)


def _read_one(kind: FieldType | ControlPart, entry: str, label: Text | None = None) -> Any:
    text = prepare(kind.pasted, entry, label)
    return text if isinstance(text, RefusedEntry) else kind.read(text) if text else None


def _read_parts(field: Field, kind: FieldType, entry: Any) -> tuple[Any, tuple[RefusedEntry, ...]]:
    """The answer, or the parts that were read where something was refused."""
    found: dict[str, Any] = {}
    refused: list[RefusedEntry] = []
    raw = entry if isinstance(entry, Mapping) else {}
    for part in kind.parts:
        text = raw.get(part.id)
        value = _read_one(part, text) if part.asked_in(field) and isinstance(text, str) else None
        if isinstance(value, RefusedEntry):
            refused.append(RefusedEntry(value.code, value.text, part.id))
        elif value is not None:
            found[part.id] = value
    if not found:
        return None, tuple(refused)
    answer = kind.combine(found, frozenset(why.part for why in refused))
    if isinstance(answer, RefusedEntry):
        return found, (*refused, answer)
    return answer, tuple(refused)
