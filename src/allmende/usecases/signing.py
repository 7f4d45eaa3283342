"""The installation's own key: with it releases are signed that are born here."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue import queries
from allmende.domain.values import Problem, Text

KEY_BYTES = 32


class NoKey(RuntimeError):
    """Nobody gave this installation a usable key. `problem` says so in words."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class OwnSigner:
    """Name and key of this installation. The private half never leaves it."""

    name: str
    private_key: bytes
    public_key: bytes


def own_signer(*, now: datetime) -> OwnSigner:
    """The installation's key, known among the signers from its first use on.

    `ALLMENDE_COMMONS_KEY_FILE`: 32 bytes in base64; without it the demo makes one under VAR. Error: `NoKey`.
    The name is `ALLMENDE_COMMONS_SIGNER`, else made from the key: a name stands for one key everywhere and for ever.
    """
    from allmende.formats.bundle import public_key_of  # noqa: PLC0415 - with the first signature

    key = _given() if settings.COMMONS_KEY_FILE else _made(Path(settings.VAR) / "signing")
    public = public_key_of(key)
    name = settings.COMMONS_SIGNER or f"allmende-{public.hex()[:12]}"
    known = next((line for line in queries.list_signers(revoked=True) if line.name == name), None)
    if known is not None and known.public_key != public:
        raise NoKey(
            _problem(
                Text.named("usecases.signing.name_is_known_with_another", name=name),
            )
        )
    if known is None:
        catalogue.trust_signer(name=name, public_key=public, added_by="operator", now=now)
    return OwnSigner(name, key, public)


def _given() -> bytes:
    """The key of the operator's file."""
    try:
        key = base64.b64decode(Path(settings.COMMONS_KEY_FILE).read_bytes().strip(), validate=True)
    except (OSError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise NoKey(
            _problem(
                Text.named("usecases.signing.key_for_releases_cannot_be"),
            )
        )
    return key


def _made(folder: Path) -> bytes:
    """Made once; of two processes that make it at the same time the first one wins. Not in production."""
    kept = folder / "release.key"
    if not kept.exists():
        if settings.PRODUCTION:
            raise NoKey(
                _problem(
                    Text.named("usecases.signing.this_installation_has_no_key"),
                )
            )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = folder / f"release.{secrets.token_hex(8)}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(secrets.token_bytes(KEY_BYTES))
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(fresh, kept)
        fresh.unlink()
    return kept.read_bytes()


def _problem(text: Text) -> Problem:
    return Problem("signing.key", text)
