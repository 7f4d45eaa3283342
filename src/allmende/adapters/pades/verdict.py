"""What a verification says to people, in plain words."""

from __future__ import annotations

from datetime import datetime

from allmende.domain.ports.seal import Status, Verification
from allmende.domain.values import BERLIN, Text


def say(status: Status, *, city: str = "", signer: str = "", sealed_at: datetime | None = None) -> Verification:
    """The verdict with its words; `signer` and the moment (shown in Berlin time) where they are known."""
    german_day = f" am {sealed_at.astimezone(BERLIN):%d.%m.%Y um %H:%M} Uhr" if sealed_at else ""
    english_day = f" on {sealed_at.astimezone(BERLIN):%d.%m.%Y at %H:%M}" if sealed_at else ""
    words = {
        "sealed_unchanged": Text.named(
            "adapters.pades.verdict.sealed_unchanged", signer=signer, german_day=german_day, english_day=english_day
        ),
        "changed": Text.named("adapters.pades.verdict.changed"),
        "unknown_seal": Text.named(
            "adapters.pades.verdict.unknown_seal", value=signer or "kein Name", value_2=signer or "nobody"
        ),
        "no_seal": Text.named("adapters.pades.verdict.no_seal"),
        "not_a_pdf": Text.named("adapters.pades.verdict.not_a_pdf"),
        "too_large": Text.named("adapters.pades.verdict.too_large"),
    }
    return Verification(status, words[status], city, signer, sealed_at)
