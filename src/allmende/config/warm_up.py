"""The first visitor's work is done before anybody comes: one city's pages are asked for once, before the workers are forked.

Templates, texts, statements and the definition of a service are then in memory that all workers share. Whatever goes wrong here
says so in the log and delays nobody: the database may come up later than the pages.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.db import DatabaseError, connections

from allmende.foundation.log import get_logger
from allmende.foundation.tenancy import hosts

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

LISTS = ("/", "/en/", "/suche/?q=a", "/buero/anmelden/")
SERVICE = re.compile(r'href="(/leistungen/[^"/]+/)"')
log = get_logger("warm_up")


def warm_up(application: Application) -> int:
    """Ask for the pages of the first city; how many answered. Leaves no connection behind: the workers open their own."""
    try:
        host = next((city.host for city in hosts.list_cities()), None)
        return (
            sum(_ask(application, host, address) is not None for address in _addresses(application, host))
            if host
            else 0
        )
    except (DatabaseError, OSError) as failed:
        log.warning("warm_up.failed", error=type(failed).__name__)
        return 0
    finally:
        connections.close_all()


def _addresses(application: Application, host: str) -> Iterable[str]:
    yield from LISTS
    found = SERVICE.search(_ask(application, host, "/") or "")
    if found:
        yield found[1]


def _ask(application: Application, host: str, address: str) -> str | None:
    """The page, or None where there is none."""
    path, _, query = address.partition("?")
    answered: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    body = b"".join(application(environ, lambda status, _headers, _error=None: answered.append(status)))
    return body.decode("utf-8", "replace") if answered and answered[0].startswith("200") else None
