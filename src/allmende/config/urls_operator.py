"""Addresses of the operator: answered before any city is looked up, so that they work while the database does not."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from allmende.config.urls import handler400, handler403, handler404, handler500, present

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns: list[URLPattern | URLResolver] = present("", "allmende.entrypoints.operator.urls")
