"""What the building itself tidies at night: expired sessions, past limits, content nobody names."""

from __future__ import annotations

from django.utils import timezone

from allmende.foundation.blobs import store
from allmende.foundation.identity import sessions
from allmende.foundation.jobs import task
from allmende.foundation.limits import database as limits


@task
def forget_expired_sessions() -> int:
    """In the city in scope; how many."""
    return sessions.forget_expired(timezone.now())


@task
def forget_past_limits() -> int:
    """Counters of windows that are over; how many."""
    return limits.forget_past(timezone.now())


@task
def sweep_content() -> int:
    """Files of the city in scope that no row names; how many."""
    return store.sweep(timezone.now())
