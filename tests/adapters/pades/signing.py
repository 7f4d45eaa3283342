"""Signs a PDF as somebody with a card would: a fresh key, a certificate with the statements of a trust service."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from allmende.adapters.pades.keys import LocalSealKey
from allmende.adapters.pades.sealing import Sealer
from allmende.adapters.pades.verification import find_last_seal

Kind = Literal["person", "seal", "plain"]
TYPES = {"person": "0.4.0.1862.1.6.1", "seal": "0.4.0.1862.1.6.2"}


class _Types(core.SequenceOf):
    _child_spec = core.ObjectIdentifier


class _Typed(core.Sequence):
    _fields = [("id", core.ObjectIdentifier), ("info", _Types, {"optional": True})]


class _Statements(core.SequenceOf):
    _child_spec = _Typed


def sign_as(name: str, pdf: bytes, at: datetime, *, kind: Kind = "person", valid_from: datetime | None = None) -> bytes:
    """The PDF with that person's (or that organisation's) signature; certificates are valid for a year."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certify(name, key, kind, (valid_from or at) - timedelta(days=1), x509.random_serial_number())
    return Sealer(LocalSealKey(certificate, (), key), "Signatur", None).seal(pdf, at)


def sign_and_swap(name: str, other: str, pdf: bytes, at: datetime) -> bytes:
    """Signed as `name`; then another certificate of the same key and number, for `other`, is put into the envelope."""
    key, number = ec.generate_private_key(ec.SECP256R1()), x509.random_serial_number()
    mine, theirs = (_certify(who, key, "person", at - timedelta(days=1), number) for who in (name, other))
    signed = Sealer(LocalSealKey(mine, (), key), "Signatur", None).seal(pdf, at)
    seal = find_last_seal(signed)
    assert seal is not None
    envelope: Any = cms.ContentInfo.load(bytes.fromhex(signed[seal.hole + 1 : seal.again - 1].decode()))
    envelope["content"]["certificates"] = cms.CertificateSet([cms.CertificateChoices("certificate", _load(theirs))])
    hole = envelope.dump(force=True).hex().encode()
    size = seal.again - seal.hole - 2
    return signed[: seal.hole + 1] + hole.ljust(size, b"0") + signed[seal.again - 1 :]


def _load(certificate: bytes) -> Any:
    return asn1_x509.Certificate.load(certificate)


def _certify(name: str, key: ec.EllipticCurvePrivateKey, kind: Kind, begin: datetime, number: int) -> bytes:
    who = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    who += [] if kind == "seal" else [x509.NameAttribute(NameOID.SURNAME, name.split()[-1])]
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(who))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Vertrauensdienst")]))
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=365))
    )
    if kind != "plain":
        stated: Any = _Statements([{"id": "0.4.0.1862.1.1"}, {"id": "0.4.0.1862.1.6", "info": [TYPES[kind]]}])
        oid = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
        builder = builder.add_extension(x509.UnrecognizedExtension(oid, stated.dump()), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
