"""An appointment is called off: by the person with her link, or by staff. Its time is free at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.booking import operations
from allmende.apps.booking.queries import Booked
from allmende.domain.values import Problem, Text
from allmende.usecases.booking import matters

OVER = Problem("booking.over", Text.named("booking.cancel.over"))


def cancel_appointment(*, booked: Booked, now: datetime, actor: str = matters.CITIZEN) -> Problem | None:
    """None: done, also where it was called off before. `actor`: as the audit log names who did it."""
    with transaction.atomic():
        state = operations.lock_reservation(reservation_id=booked.id)
        if state == "cancelled":
            return None
        if state != "booked" or booked.begins <= now:
            return OVER
        operations.cancel(reservation_id=booked.id, now=now)
        if booked.person.get("email"):
            operations.note_mail(reservation_id=booked.id, says="cancelled", key="cancelled", now=now)
        if booked.matter:
            matters.tell_cancelled(booked=booked, actor=actor, now=now)
    return None
