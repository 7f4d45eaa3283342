from django.apps import AppConfig


class CommonsConfig(AppConfig):
    name = "allmende.apps.commons"
    label = "commons"
