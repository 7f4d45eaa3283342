"""Jobs: enqueued with their cause, run once, tried again, buried, and brought back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from allmende.foundation.audit.chain import list_about
from allmende.foundation.jobs import outbox, publish, publish_many, queue, worker
from allmende.foundation.jobs.models import Job
from allmende.foundation.jobs.tasks import decide_pause
from allmende.foundation.tenancy.scopes import city_scope, machinery_scope
from tests.foundation.jobs import sample_tasks
from tests.foundation.jobs import wiring as wiring_under_test

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def wiring(settings):
    settings.WIRING = "tests.foundation.jobs.wiring"
    outbox._fact_tasks.cache_clear()
    yield
    outbox._fact_tasks.cache_clear()


@pytest.fixture
def told(monkeypatch):
    """Dead jobs are told to a task."""
    monkeypatch.setitem(wiring_under_test.FACT_TASKS, "job_dead", ("tests.foundation.jobs.sample_tasks.hear_of_dead",))


def only_job() -> Job:
    with machinery_scope():
        return Job.objects.get()


def take_one(name="w:1:1"):
    return queue.take(name, timezone.now())[0]


def test_a_job_runs_in_its_city(city):
    result = sample_tasks.write_down.enqueue("case:1")
    assert worker.drain() == 1
    assert [entry.details for entry in list_about("case:1")] == [{"city": "marburg"}]
    assert sample_tasks.write_down.get_result(result.id).return_value == {"saw": "case:1"}


def test_a_job_of_the_operator_has_no_city(db):
    with machinery_scope():
        sample_tasks.write_down.enqueue("x")
    worker.drain()
    with machinery_scope():
        assert [entry.details for entry in list_about("x")] == [{"city": None}]


def test_another_city_does_not_see_the_job(city, other_city):
    sample_tasks.write_down.enqueue("case:1")
    with city_scope("fulda"):
        assert Job.objects.count() == 0


def test_a_cause_undone_leaves_no_job(city):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        sample_tasks.write_down.enqueue("case:1")
        raise ZeroDivisionError
    assert Job.objects.count() == 0


def test_the_same_key_is_enqueued_once_per_city(city, other_city):
    for _ in range(2):
        sample_tasks.write_down.using(unique="once").enqueue("case:1")
    with city_scope("fulda"):
        sample_tasks.write_down.using(unique="once").enqueue("case:1")
    assert worker.drain() == 2
    assert len(list_about("case:1")) == 1


def test_a_fact_wakes_the_tasks_wired_to_it(city):
    publish("Happened", {"subject": "case:1"}, unique="Happened:1")
    publish("Happened", {"subject": "case:1"}, unique="Happened:1")
    publish("Unknown", {"subject": "case:1"}, unique="Unknown:1")
    assert worker.drain() == 1
    assert [entry.action for entry in list_about("case:1")] == ["fact"]


def test_several_facts_cost_one_statement(city, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        publish_many([("Happened", {"subject": f"case:{number}"}, f"Happened:{number}") for number in range(3)])
    assert worker.drain() == 3


def test_the_most_urgent_job_comes_first_then_the_oldest(city):
    now = timezone.now()
    outbox.write(
        [outbox.row("a", run_at=now - timedelta(minutes=1)), outbox.row("b", run_at=now - timedelta(minutes=2))]
    )
    outbox.write([outbox.row("c", priority=5)])
    assert [queue.take("w", timezone.now())[0].task for _ in range(3)] == ["c", "b", "a"]


def test_a_job_for_later_waits(city):
    later = timezone.now() + timedelta(hours=1)
    sample_tasks.write_down.using(run_after=later).enqueue("case:1")
    assert worker.drain() == 0
    assert queue.find_next_due() == later
    assert worker.drain(now=later) == 1


def test_a_failed_job_is_tried_again_later_and_then_dead(city):
    sample_tasks.fail.enqueue("Erika Mustermann, Am Grün 1")
    pauses = []
    for _ in range(3):
        started = timezone.now()
        worker.run_job(take_one(), "w:1:1")
        job = only_job()
        pauses.append((job.run_at - started).total_seconds())
        Job.objects.filter(status="waiting").update(run_at=LONG_AGO)
    assert (job.status, job.attempts, len(job.errors)) == ("dead", 3, 3)
    assert 1.6 <= pauses[0] < 2.5 < 3.2 <= pauses[1] < 5
    assert queue.take("w:1:1", timezone.now()) == ()


def test_what_a_task_was_given_never_reaches_the_error(city):
    sample_tasks.fail.enqueue("Erika Mustermann")
    worker.run_job(take_one(), "w:1:1")
    error = only_job().errors[0]
    assert error["error"] == "builtins.ValueError"
    assert "sample_tasks.py" in error["where"]
    assert "Erika" not in str(error)


def test_giving_up_is_final_and_says_why(city):
    sample_tasks.give_up.enqueue()
    assert worker.drain() == 1
    assert (only_job().status, only_job().errors[0]["reason"]) == ("dead", "nobody lives there")


def test_asking_for_later_is_no_failure(city):
    sample_tasks.not_yet.enqueue()
    started = timezone.now()
    worker.run_job(take_one(), "w:1:1")
    job = only_job()
    assert (job.status, job.attempts, job.errors) == ("waiting", 0, [])
    assert timedelta(seconds=600) <= job.run_at - started < timedelta(seconds=660)


def test_what_is_not_a_task_never_runs(city):
    outbox.write([outbox.row("tests.foundation.jobs.sample_tasks.not_a_task"), outbox.row("no.such.module.task")])
    assert worker.drain() == 2
    with machinery_scope():
        assert set(Job.objects.values_list("status", flat=True)) == {"dead"}


def test_a_dead_job_is_re_queued_with_all_its_attempts(city):
    sample_tasks.give_up.enqueue()
    worker.drain()
    assert queue.requeue(timezone.now()) == 1
    assert (only_job().status, only_job().attempts) == ("waiting", 0)
    assert queue.requeue(timezone.now(), "no such id") == 0


def test_a_taken_job_is_not_taken_twice(city):
    sample_tasks.write_down.enqueue("case:1")
    assert len(queue.take("a:1:1", timezone.now())) == 1
    assert queue.take("b:1:1", timezone.now()) == ()


def test_a_lease_that_ran_out_is_taken_up_by_the_next_worker(city):
    sample_tasks.write_down.enqueue("case:1")
    now = timezone.now()
    first = queue.take("a:1:1", now)[0]
    assert queue.release(now + timedelta(seconds=29)) == ()
    assert queue.release(now + timedelta(seconds=31)) == ((first.id, first.task),)
    assert queue.take("b:1:1", now + timedelta(seconds=32)) == ()  # a loss costs a pause
    second = queue.take("b:1:1", now + timedelta(seconds=34))[0]
    # A lost lease says nothing about the job: no attempt is used up.
    assert (second.id, second.attempt, second.losses) == (first.id, 1, 1)
    # The first one comes back late: it may not close what is no longer its own.
    assert queue.finish(first, "a:1:1", None, now) is False
    assert queue.finish(second, "b:1:1", None, now) is True


def test_a_renewed_lease_is_kept(city):
    sample_tasks.write_down.enqueue("case:1")
    now = timezone.now()
    held = queue.take("a:1:1", now)
    assert queue.keep("a:1:1", held, now + timedelta(seconds=20)) == ()
    assert queue.release(now + timedelta(seconds=40)) == ()


def test_what_a_worker_holds_in_name_only_is_not_renewed(city):
    """The database answered `take` and the answer was lost: nobody works on the job."""
    sample_tasks.write_down.enqueue("case:1")
    now = timezone.now()
    queue.take("a:1:1", now)
    assert queue.keep("a:1:1", (), now + timedelta(seconds=20)) == ()
    assert len(queue.release(now + timedelta(seconds=40))) == 1


def test_a_worker_is_told_which_leases_it_lost(city):
    sample_tasks.write_down.enqueue("case:1")
    now = timezone.now()
    held = queue.take("a:1:1", now)
    queue.release(now, "a:1:1")
    assert queue.keep("a:1:1", held, now) == (held[0].id,)


def test_the_same_worker_cannot_close_a_job_with_an_older_taking(city):
    sample_tasks.write_down.enqueue("case:1")
    now = timezone.now()
    first = queue.take("a:1:1", now)[0]
    queue.release(now, "a:1:1")
    second = queue.take("a:1:1", now + timedelta(seconds=5))[0]
    assert first.attempt == second.attempt
    assert queue.finish(first, "a:1:1", None, now) is False
    assert queue.finish(second, "a:1:1", None, now) is True


def test_lost_leases_cost_growing_pauses_and_no_attempts(city):
    sample_tasks.fail.enqueue("x")
    now = timezone.now()
    pauses = []
    for _ in range(15):
        queue.take("w:1:1", now)
        queue.release(now, "w:1:1")
        pauses.append((only_job().run_at - now).total_seconds())
        now = only_job().run_at
    assert (only_job().status, only_job().attempts, only_job().losses) == ("waiting", 0, 15)
    assert pauses[0] < 2.5 < 25 < pauses[4]
    assert max(pauses) <= queue.LONGEST_LOSS_PAUSE_SECONDS


def test_a_job_that_kills_every_worker_is_dead_in_the_end(city):
    sample_tasks.fail.enqueue("x")
    Job.objects.update(losses=queue.MOST_LOSSES - 1)
    take_one()
    queue.release(timezone.now(), "w:1:1")
    assert (only_job().status, only_job().errors[-1]["reason"]) == ("dead", queue.LOST_TOO_OFTEN)


@pytest.mark.parametrize("way", ["gave up", "lost too often"])
def test_a_dead_job_is_told_as_a_fact_once(city, told, way):
    sample_tasks.give_up.enqueue()
    Job.objects.update(losses=queue.MOST_LOSSES - 1)
    if way == "gave up":
        worker.run_job(take_one(), "w:1:1")
    else:
        take_one()
        queue.release(timezone.now(), "w:1:1")
    dead = Job.objects.get(status="dead")
    told = Job.objects.get(status="waiting")
    assert (told.task, told.args) == ("tests.foundation.jobs.sample_tasks.hear_of_dead", [{"job_id": dead.id}])


def test_the_death_of_the_news_is_no_news(city, told):
    outbox.write([outbox.row("tests.foundation.jobs.sample_tasks.hear_of_dead", ({"job_id": "x"},))])
    worker.run_job(take_one(), "w:1:1")
    assert [(job.task.rpartition(".")[2], job.status) for job in Job.objects.all()] == [("hear_of_dead", "dead")]


def test_rows_from_the_future_are_brought_back(city):
    """A worker whose clock was 45 days ahead tried one job, enqueued another, and holds a third."""
    now = timezone.now()
    ahead = now + timedelta(days=45)
    outbox.write([outbox.row("tried"), outbox.row("enqueued"), outbox.row("held"), outbox.row("timer", run_at=ahead)])
    Job.objects.filter(task="tried").update(last_attempted_at=now, run_at=ahead, attempts=1)
    Job.objects.filter(task="enqueued").update(enqueued_at=ahead, run_at=ahead + timedelta(hours=1))
    Job.objects.filter(task="held").update(status="running", worker="w", lease_until=ahead, last_attempted_at=ahead)
    assert queue.mend_times(now) == 3
    moments = dict(Job.objects.values_list("task", "run_at"))
    assert moments["tried"] == now
    assert moments["enqueued"] == now + timedelta(hours=1)
    assert moments["timer"] == ahead
    assert len(queue.release(now + timedelta(seconds=31))) == 1
    assert queue.mend_times(now) == 1
    assert queue.mend_times(now) == 0


def test_done_jobs_are_forgotten_in_time(city):
    sample_tasks.write_down.enqueue("case:1")
    worker.drain()
    assert queue.forget_done(timezone.now() - timedelta(days=1)) == 0
    assert queue.forget_done(timezone.now() + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("attempt", "chance", "seconds"),
    [(1, 0.0, 1.6), (1, 0.5, 2.0), (5, 0.5, 32.0), (12, 0.5, 3600.0), (40, 0.0, 2880.0)],
)
def test_the_pause_doubles_up_to_an_hour(attempt, chance, seconds):
    assert decide_pause(attempt, chance) == pytest.approx(seconds)


def test_a_worker_knows_whether_another_one_on_this_machine_lives():
    me = worker.describe_self()
    machine, pid, _started = me.split(":")
    assert worker.is_gone(me) is False
    assert worker.is_gone(f"{machine}:{pid}:1") is True
    assert worker.is_gone(f"{machine}:99999999:1") is True
    assert worker.is_gone(f"elsewhere:{pid}:1") is False
    assert worker.is_gone("nonsense") is False
