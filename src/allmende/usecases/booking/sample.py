"""Sites, desks and offers for the demo, in every city: illustrative, and marked so."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import transaction

from allmende.apps.booking import operations, queries
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.booking import OpenHours
from allmende.domain.package import CityData
from allmende.domain.values import Text
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope

WEEK = tuple(
    (weekday, OpenHours.of(since, until))
    for weekday, spans in enumerate(
        (
            ("08:00 12:00", "14:00 16:00"),
            ("08:00 12:00",),
            ("08:00 12:00",),
            ("08:00 12:00", "14:00 18:00"),
            ("08:00 12:00",),
        )
    )
    for since, until in (span.split() for span in spans)
)
OFFICES = ("stadtbuero", "buergerbuero")
FOREIGNERS, ARCHIVE = "auslaenderbehoerde", "stadtarchiv"


def _rules(minutes: int, **more: Any) -> dict[str, Any]:
    release = {"days_ahead": 60, "notice": 60, "same_day": 10, "by_phone": 10} | more.pop("release", {})
    return {
        "minutes": minutes,
        "step": 10,
        "buffer": 0,
        "per_day": None,
        "extras": [],
        "proof": True,
        "release": release,
    } | more


CHILD = {"id": "child", "name": dict(Text.named("booking.sample.child")), "minutes": 5, "most": 4}
PERSON = {"id": "person", "name": dict(Text.named("booking.sample.person")), "minutes": 5, "most": 5}
WISHES = [
    {"id": "tuerkisch", "name": dict(Text.named("booking.sample.tuerkisch"))},
    {"id": "arabisch", "name": dict(Text.named("booking.sample.arabisch"))},
    {"id": "gebaerdensprache", "name": dict(Text.named("booking.sample.gebaerdensprache"))},
]
ALL_GIVEN = {"same_day": 0, "by_phone": 0}
"""Of what there is once or twice a day nothing is kept back."""
OFFERS: dict[str, tuple[Text, Text, dict[str, Any]]] = {
    "ausweis": (Text.named("booking.sample.ausweis"), Text.named("booking.sample.ausweis_bring"), _rules(10, extras=[CHILD], wishes=WISHES)),
    "wohnsitz": (Text.named("booking.sample.wohnsitz"), Text.named("booking.sample.wohnsitz_bring"), _rules(15, extras=[PERSON], step=15, wishes=WISHES)),
    "abholung": (Text.named("booking.sample.abholung"), Text.named("booking.sample.abholung_bring"), _rules(5, step=5)),
    "biometrie": (
        Text.named("booking.sample.biometrie"), Text.named("booking.sample.biometrie_bring"),
        _rules(20, step=20, buffer=5, extras=[PERSON], wishes=WISHES),
    ),
    "lesesaal": (
        Text.named("booking.sample.reading"), Text.named("booking.sample.reading_bring"),
        _rules(240, step=240, release=ALL_GIVEN),
    ),
    "raum": (Text.named("booking.sample.room_offer"), Text.named("booking.sample.room_bring"), _rules(60, step=60, buffer=15, release=ALL_GIVEN)),
    "lastenrad": (Text.named("booking.sample.bike_offer"), Text.named("booking.sample.bike_bring"), _rules(120, step=120, release=ALL_GIVEN)),
}  # fmt: skip
COUNTERS = ("ausweis", "wohnsitz", "abholung")
SEATS = 6
SERVICES = {"biometrie": "aufenthaltstitel"}


def set_up_sample() -> int:
    """Sites of every active city that has none yet; how many cities that were."""
    made = 0
    for city in City.objects.filter(active=True):
        with city_scope(city.key), transaction.atomic():
            if not queries.list_sites():
                made += _set_up(city.key)
    return made


def _set_up(key: str) -> int:
    city = catalogue.get_city(city=key)
    unit = next((office for office in OFFICES if office in city.units), "")
    if not unit:
        return 0
    foreigners, archive = FOREIGNERS in city.units, ARCHIVE in city.units
    for offer, (name, bring, rules) in OFFERS.items():
        if (offer != "biometrie" or foreigners) and (offer != "lesesaal" or archive):
            operations.put_offer(
                key=offer, name=dict(name), bring=dict(bring), service=SERVICES.get(offer, ""), rules=rules
            )
    centre = _site(city, unit, CENTRE, accessible=True)
    _desks(centre, 4, COUNTERS, able={3: ("tuerkisch", "arabisch"), 4: ("gebaerdensprache", "tuerkisch")})
    _desks(_site(city, unit, BRANCH, accessible=False), 2, COUNTERS)
    if foreigners:
        _desks(_site(city, FOREIGNERS, ALONE, accessible=True), 2, ("biometrie",), able={2: ("arabisch", "tuerkisch")})
    if archive:
        reading = _site(city, ARCHIVE, READING, accessible=True)
        for number in range(1, SEATS + 1):
            operations.put_desk(site_id=reading, name=SEAT.said("de", number=number), offers=("lesesaal",), kind="seat")
    hall = _site(city, unit, HALL, accessible=True)
    operations.put_desk(site_id=hall, name=ROOM.spoken("de"), offers=("raum",), kind="room")
    operations.put_desk(site_id=hall, name=BIKE.spoken("de"), offers=("lastenrad",), kind="vehicle")
    return 1


def _site(city: CityData, unit: str, words: Text, *, accessible: bool) -> int:
    told = city.units[unit]
    name = words.said("de", unit=told.name.spoken("de"))
    site = operations.put_site(name=name, unit=unit, lines=told.address.lines, accessible=accessible)
    operations.put_weekly(site_id=site, desk_id=None, rows=WEEK)
    return site


def _desks(
    site: int, count: int, offers: tuple[str, ...], able: Mapping[int, tuple[str, ...]] = MappingProxyType({})
) -> None:
    """So many counters of a site. `able`: what some of them can do besides, by number."""
    for number in range(1, count + 1):
        operations.put_desk(
            site_id=site, name=DESK.said("de", number=number), offers=offers, skills=able.get(number, ())
        )


CENTRE, BRANCH = Text.named("booking.sample.centre"), Text.named("booking.sample.branch")
ALONE, DESK = Text.named("booking.sample.foreigners"), Text.named("booking.sample.desk")
READING, SEAT = Text.named("booking.sample.reading_site"), Text.named("booking.sample.seat")
HALL = Text.named("booking.sample.hall")
ROOM, BIKE = Text.named("booking.sample.room"), Text.named("booking.sample.bike")
