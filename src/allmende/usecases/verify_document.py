"""Whether a city of this installation sealed a PDF, unchanged, and whether that letter ever went out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from allmende.apps.notices import queries as notices
from allmende.domain.ports.seal import Verification
from allmende.domain.values import Text
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy.scopes import city_scope

DISCARDED = Text.named("usecases.verify_document.discarded")


def verify_document(*, pdf: bytes, now: datetime) -> Verification:
    """What the PDF proves. The check needs no PDF library and never raises for what somebody uploads."""
    found = plugs.get(sockets.SEAL).verify(pdf)
    if not found.genuine:
        return found
    with city_scope(found.city):
        discarded = notices.is_discarded(sha256=hashlib.sha256(pdf).hexdigest())
    return replace(found, status="discarded", words=DISCARDED) if discarded else found
