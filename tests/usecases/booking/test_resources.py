"""The same doors give rooms, vehicles, seats of a reading room and of a course; a full course has a waiting list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from allmende.apps.booking import operations, queries
from allmende.apps.booking.models import Reservation
from allmende.apps.booking.queries import SiteView
from allmende.domain.booking import OpenHours
from allmende.domain.values import BERLIN
from allmende.foundation.identity.models import Officer
from allmende.usecases.booking import book, cancel, find, hold, set_up, waiting
from allmende.usecases.booking.book import Person
from allmende.usecases.booking.find import TAKEN, Wish
from allmende.usecases.booking.set_up import OfferForm, SetUpEffect
from tests.world import Clerk, World

pytestmark = pytest.mark.usefixtures("marburg_scope")


def offered(world: World, clerk: Clerk, site: SiteView, name: str, kind: str, minutes: int, count: int = 1) -> str:
    """As a clerk sets it up: the offer, then what serves it."""
    officer = Officer.objects.get(pk=clerk.id)
    known: dict[str, object] = {
        "city": "marburg",
        "officer": officer,
        "site": site,
        "now": world.now,
        "only_look": False,
    }
    form = OfferForm("", {"de": name}, {}, {"minutes": str(minutes), "step": str(min(minutes, 240)), "notice": "0"})
    assert isinstance(set_up.save_offer(**known, form=form), SetUpEffect)  # type: ignore[arg-type]
    [key] = [offer.offer.id for offer in queries.list_offers() if offer.offer.name["de"] == name]
    made = set_up.save_desk(**known, name=name, offers=(key,), active=True, kind=kind, count=count)  # type: ignore[arg-type]
    assert isinstance(made, SetUpEffect)
    return key


def free(world: World, key: str) -> tuple[find.Free, ...]:
    offer = queries.find_offer(key=key)
    assert offer
    return find.list_free(city="marburg", wish=Wish(offer), channel="online", now=world.now, most=50)


def take(world: World, key: str, who: str, number: int = 0) -> object:
    one = free(world, key)[number]
    made = hold.hold_slot(city="marburg", offer_key=key, extras={}, site_id=one.site.id, since=one.slot.since, channel="online", now=world.now)  # fmt: skip
    assert isinstance(made, str)
    held = queries.find(reservation_id=made)
    assert held
    return book.book_appointment(city="marburg", booked=held, person=Person(who, f"{who}@example.org"), vouched="mail", now=world.now)  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "minutes"), [("Trauzimmer", "room", 60), ("Lastenrad", "vehicle", 240), ("Lesesaal", "seat", 240)])  # fmt: skip
def test_a_room_a_vehicle_and_a_seat_are_each_given_once(world: World, site: SiteView, clerk: Clerk, name: str, kind: str, minutes: int) -> None:  # fmt: skip
    key = offered(world, clerk, site, name, kind, minutes)
    assert key == name.lower()
    [resource] = [desk for desk in queries.list_desks(site_id=site.id) if key in desk.offers]
    assert (resource.name, resource.kind) == (name, kind)
    first = free(world, key)[0]
    assert first.slot.begins.astimezone(BERLIN).hour == 8 and first.slot.until - first.slot.since == minutes
    assert take(world, key, "anna") == ()
    assert free(world, key)[0].slot.since > first.slot.since
    assert hold.hold_slot(city="marburg", offer_key=key, extras={}, site_id=site.id, since=first.slot.since, channel="online", now=world.now) == TAKEN  # fmt: skip
    assert find.list_free(city="marburg", wish=Wish(queries.list_offers()[0]), channel="online", now=world.now), "beside the desks"  # fmt: skip


def test_the_seats_of_a_course_are_given_one_by_one_and_then_there_is_a_waiting_list(world: World, site: SiteView, clerk: Clerk) -> None:  # fmt: skip
    key = offered(world, clerk, site, "Kurs am Mittwoch", "seat", 120, count=12)
    assert key == "kurs-am-mittwoch"
    seats = [desk for desk in queries.list_desks(site_id=site.id) if key in desk.offers]
    assert len(seats) == 12 and {seat.name for seat in seats} >= {"Kurs am Mittwoch 1", "Kurs am Mittwoch 12"}
    for seat in seats:
        operations.put_weekly(site_id=site.id, desk_id=seat.id, rows=((2, OpenHours.of("10:00", "12:00")),))
    evening = free(world, key)[0].slot.since
    for number in range(12):
        assert free(world, key)[0].slot.since == evening, "listed once, however many seats are free"
        assert take(world, key, f"person{number}") == ()
    assert free(world, key)[0].slot.since > evening
    offer = queries.find_offer(key=key)
    assert offer
    until = world.today + timedelta(days=3)
    joined = waiting.join(
        wish=Wish(offer),
        site_id=None,
        until=until,
        person=Person("Zoe", "zoe@example.org"),
        sender="192.0.2.7",
        now=world.now,
    )
    assert isinstance(joined, str)
    asked = queries.find_waiting(entry_id=joined)
    assert asked and waiting.begin(entry=asked, now=world.now) is None
    assert waiting.offer_times(city="marburg", now=world.now) == 0
    gone = queries.find(reservation_id=str(Reservation.objects.filter(state="booked").values_list("pk", flat=True)[0]))
    assert gone and cancel.cancel_appointment(booked=gone, now=world.now) is None
    world.work()
    entry = queries.find_waiting(entry_id=joined)
    assert entry and entry.state == "offered" and waiting.take(city="marburg", entry=entry, now=world.now) is None
    assert Reservation.objects.filter(state="booked").count() == 12


def test_two_offers_of_one_name_have_two_addresses(world: World, site: SiteView, clerk: Clerk) -> None:
    for _ in range(2):
        officer = Officer.objects.get(pk=clerk.id)
        set_up.save_offer(city="marburg", officer=officer, site=site, form=OfferForm("", {"de": "Größe & Maß"}, {}, {}), now=world.now, only_look=False)  # fmt: skip
    assert [o.offer.id for o in queries.list_offers() if o.offer.name["de"] == "Größe & Maß"] == [
        "grosse-mass",
        "grosse-mass-2",
    ]
