"""Tasks about cases: going on, receipts, mails, payments. Payloads hold ids, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from allmende.apps.cases import queries as case_queries
from allmende.domain.ports import Unavailable
from allmende.entrypoints.jobs.mails import again_later, since_of
from allmende.foundation.jobs import RetryLater, clock, task
from allmende.foundation.jobs.tasks import DurableTask
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import advance_case as advancing
from allmende.usecases import announce, case_links, confirm_party, copy_file, dead_jobs, offer_lookup, pay, send_mail
from allmende.usecases import carry_out_objection as carrying_out
from allmende.usecases import hand_on_proof as proving
from allmende.usecases import make_receipt as receipts
from allmende.usecases import remind_outsiders as reminding

Payload = Mapping[str, Any]
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
HELD_SECONDS = 300
SILENT_AFTER, SAID_EVERY = 9, 48
"""Tries without an answer until a person may look up herself (about three hours), and again (about a day)."""


@task
def receive_application(payload: Payload) -> None:
    """An application arrived: its process begins; its receipt is made even when a partner keeps the process waiting."""
    city, case_id, now = get_city_in_scope(), payload["case_id"], timezone.now()
    _hold_while_in_doubt(case_id)
    try:
        matter = advancing.advance_case(city=city, case_id=case_id, now=now)
    except Unavailable:
        _again(advance_case, {"case_id": case_id})
        matter = None
    _patiently(
        receive_application,
        payload,
        lambda: receipts.make_receipt(city=city, case_id=case_id, now=now, matter=matter),
    )


@task
def advance_case(payload: Payload) -> None:
    """Something happened to the case, or a moment came: let its process go on."""
    city, case_id = get_city_in_scope(), payload["case_id"]
    if str(payload.get("key", "")).endswith(":done"):
        dead_jobs.retry_settled(case_id=case_id, key=payload["key"], now=timezone.now())
    _hold_while_in_doubt(case_id)
    waited = int(payload.get("waited", 0))
    if waited >= SILENT_AFTER and (waited - SILENT_AFTER) % SAID_EVERY == 0:
        offer_lookup.offer_lookup(case_id=case_id, now=timezone.now())
    _patiently(advance_case, payload, lambda: advancing.advance_case(city=city, case_id=case_id, now=timezone.now()))


@task
def carry_out_objection(payload: Payload) -> None:
    """An objection to a letter of the case ended: a success has consequences here."""
    case_id = payload["case_id"]
    carrying_out.carry_out_objection(city=get_city_in_scope(), case_id=case_id, now=timezone.now())


@task
def hand_on_proof(payload: Payload) -> None:
    """Something missing came: a proof that somebody may act counts in the cases that come of this one, too."""
    proving.hand_on_proof(city=get_city_in_scope(), case_id=payload["case_id"], now=timezone.now())


@task
def remind_outsiders() -> int:
    """Who is asked outside the office and has a last day soon, in the city in scope; how many were reminded."""
    return reminding.remind_outsiders(city=get_city_in_scope(), now=timezone.now())


@task
def tell_citizen(payload: Payload) -> None:
    """The authority acted: the citizen gets a mail about it."""
    announce.announce(case_id=payload["case_id"], first=payload["first"], last=payload["last"], now=timezone.now())


@task(mails=True)
def send_noted_mail(payload: Payload) -> None:
    """A mail was noted: hand it over."""
    city, mail_id, now = get_city_in_scope(), payload["mail_id"], timezone.now()
    note = send_mail.find_noted(mail_id=mail_id)
    if note is not None:
        with again_later(note.noted_at, now):
            send_mail.send_noted(city=city, note=note, now=now)


@task(mails=True)
def send_resume_link(payload: Payload) -> None:
    """Somebody wants to go on with a draft elsewhere."""
    _send_link(payload, warning=False)


@task
def send_sought_link(payload: Payload) -> None:
    """Somebody gave a number and an address: where they fit together, a link goes there."""
    case_links.send_sought(
        city=get_city_in_scope(), reference=payload["reference"], address=payload["address"], now=timezone.now()
    )


@task(mails=True)
def warn_of_expiry(payload: Payload) -> None:
    """A draft will go soon."""
    _send_link(payload, warning=True)


@task
def make_file_copy(payload: Payload) -> None:
    """Somebody wants a copy of a case's file."""
    copy_id = payload["copy_id"]
    _patiently(
        make_file_copy,
        payload,
        lambda: copy_file.make_copy(city=get_city_in_scope(), copy_id=copy_id, now=timezone.now()),
    )


@task
def report_unconfirmed(payload: Payload) -> None:
    """The day until which somebody should confirm has passed."""
    confirm_party.report_overdue(case_id=payload["case_id"], now=timezone.now())


@task
def check_payment(payload: Payload) -> None:
    """A hint or the clock: ask the provider about one attempt."""
    attempt_id = payload["attempt_id"]
    _patiently(check_payment, payload, lambda: pay.check_payment(attempt_id=attempt_id, now=timezone.now()))


@task
def report_dead_job(payload: Payload) -> None:
    """A job was given up: the desk of its case learns it."""
    dead_jobs.report_dead_job(job_id=payload["job_id"], now=timezone.now())


def _hold_while_in_doubt(case_id: str) -> None:
    """A case whose period has run out by a clock in doubt waits: nothing lapses, nothing is closed. Others go on."""
    now = timezone.now()
    if clock.must_wait(now, "advance_case") and case_queries.is_due(case_id=case_id, now=now):
        raise RetryLater(HELD_SECONDS)


def _send_link(payload: Payload, *, warning: bool) -> None:
    city, draft_id, now = get_city_in_scope(), payload["draft_id"], timezone.now()
    since = since_of(payload, now)
    with again_later(since, now):
        send_mail.send_resume_link(city=city, draft_id=draft_id, since=since, now=now, warning=warning)


def _patiently(again: DurableTask, payload: Payload, act: Callable[[], object]) -> None:
    """Partners may be away for days; the matter waits for them. Any other failure is the queue's."""
    try:
        act()
    except Unavailable:
        _again(again, payload)


def _again(what: DurableTask, payload: Payload) -> None:
    """The same task later, a fresh job: waiting for a partner uses up no attempts."""
    waited = int(payload.get("waited", 0))
    pause = min(SHORTEST_PAUSE * 2 ** min(waited, 10), LONGEST_PAUSE)
    what.using(run_after=timezone.now() + pause).enqueue({**payload, "waited": waited + 1})
