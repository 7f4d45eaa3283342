"""Opening, exceptions, offers and desks, as clerks set them up. What a change would do is shown before it is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import Booked, OfferView, SiteView
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.booking import OpenHours
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain
from allmende.foundation.identity.models import Officer
from allmende.usecases.booking.find import count_days
from allmende.usecases.clock import local_day

PREVIEW_DAYS = 7
KINDS: Mapping[str, Text] = {
    "desk": Text.named("booking.office.kind_desk"),
    "room": Text.named("booking.office.kind_room"),
    "vehicle": Text.named("booking.office.kind_vehicle"),
    "seat": Text.named("booking.office.kind_seat"),
}
"""What can be booked for one visit at a time."""
MOST_AT_ONCE, MOST_WISHES = 60, 12
"""Seats that are made in one act; wishes of one offer."""
PAST = Problem("booking.past", Text.named("booking.set_up.past"), "on")
NO_HOURS = Problem("booking.hours", Text.named("booking.set_up.no_hours"), "hours")
NO_NAME = Problem("booking.offer_name", Text.named("booking.set_up.no_name"), "name")
NO_NUMBER = Problem("booking.number", Text.named("booking.set_up.no_number"), "minutes")
SPAN = re.compile(r"(\d{1,2})[:.]?(\d{2})?\s*(?:-|–|bis|to)\s*(\d{1,2})[:.]?(\d{2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SetUpEffect:
    """What a change of rules means: appointments that no longer fit them (they stay), and free times on the next days by offer."""

    conflicts: tuple[Booked, ...]
    free: tuple[tuple[OfferView, Mapping[date, int]], ...]


def read_hours(typed: str) -> tuple[OpenHours, ...] | Problem:
    """`08:00-12:00, 14:00-18:00` as people write it; empty is closed.

    >>> read_hours("8-12 und 14.00 bis 18.00")
    (Hours(since=480, until=720), Hours(since=840, until=1080))
    """
    found = []
    rest = SPAN.sub("", typed)
    if re.sub(r"[\s,;]|und|and|uhr", "", rest, flags=re.IGNORECASE):
        return NO_HOURS
    for since, since_min, until, until_min in SPAN.findall(typed):
        try:
            found.append(OpenHours(int(since) * 60 + int(since_min or 0), int(until) * 60 + int(until_min or 0)))
        except ValueError:
            return NO_HOURS
    return tuple(found)


def list_conflicts(*, city: str, site: SiteView, now: datetime) -> tuple[Booked, ...]:
    """Appointments from now on whose desk is closed then, does not serve their offer any more, or cannot do what was wished for. They
    are never dropped."""
    booked = queries.list_booked(site_id=site.id, since=now)
    if not booked:
        return ()
    desks = {desk.id: desk for desk in queries.list_desks(site_id=site.id)}
    opening = queries.openings(
        dict.fromkeys(desks, site.id), state=catalogue.get_city(city=city).state, since=local_day(now),
        until=local_day(booked[-1].begins),
    )  # fmt: skip
    return tuple(
        one
        for one in booked
        if not desks[one.desk].active
        or one.offer.offer.id not in desks[one.desk].offers
        or not one.skills <= frozenset(desks[one.desk].skills)
        or not opening[one.desk].covers(one.begins, one.ends)
    )


def show_effect(*, city: str, site: SiteView, since: date, now: datetime) -> SetUpEffect:
    """How it stands now, with what citizens see in the week from that day on."""
    served = {key for desk in queries.list_desks(site_id=site.id) if desk.active for key in desk.offers}
    return SetUpEffect(
        list_conflicts(city=city, site=site, now=now),
        tuple(
            (offer, count_days(city=city, offer=offer, site_id=site.id, since=since, days=PREVIEW_DAYS, now=now))
            for offer in queries.list_offers()
            if offer.offer.id in served
        ),
    )


def change(
    *, city: str, officer: Officer, site: SiteView, what: str, act: Callable[[], None], since: date, now: datetime,
    only_look: bool,
) -> SetUpEffect:  # fmt: skip
    """Do it and say what follows. `only_look`: it is undone again. `what`: its name in the audit log."""
    with transaction.atomic():
        operations.lock(site_id=site.id)
        operations.expire_holds(site_id=site.id)
        act()
        operations.tell_subscribers(site_id=site.id, on=None, now=now)
        found = show_effect(city=city, site=site, since=since, now=now)
        chain.append(actor=f"officer:{officer.pk}", action=f"booking.{what}", subject=f"site:{site.id}", now=now)
        if only_look:
            transaction.set_rollback(True)
    return found


def set_weekly(
    *, city: str, officer: Officer, site: SiteView, desk_id: int | None, typed: tuple[str, ...], now: datetime,
    only_look: bool,
) -> SetUpEffect | Problem:  # fmt: skip
    """The hours of the seven days, as typed. A desk without any has the site's."""
    rows: list[tuple[int, OpenHours]] = []
    for weekday, said in enumerate(typed):
        hours = read_hours(said)
        if isinstance(hours, Problem):
            return Problem(hours.code, hours.text, f"day{weekday}")
        rows += [(weekday, hour) for hour in hours]
    return change(
        city=city, officer=officer, site=site, what="hours_set", now=now, since=local_day(now), only_look=only_look,
        act=lambda: operations.put_weekly(site_id=site.id, desk_id=desk_id, rows=tuple(rows)),
    )  # fmt: skip


