"""What differs between two versions of a package, in words and side by side.

compare(old, new) ─▶ changes ── spoken(language) · audiences · edits_of(changes)
tell_overlay(release, overlay) ─▶ changes          list_texts · list_tables · outline: side by side
"""

from allmende.domain.package.difference.beside import (
    StationDifference,
    TableRow,
    TableView,
    TextRow,
    WordDifference,
    list_tables,
    list_texts,
    mark_words,
    outline,
)
from allmende.domain.package.difference.change import (
    AUDIENCES,
    HEADINGS,
    OpenedPackage,
    ToldChange,
    edits_of,
    grouped,
)
from allmende.domain.package.difference.compare import compare
from allmende.domain.package.difference.local import tell_overlay
from allmende.domain.package.properties.property import Audience

__all__ = [
    "AUDIENCES",
    "HEADINGS",
    "Audience",
    "OpenedPackage",
    "StationDifference",
    "TableRow",
    "TableView",
    "TextRow",
    "ToldChange",
    "WordDifference",
    "compare",
    "edits_of",
    "grouped",
    "list_tables",
    "list_texts",
    "mark_words",
    "outline",
    "tell_overlay",
]
