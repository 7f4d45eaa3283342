"""Sealing a PDF for a city, and saying later who sealed what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from allmende.domain.values import Text

Status = Literal["sealed_unchanged", "changed", "discarded", "unknown_seal", "no_seal", "not_a_pdf", "too_large"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a PDF proves.

    sealed_unchanged  a city of this installation sealed it (`city` is its key), nothing changed since
    changed           it carries a seal, but the file is not what was sealed
    discarded         sealed and unchanged, but the city discarded it before it went out: it never had effect
    unknown_seal      sealed and unchanged, but by nobody of this installation
    no_seal           a PDF without a seal
    not_a_pdf         no PDF, or one too damaged to read
    too_large         not looked at

    No file proves that it was discarded: the list of letters says it, so only the caller of the port does.
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


SignatureStatus = Literal["signed", "expired", "changed", "unsigned", "not_a_pdf", "too_large"]


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """What a file proves that somebody signed elsewhere.

    signed     the signature covers the whole file, which is unchanged
    expired    so, but outside the time for which the certificate is valid
    changed    the file is not what was signed, or something was added after the signature
    unsigned   a PDF without a signature

    `person`: the certificate is one of a natural person, so not a seal. `qualified`: it says of itself that it is qualified
    (Art. 28 eIDAS); nobody has asked its issuer.
    """

    status: SignatureStatus
    signer: str = ""
    issuer: str = ""
    person: bool = False
    qualified: bool = False
    signed_at: datetime | None = None


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

    def read_signature(self, pdf: bytes) -> FoundSignature:
        """Who signed a file elsewhere. Never raises for what somebody uploads."""
        ...
