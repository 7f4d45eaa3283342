"""Sessions of people who signed in. The token is in the browser's cookie only; the row holds its hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from allmende.foundation.identity.models import Account, Officer, SignIn

CITIZEN_IDLE = timedelta(hours=2)
CITIZEN_LONGEST = timedelta(hours=12)
OFFICER_IDLE = timedelta(hours=10)
OFFICER_LONGEST = timedelta(hours=14)
SEEN_EVERY = timedelta(minutes=5)
"""How exactly we note when a session was last used: a write now and then, not one a request."""


def open_for_citizen(
    response: HttpResponseBase, account_id: str, level: str, now: datetime, *, method: str = ""
) -> None:
    """Begin a session of this account of the city in scope and set its cookie on the response."""
    _open(response, SignIn(account_id=account_id, level=level, method=method[:80]), now, CITIZEN_LONGEST)


def open_for_officer(response: HttpResponseBase, officer_id: str, now: datetime, *, level: str = "basic") -> None:
    """Begin a session of this member of staff of the city in scope and set its cookie on the response.

    `level`: `basic` by password alone, `substantial` with the second factor.
    """
    _open(response, SignIn(officer_id=officer_id, level=level), now, OFFICER_LONGEST)


def find(request: HttpRequest, now: datetime) -> SignIn | None:
    """The session the browser shows, of the city in scope, neither expired nor idle too long. One statement."""
    token = request.COOKIES.get(settings.SESSION_COOKIE, "")
    if not 20 <= len(token) <= 100:
        return None
    found = (
        SignIn.objects.select_related("account", "officer")
        .filter(token_sha256=_hash(token), expires_at__gt=now)
        .first()
    )
    if found is None:
        return None
    idle = OFFICER_IDLE if found.officer_id else CITIZEN_IDLE
    if now - found.seen_at > idle or (found.officer is not None and not found.officer.active):
        found.delete()
        return None
    if now - found.seen_at > SEEN_EVERY:
        found.seen_at = now
        found.save(update_fields=["seen_at"])
    return found


def close(request: HttpRequest, response: HttpResponseBase) -> None:
    """End the session: the row goes, and the cookie."""
    token = request.COOKIES.get(settings.SESSION_COOKIE, "")
    if token:
        SignIn.objects.filter(token_sha256=_hash(token)).delete()
    response.delete_cookie(settings.SESSION_COOKIE, samesite="Lax")


def close_all_of_officer(officer_id: str) -> int:
    """End every session of a member of staff: password changed, account closed."""
    return SignIn.objects.filter(officer_id=officer_id).delete()[0]


def list_of_officer(officer_id: str, now: datetime) -> tuple[SignIn, ...]:
    """Her sessions that still hold, the one used last first."""
    found = SignIn.objects.filter(officer_id=officer_id, expires_at__gt=now, seen_at__gt=now - OFFICER_IDLE)
    return tuple(found.order_by("-seen_at"))


def close_others(kept: SignIn) -> int:
    """End every session of the same member of staff but this one; how many."""
    return SignIn.objects.filter(officer_id=str(kept.officer_id)).exclude(pk=kept.pk).delete()[0]


def forget_expired(now: datetime) -> int:
    """Delete sessions nobody can use any more, of the city in scope."""
    return SignIn.objects.filter(expires_at__lte=now).delete()[0]


def _open(response: HttpResponseBase, session: SignIn, now: datetime, longest: timedelta) -> None:
    # A fresh token at every sign-in: one that was planted before is worth nothing after.
    token = secrets.token_urlsafe(32)
    session.token_sha256 = _hash(token)
    session.created_at = session.seen_at = now
    session.expires_at = now + longest
    session.save(force_insert=True)
    response.cookies.pop(settings.SESSION_COOKIE, None)  # else the end of a session closed on this response stays in it
    response.set_cookie(settings.SESSION_COOKIE, token, httponly=True, secure=settings.HTTPS, samesite="Lax", path="/")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


__all__ = [
    "Account", "Officer", "SignIn", "close", "close_all_of_officer", "close_others", "find", "forget_expired",
    "list_of_officer", "open_for_citizen", "open_for_officer",
]  # fmt: skip
