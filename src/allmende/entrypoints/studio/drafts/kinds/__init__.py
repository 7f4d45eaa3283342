"""One table of everything that can be changed: kind of part → its properties, each with label, help and input.

words      what the files' closed words mean
inputs     how one string is asked · composed: several boxes, rows, whole documents
property   what a property and a kind are
sheet, form, letters, process    the kinds of each file
"""

from __future__ import annotations

from allmende.domain.values import Text
from allmende.entrypoints.studio.drafts.kinds import form, letters, process, sheet
from allmende.entrypoints.studio.drafts.kinds.property import Kind, Property

KINDS: dict[str, Kind] = {**sheet.KINDS, **form.KINDS, **letters.KINDS, **process.KINDS}

__all__ = ["KINDS", "Kind", "Property", "name_of_kind"]


def name_of_kind(kind: str) -> Text:
    """What people call this kind of part."""
    return KINDS[kind].name if kind in KINDS else Text(kind)
