"""Django's view of this room: templates and translations. It owns no table."""

from __future__ import annotations

from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "allmende.entrypoints.studio.adoption"
    label = "studio_adoption"
