"""Puts a city's seal on a PDF: PAdES baseline B-B, or B-T with a time stamp service."""

from __future__ import annotations

import asyncio
import hashlib
import io
from datetime import datetime

from asn1crypto import cms, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from allmende.adapters.pades.field import FIELD_NAME, add_seal_field
from allmende.adapters.pades.frame import Frame, cut
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


class _SealWriter(IncrementalPdfFileWriter):
    """Adds the seal and nothing else. What pyHanko would write into the document's metadata, the hour of this machine and its own
    name, stands in the seal; reading and writing them anew cost a third of sealing."""

    def _update_meta(self) -> None:
        """Nothing."""


class Sealer:
    """One city's seal, loaded once. `time_stamper` (pyHanko's interface) makes it B-T."""

    def __init__(self, key: SealKey, label: str, time_stamper: TimeStamper | None = None) -> None:
        self._signer, self._key = _KeySigner(key), key
        self._frame: Frame | None = None
        self._label = label
        self._time_stamper = time_stamper

    def seal(self, pdf: bytes, now: datetime) -> bytes:
        """The PDF with the seal over all its bytes; nothing may be changed afterwards (DocMDP 1).

        Error: `ValueError` when the PDF is not tagged or already has a form.
        """
        writer = _SealWriter(io.BytesIO(add_seal_field(pdf, self._label)))
        steps = PdfCMSEmbedder().write_cms(FIELD_NAME, writer, existing_fields_only=True)
        next(steps)
        room = _ROOM_WITH_TIME_STAMP if self._time_stamper else _ROOM
        placeholder = SignatureObject(
            subfilter=SigSeedSubFilter.PADES, timestamp=now, name=self._label, bytes_reserved=room
        )
        steps.send(SigObjSetup(placeholder, SigMDPSetup(_DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)))
        prepared, output = steps.send(SigIOSetup(_DIGEST, in_place=True))
        steps.send(self._sign(bytes(prepared.document_digest)))
        return bytes(output.getvalue())

    def _sign(self, digest: bytes) -> bytes:
        """The CMS; with a time stamp, which is asked for anew each time, by pyHanko."""
        if self._time_stamper:
            return bytes(asyncio.run(self._made_by_pyhanko(digest)).dump())
        if self._frame is None:
            self._frame = self._cut_frame()
        return self._frame.fill(digest, self._key.sign)

    def _cut_frame(self) -> Frame:
        sample = hashlib.new(_DIGEST, b"sample").digest()
        made = asyncio.run(self._made_by_pyhanko(sample))
        signer = made["content"]["signer_infos"][0]
        return cut(made.dump(), signer["signed_attrs"].dump(), sample, signer["signature"].native)

    async def _made_by_pyhanko(self, digest: bytes) -> cms.ContentInfo:
        return await self._signer.async_sign(
            digest,
            _DIGEST,
            use_pades=True,
            timestamper=self._time_stamper,
            signed_attr_settings=PdfCMSSignedAttributes(),
        )
