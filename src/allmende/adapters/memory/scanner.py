"""A scanner that knows one signature: the EICAR test file."""

from __future__ import annotations

from collections.abc import Iterable

from allmende.domain.ports.scanner import Clean, Infected, Scan, Unscanned

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FixedScanner:
    """`domain.ports.scanner.VirusScanner`; `available=False` plays an absent scanner."""

    def __init__(self, *, available: bool = True) -> None:
        self.available = available

    def scan(self, chunks: Iterable[bytes]) -> Scan:
        if not self.available:
            return Unscanned("switched off")
        return Infected("Eicar-Test-Signature") if EICAR in b"".join(chunks) else Clean()
