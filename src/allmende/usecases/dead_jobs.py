"""Jobs that failed for good: seen by people in words, on the desk of their case, and tried again by one click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from allmende.apps.cases import office, reach
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.payments import queries as payments
from allmende.apps.postbox import queries as postbox
from allmende.domain import facts as f
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.domain.values import Text
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs import queue
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import find_city_in_scope, get_city_in_scope
from allmende.usecases.clock import local_day
from allmende.usecases.offer_lookup import offer_lookup

KINDS: Mapping[str, Text] = {
    "receive_application": Text.named("usecases.dead_jobs.receive_application"),
    "advance_case": Text.named("usecases.dead_jobs.advance_case"),
    "send_noted_mail": Text.named("usecases.dead_jobs.send_noted_mail"),
    "send_resume_link": Text.named("usecases.dead_jobs.send_resume_link"),
    "tell_citizen": Text.named("usecases.dead_jobs.tell_citizen"),
    "send_sought_link": Text.named("usecases.dead_jobs.send_sought_link"),
    "warn_of_expiry": Text.named("usecases.dead_jobs.warn_of_expiry"),
    "check_payment": Text.named("usecases.dead_jobs.check_payment"),
    "report_dead_job": Text.named("usecases.dead_jobs.report_dead_job"),
    "make_file_copy": Text.named("usecases.dead_jobs.make_file_copy"),
    "write_partner": Text.named("usecases.dead_jobs.write_partner"),
    "report_unconfirmed": Text.named("usecases.dead_jobs.report_unconfirmed"),
    "note_retrievals": Text.named("usecases.dead_jobs.note_retrievals"),
    "remind_holders_of_ends": Text.named("usecases.dead_jobs.remind_holders_of_ends"),
    "forget_ended_holdings": Text.named("usecases.dead_jobs.forget_ended_holdings"),
    "forget_file_copies": Text.named("usecases.dead_jobs.forget_file_copies"),
    "wake_due": Text.named("usecases.dead_jobs.wake_due"),
    "expire_drafts": Text.named("usecases.dead_jobs.expire_drafts"),
    "tell_replaced_address": Text.named("usecases.dead_jobs.tell_replaced_address"),
    "index_cases": Text.named("usecases.dead_jobs.index_cases"),
    "count_figures": Text.named("usecases.dead_jobs.count_figures"),
    "date_tasks": Text.named("usecases.dead_jobs.date_tasks"),
    "note_waits": Text.named("usecases.dead_jobs.note_waits"),
    "retain_cases": Text.named("usecases.dead_jobs.retain_cases"),
    "forget_the_rest": Text.named("usecases.dead_jobs.forget_the_rest"),
    "keep_lists": Text.named("usecases.dead_jobs.keep_lists"),
    "sweep_compiled": Text.named("usecases.dead_jobs.sweep_compiled"),
    "forget_reads": Text.named("usecases.dead_jobs.forget_reads"),
    "reconcile_payments": Text.named("usecases.dead_jobs.reconcile_payments"),
    "report_unretrieved": Text.named("usecases.dead_jobs.report_unretrieved"),
    "tell_staff": Text.named("usecases.dead_jobs.tell_staff"),
    "tell_officer": Text.named("usecases.dead_jobs.tell_officer"),
    "count_cases": Text.named("usecases.dead_jobs.count_cases"),
    "rate_releases": Text.named("usecases.dead_jobs.rate_releases"),
    "print_statement": Text.named("usecases.dead_jobs.print_statement"),
    "forget_absences": Text.named("usecases.dead_jobs.forget_absences"),
    "forget_expired_sessions": Text.named("usecases.dead_jobs.forget_expired_sessions"),
    "forget_past_limits": Text.named("usecases.dead_jobs.forget_past_limits"),
    "read_returns": Text.named("usecases.dead_jobs.read_returns"),
    "sweep_content": Text.named("usecases.dead_jobs.sweep_content"),
    "remind_officer": Text.named("usecases.dead_jobs.remind_officer"),
    "hand_on_proof": Text.named("usecases.dead_jobs.hand_on_proof"),
    "carry_out_objection": Text.named("usecases.dead_jobs.carry_out_objection"),
    "forget_visitors": Text.named("usecases.dead_jobs.forget_visitors"),
    "remind_staff": Text.named("usecases.dead_jobs.remind_staff"),
    "remind_outsiders": Text.named("usecases.dead_jobs.remind_outsiders"),
    "send_booking_mail": Text.named("usecases.dead_jobs.send_booking_mail"),
    "end_minorities": Text.named("usecases.dead_jobs.end_minorities"),
    "deem_approvals": Text.named("usecases.dead_jobs.deem_approvals"),
    "offer_to_waiting": Text.named("usecases.dead_jobs.offer_to_waiting"),
    "ask_waiting": Text.named("usecases.dead_jobs.offer_to_waiting"),
    "tell_subscriber": Text.named("usecases.dead_jobs.tell_subscriber"),
    "check_invitation": Text.named("usecases.dead_jobs.check_invitation"),
    "end_invitations": Text.named("usecases.dead_jobs.end_invitations"),
    "end_bookings": Text.named("usecases.dead_jobs.end_bookings"),
    "remind_appointments": Text.named("usecases.dead_jobs.remind_appointments"),
}
"""Last part of a task's name → what it does, in words."""

