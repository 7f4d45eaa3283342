"""The worker: takes due jobs, runs them in their city's scope, renews its leases, starts the clock's entries."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import Error, InterfaceError, InternalError, OperationalError, connection, connections
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.utils import normalize_json

from allmende.foundation import log
from allmende.foundation.jobs import clock, heartbeat, queue
from allmende.foundation.jobs.cron import Cron, start_due
from allmende.foundation.jobs.tasks import DurableTask, GiveUp, RetryLater, decide_pause
from allmende.foundation.jobs.wakeup import Bell
from allmende.foundation.tenancy.scopes import city_scope

HEARTBEAT_SECONDS = 8.0
"""A lease lasts thirty seconds: three beats may be missed."""

LOOK_AFTER_BELL_SECONDS = 0.25
"""How soon after a bell the clock asks for jobs of a later moment: once for many bells."""

KEEP_DONE = timedelta(days=14)
MEND_SECONDS = 60.0
SWEEP_SECONDS = 3600.0
LONGEST_RECONNECT_SECONDS = 30.0
TRIES_WHEN_STOPPING = 5
LOST = (OperationalError, InterfaceError, InternalError)
"""The database cannot be reached, is starting, shutting down, or a copy that takes no writes: it will pass."""

_log = log.get_logger("jobs")


class Worker:
    """One worker process: some threads that run jobs, and the calling thread, which listens and keeps the leases.

    Nothing the database does ends it: every thread connects again, with growing pauses.
    """

    def __init__(self, *, threads: int = 2, cron: Mapping[str, Cron] | None = None) -> None:
        self.name = describe_self()
        self._cron = dict(cron or {})
        self._bell = Bell()
        self._stop = threading.Event()
        self._wakes = [threading.Event() for _ in range(threads)]
        self._hand: dict[str, tuple[queue.TakenJob, float]] = {}
        self._alarmed: set[str] = set()
        self._cron_due: datetime | None = None
        self._started_at = timezone.now()
        self._watch = clock.ClockWatch()
        self._doubt = ""
        self._beat_at = self._mended_at = self._swept_at = self._may_release_at = time.monotonic()

    def stop(self, *_: Any) -> None:
        """Finish the jobs in hand and end. A second call ends at once; the leases are taken up by the next worker."""
        if self._stop.is_set():
            os._exit(1)
        self._stop.set()
        self._bell.ring()

    def run(self) -> None:
        """Work until `stop`."""
        self._watch = clock.watch()
        runners = [threading.Thread(target=self._run_jobs, args=(wake,), daemon=True) for wake in self._wakes]
        _log.info("jobs.started", worker=self.name, count=len(runners))
        for runner in runners:
            runner.start()
        tick_at, failures = time.monotonic(), 0
        while not self._stop.is_set():
            try:
                if time.monotonic() >= tick_at:
                    tick_at = time.monotonic() + self._tick(timezone.now())
                if self._bell.wait(max(tick_at - time.monotonic(), 0.0)):
                    tick_at = self._hear(tick_at)
                failures = 0
            except Exception as error:  # noqa: BLE001 - whatever it is, a worker that ends helps nobody
                failures += 1
                self._pause_after(error, failures)
                tick_at = time.monotonic()
        self._finish(runners)

    def _finish(self, runners: list[threading.Thread]) -> None:
        for wake in self._wakes:
            wake.set()
        while any(runner.is_alive() for runner in runners):
            for runner in runners:
                runner.join(timeout=1.0)
            with suppress(Error):
                queue.keep(self.name, self._held(), timezone.now())
        clock.unwatch()
        with suppress(Error):
            heartbeat.leave(self.name)
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
        """Beat, start the clock's entries, wake the runners when something is due; seconds until the next look."""
        if time.monotonic() >= self._beat_at:
            self._beat(now)
            self._beat_at = time.monotonic() + HEARTBEAT_SECONDS
        if self._cron and not self._doubt and (self._cron_due is None or now >= self._cron_due):
            self._cron_due = start_due(self._cron, now)
        due = queue.find_next_due()
        if due is not None and due <= now:
            for wake in self._wakes:
                wake.set()
            due = None
        moments = [moment for moment in (due, None if self._doubt else self._cron_due) if moment is not None]
        pause = min(((moment - now).total_seconds() for moment in moments), default=HEARTBEAT_SECONDS)
        return min(max(pause, 0.01), HEARTBEAT_SECONDS)

    def _beat(self, now: datetime) -> None:
        """Say that this worker lives, renew what it holds, look at the clock, take up what others lost."""
        held = self._held()
        for lost in queue.keep(self.name, held, now):
            _log.warning("jobs.lease_lost", job=lost, worker=self.name)
        self._alarm()
        self._look_at_clock(now)
        heartbeat.beat(
            worker=self.name,
            started_at=self._started_at,
            threads=len(self._wakes),
            busy=len(held),
            doubt=self._doubt,
            now=now,
        )
        self._recover(now)
        if self._doubt:
            return
        steady = time.monotonic()
        if steady >= self._mended_at:
            self._cron_due = None  # Also look at the rows of the clock again.
            if mended := queue.mend_times(now):
                _log.warning("jobs.times_mended", count=mended, worker=self.name)
            self._mended_at = steady + MEND_SECONDS
        if steady >= self._swept_at:
            queue.forget_done(now - KEEP_DONE)
            heartbeat.forget_silent(now)
            self._swept_at = steady + SWEEP_SECONDS

    def _look_at_clock(self, now: datetime) -> None:
        steady = clock.read_steady()
        doubt = clock.find_doubt(now, steady)
        if doubt != self._doubt:
            say = _log.error if doubt else _log.info
            say("jobs.clock_doubted" if doubt else "jobs.clock_agrees", reason=doubt or "agrees", worker=self.name)
            self._doubt = doubt
        if not doubt:
            self._watch.trust(now, steady)
            clock.trust(now)

    def _alarm(self) -> None:
        """A job that runs far longer than any should: said once."""
        steady = time.monotonic()
        for job, since in list(self._hand.values()):
            if steady - since > queue.TOO_LONG.total_seconds() and job.id not in self._alarmed:
                self._alarmed.add(job.id)
                seconds = round(steady - since)
                _log.error("jobs.too_long", job=job.id, task=job.task, city=job.city, seconds=seconds, worker=self.name)
        self._alarmed &= set(self._hand)

    def _recover(self, now: datetime) -> None:
        """Take up the jobs of workers that are gone. Other leases only after all had the time to renew theirs."""
        if self._doubt:
            return
        lost = 0
        for holder in queue.list_workers():
            if holder != self.name and is_gone(holder):
                lost += len(queue.release(now, holder))
                heartbeat.leave(holder)
        if time.monotonic() >= self._may_release_at:
            lost += len(queue.release(now))
        if lost:
            _log.warning("jobs.recovered", count=lost, worker=self.name)

    def _held(self) -> list[queue.TakenJob]:
        return [job for job, _ in list(self._hand.values())]

    def _run_jobs(self, wake: threading.Event) -> None:
        failures = 0
        while not self._stop.is_set():
            wake.clear()
            try:
                while not self._stop.is_set() and self._run_next():
                    failures = 0
            except Exception as error:  # noqa: BLE001 - a thread that ended would never be missed
                failures += 1
                self._pause_after(error, failures)
                continue
            wake.wait()
        connections.close_all()

    def _run_next(self) -> bool:
        taken = queue.take(self.name, timezone.now())
        for job in taken:
            self._hand[job.id] = (job, time.monotonic())
            try:
                run_job(job, self.name, persist=self._persist)
            finally:
                del self._hand[job.id]
        return bool(taken)

    def _persist(self, move: Callable[[], bool]) -> bool:
        """Make a closing move, again until the database has written it; a worker told to stop does not try for long."""
        failures = 0
        while True:
            try:
                return move()
            except LOST as error:
                failures += 1
                if self._stop.is_set() and failures > TRIES_WHEN_STOPPING:
                    raise
                self._pause_after(error, failures)

    def _pause_after(self, error: Exception, failures: int) -> None:
        """Say what went wrong, forget this thread's connection, wait: longer each time, never all at the same moment."""
        name, where = log.describe_error(error)
        event = "jobs.database_lost" if isinstance(error, Error) else "jobs.unexpected"
        _log.error(event, error=name, where=where, attempt=failures, worker=self.name)
        with suppress(Exception):
            connections.close_all()
        self._may_release_at = time.monotonic() + queue.LEASE.total_seconds()
        pause = min(decide_pause(min(failures, 16) - 1, random.random()), LONGEST_RECONNECT_SECONDS)  # noqa: S311 - jitter
        if self._stop.is_set():
            time.sleep(min(pause, 1.0))
        else:
            self._stop.wait(pause)


