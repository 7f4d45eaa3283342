from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "allmende.foundation.limits"
    label = "limits"
