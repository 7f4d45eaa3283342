from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "allmende.apps.cases"
    label = "cases"
