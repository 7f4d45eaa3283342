from django.apps import AppConfig


class BlobsConfig(AppConfig):
    name = "allmende.foundation.blobs"
    label = "blobs"
