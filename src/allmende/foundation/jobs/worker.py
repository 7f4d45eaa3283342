"""The worker: takes due jobs, runs them in their city's scope, renews its leases, starts the clock's entries."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection, connections
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.utils import normalize_json

from allmende.foundation import log
from allmende.foundation.jobs import queue
from allmende.foundation.jobs.cron import Cron, start_due
from allmende.foundation.jobs.tasks import DurableTask, GiveUp, RetryLater, decide_pause
from allmende.foundation.jobs.wakeup import Bell
from allmende.foundation.tenancy.scopes import city_scope

HEARTBEAT_SECONDS = 8.0
"""A lease lasts thirty seconds: three beats may be missed."""

LOOK_AFTER_BELL_SECONDS = 0.25
"""How soon after a bell the clock asks for jobs of a later moment: once for many bells."""

KEEP_DONE = timedelta(days=14)

_log = log.get_logger("jobs")


class Worker:
    """One worker process: some threads that run jobs, and the calling thread, which listens and keeps the leases."""

    def __init__(self, *, threads: int = 2, cron: Mapping[str, Cron] | None = None) -> None:
        self.name = describe_self()
        self._cron = dict(cron or {})
        self._bell = Bell()
        self._stop = threading.Event()
        self._wakes = [threading.Event() for _ in range(threads)]
        self._cron_due: datetime | None = None
        self._kept_at = self._swept_at = timezone.now()

    def stop(self, *_: Any) -> None:
        """Finish the jobs in hand and end. A second call ends at once; the leases are taken up by the next worker."""
        if self._stop.is_set():
            os._exit(1)
        self._stop.set()
        self._bell.ring()

    def run(self) -> None:
        """Work until `stop`."""
        runners = [threading.Thread(target=self._run_jobs, args=(wake,), daemon=True) for wake in self._wakes]
        _log.info("jobs.started", worker=self.name, count=len(runners))
        self._recover(timezone.now())
        for runner in runners:
            runner.start()
        tick_at = time.monotonic()
        while not self._stop.is_set():
            try:
                if time.monotonic() >= tick_at:
                    tick_at = time.monotonic() + self._tick(timezone.now())
                if self._bell.wait(max(tick_at - time.monotonic(), 0.0)):
                    tick_at = self._hear(tick_at)
            except OperationalError as error:
                self._lost_database(error)
        for wake in self._wakes:
            wake.set()
        while any(runner.is_alive() for runner in runners):
            for runner in runners:
                runner.join(timeout=1.0)
            queue.keep(self.name, timezone.now())
        connections.close_all()
        _log.info("jobs.stopped", worker=self.name)

    def _hear(self, tick_at: float) -> float:
        """Something was enqueued. Gives the moment of the next look."""
        now = time.monotonic()
        if connection.vendor != "postgresql":
            # Any commit rings on SQLite: look before the runners take the only write lock for nothing.
            return now
        for wake in self._wakes:
            wake.set()
        return min(tick_at, now + LOOK_AFTER_BELL_SECONDS)

    def _tick(self, now: datetime) -> float:
        """Renew, recover, start the clock, wake the runners when something is due; seconds until the next look."""
        if (now - self._kept_at).total_seconds() >= HEARTBEAT_SECONDS:
            queue.keep(self.name, now)
            self._recover(now)
            self._kept_at = now
        if self._cron and (self._cron_due is None or now >= self._cron_due):
            self._cron_due = start_due(self._cron, now)
        if now - self._swept_at > timedelta(hours=1):
            queue.forget_done(now - KEEP_DONE)
            self._swept_at = now
        due = queue.find_next_due()
        if due is not None and due <= now:
            for wake in self._wakes:
                wake.set()
            due = None
        moments = [moment for moment in (due, self._cron_due) if moment is not None]
        pause = min(((moment - now).total_seconds() for moment in moments), default=HEARTBEAT_SECONDS)
        return min(max(pause, 0.01), HEARTBEAT_SECONDS)

    def _recover(self, now: datetime) -> None:
        lost = queue.release(now)
        for holder in queue.list_workers():
            if holder != self.name and is_gone(holder):
                lost += queue.release(now, holder)
        if lost:
            _log.warning("jobs.recovered", count=lost, worker=self.name)

    def _run_jobs(self, wake: threading.Event) -> None:
        while not self._stop.is_set():
            wake.clear()
            try:
                while not self._stop.is_set() and (taken := queue.take(self.name, timezone.now())):
                    run_job(taken[0], self.name)
            except OperationalError as error:
                self._lost_database(error)
                wake.set()
            wake.wait()
        connections.close_all()

    def _lost_database(self, error: OperationalError) -> None:
        name, where = log.describe_error(error)
        _log.error("jobs.database_lost", error=name, where=where, worker=self.name)
        connections.close_all()
        self._stop.wait(1.0)


def run_job(job: queue.Taken, worker: str) -> bool:
    """Run one leased job in its city's scope and close it. True when it is done."""
    try:
        found = import_string(job.task)
        if not isinstance(found, DurableTask):
            raise GiveUp(f"{job.task} is not a task")
        if job.attempt > found.max_attempts:
            raise GiveUp("given up after its last attempt was lost")
        with _scope_of(job):
            result = normalize_json(found.func(*job.args, **job.kwargs))
    except Exception as error:  # noqa: BLE001 - whatever a task raises decides about the job, never about the worker
        _close_failed(job, worker, error)
        return False
    if not queue.finish(job, worker, result, timezone.now()):
        _log.warning("jobs.lease_lost", job=job.id, task=job.task, city=job.city)
    return True


