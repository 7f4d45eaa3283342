"""Limits that hold across all processes: one statement each. For sign-in, mails, whatever somebody may try to guess."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from allmende.foundation.limits.keys import window_key
from allmende.foundation.limits.models import Counter

_COUNT = """
INSERT INTO limits_counter (key, count, until) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET count = limits_counter.count + excluded.count
RETURNING count
"""


def allow(
    name: str, who: str, *, limit: int, per: timedelta, now: datetime, everywhere: bool = False, amount: int = 1
) -> bool:
    """Count `amount` more `name` of `who` (address, user name; hashed) in the city in scope; False beyond `limit` in `per`.

    `everywhere`: in all cities together, where somebody is to be spared whichever city it comes from.
    """
    key, until = window_key(name, who, per, now, everywhere=everywhere)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, amount, connection.ops.adapt_datetimefield_value(until)])
        count: int = cursor.fetchone()[0]
    return count <= limit


def within(name: str, who: str, *, limit: int, per: timedelta, now: datetime) -> bool:
    """Whether what `allow` counted is within `limit`. Counts nothing."""
    return not Counter.objects.filter(key=window_key(name, who, per, now)[0], count__gt=limit).exists()


def take_back(name: str, who: str, *, per: timedelta, now: datetime, everywhere: bool = False) -> None:
    """What `allow` counted last was no misuse after all: count it no more."""
    key, _ = window_key(name, who, per, now, everywhere=everywhere)
    Counter.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


def remember(name: str, who: str, *, per: timedelta, now: datetime) -> None:
    """That `who` did `name`, known for at least `per`: noted in this window and the next."""
    for moment in (now, now + per):
        allow(name, who, limit=0, per=per, now=moment)


def knows(name: str, who: str, *, per: timedelta, now: datetime) -> bool:
    """Whether `remember` was called within `per`."""
    return Counter.objects.filter(key=window_key(name, who, per, now)[0], count__gt=0).exists()


def forget_past(now: datetime) -> int:
    """Delete the counters of past windows."""
    return Counter.objects.filter(until__lte=now).delete()[0]
