"""The queue's moves: take, keep, finish, put back, bury, release. Only the worker makes them.

A job is leased, not owned: a worker that stops renewing loses it to the next one. Every closing move names the worker and
the very taking it closes, so one that lost its lease changes nothing any more. A lost lease says nothing about the job,
so it is no attempt: it is counted apart, and the pause before the next try grows.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    IntegerField,
    JSONField,
    Max,
    Min,
    Q,
    QuerySet,
)  # fmt: skip
from django.utils.module_loading import import_string

from allmende.foundation.jobs import outbox
from allmende.foundation.jobs.models import Job
from allmende.foundation.jobs.tasks import LONGEST_WAIT, decide_pause
from allmende.foundation.tenancy.scopes import city_scope, find_city_in_scope, machinery_scope
from allmende.foundation.tenancy.statements import LateValue, Update

LEASE = timedelta(seconds=30)
KEPT_ERRORS = 5
MOST_LOSSES = 100
"""With the pauses between them more than half a day: who loses a job that often dies of it."""

LONGEST_LOSS_PAUSE_SECONDS = 600
TOO_LONG = timedelta(minutes=10)
"""No job should run that long; whoever does is reported."""

MOST_READ = 5000
CLOCK_TOLERANCE = timedelta(minutes=5)
DEAD = "job_dead"
"""The kind of fact that tells of a job given up; the app that `wakes` a task by it (`foundation.owns`) says who makes a person see it."""

LOST_TOO_OFTEN = "the worker ended each time before the job did"
Status = Job.Status

_DUE = """
    SELECT id FROM jobs_job WHERE status = 'waiting' AND run_at <= %s
    ORDER BY priority DESC, run_at, enqueued_at LIMIT %s
"""
_TAKE = """
UPDATE jobs_job SET status = 'running', worker = %s, lease_until = %s, attempts = attempts + 1,
       started_at = COALESCE(started_at, %s), last_attempted_at = %s
