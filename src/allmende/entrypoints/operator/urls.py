"""Addresses of the operator, at every host. `/health`, `/ready`, `/metrics` are named as monitors expect them."""

from __future__ import annotations

from django.urls import path

from allmende.entrypoints.operator import health, page

app_name = "operator"

urlpatterns = [
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("betrieb/", page.overview, name="overview"),
    path("betrieb/noch-einmal/", page.retry, name="retry"),
]
