"""A process beside the test's own, on the same database: what the program keeps in memory there is its own."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[1]


def environment() -> dict[str, str]:
    """What a process needs to work on the test database. Tests that use it need `transactional_db`."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "ALLMENDE_DATABASE_URL": _database_url(),
        "ALLMENDE_VAR": str(settings.VAR),
        "ALLMENDE_SECRET_KEY": settings.SECRET_KEY,
        "ALLMENDE_LOG_LEVEL": "CRITICAL",
        "ALLMENDE_AS_OWNER": "0",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))),
    }


def _database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{found['NAME']}"
    user = found["USER"] + (f":{found['PASSWORD']}" if found["PASSWORD"] else "")
    return f"postgres://{user}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"
