"""Addresses at a host without a city: the operator's health page and, in the demo, the page that lists the cities."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from allmende.config.urls import handler400, handler403, handler404, handler500, present
from allmende.foundation.web import views

__all__ = ["handler400", "handler403", "handler404", "handler500"]

_more = present("", "allmende.entrypoints.portal.urls_platform")

urlpatterns: list[URLPattern | URLResolver] = [
    path("csp/", views.policy_report),
    path("gesund/", views.health),
    *(_more or [path("", views.no_city_here)]),
]
