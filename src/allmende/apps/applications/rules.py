"""Who may open a draft, an application, and the case that comes of it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allmende.domain.ports.identity import TrustLevel

KEPT_SECRETS = 10
"""How many devices can hold the key of one draft; the oldest is forgotten."""


class NotFound(Exception):
    """There is no such thing, or it is not yours: nobody learns which."""


@dataclass(frozen=True, slots=True)
class Access:
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


def may_open(access: Access, *, secret_hashes: Iterable[str], account_id: object) -> bool:
    """True for whoever holds a secret of the matter, or is signed in to the account it belongs to."""
    if access.account_id is not None and account_id is not None and str(account_id) == str(access.account_id):
        return True
    if not access.secret:
        return False
    shown = hashed(access.secret)
    return any(hmac.compare_digest(shown, known) for known in secret_hashes)
