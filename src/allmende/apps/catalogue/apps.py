from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "allmende.apps.catalogue"
    label = "catalogue"
