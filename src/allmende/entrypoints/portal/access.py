"""What a visitor can show: the cookie of a draft or case, the account they signed in to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from allmende.apps.applications.rules import Access
from allmende.domain.ports.identity import TrustLevel

COOKIE = "allmende_antrag_"
ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
COOKIE_DAYS = 90
MOST_COOKIES = 20  # older ones go, so that the header of a shared browser stays small


def access_of(request: HttpRequest, matter_id: str) -> Access:
    """The proof for one matter. Draft and case share their id, so one cookie opens both."""
    session = getattr(request, "sign_in", None)
    level: TrustLevel = session.level if session is not None else "none"
    since = session.created_at if session is not None else None
    return Access(request.COOKIES.get(f"{COOKIE}{matter_id}"), account_id(request), level, since)


def account_id(request: HttpRequest) -> str | None:
    """The signed-in citizen's account, or None."""
    account = getattr(request, "account", None)
    return str(account.pk) if account is not None else None


def give_cookie(request: HttpRequest, response: HttpResponse, matter_id: str, secret: str) -> None:
    """Let this browser open the matter. HttpOnly: no script can read it."""
    response.set_cookie(
        f"{COOKIE}{matter_id}",
        secret,
        max_age=COOKIE_DAYS * 86_400,
        path="/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    held = [name for name in request.COOKIES if name.startswith(COOKIE) and name != f"{COOKIE}{matter_id}"]
    for name in held[: max(0, len(held) - MOST_COOKIES + 1)]:
        response.delete_cookie(name, path="/", samesite="Lax")


def cookies_of(request: HttpRequest) -> tuple[str, ...]:
    """The matters this browser holds a key of, as far as their names are ids."""
    names = (name.removeprefix(COOKIE) for name in request.COOKIES if name.startswith(COOKIE))
    return tuple(name for name in names if ID.fullmatch(name))


def take_cookies(response: HttpResponse, matter_ids: Iterable[str]) -> None:
    """The browser forgets the keys of these matters; who may open them otherwise still can."""
    for matter_id in matter_ids:
        response.delete_cookie(f"{COOKIE}{matter_id}", path="/", samesite="Lax")
