"""Sealing a PDF for a city, and saying later who sealed what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Verification:
    """What a PDF proves.

    sealed   it carries a seal at all
    ours     the seal belongs to a city of this installation: `city` is its key
    intact   nothing changed after the seal, and the seal covers the whole file
    """

    sealed: bool
    ours: bool
    intact: bool
    city: str = ""
    signer: str = ""
    sealed_at: datetime | None = None
    reason: str = ""

    @property
    def genuine(self) -> bool:
        return self.sealed and self.ours and self.intact


class SealService(Protocol):
    def seal(self, pdf: bytes, city: str, *, now: datetime) -> bytes:
        """The PDF with the city's seal. Errors: `LookupError` (no key for the city), `ports.Unavailable`."""
        ...

    def verify(self, pdf: bytes) -> Verification:
        """Never raises for a file that is no PDF: that is simply not sealed."""
        ...
