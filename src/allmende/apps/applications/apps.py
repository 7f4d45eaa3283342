from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "allmende.apps.applications"
    label = "applications"
