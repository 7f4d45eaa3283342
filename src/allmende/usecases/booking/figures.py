"""Figures of a site: how many came, how many did not, how long they waited, how far ahead they booked. Never about a few people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from allmende.apps.booking import queries
from allmende.apps.booking.queries import OfferView, SiteView, Visit
from allmende.domain.booking import MIDNIGHT, minute_of, moment_of
from allmende.domain.small_counts import FEWEST, share, suppress


@dataclass(frozen=True, slots=True)
class BookingFigures:
    """Of one offer. None: too few people for a figure, or it would give such a one away.

    visits   appointments and numbers of walk-ins
    absent   percent of the appointments whose person was called and not there
    waited   minutes between the number, or the time of the appointment, and the call; half of them waited less
    ahead    days between booking and appointment; half of them fewer
    """

    offer: OfferView
    visits: int | None
    absent: int | None
    waited: int | None
    ahead: int | None


def count_visits(*, site: SiteView, since: date, until: date) -> tuple[BookingFigures, ...]:
    """By offer, for the days from `since` to `until` (both included). Two statements."""
    begin, end = moment_of(minute_of(since, 0)), moment_of(minute_of(until, MIDNIGHT))
    visits = queries.list_visits(site_id=site.id, since=begin, until=end)
    by_offer = [
        (offer, [visit for visit in visits if visit.offer == offer.id]) for offer in queries.list_offers(inactive=True)
    ]
    there = [(offer, its) for offer, its in by_offer if its]
    told = suppress([len(its) for _offer, its in there])
    return tuple(_figures(offer, its, count) for (offer, its), count in zip(there, told, strict=True))


def _figures(offer: OfferView, visits: Sequence[Visit], told: int | None) -> BookingFigures:
    ended = [visit for visit in visits if visit.begins and visit.state in ("done", "absent")]
    absent = sum(one.state == "absent" for one in ended)
    percent = share(absent, len(ended))
    return BookingFigures(
        offer,
        told,
        None if percent is None else round(percent),
        _median(visits, _waited),
        _median(visits, _ahead),
    )


def _median(visits: Sequence[Visit], of: Callable[[Visit], float | None]) -> int | None:
    found = [value for value in map(of, visits) if value is not None]
    return round(median(found)) if len(found) >= FEWEST else None


def _waited(visit: Visit) -> float | None:
    if visit.called_at is None or visit.issued_at is None:
        return None
    since: datetime = max(visit.issued_at, visit.begins) if visit.begins else visit.issued_at
    return max((visit.called_at - since).total_seconds(), 0) / 60


def _ahead(visit: Visit) -> float | None:
    return (visit.begins - visit.booked_at).total_seconds() / 86_400 if visit.begins and visit.booked_at else None
