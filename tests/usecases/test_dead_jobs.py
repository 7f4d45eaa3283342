"""A job that died stands on the desk of its case, in words, and one click tries it again."""

from __future__ import annotations

import pytest

from allmende.apps.cases.models import Task
from allmende.domain import facts as f
from allmende.entrypoints.jobs import cases as tasks
from allmende.foundation.audit.chain import list_about
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs import outbox, queue
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import all_cities, city_scope
from allmende.usecases import dead_jobs
from allmende.usecases.decide_task import OfficerDecision, decide_task
from tests.world import Clerk, Visitor, World


@pytest.fixture
def applicant(world: World, visitor: Visitor) -> Visitor:
    visitor.apply()
    world.work()
    return visitor


def let_die(world: World, payload: dict[str, object], task: str = "advance_case") -> Job:
    """A job that failed for good a moment ago; the queue told of it."""
    outbox.write([outbox.row(f"{tasks.__name__}.{task}", (payload,))])
    taken = next(one for one in queue.take("w:1:1", world.now, limit=50) if one.task.endswith(task))
    where = "apps/x.py:1 act < y.py:2 go"
    queue.bury(taken, "w:1:1", world.now, {"at": "", "error": "allmende.domain.ports.Unavailable", "where": where})
    return Job.objects.get(id=taken.id)


def troubles() -> list[Task]:
    return list(Task.objects.filter(work_key__startswith="dead:").order_by("opened_at"))


def test_the_desk_of_the_case_learns_it_once(world: World, applicant: Visitor) -> None:
    job = let_die(world, {"case_id": applicant.id})
    world.work()
    dead_jobs.report_dead_job(job_id=job.id, now=world.now)
    (task,) = troubles()
    assert task.title == "Gescheitert: Vorgang weiterführen"
    assert task.reason == "Ein Partner hat nicht geantwortet. „Erledigt“ versucht es noch einmal."
    assert (task.unit, str(task.case_id)) == ("amt", applicant.id)


def test_it_is_told_in_words_with_its_case(world: World, applicant: Visitor) -> None:
    job = let_die(world, {"case_id": applicant.id})
    (dead,) = dead_jobs.list_dead()
    assert (dead.id, dead.case_id, dead.since) == (job.id, applicant.id, world.now)
    assert dead.reference == applicant.view().reference
    assert dead.kind.spoken("en") == "Let a case go on"
    assert dead.where == "apps/x.py:1 act"


def test_finishing_the_task_tries_it_again(world: World, applicant: Visitor, clerk: Clerk) -> None:
    job = let_die(world, {"case_id": applicant.id})
    world.work()
    (task,) = troubles()
    done = decide_task(
        city="marburg", task_id=str(task.id), officer_id=clerk.id, decision=OfficerDecision("done"), now=world.now
    )
    assert done == ()
    world.work()
    assert Job.objects.get(id=job.id).status == "done"


def test_trying_again_settles_the_task_and_is_recorded(world: World, applicant: Visitor, clerk: Clerk) -> None:
    job = let_die(world, {"case_id": applicant.id})
    world.work()
    assert dead_jobs.retry(job_id=job.id, actor=f"officer:{clerk.id}", now=world.now) is True
    assert dead_jobs.retry(job_id=job.id, actor=f"officer:{clerk.id}", now=world.now) is False
    assert [entry.action for entry in list_about(f"job:{job.id}")] == ["job.retried"]
    world.work()
    assert Job.objects.get(id=job.id).status == "done"
    assert troubles()[0].done_at is not None
    assert [x.outcome for x in applicant.facts() if isinstance(x, f.TaskDone)] == ["done"]


def test_a_head_sees_and_tries_again_what_concerns_her_own_offices(world: World, applicant: Visitor) -> None:
    own, plain = let_die(world, {"case_id": applicant.id}), let_die(world, {})
    for name, units, shown in (("hers", ("amt",), {own.id, plain.id}), ("other", ("jugendamt",), {plain.id})):
        head = Officer.objects.get(pk=Clerk(world, username=name, roles=("leitung",), units=units).id)
        found = dead_jobs.list_dead_for(city="marburg", officer=head, now=world.now)
        assert {job.id for job in found} == shown
        again = dead_jobs.retry_for(city="marburg", officer=head, job_id=own.id, now=world.now)
        assert again == (own.id in shown)
        Job.objects.filter(id=own.id).update(status="dead", finished_at=world.now)


def test_a_second_death_is_a_second_task(world: World, applicant: Visitor, clerk: Clerk) -> None:
    job = let_die(world, {"case_id": applicant.id})
    world.work()
    dead_jobs.retry(job_id=job.id, actor="operator", now=world.now)
    world.now = world.now.replace(hour=23)
    Job.objects.filter(id=job.id).update(status="dead", finished_at=world.now)
    dead_jobs.report_dead_job(job_id=job.id, now=world.now)
    assert [task.done_at is None for task in troubles()] == [False, True]


@pytest.mark.parametrize("payload", [{}, {"draft_id": "x"}, {"case_id": "00000000-0000-4000-8000-000000000000"}])
def test_a_job_of_no_case_opens_no_task(world: World, applicant: Visitor, payload: dict[str, str]) -> None:
    let_die(world, payload)
    world.work()
    assert troubles() == []
    assert [dead.reference for dead in dead_jobs.list_dead()] == [""]


def test_the_desk_of_a_mail_and_of_a_payment_is_found(world: World, applicant: Visitor) -> None:
    from allmende.apps.postbox.models import MailNote

    mail = MailNote.objects.first()
    let_die(world, {"mail_id": str(mail.pk)}, "send_noted_mail")
    assert [dead.case_id for dead in dead_jobs.list_dead()] == [applicant.id]


def test_another_city_neither_sees_nor_tries_it(world: World, applicant: Visitor) -> None:
    job = let_die(world, {"case_id": applicant.id})
    with city_scope("fulda"):
        assert dead_jobs.list_dead() == ()
        assert dead_jobs.retry(job_id=job.id, actor="officer:x", now=world.now) is False
    with all_cities("test"):
        assert [(dead.city, dead.reference) for dead in dead_jobs.list_dead()] == [("marburg", "")]


def test_every_task_has_words() -> None:
    from allmende.config import wiring

    named = {task for found in wiring.FACT_TASKS.values() for task in found} | {e.task for e in wiring.CRON.values()}
    assert {name.rpartition(".")[2] for name in named} <= dead_jobs.KINDS.keys()