MOVING = ("advance_case", "receive_application")
"""Tasks in which registers are asked."""

REASONS: Mapping[str, Text] = {
    "Unavailable": Text.named("usecases.dead_jobs.unavailable"),
    "SecretsMissing": Text.named("usecases.dead_jobs.secretsmissing"),
    "NothingPlugged": Text.named("usecases.dead_jobs.nothingplugged"),
    "OperationalError": Text.named("usecases.dead_jobs.operationalerror"),
    "InterfaceError": Text.named("usecases.dead_jobs.operationalerror"),
    "OSError": Text.named("usecases.dead_jobs.oserror"),
}
LOST = Text.named("usecases.dead_jobs.lost")
MISTAKE = Text.named("usecases.dead_jobs.mistake")


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job given up. `reference` and `case_id` are empty where it belongs to no case; `error` and `where` are for experts."""

    id: str
    city: str
    kind: Text
    case_id: str
    reference: str
    since: datetime
    attempts: int
    why: Text
    error: str
    where: str


def list_dead() -> tuple[DeadJob, ...]:
    """Dead jobs of the city in scope, or in the scope of all cities of everybody; the longest dead first.

    Case and reference are told in a city's scope only: they are that city's business.
    """
    rows = Job.objects.filter(status=Job.Status.DEAD).order_by("finished_at")
    return tuple(_see(job) for job in rows)


def list_dead_for(*, city: str, officer: Officer, now: datetime) -> tuple[DeadJob, ...]:
    """Of the city's dead jobs those of cases the officer may see, and those of no case."""
    staff = reach.staff_of(officer, city=city, today=local_day(now))
    return tuple(
        job
        for job in list_dead()
        if not job.case_id or office.why_she_may(city=city, staff=staff, case_id=job.case_id, act="see")
    )


def retry_for(*, city: str, officer: Officer, job_id: str, now: datetime) -> bool:
    """`retry` by an officer, of what `list_dead_for` shows her; False for anything else."""
    shown = {job.id for job in list_dead_for(city=city, officer=officer, now=now)}
    return job_id in shown and retry(job_id=job_id, actor=f"officer:{officer.pk}", now=now)


def retry(*, job_id: str, actor: str, now: datetime) -> bool:
    """A dead job of the city in scope waits again, its task on the desk is settled; False where there is none any more."""
    with transaction.atomic():
        job = Job.objects.filter(id=job_id, status=Job.Status.DEAD).first()
        if job is None or not queue.requeue(now, job_id):
            return False
        case_id = _case_of(job) if job.city_id and find_city_in_scope() else ""
        if case_id:
            _settle(case_id, _work_key(job), actor, now)
        audit.append(actor=actor, action="job.retried", subject=f"job:{job_id}", now=now, details={"task": job.task})
    return True


