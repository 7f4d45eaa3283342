"""Which city is in scope. Fails closed: without a scope no city's row can be read or written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django_scopes import scope
from django_scopes.state import get_scope

NO_CITY = ""
EVERY_CITY = "*"


class NoCityInScope(RuntimeError):
    """Code that needs a city ran outside of any city's scope."""


class WrongCity(RuntimeError):
    """A row of one city was about to be written while another city is in scope."""


_witnesses: list[Callable[[str], None]] = []


@contextmanager
def city_scope(key: str) -> Iterator[None]:
    """Everything inside sees and writes rows of this city (its key) only."""
    if not key or key == EVERY_CITY:
        raise NoCityInScope(f"Not the key of a city: {key!r}")
    with scope(city=key, every_city=False):
        yield


@contextmanager
def all_cities(reason: str) -> Iterator[None]:
    """Everything inside sees the rows of all cities. For operator jobs only; each use is written to the audit log.

    `reason` says why, in a few words without personal data.
    """
    if not reason.strip():
        raise ValueError("all_cities() needs a reason")
    for witness in _witnesses:
        witness(reason)
    with machinery_scope():
        yield


@contextmanager
def machinery_scope() -> Iterator[None]:
    """As `all_cities`, without an entry in the audit log: for the job queue, migrations and session look-up alone.

    An architecture test lists the modules that may use it.
    """
    with scope(city=None, every_city=True):
        yield


def on_all_cities(witness: Callable[[str], None]) -> None:
    """Have `witness(reason)` called at each use of `all_cities`. The audit app registers itself here."""
    if witness not in _witnesses:
        _witnesses.append(witness)


def find_city_in_scope() -> str | None:
    """The key of the city in scope; None outside of any city and in the scope of all cities."""
    found = _current().get("city")
    return found if isinstance(found, str) and found else None


def get_city_in_scope() -> str:
    """The key of the city in scope, or `NoCityInScope`."""
    found = find_city_in_scope()
    if found is None:
        raise NoCityInScope("This needs a city in scope: use city_scope(key).")
    return found


def get_announced_city() -> str:
    """What PostgreSQL is told: a key, `*` for every city, or the empty string, which shows no row at all."""
    current = _current()
    if current.get("every_city"):
        return EVERY_CITY
    found = current.get("city")
    return found if isinstance(found, str) and current.get("_enabled", True) else NO_CITY


def _current() -> dict[str, object]:
    current: dict[str, object] = get_scope()  # type: ignore[no-untyped-call]
    return current
