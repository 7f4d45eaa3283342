"""Host name → city, from memory. One statement a minute and process, not one a request."""

from __future__ import annotations

import threading
import time

from allmende.foundation.tenancy.models import City

KEEP_SECONDS = 60.0
ASK_AGAIN_SECONDS = 2.0

_lock = threading.Lock()
_by_host: dict[str, City] = {}
_read_at = float("-inf")


def find_city(host: str) -> City | None:
    """The active city that answers at this host (with or without port), or None.

    A new city or a changed host is seen after a minute at the latest, an unknown host asks again after two seconds.
    """
    name = _without_port(host)
    age = time.monotonic() - _read_at
    if age > KEEP_SECONDS or (name not in _by_host and age > ASK_AGAIN_SECONDS):
        _read()
    return _by_host.get(name)


def list_cities() -> tuple[City, ...]:
    """All active cities by key, from the same memory."""
    if time.monotonic() - _read_at > KEEP_SECONDS:
        _read()
    return tuple(_by_host.values())


def forget() -> None:
    """Read the cities anew at the next question: after loading cities, and between tests."""
    global _read_at
    _read_at = float("-inf")


def _read() -> None:
    global _by_host, _read_at
    with _lock:
        _by_host = {city.host: city for city in City.objects.filter(active=True).order_by("key")}
        _read_at = time.monotonic()


def _without_port(host: str) -> str:
    name = host.lower().rstrip(".")
    if name.endswith("]"):
        return name
    return name.rpartition(":")[0] if ":" in name else name