def at_once(move: Callable[[], bool]) -> bool:
    """Make a closing move once: its failure is the caller's."""
    return move()


def run_job(job: queue.TakenJob, worker: str, *, persist: Callable[[Callable[[], bool]], bool] = at_once) -> bool:
    """Run one leased job in its city's scope and close it through `persist`. True when it is done."""
    try:
        found = import_string(job.task)
        if not isinstance(found, DurableTask):
            raise GiveUp(f"{job.task} is not a task")
        with _scope_of(job):
            result = normalize_json(found.func(*job.args, **job.kwargs))
    except Exception as error:  # noqa: BLE001 - whatever a task raises decides about the job, never about the worker
        _close_failed(job, worker, error, persist)
        return False
    try:
        if not persist(lambda: queue.finish(job, worker, result, timezone.now())):
            _log.warning("jobs.lease_lost", job=job.id, task=job.task, city=job.city)
    except LOST:
        raise
    except Error as error:
        # The database refuses this result, now and later: that is the job's failure.
        _close_failed(job, worker, error, persist)
        return False
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


def _scope_of(job: queue.TakenJob) -> AbstractContextManager[None]:
    return city_scope(job.city) if job.city else nullcontext()


def _close_failed(
    job: queue.TakenJob, worker: str, error: Exception, persist: Callable[[Callable[[], bool]], bool]
) -> None:
    now = timezone.now()
    name, where = log.describe_error(error)
    entry = {"at": now.isoformat(), "error": name, "where": where}
    said = {"job": job.id, "task": job.task, "city": job.city, "error": name, "where": where, "attempt": job.attempt}
    if isinstance(error, GiveUp):
        entry["reason"] = error.reason
    if isinstance(error, RetryLater):
        later = now + timedelta(seconds=error.seconds)
        persist(lambda: queue.postpone(job, worker, later))
    elif isinstance(error, GiveUp) or job.attempt >= _max_attempts(job):
        persist(lambda: queue.bury(job, worker, now, entry))
        _log.error("jobs.dead", **said)
    else:
        pause = decide_pause(job.attempt, random.random())  # noqa: S311 - jitter, no secret
        persist(lambda: queue.put_back(job, worker, now + timedelta(seconds=pause), entry))
        _log.warning("jobs.failed", **said)


def _max_attempts(job: queue.TakenJob) -> int:
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
