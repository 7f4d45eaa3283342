"""Limits that hold across all processes: one statement each. For sign-in, mails, whatever somebody may try to guess."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from allmende.foundation.limits.keys import window_key
from allmende.foundation.limits.models import Counter

_COUNT = """
INSERT INTO limits_counter (key, count, until) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET count = limits_counter.count + 1
RETURNING count
"""


def allow(name: str, who: str, *, limit: int, per: timedelta, now: datetime) -> bool:
    """Count one more `name` of `who` (address, user name; hashed) in the city in scope; False beyond `limit` in `per`."""
    key, until = window_key(name, who, per, now)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, connection.ops.adapt_datetimefield_value(until)])
        count: int = cursor.fetchone()[0]
    return count <= limit


def forget_past(now: datetime) -> int:
    """Delete the counters of past windows."""
    return Counter.objects.filter(until__lte=now).delete()[0]
