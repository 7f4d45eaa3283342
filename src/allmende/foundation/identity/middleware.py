"""Who is there: `request.account`, `request.officer`, `request.entering` and `request.sign_in`, each a row or None.

`entering` is a member of staff whose second factor is outstanding: she is nobody's `officer` yet.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from allmende.foundation.identity import factors, sessions
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
        staff = found.officer if found else None
        waits = (
            found is not None and staff is not None and factors.is_outstanding(staff, found.level, _demanded(request))
        )
        person.officer, person.entering = (None, staff) if waits else (staff, None)
        return self.get_response(request)


def _demanded(request: HttpRequest) -> list[str] | None:
    """Of whom the city of this host wants a second factor; at most a minute old (`tenancy.hosts`)."""
    return request.city.second_factor  # type: ignore[attr-defined,no-any-return]
