"""`allmende migrate`: tables up to date, then the database's own belts, then rows of lists an earlier version did not write."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from allmende.foundation.tenancy.protection import protect_database
from allmende.usecases.complete_lists import complete_everywhere


def main(argv: list[str]) -> int:
    """Run as the owner of the tables; arguments go to Django's `migrate`."""
    call_command("migrate", *argv, interactive=False, verbosity=1 if argv else 0)
    protect_database(connection, settings.DATABASE_ROLE)
    if not argv:
        complete_everywhere(now=timezone.now())
    return 0
