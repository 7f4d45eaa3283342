from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "allmende.foundation.identity"
    label = "identity"
