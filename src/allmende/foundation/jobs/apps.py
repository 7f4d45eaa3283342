from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "allmende.foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        from allmende.foundation.jobs.wakeup import create_wakeup  # noqa: PLC0415 - after the registry is ready
        from allmende.foundation.tenancy.protection import also_protect  # noqa: PLC0415 - after the registry is ready

        also_protect(create_wakeup)
