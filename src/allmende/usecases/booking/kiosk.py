"""The device at the door: who comes without an appointment presses what for, and gets a number and how long it will take.

Its address has a key of its own that clerks make, renew and withdraw in the set-up of the site (`devices`): nobody draws numbers from
at home.
"""

from __future__ import annotations

from datetime import datetime

from allmende.apps.booking import queries
from allmende.apps.booking.queries import OfferView, SiteView
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter.tools import stable_id
from allmende.domain.values import Problem, Text
from allmende.usecases.booking import queue
from allmende.usecases.booking.queue import Issued
from allmende.usecases.clock import local_day

CLOSED = Problem("booking.closed", Text.named("booking.kiosk.closed"))


def list_served(*, city: str, site: SiteView, now: datetime) -> tuple[OfferView, ...]:
    """What is served there at this moment, by name; nothing while every desk is closed."""
    desks = {desk.id: desk for desk in queries.list_desks(site_id=site.id) if desk.active}
    today = local_day(now)
    opening = queries.openings(
        dict.fromkeys(desks, site.id), state=catalogue.get_city(city=city).state, since=today, until=today
    )
    served = {key for desk in desks.values() if opening[desk.id].covers(now, now) for key in desk.offers}
    return tuple(offer for offer in queries.list_offers() if offer.offer.id in served)


def draw(*, city: str, site: SiteView, offer_key: str, key: str, now: datetime) -> Issued | Problem:
    """A number. `key`: of the page that was shown; pressed twice, it is one number."""
    if offer_key not in {offer.offer.id for offer in list_served(city=city, site=site, now=now)}:
        return CLOSED
    ticket_id = stable_id(city, str(site.id), "kiosk", key)
    return queue.issue_ticket(site=site, offer_key=offer_key, now=now, ticket_id=ticket_id)
