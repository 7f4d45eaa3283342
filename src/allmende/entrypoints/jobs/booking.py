"""Mails about appointments, reminders, and forgetting who came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from allmende.entrypoints.jobs.mails import again_later
from allmende.foundation.jobs import clock, task
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases.booking import forget, invite, mails, waiting, webhook


@task(mails=True)
def send_booking_mail(payload: Mapping[str, Any]) -> None:
    """A mail about an appointment was noted: hand it over."""
    now = timezone.now()
    note = mails.find_noted(mail_id=payload["mail_id"])
    if note is not None:
        with again_later(note.noted_at, now):
            mails.send_noted(city=get_city_in_scope(), note=note, now=now)


@task
def check_invitation(payload: Mapping[str, Any]) -> None:
    """A case asks somebody to book a time. Where the city has no such offer, a desk arranges it."""
    invite.check_invitation(invitation_id=payload["invitation_id"], now=timezone.now())


@task
def offer_to_waiting(payload: Mapping[str, Any]) -> None:
    """A time is free again: who waits for one is asked."""
    waiting.offer_times(city=get_city_in_scope(), now=timezone.now())


@task
def ask_waiting() -> None:
    """Times that came free by themselves, and answers that did not come."""
    waiting.offer_times(city=get_city_in_scope(), now=timezone.now())


@task
def end_invitations() -> None:
    """Who did not book in time is called by a desk."""
    invite.end_unanswered(now=timezone.now())


@task
def end_bookings(payload: Mapping[str, Any]) -> None:
    """The application was taken back: what was booked for it is free again."""
    invite.end_of_case(case_id=payload["case_id"], now=timezone.now())


@task
def tell_subscriber(payload: Mapping[str, Any]) -> None:
    """Free times changed: a program that asked for it is told. What fails is tried again by the queue, at last seen by people."""
    webhook.deliver(city=get_city_in_scope(), delivery_id=payload["delivery_id"], now=timezone.now())


@task
def remind_appointments() -> None:
    """Who has an appointment tomorrow is reminded, once."""
    mails.note_reminders(now=timezone.now())


@task
def forget_visitors() -> None:
    """Who came some weeks ago is forgotten."""
    now = timezone.now()
    if not clock.must_wait(now, "forget_visitors"):
        forget.forget_visitors(now=now)
