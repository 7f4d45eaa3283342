"""The seal, looked at with tools that are not ours: poppler, OpenSSL, pyHanko, pdfua."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pdfua import validate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from allmende.adapters.pades.field import add_seal_field
from allmende.adapters.pades.service import FolderSeals
from tests.adapters import pdf as look
from tests.adapters.pades.conftest import NOW


def test_poppler_calls_the_seal_valid_and_total(sealed: bytes, tmp_path: Path) -> None:
    told = look.run("pdfsig", sealed, tmp_path, "-nocert")
    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told


def test_openssl_verifies_the_signed_bytes(sealed: bytes, seal_folder: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)", sealed)
    assert found is not None
    length, again, rest = (int(value) for value in found.groups())
    (tmp_path / "cms").write_bytes(bytes.fromhex(sealed[length + 1 : again - 1].decode()))
    (tmp_path / "bytes").write_bytes(sealed[:length] + sealed[again : again + rest])
    command = [
        "openssl",
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-purpose",
        "any",
        "-content",
        str(tmp_path / "bytes"),
    ]
    command += ["-in", str(tmp_path / "cms"), "-CAfile", str(seal_folder / "authority.pem"), "-out", "/dev/null"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "successful" in told.stderr


async def validated(pdf: bytes, folder: Path) -> object:
    root = x509.Certificate.load(
        certificates.load_pem_x509_certificate((folder / "authority.pem").read_bytes()).public_bytes(
            serialization.Encoding.DER
        )
    )
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=NOW)
    return await async_validate_pdf_signature(signature, context)


def test_pyhanko_validates_chain_coverage_and_certification(sealed: bytes, seal_folder: Path) -> None:
    status = asyncio.run(validated(sealed, seal_folder))
    assert status.intact  # type: ignore[attr-defined]
    assert status.valid  # type: ignore[attr-defined]
    assert status.trusted  # type: ignore[attr-defined]
    assert status.bottom_line  # type: ignore[attr-defined]
    assert status.coverage.name == "ENTIRE_FILE"  # type: ignore[attr-defined]


def test_sealing_keeps_archive_and_accessibility(sealed: bytes, unsealed: bytes, tmp_path: Path) -> None:
    assert look.identification(sealed) == look.identification(unsealed)
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)
    assert [finding.message for finding in validate(path).findings if finding.severity.name == "ERROR"] == []
    assert look.elements(sealed)[-1] == ("Form", "Elektronisches Siegel: Universitätsstadt Marburg")


def test_the_field_is_named_and_in_the_structure(sealed: bytes) -> None:
    with look.opened(sealed) as file:
        field = file.Root.AcroForm.Fields[0]
        assert str(field.TU) == "Elektronisches Siegel: Universitätsstadt Marburg"
        assert [float(value) for value in field.Rect] == [0, 0, 0, 0]
        assert int(file.Root.AcroForm.SigFlags) == 3
        assert str(file.pages[0].obj.Tabs) == "/S"
        assert "/StructParent" in field
        assert int(file.Root.Perms.DocMDP.Reference[0].TransformParams.P) == 1


def test_the_label_of_the_seal_is_no_picture(sealed: bytes, unsealed: bytes, tmp_path: Path) -> None:
    assert look.text_of(sealed, tmp_path) == look.text_of(unsealed, tmp_path)


def test_a_file_that_cannot_carry_a_tagged_seal_is_refused(sealed: bytes) -> None:
    with pytest.raises(ValueError, match="Only a tagged PDF without a form"):
        add_seal_field(sealed, "zweites Siegel")


def test_a_city_without_a_key_cannot_seal(seals: FolderSeals, unsealed: bytes) -> None:
    with pytest.raises(LookupError, match="No seal key for 'nirgends'"):
        seals.seal(unsealed, "nirgends", now=NOW)


def test_with_a_time_stamp_service_the_seal_carries_its_time(seal_folder: Path, unsealed: bytes) -> None:
    stamped = FolderSeals(seal_folder, _time_stamper()).seal(unsealed, "fulda", now=NOW)
    assert FolderSeals(seal_folder).verify(stamped).genuine
    info = PdfFileReader(BytesIO(stamped)).embedded_signatures[0].signer_info
    assert [attribute["type"].native for attribute in info["unsigned_attrs"]] == ["signature_time_stamp_token"]


def _time_stamper() -> DummyTimeStamper:
    key = rsa.generate_private_key(65537, 2048)
    name = certificates.Name([certificates.NameAttribute(certificates.NameOID.COMMON_NAME, "Zeitstempel")])
    certificate = (
        certificates.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return DummyTimeStamper(
        tsa_cert=x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        tsa_key=keys.PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ),
        fixed_dt=NOW,
    )
