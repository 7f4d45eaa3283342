"""Whether a city of this installation sealed a file, and whether it is unchanged since.

The file is not interpreted as a PDF. A signature names the bytes it covers (`/ByteRange`); a seal counts as
unchanged only when these are *all* bytes of the file but the signature itself, the digest fits, the
signature fits, and the certificate is, byte for byte, one this installation trusts. So neither a flipped
bit nor a later revision (incremental update) passes, and a hostile file meets no PDF parser.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from allmende.adapters.pades.keys import name_organisation, read_der
from allmende.adapters.pades.spelling import is_spelled_as_ours
from allmende.adapters.pades.verdict import say
from allmende.domain.ports.seal import Verification

MOST_BYTES = 20 * 1024 * 1024
_MOST_SEALS = 20
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_MOMENT = re.compile(rb"/M\s*\(D(?::|\\072)(\d{14})(Z|[+-]\d{2}'\d{2}'?)?\)")
_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@dataclass(frozen=True, slots=True)
class TrustedSeal:
    """A certificate this installation trusts, its issuers as far as a seal carries them, and whose seal it is."""

    certificate: bytes
    city: str
    name: str
    chain: tuple[bytes, ...] = ()


def load_trusted_seals(folder: Path) -> tuple[TrustedSeal, ...]:
    """Every seal certificate in the folder, with the city whose subfolder it lies in."""
    paths = sorted(path for path in folder.glob("*/seal*.pem") if not path.name.endswith("-key.pem"))
    roots = tuple(
        read_der(path.read_bytes())
        for path in sorted(folder.glob("authority*.pem"))
        if not path.name.endswith("-key.pem")
    )
    certificates = ((path.parent.name, read_der(path.read_bytes())) for path in paths)
    return tuple(TrustedSeal(found, city, name_organisation(found), roots) for city, found in certificates)


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature found in the file: it covers the bytes before `hole` and from `again` to `end`."""

    hole: int
    again: int
    end: int
    dictionary: int


class _Broken(Exception):
    """The signature does not fit, or is not spelled as a seal is."""


def verify(pdf: bytes, trusted: tuple[TrustedSeal, ...]) -> Verification:
    """What the file proves, in words. Never raises, whatever was uploaded; looks at 20 MB at most."""
    if len(pdf) > MOST_BYTES:
        return say("too_large")
    if not is_pdf(pdf):
        return say("not_a_pdf")
    if _BYTE_RANGE.search(pdf) is None:
        return say("no_seal")
    seal = find_last_seal(pdf)
    if seal is None:
        return say("changed")
    try:
        return _judge(pdf, seal, trusted)
    except Exception:  # noqa: BLE001 - hostile input: whatever a library raises, the seal does not fit
        return say("changed")


def is_pdf(content: bytes) -> bool:
    """Does it begin like a PDF?"""
    return b"%PDF-" in content[:1024]


def find_last_seal(pdf: bytes) -> Seal | None:
    """The signature that covers the file to its end; None where there is none or something was added after it."""
    return next((seal for seal in _find_seals(pdf) if seal.end == len(pdf)), None)


def _find_seals(pdf: bytes) -> Iterator[Seal]:
    """The signatures whose range is possible: from the first byte, with one hole for a hexadecimal string."""
    for number, found in enumerate(_BYTE_RANGE.finditer(pdf)):
        if number >= _MOST_SEALS:
            return
        start, length, again, rest = (int(value) for value in found.groups())
        fits = start == 0 and length < again <= again + rest <= len(pdf)
        if fits and pdf[length : length + 1] == b"<" and pdf[again - 1 : again] == b">":
            yield Seal(length, again, again + rest, found.start())


def _judge(pdf: bytes, seal: Seal, trusted: tuple[TrustedSeal, ...]) -> Verification:
    contents = read_hole(pdf[seal.hole : seal.again])
    signed: Any = cms.ContentInfo.load(contents)["content"]
    certificate = signer_certificate(signed)
    check(pdf, seal, signed, certificate)
    sealed_at = find_moment(pdf, seal)
    ours = next((entry for entry in trusted if entry.certificate == certificate), None)
    if ours is None:
        return say("unknown_seal", signer=_common_name(certificate), sealed_at=sealed_at)
    if not is_spelled_as_ours(contents, signed, certificate, ours.chain):
        raise _Broken
    return say("sealed_unchanged", city=ours.city, signer=ours.name, sealed_at=sealed_at)