def open_extra(
    *, city: str, officer: Officer, site: SiteView, desk_id: int | None, on: date, typed: str, reason: str,
    now: datetime, only_look: bool,
) -> SetUpEffect | Problem:  # fmt: skip
    """One day that is open in addition, on a holiday too."""
    hours = read_hours(typed)
    if isinstance(hours, Problem) or not hours:
        return NO_HOURS
    if on < local_day(now):
        return PAST

    def act() -> None:
        for hour in hours:
            operations.add_exception(
                site_id=site.id, desk_id=desk_id, on=on, opens=True, hours=hour, reason=clean_line(reason)
            )

    return change(city=city, officer=officer, site=site, what="opened", act=act, since=on, now=now, only_look=only_look)


def drop_exception(*, city: str, officer: Officer, site: SiteView, exception_id: int, now: datetime) -> SetUpEffect:
    """The day is again as the week says. Appointments that then do not fit stay and are listed."""
    return change(
        city=city, officer=officer, site=site, what="exception_dropped", since=local_day(now), now=now, only_look=False,
        act=lambda: _drop(site, exception_id),
    )  # fmt: skip


def _drop(site: SiteView, exception_id: int) -> None:
    operations.drop_exception(site_id=site.id, exception_id=exception_id)


def copy_week(
    *, city: str, officer: Officer, site: SiteView, source: date, target: date, now: datetime
) -> int | Problem:
    """The exceptions of the week of `source` hold in the week of `target`, too; how many."""
    first, to = source - timedelta(days=source.weekday()), target - timedelta(days=target.weekday())
    if to + timedelta(days=6) < local_day(now) or first == to:
        return PAST
    rows = [
        hour
        for hour in queries.list_hours(site_id=site.id, since=first)
        if hour.on is not None and hour.on < first + timedelta(days=7)
    ]

    def act() -> None:
        for row in rows:
            assert row.on is not None
            operations.add_exception(
                site_id=site.id, desk_id=row.desk, on=to + (row.on - first), opens=row.opens, hours=row.hours,
                reason=row.reason,
            )  # fmt: skip

    change(city=city, officer=officer, site=site, what="week_copied", act=act, since=to, now=now, only_look=False)
    return len(rows)


@dataclass(frozen=True, slots=True)
class OfferForm:
    """An offer as typed; numbers as text. `name`, `bring`: by language; `wishes`: too, separated by semicolons."""

    key: str
    name: Mapping[str, str]
    bring: Mapping[str, str]
    numbers: Mapping[str, str]
    active: bool = True
    proof: bool = False
    wishes: Mapping[str, str] = field(default_factory=dict)


NUMBERS: Mapping[str, tuple[int, int, int]] = {
    "minutes": (10, 5, 480),
    "step": (10, 5, 240),
    "buffer": (0, 0, 240),
    "per_day": (0, 0, 10_000),
    "days_ahead": (60, 1, 365),
    "notice": (60, 0, 10_080),
    "same_day": (0, 0, 100),
    "by_phone": (0, 0, 100),
}
"""Number of an offer → what it is where nothing is typed, its least and its most. `per_day` 0: no limit."""


