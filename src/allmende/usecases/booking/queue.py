"""The queue of a day: a number for who came, and calling, parking, handing over, ending. Staff do all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import SiteView
from allmende.domain.booking import expected_wait
from allmende.domain.booking.queue import after
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases.booking import matters
from allmende.usecases.booking.find import UNKNOWN
from allmende.usecases.clock import local_day

NOT_NOW = Problem("booking.queue", Text.named("booking.queue.not_now"))
NOBODY = Problem("booking.nobody", Text.named("booking.queue.nobody"))
DAY, EARLY = timedelta(days=1), timedelta(minutes=5)
"""Who has an appointment and is there may be called so much earlier."""
NO_DESK = Problem("booking.desk", Text.named("booking.queue.no_desk"))


@dataclass(frozen=True, slots=True)
class Issued:
    """A number, and how many minutes it will take until it is called; None while no desk works. `ahead`: how many wait before."""

    number: str
    wait: int | None
    ahead: int = 0


@transaction.atomic
def issue_ticket(*, site: SiteView, offer_key: str, now: datetime, ticket_id: str | None = None) -> Issued | Problem:
    """Somebody came without an appointment. With a `ticket_id` it is the same number again (a double press)."""
    offer = queries.find_offer(key=offer_key)
    if offer is None or not any(offer.offer.id in desk.offers for desk in queries.list_desks(site_id=site.id)):
        return UNKNOWN
    operations.lock(site_id=site.id)
    wait, ahead = waiting_time(site=site, now=now), count_waiting(site=site, now=now)
    _, number = operations.issue_ticket(
        site_id=site.id, offer_id=offer.id, reservation_id=None, on=local_day(now), now=now, ticket_id=ticket_id
    )
    return Issued(number, wait, ahead)


def count_waiting(*, site: SiteView, now: datetime) -> int:
    """How many wait to be called at a site."""
    return sum(one.state == "waiting" for one in queries.list_queue(site_id=site.id, on=local_day(now)))


def waiting_time(*, site: SiteView, now: datetime) -> int | None:
    """Minutes until somebody who comes now is called, as far as one can tell."""
    queue = queries.list_queue(site_id=site.id, on=local_day(now))
    ahead = [one.offer.offer.minutes for one in queue if one.state in ("waiting", "called")]
    working = sum(desk.active for desk in queries.list_desks(site_id=site.id))
    return expected_wait(ahead, working)


@dataclass(frozen=True, slots=True)
class QueueCall:
    """A number that is to come, and where to."""

    number: str
    desk: str


def list_calls(*, site: SiteView, now: datetime, most: int) -> tuple[QueueCall, ...]:
    """Who is called just now at a site, the latest first: numbers and desks, nobody's name."""
    called = [one for one in queries.list_queue(site_id=site.id, on=local_day(now)) if one.state == "called"]
    called.sort(key=lambda one: one.called_at or now, reverse=True)
    return tuple(QueueCall(one.number, one.desk_name) for one in called[:most])


@transaction.atomic
def call_booked(
    *, site: SiteView, officer: Officer, reservation_id: str, desk_id: int, now: datetime
) -> Problem | None:
    """Somebody with an appointment is called: she gets a number of the day with it. None: done."""
    booked = queries.find(reservation_id=reservation_id)
    if booked is None or booked.site.id != site.id or booked.state != "booked":
        return UNKNOWN
    if local_day(booked.begins) != local_day(now):
        return NOT_NOW
    operations.lock(site_id=site.id)
    ticket, _ = operations.issue_ticket(
        site_id=site.id, offer_id=booked.offer.id, reservation_id=booked.id, on=local_day(now), now=now
    )
    return act_on_ticket(site=site, officer=officer, ticket_id=ticket, act="call", desk_id=desk_id, now=now)


@transaction.atomic
def note_arrival(*, site: SiteView, reservation_id: str, now: datetime) -> Problem | None:
    """Somebody with an appointment is there and waits. None: done, also where it was noted before."""
    booked = queries.find(reservation_id=reservation_id)
    if booked is None or booked.site.id != site.id or booked.state != "booked":
        return UNKNOWN
    if local_day(booked.begins) != local_day(now):
        return NOT_NOW
    operations.lock(site_id=site.id)
    operations.issue_ticket(
        site_id=site.id, offer_id=booked.offer.id, reservation_id=booked.id, on=local_day(now), now=now
    )
    return None


@transaction.atomic
def call_next(*, site: SiteView, officer: Officer, desk_id: int, now: datetime) -> Problem | None:
    """The next person for a desk: whose appointment has come, else who has waited longest for what the desk serves."""
    operations.lock(site_id=site.id)
    desk = next((desk for desk in queries.list_desks(site_id=site.id) if desk.id == desk_id and desk.active), None)
    if desk is None:
        return NO_DESK
    today = local_day(now)
    begins = {
        one.id: one.begins for one in queries.list_day(site_id=site.id, since=now - DAY, until=now + DAY, now=now)
    }
    waiting = [
        one
        for one in queries.list_queue(site_id=site.id, on=today)
        if one.state == "waiting" and one.offer.offer.id in desk.offers
    ]
    due = [one for one in waiting if one.booked and begins.get(one.booked, now) <= now + EARLY]
    chosen = sorted(due, key=lambda one: begins.get(one.booked or "", now)) or [
        one for one in waiting if not one.booked
    ]
    if not chosen:
        return NOBODY
    return act_on_ticket(site=site, officer=officer, ticket_id=chosen[0].id, act="call", desk_id=desk_id, now=now)


@transaction.atomic
def act_on_ticket(
    *, site: SiteView, officer: Officer, ticket_id: str, act: str, desk_id: int, now: datetime
) -> Problem | None:
    """Call, park, put back, end. None: done. What a colleague did meanwhile is not done again."""
    found = queries.find_ticket(ticket_id=ticket_id)
    if found is None or found[1].id != site.id:
        return UNKNOWN
    if desk_id not in {desk.id for desk in queries.list_desks(site_id=site.id) if desk.active}:
        return NO_DESK
    state = operations.lock_ticket(ticket_id=ticket_id) or ""
    then = after(act, state)
    if then is None:
        return NOT_NOW
    operations.set_ticket(ticket_id=ticket_id, state=then, desk_id=desk_id, officer=str(officer.pk), now=now)
    booked = queries.find_booked_of_ticket(ticket_id=ticket_id) if then in ("done", "absent") else None
    if booked and booked.matter:
        matters.end_visit(booked=booked, came=then == "done", officer=officer, now=now)
    return None
