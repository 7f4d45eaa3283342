"""Sites, desks and offers for the demo, in every city: illustrative, and marked so."""

from __future__ import annotations

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
FOREIGNERS = "auslaenderbehoerde"


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
OFFERS: dict[str, tuple[Text, Text, dict[str, Any]]] = {
    "ausweis": (Text.named("booking.sample.ausweis"), Text.named("booking.sample.ausweis_bring"), _rules(10, extras=[CHILD])),
    "wohnsitz": (Text.named("booking.sample.wohnsitz"), Text.named("booking.sample.wohnsitz_bring"), _rules(15, extras=[PERSON], step=15)),
    "abholung": (Text.named("booking.sample.abholung"), Text.named("booking.sample.abholung_bring"), _rules(5, step=5)),
    "biometrie": (
        Text.named("booking.sample.biometrie"), Text.named("booking.sample.biometrie_bring"),
        _rules(20, step=20, buffer=5, extras=[PERSON]),
    ),
}  # fmt: skip
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
    foreigners = FOREIGNERS in city.units
    for offer, (name, bring, rules) in OFFERS.items():
        if offer != "biometrie" or foreigners:
            operations.put_offer(
                key=offer, name=dict(name), bring=dict(bring), service=SERVICES.get(offer, ""), rules=rules
            )
    _site(city, unit, CENTRE, 4, ("ausweis", "wohnsitz", "abholung"), accessible=True)
    _site(city, unit, BRANCH, 2, ("ausweis", "wohnsitz", "abholung"), accessible=False)
    if foreigners:
        _site(city, FOREIGNERS, ALONE, 2, ("biometrie",), accessible=True)
    return 1


def _site(city: CityData, unit: str, words: Text, desks: int, offers: tuple[str, ...], *, accessible: bool) -> None:
    told = city.units[unit]
    name = words.said("de", unit=told.name.spoken("de"))
    site = operations.put_site(name=name, unit=unit, lines=told.address.lines, accessible=accessible)
    operations.put_weekly(site_id=site, desk_id=None, rows=WEEK)
    for number in range(1, desks + 1):
        operations.put_desk(site_id=site, name=DESK.said("de", number=number), offers=offers)


CENTRE, BRANCH = Text.named("booking.sample.centre"), Text.named("booking.sample.branch")
ALONE, DESK = Text.named("booking.sample.foreigners"), Text.named("booking.sample.desk")
