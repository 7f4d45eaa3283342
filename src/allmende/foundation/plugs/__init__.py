"""Plugs: which adapter stands behind a socket in a city. Registered by `config.wiring`, built on first use, kept.

mail = plugs.get(sockets.MAIL)         in the scope of a city
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeVar

from django.conf import settings

from allmende.foundation.tenancy.scopes import get_city_in_scope

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Socket(Generic[T]):
    """A typed key: what stands behind it is a `T`, one of the ports of `domain.ports`.

    `family`: sockets that are offered the same adapters, as all registers are; a socket without one is its own.
    """

    name: str
    family: str = ""

    @property
    def kind(self) -> str:
        """Under which adapters are offered for it."""
        return self.family or self.name


class NothingPlugged(LookupError):
    """The city names an adapter that this installation does not have."""


class SecretsMissing(NothingPlugged):
    """A city chose an adapter whose addresses and secrets nobody put in place. Says which file it is."""


Factory = Callable[..., Any]
"""Builds an adapter for the city with this key; of a family also for the socket of this name."""

_factories: dict[tuple[str, str], Factory] = {}
_defaults: dict[str, str] = {}
_built: dict[tuple[str, str], Any] = {}
_lock = threading.RLock()
_wired = False


def register(socket: Socket[T], name: str, factory: Callable[..., T], *, default: bool = False) -> None:
    """Offer an adapter under a name. `default`: what a city gets that chose none. The first default stays."""
    _factories[socket.kind, name] = factory
    if default:
        _defaults.setdefault(socket.kind, name)


def get(socket: Socket[T]) -> T:
    """The adapter of the city in scope."""
    city = get_city_in_scope()
    key = (city, socket.name)
    if key not in _built:
        with _lock:
            if key not in _built:
                _built[key] = _build(socket, city)
    found: T = _built[key]
    return found


def is_plugged(socket: Socket[Any]) -> bool:
    """Does something stand behind the socket in the city in scope, as far as can be told without asking it?"""
    try:
        get(socket)
    except NothingPlugged:
        return False
    return True


def chosen(socket: Socket[Any]) -> str:
    """The name of the adapter that the city in scope chose for that socket, or gets without a word."""
    from allmende.foundation.tenancy.models import City  # noqa: PLC0415 - this package is imported before the registry is ready

    _wire()
    said = City.objects.values_list("plugs", flat=True).get(key=get_city_in_scope()).get(socket.name)
    return str(said or _defaults.get(socket.kind, ""))


def list_offered(socket: Socket[Any]) -> tuple[str, ...]:
    """The names a city may choose from."""
    _wire()
    return tuple(sorted(name for port, name in _factories if port == socket.kind))


def read_secrets(city: str, socket: str) -> dict[str, Any]:
    """Addresses and secrets of a partner, which lie outside of the city's data. Error: `SecretsMissing`."""
    path = settings.SECRETS / city / f"{socket}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SecretsMissing(str(path)) from error


def replace(adapters: Mapping[tuple[str, Socket[Any]], Any]) -> None:
    """Put ready adapters in place, by city key and socket: for tests and rehearsals. Others are built anew."""
    _built.clear()
    _built.update({(city, socket.name): adapter for (city, socket), adapter in adapters.items()})


def _build(socket: Socket[Any], city: str) -> Any:
    from allmende.foundation.tenancy.models import City  # noqa: PLC0415 - this package is imported before the registry is ready

    _wire()
    chosen = City.objects.values_list("plugs", flat=True).get(key=city).get(socket.name) or _defaults.get(
        socket.kind, ""
    )
    factory = _factories.get((socket.kind, chosen))
    if factory is None:
        raise NothingPlugged(
            f"{socket.name}: no adapter {chosen!r}; this installation offers {', '.join(_names(socket.kind)) or 'none'}"
        )
    return factory(city, socket.name) if socket.family else factory(city)


def _names(socket: str) -> list[str]:
    return sorted(name for port, name in _factories if port == socket)


def _wire() -> None:
    global _wired
    with _lock:
        if not _wired:
            import_module(settings.WIRING).plug_in()
            _wired = True
