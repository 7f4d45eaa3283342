"""What stands in an address that opens one thing of one city: signed, so that nobody guesses one. It names nobody.

An address holds as long as what it was given out for: the mail address it was sent to, or the count of the thing's addresses.
"""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac


def sign_id(*, salt: str, city: str, id: str, given: str = "") -> str:
    """The token of the thing with that UUID. `salt`: what kind of address it is; a token of one kind opens no other. `given`: what it
    is given out for."""
    return signing.Signer(salt=salt).sign_object([city, UUID(id).hex, _mark(salt, given)])


def read_id(*, salt: str, city: str, token: str) -> tuple[str, str] | None:
    """The UUID, and the mark of what the token was given out for (`is_given`); None for a token that is none of this city's, or none
    of this kind."""
    try:
        there, hexed, mark = signing.Signer(salt=salt).unsign_object(token)
        found = str(UUID(hexed))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return (found, str(mark)) if there == city else None


def is_given(*, salt: str, mark: str, given: str) -> bool:
    """Was a token with that mark given out for this?"""
    return constant_time_compare(mark, _mark(salt, given))


def _mark(salt: str, given: str) -> str:
    return salted_hmac(salt, given).hexdigest()[:16] if given else ""