def drain(*, limit: int = 1000, now: datetime | None = None) -> int:
    """Run due jobs in this process until none is left, at most `limit`; how many ran. For tests and `load`."""
    worker = describe_self() + ":drain"
    for count in range(limit):
        taken = queue.take(worker, now or timezone.now())
        if not taken:
            return count
        run_job(taken[0], worker)
    return limit


def _scope_of(job: queue.Taken) -> AbstractContextManager[None]:
    return city_scope(job.city) if job.city else nullcontext()


def _close_failed(job: queue.Taken, worker: str, error: Exception) -> None:
    now = timezone.now()
    name, where = log.describe_error(error)
    entry = {"at": now.isoformat(), "error": name, "where": where}
    if isinstance(error, GiveUp):
        entry["reason"] = error.reason
    if isinstance(error, RetryLater):
        queue.postpone(job, worker, now + timedelta(seconds=error.seconds))
        return
    if isinstance(error, GiveUp) or job.attempt >= _max_attempts(job):
        queue.bury(job, worker, now, entry)
        _log.error("jobs.dead", job=job.id, task=job.task, city=job.city, error=name, where=where, attempt=job.attempt)
        return
    pause = decide_pause(job.attempt, random.random())  # noqa: S311 - jitter, no secret
    queue.put_back(job, worker, now + timedelta(seconds=pause), entry)
    _log.warning("jobs.failed", job=job.id, task=job.task, city=job.city, error=name, where=where, attempt=job.attempt)


def _max_attempts(job: queue.Taken) -> int:
    try:
        return int(import_string(job.task).max_attempts)
    except (ImportError, AttributeError):
        return 1


def describe_self() -> str:
    """A name by which a worker on the same machine can tell whether this process still lives."""
    return f"{_machine()}:{os.getpid()}:{_started(os.getpid())}"


def is_gone(worker: str) -> bool:
    """True when that worker ran on this machine and its process is no more. Unknown machines: only the lease tells."""
    parts = worker.split(":")
    if len(parts) < 3 or parts[0] != _machine() or not parts[1].isdigit():
        return False
    return _started(int(parts[1])) != parts[2]


def _machine() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
        space = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    except OSError:
        boot = space = "-"
    return f"{socket.gethostname()[:60]}.{boot}.{space}"


def _started(pid: int) -> str:
    """When the process began, in the kernel's ticks; empty when there is none. A pid alone is used again."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def run_until_signalled(*, threads: int, cron: Mapping[str, Cron]) -> int:
    """The body of `allmende worker`: ends gracefully on SIGTERM and Ctrl-C."""
    worker = Worker(threads=threads, cron=cron)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
    return 0
