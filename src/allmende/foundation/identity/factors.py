"""The second factor of staff: the code an app shows for thirty seconds (TOTP, RFC 6238), or one of ten codes on paper.

The secret lies encrypted under a key derived from ALLMENDE_SECRET_KEY and bound to its account; codes on paper lie hashed.
A code is good once: with it the codes of its thirty seconds and of all before are over.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from allmende.foundation.identity.drawn import draw
from allmende.foundation.identity.models import Officer
from allmende.foundation.keys import derive_secret

if TYPE_CHECKING:
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS, DIGITS, SECRET_BYTES = 30, 6, 20
"""What every app takes without being asked (RFC 6238: SHA-1, six digits, thirty seconds)."""

DRIFT = 1
"""So many steps a phone's clock may be early or late."""

RECOVERY_CODES = 10
EVERYBODY: Final = "everybody"
NO_FACTOR: Final = MappingProxyType({"factor_secret": "", "factor_pending": "", "factor_step": 0, "factor_codes": []})
"""The columns of an account without a second factor."""


def is_demanded(officer: Officer, demanded_of: Collection[str] | None) -> bool:
    """Whether the city wants one of her. `demanded_of`: `City.second_factor`."""
    return bool({EVERYBODY, *officer.roles} & set(demanded_of or ()))


def is_outstanding(officer: Officer, level: str, demanded_of: Collection[str] | None) -> bool:
    """Whether her session, of this level, opens nothing yet: the code was not given, or she has to set one up first."""
    return level == "basic" if officer.factor_secret else is_demanded(officer, demanded_of)


def propose(officer: Officer) -> bytes:
    """The secret to be put into an app. The same until it is confirmed: a page that is loaded again shows it again."""
    known = _decrypt(officer, officer.factor_pending)
    if known is not None:
        return known
    secret = secrets.token_bytes(SECRET_BYTES)
    officer.factor_pending = _encrypt(officer, secret)
    officer.save(update_fields=["factor_pending"])
    return secret


def address_of(secret: bytes, *, account: str, issuer: str) -> str:
    """The `otpauth://` address that apps read from the square."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def confirm(officer: Officer, code: str, *, now: datetime) -> tuple[str, ...]:
    """The proposed secret is hers when the code fits: the new recovery codes. Empty when it does not."""
    secret = _decrypt(officer, officer.factor_pending)
    step = None if secret is None else _find_step(secret, code, now)
    if step is None:
        return ()
    codes = tuple(draw(2) for _ in range(RECOVERY_CODES))
    officer.factor_secret, officer.factor_pending, officer.factor_step = officer.factor_pending, "", step
    officer.factor_codes = [_hash(officer, code) for code in codes]
    officer.save(update_fields=list(NO_FACTOR))
    return codes


def spend(officer: Officer, code: str, *, now: datetime) -> bool:
    """Whether the code is good, from the app or from paper; then it is good no more."""
    secret = _decrypt(officer, officer.factor_secret)
    step = None if secret is None else _find_step(secret, code, now)
    if step is not None:
        fresh = Officer.objects.filter(pk=officer.pk, factor_step__lt=step)
        return fresh.update(factor_step=step) == 1
    found = _hash(officer, code)
    held = Officer.objects.select_for_update().get(pk=officer.pk)
    if not any(hmac.compare_digest(found, factor_code) for factor_code in held.factor_codes):
        return False
    held.factor_codes = [factor_code for factor_code in held.factor_codes if factor_code != found]
    held.save(update_fields=["factor_codes"])
    return True


def is_readable(officer: Officer) -> bool:
    """Whether her secret can be decrypted: after ALLMENDE_SECRET_KEY changed, it cannot."""
    return _decrypt(officer, officer.factor_secret) is not None


def _find_step(secret: bytes, code: str, now: datetime) -> int | None:
    """The thirty seconds, counted from 1970, whose code this is, among those that are good at that moment."""
    typed = "".join(code.split())
    present = int(now.timestamp()) // STEP_SECONDS
    totp = _totp(secret)
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(totp.generate(step * STEP_SECONDS), typed.encode()):
            return step
    return None


def _totp(secret: bytes) -> TOTP:
    from cryptography.hazmat.primitives.hashes import SHA1  # noqa: PLC0415 - with the first code: 7 MB
    from cryptography.hazmat.primitives.twofactor.totp import TOTP  # noqa: PLC0415 - as above

    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - the algorithm apps know; HMAC-SHA-1 is unbroken


def _hash(officer: Officer, code: str) -> str:
    typed = "".join(sign for sign in code.casefold() if sign.isalnum())
    key = derive_secret("recovery codes of staff").encode()
    return hmac.new(key, f"{officer.pk} {typed}".encode(), hashlib.sha256).hexdigest()


def _box() -> Fernet:
    from cryptography.fernet import Fernet  # noqa: PLC0415 - with the first secret: 7 MB

    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(derive_secret("second factor of staff"))))


def _encrypt(officer: Officer, secret: bytes) -> str:
    return _box().encrypt(officer.pk.bytes + secret).decode()


def _decrypt(officer: Officer, kept: str) -> bytes | None:
    if not kept:
        return None
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - as in _box

    try:
        opened = _box().decrypt(kept)
    except InvalidToken:
        return None
    return opened[16:] if opened[:16] == officer.pk.bytes else None
