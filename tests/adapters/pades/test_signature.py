"""Who signed a file elsewhere: a person or a seal, qualified by its own certificate or not, unchanged or not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from allmende.adapters.pades.service import FolderSeals
from allmende.adapters.pades.signature import read_signature
from tests.adapters.pades.conftest import NOW
from tests.adapters.pades.signing import sign_and_swap, sign_as


def test_a_person_with_a_qualified_certificate(unsealed: bytes) -> None:
    found = read_signature(sign_as("Sabine Sommer", unsealed, NOW))
    assert (found.status, found.signer, found.issuer) == ("signed", "Sabine Sommer", "Vertrauensdienst")
    assert (found.person, found.qualified, found.signed_at) == (True, True, NOW)


def test_a_seal_is_no_person(seals: FolderSeals, sealed: bytes, unsealed: bytes) -> None:
    assert not seals.read_signature(sealed).person, "our own seal"
    qualified = read_signature(sign_as("Stadt Marburg", unsealed, NOW, kind="seal"))
    assert (qualified.status, qualified.person, qualified.qualified) == ("signed", False, True)


def test_a_certificate_without_statements_is_judged_by_its_names(unsealed: bytes) -> None:
    found = read_signature(sign_as("Sabine Sommer", unsealed, NOW, kind="plain"))
    assert (found.status, found.person, found.qualified) == ("signed", True, False)


def test_signed_outside_the_time_of_the_certificate(unsealed: bytes) -> None:
    late = sign_as("Sabine Sommer", unsealed, NOW + timedelta(days=400), valid_from=NOW)
    assert read_signature(late).status == "expired"


def test_what_was_changed_or_added_after_signing_is_found(unsealed: bytes) -> None:
    signed = sign_as("Sabine Sommer", unsealed, NOW)
    flipped = bytearray(signed)
    flipped[200] ^= 1
    assert [read_signature(one).status for one in (bytes(flipped), signed + b"\n")] == ["changed", "changed"]


def test_another_certificate_of_the_same_key_is_not_the_signer(unsealed: bytes) -> None:
    """The hash of the certificate is among what was signed (ESS, RFC 5035): key, issuer and number alone fit both."""
    assert read_signature(sign_and_swap("Sabine Sommer", "Sabine Sommer", unsealed, NOW)).status == "changed"
    assert read_signature(sign_and_swap("Sabine Sommer", "Willi Winter", unsealed, NOW)).status == "changed"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", "not_a_pdf"),
        (b"PK\x03\x04", "not_a_pdf"),
        (b"%PDF-1.7\n%%EOF", "unsigned"),
        (b"%PDF-1.7 /ByteRange [0 5 9 4] <00>", "changed"),
        (b"%PDF-" + b"x" * (20 * 1024 * 1024), "too_large"),
    ],
)
def test_what_carries_no_signature(content: bytes, status: str) -> None:
    assert read_signature(content).status == status
