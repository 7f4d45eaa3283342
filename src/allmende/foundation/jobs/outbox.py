"""Write jobs in the caller's transaction: if it is undone, so are they."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from allmende.foundation.tenancy.scopes import find_city_in_scope
from allmende.foundation.tenancy.statements import insert

if TYPE_CHECKING:
    from allmende.foundation.jobs.models import Job


def publish(
    kind: str, payload: Mapping[str, Any], *, unique: str, run_at: datetime | None = None, but_not: str = ""
) -> None:
    """Enqueue every task that the apps `wake` by this kind of fact (`foundation.owns`), each called with `payload`.

    `unique` names the fact (`NoticeIssued:<id>`): published again, nothing is enqueued a second time.
    The payload is JSON and should hold ids, no personal data. Unknown kinds have no tasks and cost nothing.
    `run_at` (aware): not before that moment. `but_not`: a task that is not woken.
    """
    publish_many([(kind, payload, unique)], run_at=run_at, but_not=but_not)


def publish_many(
    facts: Iterable[tuple[str, Mapping[str, Any], str]], *, run_at: datetime | None = None, but_not: str = ""
) -> None:
    """As `publish` for several `(kind, payload, unique)`, in one statement."""
    wired = _fact_tasks()
    write(
        [
            row(task, (dict(payload),), unique=f"{unique}>{task}", run_at=run_at)
            for kind, payload, unique in facts
            for task in wired.get(kind, ())
            if task != but_not
        ]
    )


def row(
    task: str,
    args: Iterable[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    unique: str | None = None,
    run_at: datetime | None = None,
    priority: int = 0,
    queue: str = "default",
) -> Job:
    """An unsaved job of the city in scope."""
    from allmende.foundation.jobs.models import Job  # noqa: PLC0415 - this package is imported before the registry is ready

    now = timezone.now()
    city = find_city_in_scope()
    return Job(
        city_id=city,
        task=task,
        args=list(args),
        kwargs=dict(kwargs or {}),
        unique=None if unique is None else f"{city or ''}/{unique}"[:250],
        run_at=run_at or now,
        enqueued_at=now,
        priority=priority,
        queue=queue,
    )


def write(jobs: list[Job]) -> None:
    """Insert the jobs in one statement; those whose key exists already are left out."""
    from allmende.foundation.jobs.models import Job  # noqa: PLC0415 - this package is imported before the registry is ready

    again = any(job.unique for job in jobs)
    if jobs and not insert(jobs, ignore_conflicts=again):
        Job.objects.bulk_create(jobs, ignore_conflicts=again)


@cache
def _fact_tasks() -> Mapping[str, tuple[str, ...]]:
    wiring = import_module(settings.WIRING)
    found: Mapping[str, tuple[str, ...]] = wiring.FACT_TASKS
    return found
