from django.apps import AppConfig


class OperatorConfig(AppConfig):
    name = "allmende.entrypoints.operator"
    label = "operator"
