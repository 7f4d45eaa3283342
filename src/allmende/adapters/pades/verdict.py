"""What a verification says to people, in plain words."""

from __future__ import annotations

from datetime import datetime

from allmende.domain.ports.seal import Status, Verification
from allmende.domain.values import BERLIN, Text


def say(status: Status, *, city: str = "", signer: str = "", sealed_at: datetime | None = None) -> Verification:
    """The verdict with its words; `signer` and the moment (shown in Berlin time) where they are known."""
    at = Text.named("adapters.pades.verdict.at", at=sealed_at.astimezone(BERLIN)) if sealed_at else Text("")
    words = {
        "sealed_unchanged": Text.named("adapters.pades.verdict.sealed_unchanged", signer=signer, at=at),
        "changed": Text.named("adapters.pades.verdict.changed"),
        "unknown_seal": Text.named(
            "adapters.pades.verdict.unknown_seal", signer=signer or Text.named("adapters.pades.verdict.nobody")
        ),
        "no_seal": Text.named("adapters.pades.verdict.no_seal"),
        "not_a_pdf": Text.named("adapters.pades.verdict.not_a_pdf"),
        "too_large": Text.named("adapters.pades.verdict.too_large"),
    }
    return Verification(status, words[status], city, signer, sealed_at)
