"""The app's own tasks."""

from __future__ import annotations

from typing import Any

from allmende.foundation.jobs import task
from tests.toy_app import operations


@task
def confirm_visit(payload: dict[str, Any]) -> None:
    operations.confirm(case_id=payload["case_id"])


@task
def confirm_visits() -> None:
    """At night, whatever the fact did not reach."""
    operations.confirm_all()
