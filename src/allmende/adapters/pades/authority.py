"""This installation's own certificate authority: one root, one seal certificate per city.

These seals prove only that this installation sealed a file: no trust service stands behind them. Those of the demo have no
legal value, and say so in their name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_ROOT_YEARS, _SEAL_YEARS = 20, 5
_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass(frozen=True, slots=True)
class _Names:
    """What the certificates call themselves."""

    root: str
    organisation: str
    seal: str


_DEMO = _Names("Allmende Demo-Siegelstelle (ohne Rechtswert)", "Allmende Demo", "Demo-Siegel")
_OWN = _Names("Allmende Siegelstelle dieser Anlage", "Allmende", "Siegel")


def create_demo_authority(folder: Path, cities: Iterable[tuple[str, str]], now: datetime) -> Sequence[str]:
    """The demo's authority and seals; see `create_authority`."""
    return _create(folder, cities, now, _DEMO)


def create_authority(folder: Path, cities: Iterable[tuple[str, str]], now: datetime) -> Sequence[str]:
    """Makes what is missing: the authority, and a seal for each `(key, full name)` that has none.

    Existing keys stay untouched, so it is safe to run at every start. Files with keys are readable by the
    owner only. Returns the keys of the cities that got a seal. Randomness is the operating system's.
    """
    return _create(folder, cities, now, _OWN)


def _create(folder: Path, cities: Iterable[tuple[str, str]], now: datetime, names: _Names) -> Sequence[str]:
    folder.mkdir(parents=True, exist_ok=True)
    root, root_key = _get_root(folder, now, names)
    made = []
    for city, name in cities:
        if not (folder / city / "seal-key.pem").exists():
            _write_seal(folder / city, city, (names.seal, name), root, root_key, now)
            made.append(city)
    return made


def _get_root(folder: Path, now: datetime, names: _Names) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    certificate, secret = folder / "authority.pem", folder / "authority-key.pem"
    if not (certificate.exists() and secret.exists()):
        key = ec.generate_private_key(ec.SECP256R1())
        _write(secret, _pem_of_key(key), secret=True)
        _write(certificate, _root_certificate(key, now, names).public_bytes(serialization.Encoding.PEM))
    loaded = serialization.load_pem_private_key(secret.read_bytes(), None)
    return x509.load_pem_x509_certificate(certificate.read_bytes()), cast(ec.EllipticCurvePrivateKey, loaded)


def _root_certificate(key: ec.EllipticCurvePrivateKey, now: datetime, names: _Names) -> x509.Certificate:
    name = _name(names.root, names.organisation, "")
    return (
        _builder(name, name, key.public_key(), now, _ROOT_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _write_seal(
    folder: Path,
    city: str,
    title: tuple[str, str],
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(" ".join(title), title[1], city)
    certificate = (
        _builder(subject, root.subject, key.public_key(), now, _SEAL_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    folder.mkdir(exist_ok=True)
    _write(folder / "seal.pem", certificate.public_bytes(serialization.Encoding.PEM))
    _write(folder / "seal-key.pem", _pem_of_key(key), secret=True)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, years: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str, organisation: str, city: str) -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
        x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
    ]
    return x509.Name(parts + ([x509.NameAttribute(NameOID.SERIAL_NUMBER, city)] if city else []))


def _key_usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, *, secret: bool = False) -> None:
    """Whole or not at all: an interrupted set-up leaves no half key."""
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644), "wb") as out:
        out.write(content)
    unfinished.replace(path)