def report_dead_job(*, job_id: str, now: datetime) -> None:
    """A job of the city in scope died: a task says so on its case's desk. Again, or re-queued meanwhile, nothing happens."""
    job = Job.objects.filter(id=job_id, status=Job.Status.DEAD).first()
    case_id = _case_of(job) if job else ""
    if job is None or not case_id:
        return
    seen = _see(job)
    key = _work_key(job)
    task = OpenTask(
        task_id=stable_id(case_id, key),
        work_key=key,
        kind="message",  # A task beside the process: `trouble` is a step that failed, with ways out of its own.
        title=f"Gescheitert: {seen.kind.spoken('de')}",
        reason=f"{seen.why.spoken('de')} „Erledigt“ versucht es noch einmal.",
    )
    with transaction.atomic():
        cases.open_task(case_id=case_id, task=task, unit=case_queries.find_unit(case_id=case_id), now=now)
        cases.append(case_id=case_id, facts=[(key, task.fact(now))], now=now, today=local_day(now), actor="clock")
    if job.task.rpartition(".")[2] in MOVING:
        offer_lookup(case_id=case_id, now=now)


def retry_settled(*, case_id: str, key: str, now: datetime) -> None:
    """Somebody finished a task (`key` of the fact): was it about a dead job, that one waits again."""
    for job in Job.objects.filter(status=Job.Status.DEAD):
        if _case_of(job) == case_id and key == f"{stable_id(case_id, _work_key(job))}:done":
            queue.requeue(now, job.id)


def _settle(case_id: str, key: str, actor: str, now: datetime) -> None:
    if not case_queries.exists(city=get_city_in_scope(), case_id=case_id):
        return
    cases.lock(case_id=case_id)
    task_id = stable_id(case_id, key)
    officer = actor.removeprefix("officer:") if actor.startswith("officer:") else None
    if cases.finish_task(task_id=task_id, outcome="done", officer_id=officer, now=now):
        done = f.TaskDone(at=now, task_id=task_id, node_id="", outcome="done", officer=officer or "")
        cases.append(case_id=case_id, facts=[(f"{task_id}:done", done)], now=now, today=local_day(now), actor=actor)


def _see(job: Job) -> DeadJob:
    last: Mapping[str, str] = job.errors[-1] if job.errors else {}
    case_id = _case_of(job) if find_city_in_scope() else ""
    name = job.task.rpartition(".")[2]
    return DeadJob(
        id=job.id,
        city=job.city_id or "",
        kind=KINDS.get(name, Text(name, name)),
        case_id=case_id,
        reference=case_queries.find_reference(case_id=case_id) if case_id else "",
        since=job.finished_at or job.enqueued_at,
        attempts=job.attempts,
        why=_why(last),
        error=last.get("reason") or last.get("error", ""),
        where=last.get("where", "").partition(" < ")[0],
    )


def _why(last: Mapping[str, str]) -> Text:
    if last.get("reason") == queue.LOST_TOO_OFTEN:
        return LOST
    return REASONS.get(last.get("error", "").rpartition(".")[2], MISTAKE)


def _work_key(job: Job) -> str:
    """One death, one task: the same job may die again later."""
    died = job.finished_at or job.enqueued_at
    return f"dead:{job.id}:{int(died.timestamp())}"


def _case_of(job: Job) -> str:
    """The case a job is about, or empty. Payloads hold ids: of the case, of a mail, of an attempt to pay."""
    payload: Mapping[str, Any] = job.args[0] if job.args and isinstance(job.args[0], dict) else {}
    found = str(payload.get("case_id") or "")
    if not found and "mail_id" in payload:
        mail = postbox.find_mail(mail_id=payload["mail_id"])
        found = str(mail.case_id) if mail else ""
    if not found and "attempt_id" in payload:
        attempt = payments.find_attempt_by_id(attempt_id=payload["attempt_id"])
        found = str(attempt.case_id) if attempt else ""
    return found if found and case_queries.exists(city=get_city_in_scope(), case_id=found) else ""
