"""The free slots, computed from rules and reservations. What this lists is what can be booked: booking asks the same function."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from allmende.domain.booking.offer import BookingOffer, Channel
from allmende.domain.booking.opening import Opening, moment_of

Busy = Mapping[int, Sequence[tuple[int, int]]]
"""Desk → its taken spans, half-open, in minutes since 1970, in order."""


@dataclass(frozen=True)
class BookableDesk:
    """A resource with its rules: a counter, a room, a seat. `site`: where it stands. `skills`: which wishes it can fulfil."""

    id: int
    site: int
    opening: Opening
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, order=True)
class Slot:
    """A time at a desk, in minutes since 1970: it begins at `since`, the visit ends at `until`, the desk is free again at `free`."""

    since: int
    desk: int
    until: int
    free: int
    site: int = 0

    @cached_property
    def begins(self) -> datetime:
        return moment_of(self.since)

    @cached_property
    def ends(self) -> datetime:
        return moment_of(self.until)

    @cached_property
    def free_again(self) -> datetime:
        return moment_of(self.free)


def find_slots(
    offer: BookingOffer,
    minutes: int,
    desks: Sequence[BookableDesk],
    busy: Busy,
    taken: Mapping[date, int],
    *,
    channel: Channel,
    now: datetime,
    since: date,
    until: date,
    skills: frozenset[str] = frozenset(),
) -> Iterator[Slot]:
    """Every free slot of that length from day `since` to day `until` (both included), in order of time. At one moment the desk that can
    do least comes first, so that those who can do more stay free for whoever wishes for it.

    `skills`: at desks that can do all of these. `taken`: how many of the offer are booked on a day, for `per_day`. Days before today and beyond the release plan have none.
    """
    able = sorted((desk for desk in desks if skills <= desk.skills), key=lambda desk: (len(desk.skills), desk.id))
    place = {desk.id: number for number, desk in enumerate(able)}
    local = now.astimezone(desks[0].opening.zone) if desks else now
    today, moment = local.date(), int(now.timestamp() // 60)
    earliest = moment + (offer.release.notice if channel == "online" else 0)
    day, last = max(since, today), min(until, today + timedelta(days=offer.release.days_ahead))
    while day <= last:
        if offer.per_day is None or taken.get(day, 0) < offer.per_day:
            found: list[Slot] = []
            for desk in able:
                found += _of_day(offer, minutes, desk, busy.get(desk.id, ()), channel, day, day == today, earliest)
            yield from sorted(found, key=lambda slot: (slot.since, place[slot.desk]))
        day += timedelta(days=1)


def _of_day(
    offer: BookingOffer,
    minutes: int,
    desk: BookableDesk,
    busy: Sequence[tuple[int, int]],
    channel: Channel,
    day: date,
    is_today: bool,
    earliest: int,
) -> Iterator[Slot]:
    """Those of one desk. The grid begins anew with each opening, so that a day's first slot is when it opens."""
    number, held = -1, offer.release
    for first, last in desk.opening.spans_on(day):
        # In order and without overlaps: the one before `first` may reach into the day, none before that one.
        near = busy[max(bisect_left(busy, (first, 0)) - 1, 0) : bisect_left(busy, (last + offer.buffer, 0))]
        for since in range(first, last - minutes + 1, offer.step):
            number += 1
            if since <= earliest:
                continue
            if channel == "online" and (
                _in_share(number, held.by_phone)
                or (not is_today and _in_share(number, held.same_day, after=held.by_phone))
            ):
                continue
            free = since + minutes + offer.buffer
            if any(begins < free and since < ends for begins, ends in near):
                continue
            yield Slot(since, desk.id, since + minutes, free, desk.site)


def _in_share(number: int, percent: int, after: int = 0) -> bool:
    """Does the slot with that number in its day belong to the share? Spread evenly, and the same at each look.

    `after`: the percentage of another share, beside which this one lies.
    """
    place = number * 61 % 100
    return after <= place < after + percent
