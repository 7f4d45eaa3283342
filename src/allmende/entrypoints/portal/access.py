"""What a visitor can show: the cookie of a draft or case, the account they signed in to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from allmende.apps.applications.rules import MatterAccess
from allmende.domain.ports.identity import TrustLevel

COOKIE = "allmende_antrag_"
ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
COOKIE_DAYS = 90
MOST_COOKIES = 20  # older ones go, so that the header of a shared browser stays small


def access_of(request: HttpRequest, matter_id: str) -> MatterAccess:
    """The proof for one matter. Draft and case share their id, so one cookie opens both."""
    session = getattr(request, "sign_in", None)
    since, method = (session.created_at, session.method) if session is not None else (None, "")
    return MatterAccess(request.COOKIES.get(_cookie(matter_id)), account_id(request), level_of(request), since, method)


def account_id(request: HttpRequest) -> str | None:
    """The signed-in citizen's account, or None."""
    account = getattr(request, "account", None)
    return str(account.pk) if account is not None else None


def level_of(request: HttpRequest) -> TrustLevel:
    """How surely this very session knows the visitor."""
    session = getattr(request, "sign_in", None)
    return session.level if session is not None else "none"


def give_cookie(
    request: HttpRequest, response: HttpResponseBase, matter_id: str, secret: str, *, lasting: bool = True
) -> None:
    """Let this browser open the matter; unless `lasting`, until it is closed. HttpOnly: no script can read it."""
    name = _cookie(matter_id)
    response.set_cookie(
        name,
        secret,
        max_age=COOKIE_DAYS * 86_400 if lasting else None,
        path="/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    held = [cookie for cookie in request.COOKIES if cookie.startswith(_cookie("")) and cookie != name]
    for one in held[: max(0, len(held) - MOST_COOKIES + 1)]:
        response.delete_cookie(one, path="/", samesite="Lax")


def secrets_of(request: HttpRequest) -> Mapping[str, str]:
    """What this browser holds: the secret by id of the matter, as far as the names are ids."""
    prefix = _cookie("")
    named = ((name.removeprefix(prefix), value) for name, value in request.COOKIES.items() if name.startswith(prefix))
    return {matter_id: value for matter_id, value in named if ID.fullmatch(matter_id)}


def take_cookies(response: HttpResponse, matter_ids: Iterable[str]) -> None:
    """The browser forgets the keys of these matters; who may open them otherwise still can."""
    for matter_id in matter_ids:
        response.delete_cookie(_cookie(matter_id), path="/", samesite="Lax")


def _cookie(matter_id: str) -> str:
    return f"{settings.COOKIE_PREFIX}{COOKIE}{matter_id}"
