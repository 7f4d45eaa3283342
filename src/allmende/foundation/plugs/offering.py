"""Adapters offered by name, `socket.name`: our own from a table, those of other distributions from their entry points.

[project.entry-points."allmende.adapters"]
"mail.pigeon" = "pigeon.adapter:build"

`register.…` is offered for every register. The value is a `Factory`: it gets the city's key, of a register also its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from allmende.foundation import plugs
from allmende.foundation.plugs import Factory, Socket, sockets

GROUP = "allmende.adapters"
REGISTER = "register"


def offer(adapters: Mapping[str, Factory], defaults: Mapping[str, str]) -> None:
    """Offer these adapters. `defaults`: kind of socket → name of the one a city gets that chose none."""
    for full, factory in adapters.items():
        name = full.partition(".")[2]
        for socket in _sockets(full):
            plugs.register(socket, name, factory, default=defaults.get(socket.kind) == name)


def offer_installed(taken: Mapping[str, Factory]) -> None:
    """Offer what other distributions bring; their code is loaded when a city uses it. `taken`: names in use."""
    found: dict[str, Factory] = {}
    for entry in entry_points(group=GROUP):
        if entry.name in taken or entry.name in found:
            raise ImproperlyConfigured(
                f"The adapter {entry.name!r} ({entry.value}) is offered already; an adapter needs a name of its own."
            )
        found[entry.name] = _on_first_use(entry)
    offer(found, {})


def _on_first_use(entry: EntryPoint) -> Factory:
    def build(*city_and_register: str) -> Any:
        return entry.load()(*city_and_register)

    return build


def _sockets(full: str) -> tuple[Socket[Any], ...]:
    kind, _, name = full.partition(".")
    found = sockets.REGISTER_FAMILIES if kind == REGISTER else tuple(one for one in sockets.ALL if one.name == kind)
    if not found or not name:
        known = ", ".join(sorted({REGISTER, *(one.name for one in sockets.ALL)}))
        raise ImproperlyConfigured(
            f"The adapter {full!r} names no socket. It must be `socket.name`, and the sockets are {known}."
        )
    return found
