"""A composed notice becomes a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from allmende.domain.notices import Document


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file inside the PDF. `relationship` is `Data`, `Source` or `Supplement` (PDF/A-3)."""

    name: str
    mime_type: str
    content: bytes
    description: str
    relationship: str = "Data"


class NoticeRenderer(Protocol):
    def render(self, document: Document, attachments: tuple[AttachedFile, ...] = ()) -> bytes:
        """PDF/A-3a and PDF/UA-1 in one file. The same document gives the same bytes."""
        ...
