from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "allmende.apps.payments"
    label = "payments"
