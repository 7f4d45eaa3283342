"""The seal port over a folder of keys: seals for a city, verifies for anyone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from allmende.adapters.pades.keys import load_local_key
from allmende.adapters.pades.signature import read_signature
from allmende.adapters.pades.verification import TrustedSeal, verify
from allmende.domain.ports.seal import Signature, Verification

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

    from allmende.adapters.pades.sealing import Sealer


class FolderSeals:
    """Keys as `create_demo_authority` lays them out; each city's key is loaded once, on first use.

    Certificates beside `seal.pem` named `seal-*.pem` (earlier ones) stay trusted for verification.
    """

    def __init__(self, folder: Path, time_stamper: TimeStamper | None = None) -> None:
        """`time_stamper`: pyHanko's client of a time stamp service (RFC 3161); with it seals are B-T, else B-B."""
        self._folder = folder
        self._time_stamper = time_stamper
        self._sealers: dict[str, Sealer] = {}
        self._trusted: tuple[TrustedSeal, ...] | None = None

    def seal(self, pdf: bytes, city: str, *, now: datetime) -> bytes:
        """The PDF with the city's seal. Error: `LookupError` when the city has no key."""
        if city not in self._sealers:
            from allmende.adapters.pades.sealing import Sealer  # noqa: PLC0415 - a web process must not load pyHanko

            key = load_local_key(self._folder, city)
            label = f"Elektronisches Siegel: {_organisation(key.certificate)}"
            self._sealers[city] = Sealer(key, label, self._time_stamper)
        return self._sealers[city].seal(pdf, now)

    def has_key(self, city: str) -> bool:
        return (self._folder / city / "seal-key.pem").exists()

    def probe(self, city: str) -> None:
        """Read the city's key and have it fit its certificate. Error: `LookupError` without one, `ValueError` when unfit."""
        key = load_local_key(self._folder, city)
        certificate = x509.load_der_x509_certificate(key.certificate)
        if certificate.public_key() != key.private_key.public_key():
            raise ValueError(f"The seal's key of {city} does not belong to its certificate.")
        if certificate.not_valid_after_utc < datetime.now(certificate.not_valid_after_utc.tzinfo):
            raise ValueError(f"The seal's certificate of {city} is out of date.")

    def verify(self, pdf: bytes) -> Verification:
        """What the file proves; see `verification.verify`."""
        if self._trusted is None:
            self._trusted = load_trusted_seals(self._folder)
        return verify(pdf, self._trusted)

    def read_signature(self, pdf: bytes) -> Signature:
        """Who signed a file elsewhere; see `signature.read_signature`."""
        return read_signature(pdf)


def load_trusted_seals(folder: Path) -> tuple[TrustedSeal, ...]:
    """Every seal certificate in the folder, with the city whose subfolder it lies in."""
    paths = sorted(path for path in folder.glob("*/seal*.pem") if not path.name.endswith("-key.pem"))
    roots = tuple(_der(path) for path in sorted(folder.glob("authority*.pem")) if not path.name.endswith("-key.pem"))
    return tuple(TrustedSeal(_der(path), path.parent.name, _organisation(_der(path)), roots) for path in paths)


def _der(path: Path) -> bytes:
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER)


def _organisation(certificate: bytes) -> str:
    subject = x509.load_der_x509_certificate(certificate).subject
    return str(subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)[0].value)
