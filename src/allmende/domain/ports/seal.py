"""Sealing a PDF for a city, and saying later who sealed what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from allmende.domain.values import Text

Status = Literal["sealed_unchanged", "changed", "unknown_seal", "no_seal", "not_a_pdf", "too_large"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a PDF proves.

    sealed_unchanged  a city of this installation sealed it (`city` is its key), nothing changed since
    changed           it carries a seal, but the file is not what was sealed
    unknown_seal      sealed and unchanged, but by nobody of this installation
    no_seal           a PDF without a seal
    not_a_pdf         no PDF, or one too damaged to read
    too_large         not looked at

    `words` says it to people; `sealed_at` is the moment named in the seal, in UTC.
    """

    status: Status
    words: Text
    city: str = ""
    signer: str = ""
    sealed_at: datetime | None = None

    @property
    def genuine(self) -> bool:
        return self.status == "sealed_unchanged"


class SealService(Protocol):
    def has_key(self, city: str) -> bool:
        """Is there a key for the city? Cheap, and says nothing about whether it fits."""
        ...

    def seal(self, pdf: bytes, city: str, *, now: datetime) -> bytes:
        """The PDF with the city's seal. Errors: `LookupError` (no key for the city), `ports.Unavailable`."""
        ...

    def verify(self, pdf: bytes) -> Verification:
        """What the file proves. Never raises for what somebody uploads."""
        ...