def read_hole(hole: bytes) -> bytes:
    """The signature, spelled in one way only: a changed digit must not pass as another spelling."""
    contents = bytes.fromhex(hole[1:-1].decode("ascii"))
    if hole[1:-1] not in (contents.hex().encode(), contents.hex().upper().encode()):
        raise _Broken
    return contents


def check(pdf: bytes, seal: Seal, signed: Any, certificate: bytes) -> None:
    """Digest, signed attributes and signature fit each other and the file. Error: `_Broken`."""
    info = signed["signer_infos"][0]
    algorithm = str(info["digest_algorithm"]["algorithm"].native)
    if algorithm not in _HASHES or [str(used["algorithm"].native) for used in signed["digest_algorithms"]] != [
        algorithm
    ]:
        raise _Broken
    if (signed["version"].native, info["version"].native) != ("v1", "v1"):
        raise _Broken
    digest = hashlib.new(algorithm)
    digest.update(memoryview(pdf)[: seal.hole])
    digest.update(memoryview(pdf)[seal.again : seal.end])
    attributes = {attribute["type"].native: attribute["values"] for attribute in info["signed_attrs"]}
    if attributes["message_digest"][0].native != digest.digest() or attributes["content_type"][0].native != "data":
        raise _Broken
    named = _named_certificate(attributes)
    named_by = str(named["hash_algorithm"]["algorithm"].native)
    if named_by not in _HASHES or named["cert_hash"].native != hashlib.new(named_by, certificate).digest():
        raise _Broken
    _check_signature(certificate, info, _HASHES[algorithm], info["signed_attrs"].untag().dump())


def _named_certificate(attributes: Mapping[str, Any]) -> Any:
    """The certificate the signer bound into what was signed (ESS, RFC 5035)."""
    bound = attributes["signing_certificate_v2"][0]
    if not isinstance(bound, tsp.SigningCertificateV2):
        raise _Broken
    return bound["certs"][0]


def signer_certificate(signed: Any) -> bytes:
    if len(signed["signer_infos"]) != 1:
        raise _Broken
    named = signed["signer_infos"][0]["sid"].chosen
    for choice in signed["certificates"]:
        found = choice.chosen
        if found.serial_number == named["serial_number"].native and found.issuer == named["issuer"]:
            return bytes(found.dump())
    raise _Broken


def _check_signature(certificate: bytes, info: Any, algorithm: hashes.HashAlgorithm, data: bytes) -> None:
    key = x509.load_der_x509_certificate(certificate).public_key()
    signature = info["signature"].native
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey):
            pss = info["signature_algorithm"]["algorithm"].native == "rsassa_pss"
            scheme = padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO) if pss else padding.PKCS1v15()
            key.verify(signature, data, scheme, algorithm)
        else:
            raise _Broken
    except InvalidSignature as wrong:
        raise _Broken from wrong


def find_moment(pdf: bytes, seal: Seal) -> datetime | None:
    """The moment named in the signature's own dictionary (`/M`), which the seal covers; in UTC."""
    start = max(pdf.rfind(b" obj", 0, seal.dictionary), 0)
    end = pdf.find(b"endobj", seal.again)
    parts = pdf[start : seal.hole], pdf[seal.again : end if end >= 0 else seal.end]
    found = _MOMENT.search(parts[0]) or _MOMENT.search(parts[1])
    if found is None:
        return None
    try:
        moment = datetime.strptime(found[1].decode("ascii"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - zone follows
        return moment.replace(tzinfo=_zone(found[2])).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(text: bytes | None) -> timezone:
    if text is None or text == b"Z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-offset if text[:1] == b"-" else offset)


def _common_name(certificate: bytes) -> str:
    found = x509.load_der_x509_certificate(certificate).subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value)[:100] if found else ""
