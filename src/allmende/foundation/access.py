"""Who may enter: every view says so with one of these decorators, else it is refused at run time and by a test.

@public                       anybody
@capability                   whoever shows the secret of the very draft or case; the view checks it, 404 otherwise
@citizen                      a citizen who signed in
@officer("clerk", …)          staff of this city who holds one of the roles; without roles: any staff
@machine                      another machine; the view checks its signature, no cookie is read, no CSRF
@operator                     the operator of the installation, by bearer token
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt

from allmende.foundation.languages import PREFIXES

View = Callable[..., HttpResponseBase]
Kind = Literal["public", "capability", "citizen", "officer", "machine", "operator"]


@dataclass(frozen=True, slots=True)
class ViewAccess:
    """What a view declares. `roles` only for officers. `keeps`: an error page may show again what was posted here."""

    kind: Kind
    roles: tuple[str, ...] = ()
    keeps: bool = True


class SessionEnded(PermissionDenied):
    """A form was sent by somebody who is not, or no longer, signed in; the page of status 403 keeps what it says.

    `sign_in` is the address to sign in at, as a path with its query.
    """

    def __init__(self, sign_in: str) -> None:
        super().__init__()
        self.sign_in = sign_in


def public(view: View) -> View:
    """Anybody may enter."""
    return _declared(view, ViewAccess("public"))


def capability(view: View) -> View:
    """Whoever holds the secret of the object; the view asks the app's rules and answers 404 otherwise."""
    return _declared(view, ViewAccess("capability"))


def citizen(view: View) -> View:
    """A citizen who signed in; others are led to the sign-in and come back. Error: `SessionEnded` for what they typed."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "account", None) is None:
            return _led_to(request, settings.CITIZEN_SIGN_IN, declared)
        return view(request, *args, **kwargs)

    declared = ViewAccess("citizen")
    return _declared(guarded, declared)


def officer(
    *roles: str, any_password: bool = False, any_factor: bool = False, keeps: bool = True
) -> Callable[[View], View]:
    """Staff of this city with one of the roles; nobody signed in is led to the sign-in, a wrong role gets 403.

    Whose second factor is outstanding is led to where she gives it, but for views with `any_factor`. Whoever has a password
    that somebody else chose is led to where she chooses her own, but for views with `any_password`. What was typed before is
    on the page of `SessionEnded`, unless the view takes passwords or codes: those say `keeps=False`.
    """
    declared = ViewAccess("officer", roles, keeps)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = getattr(request, "officer", None)
            entering = getattr(request, "entering", None)
            if found is None and entering is not None:
                if any_factor:
                    return view(request, *args, **kwargs)
                return _led_to(request, settings.OFFICER_FACTOR, declared)
            if found is None:
                return _led_to(request, settings.OFFICER_SIGN_IN, declared)
            if found.must_change_password and not any_password:
                return _led_to(request, settings.OFFICER_PASSWORD, declared)
            if roles and not set(roles) & set(found.roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _declared(guarded, declared)

    return guard


def machine(view: View) -> View:
    """Another machine, which proves itself inside the view. No CSRF check: it has no cookie of ours."""
    return _declared(csrf_exempt(view), ViewAccess("machine"))


def operator(view: View) -> View:
    """The operator: `Authorization: Bearer <ALLMENDE_OPERATOR_TOKEN>`, or, in a browser, the token as password of any name.

    Without a token set, nobody.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        expected = settings.OPERATOR_TOKEN
        if not expected:
            raise PermissionDenied
        if not hmac.compare_digest(_shown_token(request).encode(), expected.encode()):
            asked = {"WWW-Authenticate": 'Basic realm="Allmende Betrieb", charset="UTF-8"'}
            return HttpResponse("401\n", status=401, headers=asked, content_type="text/plain")
        return view(request, *args, **kwargs)

    return _declared(guarded, ViewAccess("operator"))


def _shown_token(request: HttpRequest) -> str:
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    if kind == "Bearer":
        return shown.strip()
    if kind == "Basic":
        with suppress(ValueError):
            return base64.b64decode(shown, validate=True).decode().partition(":")[2]
    return ""


def find_access(view: Callable[..., Any]) -> ViewAccess | None:
    """What the view declares, or None."""
    found = getattr(view, "access", None)
    return found if isinstance(found, ViewAccess) else None


def _declared(view: View, access: ViewAccess) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def is_typed(name: str) -> bool:
    """Is this posted field something a person entered, not a token, a mark of the page or the button pressed?"""
    return name not in ("csrfmiddlewaretoken", "key", "gesehen") and (
        name.startswith("_f.") or not name.startswith("_")
    )


def _led_to(request: HttpRequest, path: str, declared: ViewAccess) -> HttpResponseRedirect:
    """To the sign-in and back; what is posted cannot come along, so a form with content stays as `SessionEnded`."""
    prefix = PREFIXES[getattr(request, "LANGUAGE_CODE", "de")]
    back = request.get_full_path() if request.method == "GET" else prefix + "/"
    address = f"{prefix}{path}?{urlencode({'weiter': back})}"
    if declared.keeps and any(is_typed(name) and any(values) for name, values in request.POST.lists()):
        raise SessionEnded(address)
    return HttpResponseRedirect(address)