def save_offer(
    *, city: str, officer: Officer, site: SiteView, form: OfferForm, now: datetime, only_look: bool
) -> SetUpEffect | tuple[Problem, ...]:
    """An offer of the city is so from now on; appointments made before keep their length."""
    name = {language: clean_line(said) for language, said in form.name.items()}
    wrong: list[Problem] = [] if name.get("de") else [NO_NAME]
    numbers = {}
    for key, (usual, least, most) in NUMBERS.items():
        said = form.numbers.get(key, "").strip()
        value = int(said) if said.isascii() and said.isdigit() and len(said) < 7 else (usual if not said else -1)
        if not least <= value <= most:
            wrong.append(Problem(NO_NUMBER.code, NO_NUMBER.text.filled(least=least, most=most), key))
        numbers[key] = value
    if wrong:
        return tuple(wrong)
    offers = {offer.offer.id: offer for offer in queries.list_offers(inactive=True)}
    known, key = offers.get(form.key), form.key or _new_key(name["de"], offers)
    if known is None and form.key:
        return (Problem("booking.offer", Text.named("booking.find.unknown")),)
    bring = {language: said.strip() for language, said in form.bring.items()}
    rules = {
        **{key: numbers[key] for key in ("minutes", "step", "buffer")},
        "per_day": numbers["per_day"] or None,
        "extras": [
            {"id": extra.id, "name": dict(extra.name), "minutes": extra.minutes, "most": extra.most}
            for extra in (known.offer.extras if known else ())
        ],
        "wishes": _read_wishes(form.wishes, list_wishes(offers.values())),
        "proof": form.proof,
        "release": {key: numbers[key] for key in ("days_ahead", "notice", "same_day", "by_phone")},
    }

    def act() -> None:
        operations.put_offer(
            key=key, name=name, bring=bring, service=known.service if known else "", rules=rules, active=form.active
        )

    return change(
        city=city, officer=officer, site=site, what="offer_saved", act=act, since=local_day(now), now=now,
        only_look=only_look,
    )  # fmt: skip


def list_wishes(offers: Iterable[OfferView]) -> dict[str, Text]:
    """What may be wished for in these offers, by id: the skills that a desk can have."""
    return {wish.id: wish.name for offer in offers for wish in offer.offer.wishes}


def _read_wishes(typed: Mapping[str, str], known: Mapping[str, Text]) -> list[dict[str, Any]]:
    """As typed → as an offer keeps them. What is called the same in the city is the same skill; without English it is called as in
    German."""
    german, english = ([clean_line(one)[:60] for one in typed.get(key, "").split(";")] for key in ("de", "en"))
    ids, found = {name["de"]: key for key, name in known.items()}, dict[str, dict[str, Any]]()
    for number, name in enumerate(german[:MOST_WISHES]):
        if name:
            key = ids.setdefault(name, _new_key(name, dict.fromkeys(ids.values())))
            said = (english[number : number + 1] or [""])[0]
            found.setdefault(key, {"id": key, "name": {"de": name, "en": said or name}})
    return list(found.values())


def set_feed(*, city: str, officer: Officer, site: SiteView, desk_id: int, key: str, now: datetime) -> None:
    """The desk's calendar can be read with that key alone; empty: by nobody. A new key ends the old one."""
    with transaction.atomic():
        operations.set_feed(site_id=site.id, desk_id=desk_id, key=key)
        chain.append(
            actor=f"officer:{officer.pk}", action="booking.feed_set", subject=f"site:{site.id}", now=now,
            details={"desk": desk_id, "on": bool(key)},
        )  # fmt: skip


def _new_key(name: str, known: Mapping[str, object]) -> str:
    """What an offer of that name is called in addresses: Latin letters and digits, and a number where it is taken."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "termin"
    keys = (base, *(f"{base}-{number}" for number in range(2, len(known) + 3)))
    return next(key for key in keys if key not in known)


def save_desk(
    *, city: str, officer: Officer, site: SiteView, name: str, offers: tuple[str, ...], active: bool, now: datetime,
    only_look: bool, kind: str = "desk", count: int = 1, skills: tuple[str, ...] = (),
) -> SetUpEffect | tuple[Problem, ...]:  # fmt: skip
    """A desk, room, vehicle or seat of that name serves these offers and can do that; a new name is a new one. `count`: so many at once,
    numbered."""
    said = clean_line(name)[:60]
    if not said:
        return (NO_NAME,)
    there = queries.list_offers()
    chosen = tuple(offer for offer in offers if offer in {one.offer.id for one in there})
    able = tuple(skill for skill in list_wishes(there) if skill in skills)
    many = min(max(count, 1), MOST_AT_ONCE)
    names = (said,) if many == 1 else tuple(f"{said[:55]} {number}" for number in range(1, many + 1))
    return change(
        city=city, officer=officer, site=site, what="desk_saved", since=local_day(now), now=now, only_look=only_look,
        act=lambda: _put_desks(site, names, chosen, active, kind if kind in KINDS else "desk", able),
    )  # fmt: skip


def _put_desks(
    site: SiteView, names: tuple[str, ...], offers: tuple[str, ...], active: bool, kind: str, skills: tuple[str, ...]
) -> None:
    for name in names:
        operations.put_desk(site_id=site.id, name=name, offers=offers, active=active, kind=kind, skills=skills)
