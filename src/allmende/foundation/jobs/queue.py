"""The queue's moves, each one statement: take, keep, finish, put back, bury. Only the worker makes them.

A job is leased, not owned: a worker that stops renewing loses it to the next one. Every closing move names the worker,
so one that lost its lease changes nothing any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Min

from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import machinery_scope

LEASE = timedelta(seconds=30)
KEPT_ERRORS = 5
Status = Job.Status

_DUE = """
    SELECT id FROM jobs_job WHERE status = 'waiting' AND run_at <= %s
    ORDER BY priority DESC, run_at, enqueued_at LIMIT %s
"""
_TAKE = """
UPDATE jobs_job SET status = 'running', worker = %s, lease_until = %s, attempts = attempts + 1,
       started_at = COALESCE(started_at, %s), last_attempted_at = %s
WHERE id {due}
RETURNING id, task, args, kwargs, city_id, attempts, errors
"""
# As an array, the inner question is asked once; inside IN, PostgreSQL may ask it again for each row and lock too many.
_TAKE_POSTGRESQL = _TAKE.format(due=f"= ANY(ARRAY({_DUE} FOR UPDATE SKIP LOCKED))")
_TAKE_SQLITE = _TAKE.format(due=f"IN ({_DUE})")


@dataclass(frozen=True, slots=True)
class Taken:
    """A job this worker holds."""

    id: str
    task: str
    args: list[Any]
    kwargs: dict[str, Any]
    city: str | None
    attempt: int
    errors: list[dict[str, str]]


def take(worker: str, now: datetime, limit: int = 1) -> tuple[Taken, ...]:
    """Lease up to `limit` due jobs, most urgent first. Two workers never get the same one."""
    moment = connection.ops.adapt_datetimefield_value
    values = [worker, moment(now + LEASE), moment(now), moment(now), moment(now), limit]
    with machinery_scope(), connection.cursor() as cursor:
        cursor.execute(_TAKE_POSTGRESQL if connection.vendor == "postgresql" else _TAKE_SQLITE, values)
        rows = cursor.fetchall()
    return tuple(
        Taken(id, task, _json(args), _json(kw), city, tries, _json(errors))
        for id, task, args, kw, city, tries, errors in rows
    )


def keep(worker: str, now: datetime) -> int:
    """Renew the lease of everything this worker holds; how many that is."""
    with machinery_scope():
        return Job.objects.filter(worker=worker, status=Status.RUNNING).update(lease_until=now + LEASE)


def finish(job: Taken, worker: str, result: Any, now: datetime) -> bool:
    """The job is done. False when the lease was lost meanwhile."""
    return _close(job, worker, {"status": Status.DONE, "finished_at": now, "result": result})


def put_back(job: Taken, worker: str, run_at: datetime, error: Mapping[str, str]) -> bool:
    """The job failed and is tried again at `run_at`."""
    return _close(job, worker, {"status": Status.WAITING, "run_at": run_at, "errors": _with(job, error)})


def postpone(job: Taken, worker: str, run_at: datetime) -> bool:
    """The job asked to run again at `run_at`; that is no failed attempt."""
    return _close(job, worker, {"status": Status.WAITING, "run_at": run_at, "attempts": job.attempt - 1})


def bury(job: Taken, worker: str, now: datetime, error: Mapping[str, str]) -> bool:
    """The job failed for good: it stays, visible to the operator, until re-queued."""
    return _close(job, worker, {"status": Status.DEAD, "finished_at": now, "errors": _with(job, error)})


def release(now: datetime, worker: str | None = None) -> int:
    """Put back what nobody renews any more, or all that `worker` held, known to be gone."""
    with machinery_scope():
        running = Job.objects.filter(status=Status.RUNNING)
        lost = running.filter(worker=worker) if worker else running.filter(lease_until__lt=now)
        return lost.update(status=Status.WAITING, run_at=now, worker="", lease_until=None)


def list_workers() -> tuple[str, ...]:
    """The workers that hold a job, alive or not."""
    with machinery_scope():
        return tuple(Job.objects.filter(status=Status.RUNNING).values_list("worker", flat=True).distinct())


def find_next_due() -> datetime | None:
    """When the next waiting job is due."""
    with machinery_scope():
        found: datetime | None = Job.objects.filter(status=Status.WAITING).aggregate(due=Min("run_at"))["due"]
    return found


def forget_done(before: datetime) -> int:
    """Delete jobs done before that moment; with them goes the memory of their keys."""
    with machinery_scope():
        return Job.objects.filter(status=Status.DONE, finished_at__lt=before).delete()[0]


def requeue(now: datetime, job_id: str | None = None) -> int:
    """Dead jobs, one or all, wait again with all their attempts. The operator's remedy; how many it were."""
    with machinery_scope():
        dead = Job.objects.filter(status=Status.DEAD)
        if job_id is not None:
            dead = dead.filter(id=job_id)
        return dead.update(status=Status.WAITING, run_at=now, attempts=0, finished_at=None)


def _close(job: Taken, worker: str, changes: Mapping[str, Any]) -> bool:
    with machinery_scope():
        held = Job.objects.filter(id=job.id, worker=worker, status=Status.RUNNING, attempts=job.attempt)
        return held.update(worker="", lease_until=None, **changes) == 1


def _with(job: Taken, error: Mapping[str, str]) -> list[dict[str, str]]:
    return [*job.errors, dict(error)][-KEPT_ERRORS:]


def _json(found: Any) -> Any:
    return json.loads(found) if isinstance(found, (str, bytes)) else found
