"""Who is there: `request.account`, `request.officer` and `request.sign_in`, each a row or None."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from allmende.foundation.identity import sessions
from allmende.foundation.web.headers import GetResponse


class WhoIsThere:
    """One statement for a browser that shows a session, none for everybody else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        shown = settings.SESSION_COOKIE in request.COOKIES and getattr(request, "city", None) is not None
        found = sessions.find(request, timezone.now()) if shown else None
        person: Any = request
        person.sign_in = found
        person.account = found.account if found else None
        person.officer = found.officer if found else None
        return self.get_response(request)
