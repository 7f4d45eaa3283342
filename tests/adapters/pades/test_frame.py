"""A CMS cut from another one is what pyHanko would have made."""

from __future__ import annotations

import hashlib

import pytest
from asn1crypto import cms

from allmende.adapters.pades.frame import cut


def made(digest: bytes, signature: bytes) -> tuple[bytes, bytes]:
    """A CMS of the least parts, and its signed attributes."""
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
        ]
    )
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"subject_key_identifier": b"key"}),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": signature,
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data"},
            "signer_infos": [signer],
        }
    )
    whole = cms.ContentInfo({"content_type": "signed_data", "content": data})
    return whole.dump(), cms.ContentInfo.load(whole.dump())["content"]["signer_infos"][0]["signed_attrs"].dump()


def digest_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


@pytest.mark.parametrize("length", [8, 70, 71, 72, 127, 128, 300])
def test_digest_and_signature_of_any_length_are_put_in(length: int) -> None:
    sample, wanted, signature = digest_of("sample"), digest_of("letter"), b"s" * length
    whole, attributes = made(sample, b"t" * 71)
    seen: list[bytes] = []

    def sign(data: bytes) -> bytes:
        seen.append(data)
        return signature

    found = cut(whole, attributes, sample, b"t" * 71).fill(wanted, sign)
    expected, signed = made(wanted, signature)
    assert found == expected
    assert seen == [b"\x31" + signed[1:]]


def test_a_cms_that_ends_otherwise_is_refused() -> None:
    whole, attributes = made(digest_of("sample"), b"t" * 71)
    with pytest.raises(ValueError, match="ends with its signature"):
        cut(whole, attributes, digest_of("sample"), b"u" * 71)
