"""A worker under a database that fails at every door: it goes on, and no job is left running for ever."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection
from django.utils import timezone

from allmende.foundation.audit.models import Entry
from allmende.foundation.jobs import heartbeat, outbox, queue, worker
from allmende.foundation.jobs.cron import Cron
from allmende.foundation.jobs.models import Heartbeat, Job
from allmende.foundation.jobs.wakeup import Bell
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope, machinery_scope
from tests.foundation.jobs import sample_tasks

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 20


@pytest.fixture(autouse=True)
def quick(monkeypatch, settings):
    settings.WIRING = "tests.foundation.jobs.wiring"
    outbox._fact_tasks.cache_clear()
    monkeypatch.setattr(worker, "LONGEST_RECONNECT_SECONDS", 0.02)
    monkeypatch.setattr(worker, "HEARTBEAT_SECONDS", 0.1)
    City.objects.create(key="marburg", name="Marburg", host="marburg.localhost")
    yield
    outbox._fact_tasks.cache_clear()


@pytest.fixture
def running():
    """A worker in a thread of this process; ended with the test."""
    found = worker.Worker(
        threads=2, cron={"often": Cron(f"{sample_tasks.__name__}.write_down", every=timedelta(days=1))}
    )
    thread = threading.Thread(target=found.run)
    yield lambda: (thread.start(), found)[1]
    if not found._stop.is_set():
        found.stop()
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def fail_first(monkeypatch, owner, name, error, times=2):
    """Have `owner.name` raise `error` the first times it is called."""
    real, left = getattr(owner, name), [times]

    def failing(*args, **kwargs):
        if left[0] > 0:
            left[0] -= 1
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, failing)
    return left


def enqueue(task, *args):
    with city_scope("marburg"):
        return task.enqueue(*args).id


def wait_for(true):
    until = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def status(job_id):
    with machinery_scope():
        return Job.objects.get(id=job_id).status


DOORS = [
    (queue, "take"), (queue, "keep"), (queue, "release"), (queue, "list_workers"), (queue, "find_next_due"),
    (queue, "mend_times"), (queue, "forget_done"), (heartbeat, "beat"), (worker, "start_due"), (Bell, "wait"),
]  # fmt: skip


CASES = [(*door, OperationalError("gone")) for door in DOORS]
CASES += [(queue, "take", InterfaceError("closed")), (queue, "take", KeyError("a mistake of ours"))]
CASES += [(heartbeat, "beat", KeyError("a mistake of ours"))]


@pytest.mark.parametrize(("owner", "name", "error"), CASES, ids=[f"{name}-{type(e).__name__}" for _, name, e in CASES])
def test_an_error_at_any_door_ends_no_worker(monkeypatch, running, owner, name, error):
    left = fail_first(monkeypatch, owner, name, error, times=1)
    running()
    wait_for(lambda: left[0] == 0)
    job = enqueue(sample_tasks.write_down, "case:1")
    wait_for(lambda: status(job) == "done")


@pytest.mark.parametrize(
    ("move", "task", "args", "ends"),
    [
        ("finish", sample_tasks.write_down, ("case:1",), "done"),
        ("put_back", sample_tasks.fail, ("x",), "waiting"),
        ("postpone", sample_tasks.not_yet, (), "waiting"),
        ("bury", sample_tasks.give_up, (), "dead"),
    ],
)
def test_a_closing_move_is_made_again_until_it_is_written(monkeypatch, running, move, task, args, ends):
    left = fail_first(monkeypatch, queue, move, OperationalError("gone"), times=4)
    job = enqueue(task, *args)
    running()
    wait_for(lambda: left[0] == 0 and status(job) == ends)
    with machinery_scope():
        assert Job.objects.get(id=job).worker == ""


def test_a_result_the_database_refuses_is_the_jobs_failure(monkeypatch):
    fail_first(monkeypatch, queue, "finish", DataError("unsuitable"))
    job = enqueue(sample_tasks.write_down, "case:1")
    taken = queue.take("w:1:1", timezone.now())[0]
    assert worker.run_job(taken, "w:1:1") is False
    assert status(job) == "waiting"


def test_a_job_whose_answer_was_lost_is_not_stuck_under_a_living_worker(monkeypatch, running):
    """The row says running, the worker lives, nobody works on it."""
    monkeypatch.setattr(queue, "LEASE", timedelta(seconds=0.5))
    job = enqueue(sample_tasks.write_down, "case:1")
    found = running
    real, lost = queue.take, []

    def take(*args, **kwargs):
        taken = real(*args, **kwargs)
        if taken and not lost:
            lost.append(taken)
            raise OperationalError("the answer was lost")
        return taken

    monkeypatch.setattr(queue, "take", take)
    found()
    wait_for(lambda: status(job) == "done")
    with machinery_scope():
        assert Entry.objects.filter(action="done").count() == 1


def test_a_worker_told_to_stop_does_not_wait_for_the_database_for_ever(monkeypatch):
    found = worker.Worker(threads=1)
    found._stop.set()
    tries = []

    def move():
        tries.append(1)
        raise OperationalError("gone")

    with pytest.raises(OperationalError):
        found._persist(move)
    assert len(tries) == worker.TRIES_WHEN_STOPPING + 1


def test_a_worker_says_that_it_lives_until_it_ends(running):
    found = running()
    wait_for(lambda: len(heartbeat.list_alive(timezone.now())) == 1)
    alive = heartbeat.list_alive(timezone.now())[0]
    assert (alive.worker, alive.threads, alive.doubt) == (found.name, 2, "")
    assert heartbeat.list_alive(timezone.now() + timedelta(minutes=2)) == ()
    found.stop()
    wait_for(lambda: not Heartbeat.objects.exists())


def test_a_job_that_runs_too_long_is_reported_once(monkeypatch, caplog):
    monkeypatch.setattr(queue, "TOO_LONG", timedelta(0))
    enqueue(sample_tasks.write_down, "case:1")
    found = worker.Worker(threads=1)
    taken = queue.take(found.name, timezone.now())[0]
    found._hand[taken.id] = (taken, time.monotonic() - 1)
    caplog.set_level("ERROR", "allmende")
    found._alarm()
    found._alarm()
    assert [record.msg for record in caplog.records] == ["jobs.too_long"]
    assert caplog.records[0].values["job"] == taken.id


def test_leases_of_others_are_left_alone_right_after_the_database_came_back(monkeypatch):
    """Everybody was cut off at once: each first renews what it holds."""
    enqueue(sample_tasks.write_down, "case:1")
    queue.take("elsewhere:1:1", timezone.now())
    later = timezone.now() + timedelta(minutes=2)
    found = worker.Worker(threads=1)
    found._pause_after(OperationalError("gone"), 1)
    found._recover(later)
    with machinery_scope():
        assert Job.objects.get().status == "running"
    found._may_release_at = 0
    found._recover(later)
    with machinery_scope():
        assert Job.objects.get().status == "waiting"
    connection.close()
