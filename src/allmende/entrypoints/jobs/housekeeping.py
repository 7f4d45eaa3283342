"""What the building itself tidies at night: expired sessions, past limits, content nobody names, cases without search words.

What deletes waits while the clock is in doubt.
"""

from __future__ import annotations

from django.utils import timezone

from allmende.foundation.blobs import store
from allmende.foundation.identity import sessions
from allmende.foundation.jobs import clock, task
from allmende.foundation.limits import database as limits
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import find_cases


@task
def forget_expired_sessions() -> int:
    """In the city in scope; how many."""
    now = timezone.now()
    return 0 if clock.must_wait(now, "forget_expired_sessions") else sessions.forget_expired(now)


@task
def forget_past_limits() -> int:
    """Counters of windows that are over; how many."""
    now = timezone.now()
    return 0 if clock.must_wait(now, "forget_past_limits") else limits.forget_past(now)


@task
def index_cases() -> int:
    """Give cases of the city in scope that have none the words they are found by; how many."""
    return find_cases.index_missing(city=get_city_in_scope(), now=timezone.now())


@task
def sweep_content() -> int:
    """Files of the city in scope that no row names; how many."""
    now = timezone.now()
    return 0 if clock.must_wait(now, "sweep_content") else store.sweep(now)
