"""When the machine's clock is believed: three witnesses, and what is held while they disagree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from allmende.foundation.jobs import clock, outbox, queue, worker
from allmende.foundation.jobs.cron import Cron
from allmende.foundation.jobs.models import ClockRow, CronRow, Heartbeat
from tests.foundation.jobs import sample_tasks

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FAR = timedelta(days=45)


@pytest.fixture
def watch(monkeypatch):
    """A process that watches its clock, with a database server whose clock agrees."""
    monkeypatch.setattr(clock, "_differs_from_database", lambda now: False)
    return clock.watch()


def test_a_new_installation_has_nothing_to_doubt(db, watch):
    assert clock.find_doubt(NOW) == ""


def test_no_clock_is_older_than_the_software(db):
    assert clock.find_doubt(datetime(1970, 1, 1, tzinfo=UTC)) == clock.IMPLAUSIBLE


@pytest.mark.parametrize(
    ("gap", "doubt"),
    [
        (timedelta(0), ""), (timedelta(days=2, hours=23), ""), (timedelta(days=4), clock.AHEAD), (FAR, clock.AHEAD),
        (-timedelta(minutes=4), ""), (-timedelta(minutes=6), clock.BEHIND), (-FAR, clock.BEHIND),
    ],
)  # fmt: skip
def test_the_database_remembers_when_the_clock_was_right(db, gap, doubt):
    clock.trust(NOW)
    assert clock.find_doubt(NOW + gap) == doubt


def test_where_nobody_vouched_yet_the_newest_job_is_the_witness(city, watch):
    outbox.write([outbox.row("a")])
    assert clock.find_doubt(timezone.now() + FAR) == clock.AHEAD
    assert clock.find_doubt(timezone.now()) == ""


@pytest.mark.parametrize("jump", [timedelta(minutes=10), FAR, -timedelta(hours=1)])
def test_a_clock_that_is_set_while_we_run_is_in_doubt_until_it_is_set_back(db, watch, jump):
    watch.trust(NOW, 1000.0)
    clock.trust(NOW)
    assert clock.find_doubt(NOW + timedelta(seconds=8), 1008.0) == ""
    assert clock.find_doubt(NOW + jump + timedelta(seconds=8), 1008.0) == clock.JUMPED
    assert clock.find_doubt(NOW + timedelta(seconds=16), 1016.0) == ""


def test_a_machine_that_slept_is_no_jump(db, watch):
    """The steady clock goes on while the machine sleeps."""
    watch.trust(NOW, 1000.0)
    clock.trust(NOW)
    assert clock.find_doubt(NOW + timedelta(hours=9), 1000.0 + 9 * 3600) == ""


def test_an_operator_who_confirms_ends_the_doubt(db, watch):
    watch.trust(NOW, 1000.0)
    clock.trust(NOW)
    later = NOW + FAR
    assert clock.find_doubt(later, 1008.0) == clock.JUMPED
    clock.trust(later)
    assert clock.find_doubt(later + timedelta(seconds=8), 1016.0) == ""
    assert ClockRow.objects.count() == 1


def test_a_database_server_with_another_time_is_a_witness(db, monkeypatch):
    clock.watch()
    monkeypatch.setattr(clock, "_differs_from_database", lambda now: True)
    assert clock.find_doubt(NOW) == clock.DATABASE


@pytest.mark.postgres
def test_postgresql_is_asked_for_its_own_time(db):
    assert clock._differs_from_database(timezone.now()) is False
    assert clock._differs_from_database(timezone.now() + FAR) is True


def test_what_cannot_be_taken_back_waits_and_the_log_says_why(db, caplog):
    clock.trust(NOW)
    caplog.set_level("WARNING", "allmende")
    assert clock.must_wait(NOW, "expire") is False
    assert clock.must_wait(NOW + FAR, "expire") is True
    assert [(record.msg, record.values) for record in caplog.records] == [
        ("jobs.held", {"task": "expire", "reason": "ahead"})
    ]


def test_a_worker_that_looked_lately_asks_nobody(db, watch, django_assert_num_queries):
    watch.trust(timezone.now(), clock.read_steady())
    with django_assert_num_queries(0):
        assert clock.must_wait(timezone.now(), "expire") is False
    assert clock.must_wait(timezone.now() + FAR, "expire") is True


def test_a_worker_in_doubt_starts_no_entry_and_tidies_nothing_until_the_clock_is_right(db, monkeypatch):
    monkeypatch.setattr(clock, "_differs_from_database", lambda now: False)
    entry = Cron(f"{sample_tasks.__name__}.write_down", every=timedelta(hours=1))
    found = worker.Worker(threads=1, cron={"hourly": entry})
    found._watch = clock.watch()
    now = timezone.now()
    found._tick(now)
    assert CronRow.objects.get().due_at == now + timedelta(hours=1)

    forgotten = []
    monkeypatch.setattr(queue, "forget_done", lambda before: forgotten.append(before))
    found._beat_at = found._swept_at = found._mended_at = 0
    found._tick(now + FAR)
    assert (found._doubt, Heartbeat.objects.get().doubt, forgotten) == (clock.JUMPED, clock.JUMPED, [])
    assert CronRow.objects.get().due_at == now + timedelta(hours=1)
    assert clock.find_trusted() == now

    found._beat_at = 0
    found._tick(now + timedelta(seconds=20))
    assert (found._doubt, Heartbeat.objects.get().doubt) == ("", "")
    assert CronRow.objects.get().due_at == now + timedelta(hours=1)
    assert len(forgotten) == 1
