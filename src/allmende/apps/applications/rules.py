"""Who may open a draft, an application, and the case that comes of it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils.crypto import salted_hmac

from allmende.domain.ports.identity import TrustLevel, lower, reaches
from allmende.domain.spelling.mail_address import identity_of

MARK_SALT = "allmende.applications.address"
KEPT_SECRETS = 10
"""How many devices can hold the key of one matter. The first stays, so that links never lock out who began it."""
DRAFT_DAYS = 30
"""§ 8a OZG: drafts are deleted 30 days after the last change, with a notice before."""
LINK_DEVICES = 10
"""On how many devices one link opens: a household has fewer, and a link that went astray is worth no more."""


class NotFound(Exception):
    """There is no such thing, or it is not yours: nobody learns which."""


@dataclass(frozen=True, slots=True)
class MatterAccess:
    """What a visitor can show: the secret of that very matter (from a cookie), or the account they signed in to.

    `level` is how surely this very session knows them; the account may have been opened more surely elsewhere.
    `signed_in_at` and `method` say when and with what this session began: part of the evidence.
    """

    secret: str | None = None
    account_id: str | None = None
    level: TrustLevel = "high"
    signed_in_at: datetime | None = None
    method: str = ""


def hashed(secret: str) -> str:
    """What is stored instead of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_hash(email: str) -> str:
    """What is stored of an address a link went to: enough to recognise it."""
    return hashed(identity_of(email))


def address_mark(email: str) -> str:
    """What facts and the audit log keep of an address: a keyed hash, which nobody without the key can try addresses on."""
    return salted_hmac(MARK_SALT, identity_of(email), algorithm="sha256").hexdigest() if email else ""


def may_open(access: MatterAccess, *, secret_hashes: Iterable[str], account_id: object, level: str = "none") -> bool:
    """True for the account it belongs to, signed in at `level` at least; for a secret only where no account owns it.

    A secret lies in the browser for months. What a sign-in opened must close with that session (shared computers).
    """
    if account_id is not None:
        mine = access.account_id is not None and str(account_id) == str(access.account_id)
        return mine and reaches(access.level, cast(TrustLevel, level))
    if not access.secret:
        return False
    shown = hashed(access.secret)
    return any(hmac.compare_digest(shown, known) for known in secret_hashes)


def with_secret(secret_hashes: Sequence[str], secret: str) -> list[str]:
    """The keys with one more device. When there are too many, the oldest goes, but never the one that began it."""
    held = [*secret_hashes, hashed(secret)]
    return held if len(held) <= KEPT_SECRETS else [held[0], *held[-KEPT_SECRETS + 1 :]]


def opening_level(session: TrustLevel, demanded: TrustLevel) -> TrustLevel:
    """How surely a session must know the account to open its matter later: as it was opened, as far as the package asks.

    >>> opening_level("high", "substantial"), opening_level("basic", "substantial")
    ('substantial', 'basic')
    """
    return lower(session, demanded)
