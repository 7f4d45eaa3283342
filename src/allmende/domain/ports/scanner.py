"""Looking for malware in what people upload."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Clean:
    """Nothing found."""


@dataclass(frozen=True, slots=True)
class Infected:
    """Something found; `name` as the scanner calls it."""

    name: str


@dataclass(frozen=True, slots=True)
class Unscanned:
    """No scanner answered. Demo: warn the operator. Production: refuse the upload."""

    reason: str


Scan = Clean | Infected | Unscanned


class VirusScanner(Protocol):
    def scan(self, chunks: Iterable[bytes]) -> Scan:
        """Never raises for an absent or failing scanner: that is `Unscanned`."""
        ...
