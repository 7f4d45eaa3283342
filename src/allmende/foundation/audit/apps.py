from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "allmende.foundation.audit"
    label = "audit"

    def ready(self) -> None:
        from allmende.foundation.audit import chain, triggers  # noqa: PLC0415 - after the registry is ready
        from allmende.foundation.tenancy import protection, scopes  # noqa: PLC0415 - after the registry is ready

        protection.also_protect(triggers.install)
        scopes.on_all_cities(chain.note_all_cities)
