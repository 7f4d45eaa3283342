"""Real worker processes: woken at once, ended gracefully, killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from allmende.foundation.audit.models import Entry
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope, machinery_scope
from tests.foundation.jobs import sample_tasks

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAM = "from allmende.entrypoints.cli import main; raise SystemExit(main(['worker', '--threads', '{threads}']))"
PATIENCE_SECONDS = 30


@pytest.fixture
def marburg():
    return City.objects.create(key="marburg", name="Marburg", host="marburg.localhost")


@pytest.fixture
def start_worker():
    started = []

    def start(threads=1, url=None):
        settings = connection.settings_dict
        if connection.vendor == "sqlite":
            here = f"sqlite://{settings['NAME']}"
        else:
            user = f"{settings['USER']}:{settings['PASSWORD']}@" if settings["USER"] else ""
            here = f"postgres://{user}{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"
        environment = {
            **os.environ,
            "ALLMENDE_DATABASE_URL": url or here,
            "ALLMENDE_AS_OWNER": "0",
            "ALLMENDE_LOG_LEVEL": "ERROR",
        }
        environment["DJANGO_SETTINGS_MODULE"] = "allmende.config.settings"
        program = [sys.executable, "-c", PROGRAM.format(threads=threads)]
        process = subprocess.Popen(program, env=environment, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stderr.close()


def wait_until(true):
    until = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def count(action):
    with machinery_scope():
        return Entry.objects.filter(action=action).count()


def test_a_running_worker_learns_of_a_job_at_once_and_ends_gracefully(marburg, start_worker):
    with city_scope("marburg"):
        sample_tasks.write_down.enqueue("case:1")
    process = start_worker()
    wait_until(lambda: count("done") == 1)
    with city_scope("marburg"):
        sample_tasks.write_down.enqueue("case:2")
    wait_until(lambda: count("done") == 2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 0


def test_two_workers_do_each_job_once(marburg, start_worker):
    with city_scope("marburg"):
        for number in range(40):
            sample_tasks.write_down.enqueue(f"case:{number}")
    start_worker(threads=2)
    start_worker(threads=2)
    wait_until(lambda: count("done") >= 40)
    with machinery_scope():
        wait_until(lambda: not Job.objects.exclude(status="done").exists())
        subjects = list(Entry.objects.filter(action="done").values_list("subject", flat=True))
    assert sorted(subjects) == sorted(f"case:{number}" for number in range(40))


def test_a_job_whose_worker_was_killed_ends_exactly_once(marburg, start_worker, tmp_path):
    with city_scope("marburg"):
        sample_tasks.die_once.enqueue("case:1", str(tmp_path / "marker"))
    assert start_worker().wait(PATIENCE_SECONDS) == -signal.SIGKILL
    with machinery_scope():
        assert Job.objects.get().status == "running"
    start_worker()
    wait_until(lambda: count("survived") == 1)
    with machinery_scope():
        wait_until(lambda: Job.objects.get().status == "done")
        assert (Job.objects.get().attempts, Job.objects.get().losses) == (1, 1)


@pytest.mark.postgres
def test_a_worker_survives_that_postgresql_closes_its_connections(marburg, start_worker):
    process = start_worker(threads=2)
    for number in range(3):
        with city_scope("marburg"):
            sample_tasks.write_down.enqueue(f"case:{number}")
        wait_until(lambda number=number: count("done") == number + 1)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchone()[0] > 0
    with city_scope("marburg"):
        sample_tasks.write_down.enqueue("case:last")
    wait_until(lambda: count("done") == 4)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 0
    said = process.communicate()[1]
    assert "jobs.database_lost" in said
    assert "Traceback" not in said and str(connection.settings_dict["HOST"]) not in said


def test_a_worker_waits_for_a_database_that_is_not_there_yet(marburg, start_worker, tmp_path):
    process = start_worker(url="postgres://nobody@127.0.0.1:9/nothing")
    said = process.stderr.readline() + process.stderr.readline()  # it tried, and tried again
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_SECONDS) == 0
    said += process.stderr.read()
    assert "jobs.database_lost" in said and "Traceback" not in said and "127.0.0.1" not in said
