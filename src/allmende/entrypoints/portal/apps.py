"""Django's view of the portal: templates and translations. It owns no table."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "allmende.entrypoints.portal"
    label = "portal"
    verbose_name = "Portal"
