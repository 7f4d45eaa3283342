from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    name = "allmende.apps.holdings"
    label = "holdings"
