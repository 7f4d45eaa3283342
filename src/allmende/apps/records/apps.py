from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "allmende.apps.records"
    label = "records"
