from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "allmende.apps.cases"
    label = "cases"

    def ready(self) -> None:
        """Timelines hold facts of every app: their classes are known before the first is read."""
        from allmende.foundation import owns  # noqa: PLC0415 - after the registry is ready

        owns.declared()