WHERE id {due}
RETURNING id, task, args, kwargs, city_id, attempts, losses, errors
"""
# As an array, the inner question is asked once; inside IN, PostgreSQL may ask it again for each row and lock too many.
_TAKE_POSTGRESQL = _TAKE.format(due=f"= ANY(ARRAY({_DUE} FOR UPDATE SKIP LOCKED))")
_TAKE_SQLITE = _TAKE.format(due=f"IN ({_DUE})")


@dataclass(frozen=True, slots=True)
class TakenJob:
    """A job this worker holds. `losses` and `taken_at` tell this taking from an earlier one by the same worker."""

    id: str
    task: str
    args: list[Any]
    kwargs: dict[str, Any]
    city: str | None
    attempt: int
    losses: int
    errors: list[dict[str, str]]
    taken_at: datetime


def take(worker: str, now: datetime, limit: int = 1) -> tuple[TakenJob, ...]:
    """Lease up to `limit` due jobs, most urgent first. Two workers never get the same one."""
    moment = connection.ops.adapt_datetimefield_value
    values = [worker, moment(now + LEASE), moment(now), moment(now), moment(now), limit]
    with machinery_scope(), connection.cursor() as cursor:
        cursor.execute(_TAKE_POSTGRESQL if connection.vendor == "postgresql" else _TAKE_SQLITE, values)
        rows = cursor.fetchall()
    return tuple(
        TakenJob(id, task, _json(args), _json(kw), city, tries, losses, _json(errors), now)
        for id, task, args, kw, city, tries, losses, errors in rows
    )


def keep(worker: str, jobs: Iterable[TakenJob], now: datetime) -> tuple[str, ...]:
    """Renew the leases of the jobs this worker has in hand; the ids of those it lost.

    What is running under the worker's name but is not in its hand (the answer to `take` never came) is not renewed.
    """
    ids = [job.id for job in jobs]
    if not ids:
        return ()
    with machinery_scope():
        mine = Job.objects.filter(id__in=ids, worker=worker, status=Status.RUNNING)
        if mine.update(lease_until=now + LEASE) == len(ids):
            return ()
        kept = set(mine.values_list("id", flat=True))
    return tuple(id for id in ids if id not in kept)


def _held() -> QuerySet[Job]:
    """The very taking of a job: no other worker, no later taking by the same one."""
    return QuerySet(Job).filter(
        id=LateValue("id", CharField()),
        worker=LateValue("worker", CharField()),
        status=Status.RUNNING,
        attempts=LateValue("attempts", IntegerField()),
        losses=LateValue("losses", IntegerField()),
        last_attempted_at=LateValue("taken", DateTimeField()),
    )


_DONE = Update(
    _held,
    worker="",
    lease_until=None,
    status=Status.DONE,
    finished_at=LateValue("now", DateTimeField()),
    result=LateValue("result", JSONField()),
)


def finish(job: TakenJob, worker: str, result: Any, now: datetime) -> bool:
    """The job is done. False when the lease was lost meanwhile."""
    values = {"id": job.id, "worker": worker, "attempts": job.attempt, "losses": job.losses, "taken": job.taken_at}
    with machinery_scope():
        return _DONE.run(**values, now=now, result=result) == 1


def put_back(job: TakenJob, worker: str, run_at: datetime, error: Mapping[str, str]) -> bool:
    """The job failed and is tried again at `run_at`."""
    return _close(job, worker, {"status": Status.WAITING, "run_at": run_at, "errors": _with(job.errors, error)})


def postpone(job: TakenJob, worker: str, run_at: datetime) -> bool:
    """The job asked to run again at `run_at`; that is no failed attempt."""
    return _close(job, worker, {"status": Status.WAITING, "run_at": run_at, "attempts": job.attempt - 1})


def bury(job: TakenJob, worker: str, now: datetime, error: Mapping[str, str]) -> bool:
    """The job failed for good: it stays, visible to people, until re-queued. Told as the fact `job_dead`."""
    changes = {"status": Status.DEAD, "finished_at": now, "errors": _with(job.errors, error)}
    with transaction.atomic():
        buried = _close(job, worker, changes)
        if buried:
            _tell_dead(job.id, job.city, job.task, now)
    return buried


def release(now: datetime, worker: str | None = None) -> tuple[tuple[str, str], ...]:
    """Put back what nobody renews any more, or all that `worker` held, known to be gone; (id, task) of each.

    Each loss doubles the pause, up to ten minutes; after `MOST_LOSSES` the job is dead.
    """
    with machinery_scope():
        running = Job.objects.filter(status=Status.RUNNING)
        lost = list(running.filter(worker=worker) if worker else running.filter(lease_until__lt=now))
    return tuple((job.id, job.task) for job in lost if _release(job, now))


def _release(job: Job, now: datetime) -> bool:
    losses = job.losses + 1
    changes: dict[str, Any] = {"worker": "", "lease_until": None, "losses": losses}
    if losses >= MOST_LOSSES:
        entry = {"at": now.isoformat(), "error": "", "where": "", "reason": LOST_TOO_OFTEN}
        changes |= {"status": Status.DEAD, "finished_at": now, "errors": _with(job.errors, entry)}
    else:
        pause = min(decide_pause(min(losses, 16), random.random()), LONGEST_LOSS_PAUSE_SECONDS)  # noqa: S311 - jitter
        changes |= {"status": Status.WAITING, "run_at": now + timedelta(seconds=pause)}
        changes["attempts"] = max(job.attempts - 1, 0)
    with transaction.atomic():
        with machinery_scope():
            held = Job.objects.filter(id=job.id, status=Status.RUNNING, worker=job.worker, lease_until=job.lease_until)
            released = held.update(**changes) == 1
        if released and changes["status"] == Status.DEAD:
            _tell_dead(job.id, job.city_id, job.task, now)
    return released


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
    """Dead jobs, one or all, of the city in scope or (outside of any) of everybody, wait again with all their attempts."""
    city = find_city_in_scope()
    with city_scope(city) if city else machinery_scope():
        dead = Job.objects.filter(status=Status.DEAD)
        if job_id is not None:
            dead = dead.filter(id=job_id)
        return dead.update(status=Status.WAITING, run_at=now, attempts=0, losses=0, finished_at=None)


def mend_times(now: datetime) -> int:
    """Rows written while a worker's clock was ahead: their moments lie ahead of `now`, which is trusted; how many.

    What was tried and waits for longer than any pause runs now. What was enqueued in the future keeps its delay. A lease
    from there ends soon.
    """
    ahead = now + CLOCK_TOLERANCE
    mended = 0
    with machinery_scope():
        waiting = Job.objects.filter(status=Status.WAITING)
        tried = Q(last_attempted_at__isnull=False, run_at__gt=now + LONGEST_WAIT)
        for job in waiting.filter(Q(enqueued_at__gt=ahead) | Q(last_attempted_at__gt=ahead) | tried):
            delay = timedelta(0) if job.last_attempted_at else max(job.run_at - job.enqueued_at, timedelta(0))
            mended += waiting.filter(id=job.id, run_at=job.run_at).update(
                run_at=now + delay, enqueued_at=min(job.enqueued_at, now), last_attempted_at=None
            )
        held = Job.objects.filter(status=Status.RUNNING, lease_until__gt=ahead + LEASE)
        mended += held.update(lease_until=now + LEASE)
    return mended


@dataclass(frozen=True, slots=True)
class Measured:
    """The queue in figures. `long`: running for over ten minutes. Mails: those that were tried and wait for another try."""

    counts: Mapping[str, int]
    oldest_wait: timedelta
    long: int
    mails: int
    oldest_mail: timedelta


def measure(now: datetime) -> Measured:
    """How the queue stands. Four statements."""
    nothing = timedelta(0)
    with machinery_scope():
        counted = dict(Job.objects.values_list("status").annotate(count=Count("id")).order_by())
        waiting = Job.objects.filter(status=Status.WAITING)
        due = waiting.filter(run_at__lte=now).aggregate(due=Min("run_at"))["due"]
        long = Job.objects.filter(status=Status.RUNNING, last_attempted_at__lt=now - TOO_LONG).count()
        mails = [
            (first, tried)
            for task, first, tried in waiting.values_list("task", "enqueued_at", "last_attempted_at")[:MOST_READ]
            if _mails(task)
        ]
    again = [first for first, tried in mails if tried is not None or first < now - CLOCK_TOLERANCE]
    return Measured(
        counts={status: counted.get(status, 0) for status in Status.values},
        oldest_wait=max(now - due, nothing) if due else nothing,
        long=long,
        mails=len(again),
        oldest_mail=max((now - first for first in again), default=nothing),
    )


@cache
def _mails(task: str) -> bool:
    """Does the task of that name say it hands a mail over? Not one this version no longer knows."""
    try:
        return bool(import_string(task).mails)
    except ImportError:
        return False


def find_newest_moment() -> datetime | None:
    """The latest moment at which something was enqueued or tried."""
    with machinery_scope():
        found = Job.objects.aggregate(enqueued=Max("enqueued_at"), tried=Max("last_attempted_at"))
    moments: list[datetime] = [moment for moment in found.values() if moment is not None]
    return max(moments, default=None)


def _close(job: TakenJob, worker: str, changes: Mapping[str, Any]) -> bool:
    with machinery_scope():
        held = Job.objects.filter(id=job.id, worker=worker, status=Status.RUNNING, attempts=job.attempt)
        held = held.filter(losses=job.losses, last_attempted_at=job.taken_at)
        return held.update(worker="", lease_until=None, **changes) == 1


def _tell_dead(job_id: str, city: str | None, task: str, now: datetime) -> None:
    unique = f"{DEAD}:{job_id}:{now.isoformat()}"
    with city_scope(city) if city else machinery_scope():
        # The task that tells of dead jobs is not told of when it dies itself: the operator's page shows it all the same.
        outbox.publish(DEAD, {"job_id": job_id}, unique=unique, but_not=task)


def _with(errors: list[dict[str, str]], error: Mapping[str, str]) -> list[dict[str, str]]:
    return [*errors, dict(error)][-KEPT_ERRORS:]


def _json(found: Any) -> Any:
    return json.loads(found) if isinstance(found, (str, bytes)) else found
