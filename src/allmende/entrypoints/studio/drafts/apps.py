"""Django's view of this room: templates and translations. It owns no table."""

from __future__ import annotations

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "allmende.entrypoints.studio.drafts"
    label = "studio_drafts"
