"""The seal port over a folder of keys: seals for a city, verifies for anyone.

Each act imports its libraries (LATE): every web process asks whether a city has a key, few verify, and only the worker seals.
pyHanko, asn1crypto and cryptography take 12 MB.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from allmende.domain.ports.seal import FoundSignature, Verification

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

    from allmende.adapters.pades.sealing import Sealer
    from allmende.adapters.pades.verification import TrustedSeal


class FolderSeals:
    """Keys as `create_demo_authority` lays them out; each city's key is loaded once, on first use.

    Certificates beside `seal.pem` named `seal-*.pem` (earlier ones) stay trusted for verification.
    """

    def __init__(self, folder: Path, time_stamper: TimeStamper | None = None) -> None:
        """`time_stamper`: pyHanko's client of a time stamp service (RFC 3161); with it seals are B-T, else B-B."""
        self._folder = folder
        self._time_stamper = time_stamper
        self._sealers: dict[str, Sealer] = {}
        self._trusted: tuple[TrustedSeal, ...] | None = None

    def seal(self, pdf: bytes, city: str, *, now: datetime) -> bytes:
        """The PDF with the city's seal. Error: `LookupError` when the city has no key."""
        if city not in self._sealers:
            from allmende.adapters.pades.keys import load_local_key, name_organisation  # noqa: PLC0415 - LATE
            from allmende.adapters.pades.sealing import Sealer  # noqa: PLC0415 - LATE

            key = load_local_key(self._folder, city)
            label = f"Elektronisches Siegel: {name_organisation(key.certificate)}"
            self._sealers[city] = Sealer(key, label, self._time_stamper)
        return self._sealers[city].seal(pdf, now)

    def has_key(self, city: str) -> bool:
        return (self._folder / city / "seal-key.pem").exists()

    def probe(self, city: str) -> None:
        """Read the city's key and have it fit its certificate. Error: `LookupError` without one, `ValueError` when unfit."""
        from allmende.adapters.pades.keys import check_local_key  # noqa: PLC0415 - LATE

        check_local_key(self._folder, city)

    def verify(self, pdf: bytes) -> Verification:
        """What the file proves; see `verification.verify`."""
        from allmende.adapters.pades.verification import load_trusted_seals, verify  # noqa: PLC0415 - LATE

        if self._trusted is None:
            self._trusted = load_trusted_seals(self._folder)
        return verify(pdf, self._trusted)

    def read_signature(self, pdf: bytes) -> FoundSignature:
        """Who signed a file elsewhere; see `signature.read_signature`."""
        from allmende.adapters.pades.signature import read_signature  # noqa: PLC0415 - LATE

        return read_signature(pdf)
