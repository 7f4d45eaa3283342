"""Ed25519 over the checksum of a release, bound to the name of its signer. Keys are 32 raw bytes, injected."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PURPOSE = "allmende release"


def message_of(signer: str, sha256: str) -> bytes:
    """What is signed: purpose, signer and checksum, so that a signature fits nowhere else."""
    return f"{PURPOSE}\n{signer}\n{sha256}\n".encode()


def sign(signer: str, sha256: str, private_key: bytes) -> bytes:
    """The signature (64 bytes). Error: `ValueError` for a key that is not 32 bytes long."""
    return Ed25519PrivateKey.from_private_bytes(private_key).sign(message_of(signer, sha256))


def public_key_of(private_key: bytes) -> bytes:
    """The public half of a private key: what others need to trust a signer."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def is_signed(signer: str, sha256: str, signature: bytes, public_key: bytes) -> bool:
    """Did the holder of that key sign exactly this?"""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message_of(signer, sha256))
    except InvalidSignature:
        return False
    return True
