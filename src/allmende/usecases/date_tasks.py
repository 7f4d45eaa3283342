"""Open tasks from before every task had a day get the one of their kind, counted from the day they opened."""

from __future__ import annotations

from allmende.apps.cases import operations

BATCH = 2_000


def date_missing(*, city: str) -> int:
    """So many of the city in scope at most; how many that were."""
    return operations.date_tasks(city=city, limit=BATCH)
