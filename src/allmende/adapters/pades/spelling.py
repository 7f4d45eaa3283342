"""The one way in which a seal of ours is written down, byte for byte.

A signature protects the document and the signed attributes, not its own envelope: versions, names of
algorithms, additional certificates, padding. Comparing the envelope with the only spelling we accept closes
that gap, so that no bit of a sealed file can change unnoticed.
"""

from __future__ import annotations

from typing import Any

from asn1crypto import algos, cms, x509

_SEQUENCE, _SET, _OCTETS, _FIRST = 0x30, 0x31, 0x04, 0xA0
_VERSION_1 = b"\x02\x01\x01"
_NULL = b"\x05\x00"


def is_spelled_as_ours(contents: bytes, signed: Any, certificate: bytes, chain: tuple[bytes, ...]) -> bool:
    """True when `contents` is exactly the envelope a seal with this certificate has, then zeros.

    The parts that the signature protects (signed attributes) or that were checked (signature, certificates)
    are taken as they are; everything else is written anew. A time stamp, if any, is taken as it is.
    """
    info = signed["signer_infos"][0]
    digest = str(info["digest_algorithm"]["algorithm"].native)
    certificates = [bytes(choice.chosen.dump()) for choice in signed["certificates"]]
    if not set(certificates) <= {certificate, *chain}:
        return False
    signature_algorithm = bytes(info["signature_algorithm"].dump())
    if signature_algorithm not in _signature_algorithms(digest):
        return False
    digest_algorithm = bytes(info["digest_algorithm"].dump())
    if digest_algorithm not in _spellings(algos.DigestAlgorithmId(digest)):
        return False
    unsigned = info["unsigned_attrs"]
    signer = (
        _VERSION_1
        + _issuer_and_serial(certificate)
        + digest_algorithm
        + _tlv(_FIRST, bytes(info["signed_attrs"].contents))
        + signature_algorithm
        + _tlv(_OCTETS, info["signature"].native)
        + (_tlv(0xA1, bytes(unsigned.contents)) if unsigned.native else b"")
    )
    body = (
        _VERSION_1
        + _tlv(_SET, digest_algorithm)
        + _tlv(_SEQUENCE, cms.ContentType("data").dump())
        + _tlv(_FIRST, b"".join(certificates))
        + _tlv(_SET, _tlv(_SEQUENCE, signer))
    )
    envelope = _tlv(_SEQUENCE, cms.ContentType("signed_data").dump() + _tlv(_FIRST, _tlv(_SEQUENCE, body)))
    return contents.startswith(envelope) and not contents[len(envelope) :].strip(b"\x00")


def _tlv(tag: int, content: bytes) -> bytes:
    """Tag, length and value in distinguished encoding (X.690)."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _spellings(identifier: Any) -> tuple[bytes, bytes]:
    """An algorithm without parameters, and with the explicit NULL some libraries write."""
    name = bytes(identifier.dump())
    return _tlv(_SEQUENCE, name), _tlv(_SEQUENCE, name + _NULL)


def _signature_algorithms(digest: str) -> tuple[bytes, ...]:
    found = (algos.SignedDigestAlgorithmId(f"{digest}_ecdsa"), algos.SignedDigestAlgorithmId(f"{digest}_rsa"))
    return tuple(spelling for identifier in found for spelling in _spellings(identifier))


def _issuer_and_serial(certificate: bytes) -> bytes:
    fields = x509.Certificate.load(certificate)["tbs_certificate"]
    return _tlv(_SEQUENCE, fields["issuer"].dump() + fields["serial_number"].dump())
