"""An appointment gets another time: the old one is free in the same moment the new one is taken, or nothing changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import Booked
from allmende.domain.booking import Channel
from allmende.domain.values import Problem, Text
from allmende.foundation.limits import database as limits
from allmende.usecases.booking import matters
from allmende.usecases.booking.cancel import OVER
from allmende.usecases.booking.find import TAKEN, pick_slot

PER_DAY = 10
"""How often in a day a person may move one appointment: each time she is written to."""
TOO_OFTEN = Problem("booking.moved_often", Text.named("booking.move.too_often"))


def move_appointment(
    *, city: str, booked: Booked, site_id: int, since: int, channel: Channel, now: datetime,
    actor: str = matters.CITIZEN,
) -> Problem | None:  # fmt: skip
    """None: done, also where it is there already. The place and the length stay those of the offer with its extras.

    `actor`: as the audit log names who did it.
    """
    offer = booked.offer
    with transaction.atomic():
        operations.lock(site_id=site_id, offer=offer)
        state = operations.lock_reservation(reservation_id=booked.id)
        if state != "booked" or booked.begins <= now:
            return OVER
        if (site_id, since) == (booked.site.id, int(booked.begins.timestamp()) // 60):
            return None
        minutes = booked.minutes
        slot = pick_slot(
            city=city,
            offer=offer,
            minutes=minutes,
            site_id=site_id,
            since=since,
            channel=channel,
            now=now,
            but=booked.id,
            skills=booked.skills,
        )
        if slot is None:
            return TAKEN
        if channel == "online" and not limits.allow(
            "booking.move", booked.id, limit=PER_DAY, per=timedelta(days=1), now=now
        ):
            return TOO_OFTEN
        operations.release_expired(slot=slot, now=now)
        if not operations.move(reservation_id=booked.id, slot=slot, now=now):
            return TAKEN
        if booked.person.get("email"):
            says = "moved" if channel == "online" else "moved_by_us"
            operations.note_mail(reservation_id=booked.id, says=says, key=f"{says}:{now.isoformat()}", now=now)
        moved = queries.find(reservation_id=booked.id) if booked.matter else None
        if moved:
            purpose = offer.offer.name.spoken("de")
            matters.tell_booked(booked=moved, purpose=purpose, actor=actor, now=now)
    return None
