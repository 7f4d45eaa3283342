"""Everything a package says, described once: kind of part → its properties. How to add one: docs/developer/properties.md.

property       what a property and a kind of part are
types          types of values: how they are typed, shown and said
vocabularies   closed lists: what may be written, and what it means
sheet, form, letters, process    the kinds of each file

Schemas and the order of keys (`formats.schemas.properties`), sentences about differences, the forms of drafts and of
cities and the table in the docs are made from it.
"""

from __future__ import annotations

from allmende.domain.package.properties import form, letters, process, sheet
from allmende.domain.package.properties.property import PartKind, Property
from allmende.domain.values import Text

KINDS: dict[str, PartKind] = {**sheet.KINDS, **form.KINDS, **letters.KINDS, **process.KINDS}

__all__ = ["KINDS", "PartKind", "Property", "name_of_kind"]


def name_of_kind(kind: str) -> Text:
    """What people call this kind of part."""
    return KINDS[kind].name if kind in KINDS else Text(kind)
