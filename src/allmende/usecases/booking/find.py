"""Free times: what the lists show, and the one slot that somebody chose. Both ask `domain.booking.find_slots`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby, islice

from allmende.apps.booking import queries
from allmende.apps.booking.queries import Booked, OfferView, SiteView
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.booking import BookingOffer, Channel, Slot, find_slots, moment_of
from allmende.domain.values import BERLIN, Problem, Text
from allmende.usecases.clock import local_day

DAYTIMES: Mapping[str, tuple[int, int]] = {"morning": (0, 12), "afternoon": (12, 24), "late": (16, 24)}
"""Hours of the clock in which an appointment begins."""
MOST_A_DAY = 200
"""Times of a day that are looked at for a list."""
TAKEN = Problem("booking.taken", Text.named("booking.find.taken"))
UNKNOWN = Problem("booking.unknown", Text.named("booking.find.unknown"))


def read_skills(said: Mapping[str, str], offer: BookingOffer) -> frozenset[str]:
    """The wishes of the offer that are ticked in an address or a form (`w_<id>`)."""
    return frozenset(one.id for one in offer.wishes if said.get(f"w_{one.id}") == "1")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for. `sites`: at one of these, None at any; `skills`: at a desk that can do all of these;
    `since`: from that day on; `but`: the appointment that is to be moved: it is in nobody's way, and its own time is none to choose."""

    offer: OfferView
    extras: Mapping[str, int] = field(default_factory=dict)
    sites: frozenset[int] | None = None
    daytime: str = ""
    accessible: bool = False
    skills: frozenset[str] = frozenset()
    since: date | None = None
    but: Booked | None = None

    @property
    def minutes(self) -> int:
        return self.offer.offer.minutes_with(self.extras)


@dataclass(frozen=True, slots=True)
class Free:
    """A time at a site, whichever of its desks."""

    slot: Slot
    site: SiteView


def list_free(
    *, city: str, wish: Wish, channel: Channel, now: datetime, most: int = 12, until: date | None = None
) -> tuple[Free, ...]:
    """The first free times, each once for a site. Six statements at most, however much is booked."""
    sites = {site.id: site for site in queries.list_sites() if site.accessible or not wish.accessible}
    chosen = frozenset(sites) if wish.sites is None else wish.sites & frozenset(sites)
    since = max(wish.since or local_day(now), local_day(now))
    last = local_day(now) + timedelta(days=wish.offer.offer.release.days_ahead)
    found = _search(
        city,
        wish.offer,
        wish.minutes,
        chosen,
        since,
        min(until or last, last),
        channel,
        now,
        wish.but.id if wish.but else "",
        wish.skills,
    )
    return tuple(islice(_once(found, wish, sites), most))


@dataclass(frozen=True, slots=True)
class Day:
    """The free times of one day, the first ones; `more`: there are others."""

    on: date
    times: tuple[Free, ...]
    more: bool


def list_days(*, city: str, wish: Wish, channel: Channel, now: datetime, days: int, per_day: int) -> tuple[Day, ...]:
    """The first days with free times. As many statements as `list_free`."""
    found = []
    everything = list_free(city=city, wish=wish, channel=channel, now=now, most=days * MOST_A_DAY)
    for on, group in groupby(everything, lambda one: local_day(one.slot.begins)):
        times = tuple(group)
        found.append(Day(on, times[:per_day], len(times) > per_day))
        if len(found) == days:
            break
    return tuple(found)


def list_nearest(
    *,
    city: str,
    offer: OfferView,
    extras: Mapping[str, int],
    near: datetime,
    channel: Channel,
    now: datetime,
    most: int,
    skills: frozenset[str] = frozenset(),
) -> tuple[Free, ...]:
    """What is free nearest to a time that somebody else got, in order of time: that day and the days after it."""
    wish = Wish(offer, extras, skills=skills, since=local_day(near))
    found = list_free(city=city, wish=wish, channel=channel, now=now, most=MOST_A_DAY)
    best = sorted(found, key=lambda one: abs(one.slot.begins - near))[:most]
    return tuple(sorted(best, key=lambda one: (one.slot.since, one.site.name)))


def count_days(*, city: str, offer: OfferView, site_id: int, since: date, days: int, now: datetime) -> dict[date, int]:
    """How many times are free online on each of these days."""
    found = dict.fromkeys((since + timedelta(days=one) for one in range(days)), 0)
    until = since + timedelta(days=days - 1)
    for slot in _search(city, offer, offer.offer.minutes, frozenset({site_id}), since, until, "online", now):
        found[local_day(slot.begins)] += 1
    return found


def pick_slot(
    *,
    city: str,
    offer: OfferView,
    minutes: int,
    site_id: int,
    since: int,
    channel: Channel,
    now: datetime,
    but: str = "",
    skills: frozenset[str] = frozenset(),
    desk: int | None = None,
) -> Slot | None:
    """The slot that begins in that minute at a site, if it is free: exactly what a list would show. `but`: the id of
    an appointment that is in nobody's way. `skills`: at a desk that can do all of these. `desk`: at that one alone."""
    try:
        day = local_day(moment_of(since))
    except (ValueError, OverflowError, OSError):
        return None
    found = _search(city, offer, minutes, frozenset({site_id}), day, day, channel, now, but, skills)
    return next((slot for slot in found if slot.since == since and desk in (None, slot.desk)), None)


def _search(
    city: str,
    offer: OfferView,
    minutes: int,
    sites: frozenset[int],
    since: date,
    until: date,
    channel: Channel,
    now: datetime,
    but: str = "",
    skills: frozenset[str] = frozenset(),
) -> Iterator[Slot]:
    state = catalogue.get_city(city=city).state
    rules = queries.load_rules(offer=offer, state=state, since=since, until=until, sites=sites, now=now, but=but)
    return find_slots(
        offer.offer, minutes, rules.desks, rules.busy, rules.taken, channel=channel, now=now, since=since, until=until,
        skills=skills,
    )  # fmt: skip


def _once(found: Iterator[Slot], wish: Wish, sites: Mapping[int, SiteView]) -> Iterator[Free]:
    seen: tuple[int, set[int]] = (0, set())
    now = (int(wish.but.begins.timestamp()) // 60, wish.but.site.id) if wish.but else None
    first, last = DAYTIMES.get(wish.daytime, (0, 24))
    for slot in found:
        if slot.since != seen[0]:
            seen = (slot.since, set())
        if (
            slot.site in seen[1]
            or (slot.since, slot.site) == now
            or not first <= slot.begins.astimezone(BERLIN).hour < last
        ):
            continue
        seen[1].add(slot.site)
        yield Free(slot, sites[slot.site])
