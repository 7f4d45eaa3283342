"""Somebody chose a time: it is kept for her while she types. A hold ends by itself; who goes on typing renews it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import Booked
from allmende.domain.booking import Channel
from allmende.domain.values import Problem
from allmende.usecases.booking.find import TAKEN, UNKNOWN, pick_slot

HOLD = timedelta(minutes=15)
LONGEST = timedelta(hours=1)
"""However often it is renewed."""


@transaction.atomic
def hold_slot(
    *, city: str, offer_key: str, extras: Mapping[str, int], site_id: int, since: int, channel: Channel, now: datetime,
    matter: str | None = None, asked: str = "", lasts: timedelta = HOLD, skills: frozenset[str] = frozenset(),
) -> str | Problem:  # fmt: skip
    """Keep the time that begins in minute `since` at that site; the reservation's id, or why not.

    `skills`: at a desk that can do all of these. `matter`, `asked`: of an application or a case, which holds one time for each question. Refused, what it had stays held.

    Who gives away times of a site does so one after the other, and the database refuses what overlaps.
    """
    offer = queries.find_offer(key=offer_key)
    if offer is None:
        return UNKNOWN
    operations.lock(site_id=site_id, offer=offer)
    minutes = offer.offer.minutes_with(extras)
    slot = pick_slot(
        city=city, offer=offer, minutes=minutes, site_id=site_id, since=since, channel=channel, now=now, skills=skills
    )
    if slot is None:
        return TAKEN
    operations.release_expired(slot=slot, now=now)
    if matter:
        operations.drop_hold(matter=matter, asked=asked)
    counted = {extra.id: extras[extra.id] for extra in offer.offer.extras if extras.get(extra.id, 0) > 0}
    held = operations.hold(
        slot=slot, offer_id=offer.id, extras=counted, channel=channel, now=now, lasts=lasts,
        matter=matter, asked=asked, skills=skills,
    )  # fmt: skip
    return held or TAKEN


@transaction.atomic
def renew_hold(*, booked: Booked, now: datetime) -> datetime:
    """Who sends the form and must correct something has time again; until when. One that has ended stays as it is."""
    until = min(now + HOLD, booked.made_at + LONGEST)
    if booked.state != "held" or booked.expires_at is None or booked.expires_at <= now or until <= booked.expires_at:
        return booked.expires_at or now
    operations.renew_hold(reservation_id=booked.id, until=until)
    return until


@transaction.atomic
def give_back(*, booked: Booked, now: datetime) -> None:
    """She does not want the time after all: at once free for others."""
    if booked.state == "held" and operations.lock_reservation(reservation_id=booked.id) == "held":
        operations.cancel(reservation_id=booked.id, now=now)
