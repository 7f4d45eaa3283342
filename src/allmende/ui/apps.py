"""Django's view of this package: templates, static files and translations."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "allmende.ui"
    label = "ui"
    verbose_name = "Oberfläche"
