from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "allmende.foundation.tenancy"
    label = "tenancy"
