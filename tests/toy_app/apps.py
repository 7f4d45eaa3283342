from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "tests.toy_app"
    label = "visits"
