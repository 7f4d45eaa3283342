from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "allmende.apps.booking"
    label = "booking"

    def ready(self) -> None:
        from allmende.apps.booking import overlap  # noqa: PLC0415 - after the registry is ready
        from allmende.foundation.tenancy import protection  # noqa: PLC0415 - after the registry is ready

        protection.also_protect(overlap.install)
