"""Limits inside one process, for free: searches, uploads, resumed links. Several processes allow as many times as much."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from allmende.foundation.limits.keys import window_key

MOST_KEYS = 50_000

_lock = threading.Lock()
_counts: dict[str, tuple[int, datetime]] = {}


def allow(name: str, who: str, *, limit: int, per: timedelta, now: datetime) -> bool:
    """As `database.allow`, counted in this process."""
    key, until = window_key(name, who, per, now)
    with _lock:
        if len(_counts) >= MOST_KEYS:
            _drop_past(now)
        count = _counts.get(key, (0, until))[0] + 1
        _counts[key] = (count, until)
    return count <= limit


def _drop_past(now: datetime) -> None:
    for key in [key for key, (_, until) in _counts.items() if until <= now]:
        del _counts[key]
    if len(_counts) >= MOST_KEYS:
        # Somebody counts up on purpose: begin anew rather than fill the memory.
        _counts.clear()


def forget() -> None:
    """Begin to count anew."""
    with _lock:
        _counts.clear()
