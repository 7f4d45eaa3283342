"""Puts a city's seal on a PDF: PAdES baseline B-B, or B-T with a time stamp service."""

from __future__ import annotations

import asyncio
import io
from datetime import datetime

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from allmende.adapters.pades.field import FIELD_NAME, add_seal_field
from allmende.adapters.pades.keys import SealKey

_DIGEST = "sha256"
_ROOM = 12_288
_ROOM_WITH_TIME_STAMP = 28_672


class _KeySigner(Signer):
    """pyHanko's signer over a `SealKey`; the key object is never parsed again."""

    def __init__(self, key: SealKey) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([x509.Certificate.load(der) for der in key.chain])
        super().__init__(signing_cert=x509.Certificate.load(key.certificate), cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._key.sign(data)


class Sealer:
    """One city's seal, loaded once. `time_stamper` (pyHanko's interface) makes it B-T."""

    def __init__(self, key: SealKey, label: str, time_stamper: TimeStamper | None = None) -> None:
        self._signer = _KeySigner(key)
        self._label = label
        self._time_stamper = time_stamper

    def seal(self, pdf: bytes, now: datetime) -> bytes:
        """The PDF with the seal over all its bytes; nothing may be changed afterwards (DocMDP 1).

        Error: `ValueError` when the PDF is not tagged or already has a form.
        """
        writer = IncrementalPdfFileWriter(io.BytesIO(add_seal_field(pdf, self._label)))
        steps = PdfCMSEmbedder().write_cms(FIELD_NAME, writer, existing_fields_only=True)
        next(steps)
        room = _ROOM_WITH_TIME_STAMP if self._time_stamper else _ROOM
        placeholder = SignatureObject(
            subfilter=SigSeedSubFilter.PADES, timestamp=now, name=self._label, bytes_reserved=room
        )
        steps.send(SigObjSetup(placeholder, SigMDPSetup(_DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)))
        prepared, output = steps.send(SigIOSetup(_DIGEST, in_place=True))
        steps.send(asyncio.run(self._sign(prepared.document_digest)))
        return bytes(output.getvalue())

    async def _sign(self, digest: bytes) -> bytes:
        signed = await self._signer.async_sign(
            digest,
            _DIGEST,
            use_pades=True,
            timestamper=self._time_stamper,
            signed_attr_settings=PdfCMSSignedAttributes(),
        )
        return bytes(signed.dump())
