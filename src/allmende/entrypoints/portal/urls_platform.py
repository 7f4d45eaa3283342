"""Addresses at a host without a city."""

from __future__ import annotations

from django.urls import path

from allmende.entrypoints.portal.views import platform

app_name = "platform"

urlpatterns = [
    path("", platform.cities, name="cities"),
    path("stadt/farben.css", platform.colours),
    path("stadt/zeichen.svg", platform.mark),
]
