"""Whether a city of this installation sealed a PDF, unchanged."""

from __future__ import annotations

from datetime import datetime

from allmende.domain.ports.seal import Verification
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets


def verify_document(*, pdf: bytes, now: datetime) -> Verification:
    """What the PDF proves. The check needs no PDF library and never raises for what somebody uploads."""
    return plugs.get(sockets.SEAL).verify(pdf)
