from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "allmende.apps.notices"
    label = "notices"
