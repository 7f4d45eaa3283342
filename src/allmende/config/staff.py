"""Whether a request shows the session of a member of staff, before Django has it. Needs the registry of apps."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from allmende.config.sandbox import Environ
from allmende.foundation.identity import factors, sessions
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope


def is_staff(environ: Environ) -> bool:
    """As `foundation.identity.middleware` sees it, second factor included. Reads cookies and host, nothing of the body."""
    # No request of Django's has begun in this thread, so nobody else looks whether its connection still holds.
    close_old_connections()
    try:
        city = hosts.find_city(environ.get("HTTP_HOST", ""))
        if city is None:
            return False
        with city_scope(city.key):
            found = sessions.find(WSGIRequest(environ), timezone.now())
    except DatabaseError:
        # Django asks again and has the page for it.
        return False
    finally:
        close_old_connections()
    if found is None or found.officer is None:
        return False
    return not factors.is_outstanding(found.officer, found.level, city.second_factor)
