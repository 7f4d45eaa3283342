"""The clock starts each entry once when it is due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from allmende.foundation.jobs.cron import Cron, start_due
from allmende.foundation.jobs.models import CronRow, Job
from allmende.foundation.tenancy.scopes import machinery_scope

TASK = "tests.foundation.jobs.sample_tasks.write_down"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def count_jobs():
    with machinery_scope():
        return sorted(city or "" for city in Job.objects.values_list("city_id", flat=True))


def test_the_first_look_only_notes_when_it_is_due(db):
    assert start_due({"hourly": Cron(TASK, every=timedelta(hours=1))}, NOW) == NOW + timedelta(hours=1)
    assert count_jobs() == []


def test_a_due_entry_becomes_one_job_however_often_asked(db):
    entries = {"hourly": Cron(TASK, every=timedelta(hours=1))}
    start_due(entries, NOW)
    due = NOW + timedelta(hours=1)
    for _ in range(3):
        assert start_due(entries, due) == due + timedelta(hours=1)
    assert count_jobs() == [""]


def test_a_clock_that_stood_still_makes_up_one_run(db):
    entries = {"hourly": Cron(TASK, every=timedelta(hours=1))}
    start_due(entries, NOW)
    start_due(entries, NOW + timedelta(days=3))
    assert count_jobs() == [""]
    assert CronRow.objects.get().due_at == NOW + timedelta(days=3, hours=1)


def test_an_entry_for_each_city_becomes_a_job_for_each_active_city(marburg, fulda):
    entries = {"nightly": Cron(TASK, at=time(2, 30), each_city=True)}
    start_due(entries, NOW)
    fulda.active = False
    fulda.save()
    start_due(entries, NOW + timedelta(days=1))
    assert count_jobs() == ["marburg"]


@pytest.mark.parametrize("entry", [Cron(TASK, every=timedelta(hours=1)), Cron(TASK, at=time(2, 30))])
def test_a_moment_further_ahead_than_the_rhythm_is_set_anew(db, entry):
    """The clock was 45 days ahead when the entry last ran."""
    CronRow.objects.create(name="entry", due_at=entry.next_after(NOW + timedelta(days=45)))
    assert start_due({"entry": entry}, NOW) == entry.next_after(NOW)
    assert CronRow.objects.get().due_at == entry.next_after(NOW)
    assert count_jobs() == []


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 2, 1, 0, tzinfo=UTC), datetime(2026, 11, 2, 1, 30, tzinfo=UTC)),
        (datetime(2026, 11, 2, 1, 30, tzinfo=UTC), datetime(2026, 11, 3, 1, 30, tzinfo=UTC)),
        (datetime(2026, 7, 2, 1, 0, tzinfo=UTC), datetime(2026, 7, 3, 0, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 0, 0, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_half_past_two_in_berlin(moment, expected):
    assert Cron(TASK, at=time(2, 30)).next_after(moment) == expected


def test_an_entry_has_one_rhythm():
    with pytest.raises(ValueError, match="Either"):
        Cron(TASK)
