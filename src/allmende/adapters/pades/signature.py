"""Who signed a file that somebody brings: a person or an organisation, and what the certificate says of itself.

The same reading of the bytes as for our own seals (`verification`). What needs the trust lists of the Union, whether the
issuer is qualified and the certificate not revoked, is not looked up: the signer's own program does that when she signs.
"""

from __future__ import annotations

from typing import Any, cast

from asn1crypto import cms, core
from cryptography import x509
from cryptography.x509.oid import NameOID

from allmende.adapters.pades.verification import (
    MOST_BYTES,
    check,
    find_last_seal,
    find_moment,
    is_pdf,
    read_hole,
    signer_certificate,
)
from allmende.domain.ports.seal import FoundSignature

_QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_QUALIFIED = "0.4.0.1862.1.1"
_TYPE = "0.4.0.1862.1.6"
_FOR_SIGNATURES = "0.4.0.1862.1.6.1"
"""ETSI EN 319 412-5: the certificate is qualified; what it is for; for electronic signatures, so of a natural person."""


class _Statement(core.Sequence):
    _fields = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]  # noqa: RUF012 - asn1crypto's way


class _Statements(core.SequenceOf):
    _child_spec = _Statement


class _Types(core.SequenceOf):
    _child_spec = core.ObjectIdentifier


def read_signature(pdf: bytes) -> FoundSignature:
    """What the last signature of the file proves. Never raises, whatever was uploaded; looks at 20 MB at most."""
    if len(pdf) > MOST_BYTES:
        return FoundSignature("too_large")
    if not is_pdf(pdf):
        return FoundSignature("not_a_pdf")
    if b"/ByteRange" not in pdf:
        return FoundSignature("unsigned")
    try:
        return _read(pdf)
    except Exception:  # noqa: BLE001 - hostile input: whatever a library raises, the signature does not fit
        return FoundSignature("changed")


def _read(pdf: bytes) -> FoundSignature:
    seal = find_last_seal(pdf)
    if seal is None:
        return FoundSignature("changed")
    signed: Any = cms.ContentInfo.load(read_hole(pdf[seal.hole : seal.again]))["content"]
    raw = signer_certificate(signed)
    check(pdf, seal, signed, raw)
    certificate = x509.load_der_x509_certificate(raw)
    signed_at = find_moment(pdf, seal)
    stated, kinds = _stated(certificate)
    person = _FOR_SIGNATURES in kinds if kinds else _names_person(certificate)
    valid = signed_at is None or certificate.not_valid_before_utc <= signed_at <= certificate.not_valid_after_utc
    return FoundSignature(
        "signed" if valid else "expired",
        signer=_attribute(certificate, NameOID.COMMON_NAME),
        issuer=_issuer(certificate),
        person=person,
        qualified=_QUALIFIED in stated,
        signed_at=signed_at,
    )


def _stated(certificate: x509.Certificate) -> tuple[frozenset[str], frozenset[str]]:
    """The statements of a qualified certificate, and the types it names; both empty where there are none."""
    try:
        extension = certificate.extensions.get_extension_for_oid(_QC_STATEMENTS).value
    except x509.ExtensionNotFound:
        return frozenset(), frozenset()
    assert isinstance(extension, x509.UnrecognizedExtension)
    found = {one["id"].dotted: one["info"] for one in cast(Any, _Statements).load(extension.value)}
    kinds = cast(Any, _Types).load(found[_TYPE].dump()) if _TYPE in found else ()
    return frozenset(found), frozenset(kind.dotted for kind in kinds)


def _names_person(certificate: x509.Certificate) -> bool:
    """Without a type: a natural person has a family name or a pseudonym (ETSI EN 319 412-2), an organisation has not."""
    return any(_attribute(certificate, oid) for oid in (NameOID.SURNAME, NameOID.GIVEN_NAME, NameOID.PSEUDONYM))


def _issuer(certificate: x509.Certificate) -> str:
    found = certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value)[:100] if found else ""


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value)[:100] if found else ""
