"""Django's view of the studio: templates and translations. It owns no table."""

from __future__ import annotations

from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "allmende.entrypoints.studio"
    label = "studio"
    verbose_name = "Studio"
