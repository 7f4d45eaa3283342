"""Where a seal's key lives: the interface a remote device implements, and the local key of the demo.

In production the private key never is on our disk. A qualified trust service or a hardware module offers
`sign` over its own protocol; a small class with these four members is all this system needs:

    class MyTrustService:                     # one object per city, kept for the life of the process
        certificate: bytes                    # DER, names the city (eIDAS Art. 38, organizationIdentifier)
        chain: tuple[bytes, ...]              # DER, issuer first, root last
        algorithm = "sha256_ecdsa"            # or "sha256_rsa", as RFC 5652 algorithm identifiers are called
        def sign(self, data: bytes) -> bytes: # raw signature over the hash of `data`; Unavailable when nobody answers
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class SealKey(Protocol):
    @property
    def certificate(self) -> bytes: ...

    @property
    def chain(self) -> tuple[bytes, ...]: ...

    @property
    def algorithm(self) -> str: ...

    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class LocalSealKey:
    """A key object in this process, parsed once: the demo's, and that of tests."""

    certificate: bytes
    chain: tuple[bytes, ...]
    private_key: ec.EllipticCurvePrivateKey
    algorithm: str = "sha256_ecdsa"

    def sign(self, data: bytes) -> bytes:
        return self.private_key.sign(data, ec.ECDSA(hashes.SHA256()))


def load_local_key(folder: Path, city: str) -> LocalSealKey:
    """The key that `create_demo_authority` made. Error: `LookupError` when the city has none there."""
    try:
        certificate = (folder / city / "seal.pem").read_bytes()
        secret = (folder / city / "seal-key.pem").read_bytes()
        root = (folder / "authority.pem").read_bytes()
    except FileNotFoundError as missing:
        raise LookupError(f"No seal key for {city!r} in {folder}; set the installation up again.") from missing
    return LocalSealKey(
        certificate=read_der(certificate),
        chain=(read_der(root),),
        private_key=cast(ec.EllipticCurvePrivateKey, serialization.load_pem_private_key(secret, None)),
    )


def check_local_key(folder: Path, city: str) -> None:
    """Read the city's key and have it fit its certificate. Error: `LookupError` without one, `ValueError` when unfit."""
    key = load_local_key(folder, city)
    certificate = x509.load_der_x509_certificate(key.certificate)
    if certificate.public_key() != key.private_key.public_key():
        raise ValueError(f"The seal's key of {city} does not belong to its certificate.")
    if certificate.not_valid_after_utc < datetime.now(certificate.not_valid_after_utc.tzinfo):
        raise ValueError(f"The seal's certificate of {city} is out of date.")


def read_der(pem: bytes) -> bytes:
    """A certificate without its armour."""
    return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)


def name_organisation(certificate: bytes) -> str:
    """Whose certificate (DER) it is, as it names its organisation."""
    subject = x509.load_der_x509_certificate(certificate).subject
    return str(subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)[0].value)
