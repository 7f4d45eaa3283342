"""Many files become one PDF with bookmarks and numbered sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sheets:
    """What is bound as one piece. `content` is a PDF or a picture (`type`); `without`: pages left out, counted from 1."""

    title: str
    content: bytes
    type: str = "application/pdf"
    without: frozenset[int] = frozenset()


class Binder(Protocol):
    def count(self, sheets: Sheets) -> int:
        """How many pages it will have; 0 when its content cannot be shown as pages. Never raises for foreign content."""
        ...

    def stack(self, pieces: Sequence[Sheets], *, duplex: bool) -> bytes:
        """One PDF to be printed at once: the pages as they are, with a bookmark at each piece and nothing added to them.

        `duplex`: a blank page follows a piece with an odd number of pages, so that each begins on a sheet of its own when both
        sides are printed. Error: `ValueError` for content that cannot be shown as pages.
        """
        ...

    def bind(self, pieces: Sequence[Sheets], stamp: str) -> bytes:
        """One PDF: a bookmark at each piece, and on every page `stamp` with the sheet's number ("Blatt 3 von 12").

        Pages that were left out are not in the file, nor is anything only they used. Error: `ValueError` for content
        that cannot be shown as pages.
        """
        ...
