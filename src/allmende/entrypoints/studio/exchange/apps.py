"""Django's view of this room: templates and translations. It owns no table."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "allmende.entrypoints.studio.exchange"
    label = "studio_exchange"
