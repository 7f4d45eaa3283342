"""Addresses at a city's host: portal at the root, office under /buero/, studio under /werkstatt/, machines under /hooks/,
and those that apps declare (`foundation.owns`).

English is the same pattern under `/en/`: the middleware takes the prefix off and puts it on again when reversing.
"""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from allmende.foundation import owns
from allmende.foundation.web import views

handler400 = "allmende.foundation.web.errors.bad_request"
handler403 = "allmende.foundation.web.errors.permission_denied"
handler404 = "allmende.foundation.web.errors.page_not_found"
handler500 = "allmende.foundation.web.errors.server_error"


def present(prefix: str, module: str) -> list[URLPattern | URLResolver]:
    """The addresses of an entry point, or none where that room is not built."""
    room = module.rpartition(".")[0]
    return [path(prefix, include(module))] if find_spec(room) and find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("csp/", views.policy_report),
    path("gesund/", views.health),
    *present("hooks/", "allmende.entrypoints.hooks.urls"),
    *present("buero/", "allmende.entrypoints.office.urls"),
    *present("werkstatt/", "allmende.entrypoints.studio.urls"),
    *(path(prefix, include(module)) for prefix, module in owns.urls().items()),
    *present("", "allmende.entrypoints.portal.urls"),
]
