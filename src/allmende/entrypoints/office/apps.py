"""Django's view of the office: templates and translations. It owns no table."""

from __future__ import annotations

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "allmende.entrypoints.office"
    label = "office"
    verbose_name = "Office"
