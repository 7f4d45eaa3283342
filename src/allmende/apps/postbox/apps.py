from django.apps import AppConfig


class PostboxConfig(AppConfig):
    name = "allmende.apps.postbox"
    label = "postbox"
