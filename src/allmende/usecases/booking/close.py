"""A site or a desk is closed for a day or some hours: who is hit is listed, and moved in the same act, with mails. Where another desk
of the site is free at the very time it takes over (substitution): for the visitor nothing changes, and nobody is written to.

The list beforehand comes from doing it and undoing it in the database, so it is what will happen as long as nobody books meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from allmende.apps.booking import operations
from allmende.apps.booking.queries import Booked, SiteView
from allmende.domain.booking import OpenHours, Slot
from allmende.domain.values import Problem
from allmende.foundation.audit import chain
from allmende.foundation.identity.models import Officer
from allmende.usecases.booking.find import Wish, list_free, pick_slot
from allmende.usecases.booking.move import move_appointment
from allmende.usecases.booking.set_up import PAST, list_conflicts
from allmende.usecases.clock import local_day


@dataclass(frozen=True, slots=True)
class Closing:
    """What is closed: a site, or one desk of it."""

    site: SiteView
    on: date
    hours: OpenHours
    desk: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody whose appointment falls into it, and the new time; None where none is free, or she is not to be moved."""

    booked: Booked
    slot: Slot | None


def close(
    *, city: str, officer: Officer, closing: Closing, moves: bool, now: datetime, only_look: bool = False
) -> tuple[Hit, ...] | Problem:
    """Close it and, with `moves`, give everybody hit the next free time at the same site; who, and when instead.

    `only_look`: everything is undone again. Who has no mail address must be called by phone.
    """
    if closing.on < local_day(now):
        return PAST
    with transaction.atomic():
        operations.lock(site_id=closing.site.id)
        before = {conflict.id for conflict in list_conflicts(city=city, site=closing.site, now=now)}
        operations.expire_holds(site_id=closing.site.id)
        operations.add_exception(
            site_id=closing.site.id, desk_id=closing.desk, on=closing.on, opens=False, hours=closing.hours,
            reason=closing.reason,
        )  # fmt: skip
        operations.tell_subscribers(site_id=closing.site.id, on=closing.on, now=now)
        hit = [
            conflict for conflict in list_conflicts(city=city, site=closing.site, now=now) if conflict.id not in before
        ]
        found = tuple(Hit(one, _move(city, one, officer, now) if moves else None) for one in hit)
        chain.append(
            actor=f"officer:{officer.pk}", action="booking.closed", subject=f"site:{closing.site.id}", now=now,
            details={"on": closing.on.isoformat(), "desk": closing.desk, "hit": len(found)},
        )  # fmt: skip
        if only_look:
            transaction.set_rollback(True)
    return found


def _move(city: str, booked: Booked, officer: Officer, now: datetime) -> Slot | None:
    """To another desk at the same time; else to the first free time from that day on."""
    since = int(booked.begins.timestamp()) // 60
    same = pick_slot(
        city=city, offer=booked.offer, minutes=booked.minutes, site_id=booked.site.id, since=since, channel="office",
        now=now, but=booked.id, skills=booked.skills,
    )  # fmt: skip
    if same is not None:
        operations.release_expired(slot=same, now=now)
        if operations.move(reservation_id=booked.id, slot=same, now=now):
            return same
    wish = Wish(
        booked.offer, booked.extras, sites=frozenset((booked.site.id,)),
        since=local_day(booked.begins), but=booked, skills=booked.skills,
    )  # fmt: skip
    for free in list_free(city=city, wish=wish, channel="office", now=now, most=1):
        since = free.slot.since
        if (
            move_appointment(
                city=city,
                booked=booked,
                site_id=booked.site.id,
                since=since,
                channel="office",
                now=now,
                actor=f"officer:{officer.pk}",
            )
            is None
        ):
            return free.slot
    return None
