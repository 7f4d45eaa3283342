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
        certificate=_der(certificate),
        chain=(_der(root),),
        private_key=cast(ec.EllipticCurvePrivateKey, serialization.load_pem_private_key(secret, None)),
    )


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
