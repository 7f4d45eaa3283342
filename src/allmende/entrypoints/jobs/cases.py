"""Tasks about cases: going on, receipts, mails, payments. Payloads hold ids, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from allmende.domain.ports import Unavailable
from allmende.foundation.jobs import RetryLater, task
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import advance_case as advancing
from allmende.usecases import make_receipt as receipts
from allmende.usecases import pay, send_mail

Payload = Mapping[str, Any]
PAUSE_SECONDS = 60
PATIENT = 60
"""Partners may be away for hours; the matter waits for them."""


@task(max_attempts=PATIENT)
def advance_case(payload: Payload) -> None:
    """Something happened to the case, or a moment came: let its process go on."""
    _patiently(lambda: advancing.advance_case(city=get_city_in_scope(), case_id=payload["case_id"], now=timezone.now()))


@task(max_attempts=PATIENT)
def receive_application(payload: Payload) -> None:
    """An application arrived: its process begins, and its receipt is made even when a partner keeps the process waiting."""
    city, case_id, now = get_city_in_scope(), payload["case_id"], timezone.now()
    try:
        matter = advancing.advance_case(city=city, case_id=case_id, now=now)
    except Unavailable as away:
        _patiently(lambda: receipts.make_receipt(city=city, case_id=case_id, now=now))
        raise RetryLater(PAUSE_SECONDS) from away
    _patiently(lambda: receipts.make_receipt(city=city, case_id=case_id, now=now, matter=matter))


@task(max_attempts=PATIENT)
def send_noted_mail(payload: Payload) -> None:
    """A mail was noted: hand it over."""
    _patiently(lambda: send_mail.send_noted(city=get_city_in_scope(), mail_id=payload["mail_id"], now=timezone.now()))


@task
def send_resume_link(payload: Payload) -> None:
    """Somebody wants to go on with a draft elsewhere."""
    _patiently(
        lambda: send_mail.send_resume_link(city=get_city_in_scope(), draft_id=payload["draft_id"], now=timezone.now())
    )


@task
def warn_of_expiry(payload: Payload) -> None:
    """A draft will go soon."""
    _patiently(
        lambda: send_mail.send_resume_link(
            city=get_city_in_scope(), draft_id=payload["draft_id"], now=timezone.now(), warning=True
        )
    )


@task(max_attempts=PATIENT)
def check_payment(payload: Payload) -> None:
    """A hint or the clock: ask the provider about one attempt."""
    _patiently(lambda: pay.check_payment(attempt_id=payload["attempt_id"], now=timezone.now()))


def _patiently(act: Callable[[], object]) -> None:
    """A partner that does not answer is asked again a minute later."""
    try:
        act()
    except Unavailable as away:
        raise RetryLater(PAUSE_SECONDS) from away
