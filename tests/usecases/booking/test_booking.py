"""From a list to an appointment and back: held, booked, moved, called off; mails once each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.booking import operations, queries
from allmende.apps.booking.models import Reservation
from allmende.apps.booking.queries import Booked, SiteView
from allmende.domain.values import BERLIN
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.booking import book, cancel, find, forget, hold, links, mails, move
from allmende.usecases.booking.book import Person
from allmende.usecases.booking.find import Wish
from tests.usecases.booking.conftest import furnish
from tests.world import World

ERIKA = Person("Erika Muster", "erika@example.org")
pytestmark = pytest.mark.usefixtures("marburg_scope")


def free(world: World, most: int = 100, **more):
    offer = queries.find_offer(key="ausweis")
    assert offer
    return find.list_free(city="marburg", wish=Wish(offer, **more), channel="online", now=world.now, most=most)


def clocks(found):
    return [one.slot.begins.astimezone(BERLIN).strftime("%H:%M") for one in found]


def held(world: World, number: int = 0, **extras: int) -> Booked:
    one = free(world)[number]
    made = hold.hold_slot(
        city="marburg", offer_key="ausweis", extras=extras, site_id=one.site.id, since=one.slot.since, channel="online", now=world.now
    )  # fmt: skip
    assert isinstance(made, str), made
    return again(made)


def again(reservation_id: str) -> Booked:
    found = queries.find(reservation_id=reservation_id)
    assert found
    return found


def booked(world: World, person: Person = ERIKA, number: int = 0) -> Booked:
    one = held(world, number)
    assert book.book_appointment(city="marburg", booked=one, person=person, vouched="mail", now=world.now) == ()
    return again(one.id)


def test_a_held_time_is_gone_from_the_list_and_comes_back_by_itself(world: World, site: SiteView) -> None:
    assert clocks(free(world, 3)) == ["08:00", "08:30", "09:00"]
    held(world), held(world)
    assert clocks(free(world, 3)) == ["08:30", "09:00", "09:30"]
    world.now += hold.HOLD
    assert clocks(free(world, 1)) == ["08:00"]
    assert held(world).begins.astimezone(BERLIN).hour == 8


def test_a_hold_is_renewed_but_not_for_ever(world: World, site: SiteView) -> None:
    one, start = held(world), world.now
    for _ in range(6):
        world.now += timedelta(minutes=13)
        hold.renew_hold(booked=again(one.id), now=world.now)
    assert again(one.id).expires_at == start + hold.LONGEST


def test_what_expired_while_typing_is_booked_where_it_is_still_free(world: World, site: SiteView) -> None:
    one = held(world)
    world.now += timedelta(minutes=20)
    assert book.book_appointment(city="marburg", booked=one, person=ERIKA, vouched="mail", now=world.now) == ()


def test_what_expired_and_was_taken_is_refused_and_nothing_changes(world: World, site: SiteView) -> None:
    operations.put_desk(site_id=site.id, name="Platz 2", offers=(), active=False)
    one = held(world)
    world.now += timedelta(minutes=20)
    booked(world, Person("Max", phone="06421 12345"))
    assert book.book_appointment(city="marburg", booked=one, person=ERIKA, vouched="mail", now=world.now) == (
        find.TAKEN,
    )
    assert Reservation.objects.filter(state="booked").count() == 1


def test_extras_take_longer_and_the_next_time_begins_after_them(world: World, site: SiteView) -> None:
    operations.put_desk(site_id=site.id, name="Platz 2", offers=(), active=False)
    one = held(world, child=2, unknown=3)
    assert (one.minutes, one.extras) == (60, {"child": 2})
    assert clocks(free(world, 1)) == ["09:00"]


def test_without_name_or_any_way_to_reach_her_it_is_refused_with_words(world: World, site: SiteView) -> None:
    one = held(world)

    def problems(person):
        return [(p.code, p.where) for p in book.book_appointment(city="marburg", booked=one, person=person, vouched="mail", now=world.now)]  # fmt: skip

    assert problems(Person("")) == [("booking.name", "name"), ("booking.contact", "email")]
    assert problems(Person("E", "not an address"))[0][1] == "email"
    assert problems(Person("E", phone="ruf mich an")) == [("booking.phone", "phone")]
    assert problems(Person("E", phone="+49 6421 / 123-45")) == []


def test_one_active_appointment_for_a_person_and_an_offer_however_she_writes_her_address(
    world: World, site: SiteView
) -> None:
    first, second = booked(world), held(world, 1)
    twin = Person("E. Muster", " Erika@EXAMPLE.org ")
    assert book.book_appointment(city="marburg", booked=second, person=twin, vouched="mail", now=world.now) == (
        book.ALREADY,
    )
    assert cancel.cancel_appointment(booked=first, now=world.now) is None
    assert book.book_appointment(city="marburg", booked=second, person=twin, vouched="mail", now=world.now) == ()


def test_after_the_visit_the_next_one_can_be_booked(world: World, site: SiteView) -> None:
    booked(world)
    world.now += timedelta(days=1)
    booked(world)


def test_a_double_click_books_once_and_mails_once(world: World, site: SiteView) -> None:
    one = held(world)
    for _ in range(2):
        assert book.book_appointment(city="marburg", booked=one, person=ERIKA, vouched="mail", now=world.now) == ()
    world.work()
    assert [mail.subject for mail in world.mail.sent] == ["Ihr Termin: Montag, 2. November 2026, 08:00 Uhr"]
    assert "alten Ausweis" in world.mail.sent[0].text
    assert "Erika" not in world.mail.sent[0].text


def test_many_bookings_of_one_address_in_a_day_are_refused(world: World, site: SiteView) -> None:
    for _ in range(book.PER_ADDRESS):
        cancel.cancel_appointment(booked=booked(world), now=world.now)
    one = held(world)
    assert book.book_appointment(city="marburg", booked=one, person=ERIKA, vouched="mail", now=world.now) == (
        book.TOO_OFTEN,
    )


def test_cancelling_frees_the_time_at_once_and_twice_is_once(world: World, site: SiteView) -> None:
    operations.put_desk(site_id=site.id, name="Platz 2", offers=(), active=False)
    one = booked(world)
    assert clocks(free(world, 1)) == ["08:30"]
    for _ in range(2):
        assert cancel.cancel_appointment(booked=one, now=world.now) is None
    assert clocks(free(world, 1)) == ["08:00"]
    world.work()
    assert [mail.subject.partition(":")[0] for mail in world.mail.sent] == ["Ihr Termin ist abgesagt"]


def test_what_has_begun_is_neither_cancelled_nor_moved(world: World, site: SiteView) -> None:
    one = booked(world)
    world.now = one.begins
    assert cancel.cancel_appointment(booked=one, now=world.now) == cancel.OVER
    assert move.move_appointment(city="marburg", booked=one, site_id=site.id, since=1, channel="online", now=world.now) == cancel.OVER  # fmt: skip


def test_moving_takes_the_new_time_and_frees_the_old_or_changes_nothing(world: World, site: SiteView) -> None:
    operations.put_desk(site_id=site.id, name="Platz 2", offers=(), active=False)
    one, other = booked(world), booked(world, Person("Max", phone="06421 12345"))

    def to(slot_minutes):
        return move.move_appointment(city="marburg", booked=again(one.id), site_id=site.id, since=slot_minutes, channel="online", now=world.now)  # fmt: skip

    assert to(int(other.begins.timestamp()) // 60) == find.TAKEN
    assert again(one.id).begins == one.begins
    later = free(world)[2].slot.since
    assert to(later) is None and to(later) is None
    assert clocks(free(world, 1)) == ["08:00"]
    world.work()
    assert [mail.subject.partition(":")[0] for mail in world.mail.sent] == ["Ihr Termin", "Ihr Termin ist jetzt"]  # fmt: skip


@pytest.mark.parametrize("since", [0, -1, 10**12, 29_000_000])
def test_a_time_that_nobody_offered_is_refused(world: World, site: SiteView, since: int) -> None:
    found = hold.hold_slot(city="marburg", offer_key="ausweis", extras={}, site_id=site.id, since=since, channel="online", now=world.now)  # fmt: skip
    assert found == find.TAKEN
    assert hold.hold_slot(city="marburg", offer_key="x", extras={}, site_id=1, since=1, channel="online", now=world.now) == find.UNKNOWN  # fmt: skip


def test_the_database_itself_refuses_what_overlaps(world: World, site: SiteView) -> None:
    one, now = booked(world), world.now
    slot = free(world)[0].slot
    over = replace(slot, desk=one.desk, since=slot.since)
    over = replace(over, since=int(one.begins.timestamp()) // 60 + 29, until=int(one.begins.timestamp()) // 60 + 40, free=int(one.begins.timestamp()) // 60 + 40)  # fmt: skip

    def keep(slot):
        return operations.hold(slot=slot, offer_id=one.offer.id, extras={}, channel="online", now=now, lasts=hold.HOLD)

    assert keep(over) is None
    beside = replace(over, since=over.since + 1, until=over.until + 1, free=over.free + 1)
    kept = keep(beside)
    assert kept
    assert operations.move(reservation_id=one.id, slot=replace(beside, since=beside.since - 5), now=now) is False


def test_a_reminder_goes_out_once_the_day_before_and_not_for_what_is_off(world: World, site: SiteView) -> None:
    later = booked(world, number=len(free(world)) - 1)
    off = booked(world, Person("Max", "max@example.org"), number=len(free(world)) - 1)
    cancel.cancel_appointment(booked=off, now=world.now)
    world.work()
    world.mail.sent.clear()
    world.now = later.begins - timedelta(hours=25)
    assert mails.note_reminders(now=world.now) == 0
    world.now += timedelta(hours=2)
    assert [mails.note_reminders(now=world.now) for _ in range(2)] == [1, 0]
    world.work(), world.work()
    assert [mail.subject.partition(":")[0] for mail in world.mail.sent] == ["Erinnerung an Ihren Termin"]


def test_a_worker_that_was_dead_sends_no_reminder_of_what_is_over(world: World, site: SiteView) -> None:
    later = booked(world, number=len(free(world)) - 1)
    world.work()
    world.mail.sent.clear()
    world.now = later.begins - timedelta(hours=1)
    mails.note_reminders(now=world.now)
    world.now += timedelta(hours=2)
    world.work()
    assert world.mail.sent == []


def test_who_came_is_forgotten_later_and_that_somebody_came_is_not(world: World, site: SiteView) -> None:
    one = booked(world)
    world.now = one.ends + forget.KEPT
    assert forget.forget_visitors(now=world.now) == 0
    world.now += timedelta(minutes=1)
    assert forget.forget_visitors(now=world.now) == 1
    row = Reservation.objects.get(pk=one.id)
    assert (row.person, row.who, row.state) == ({}, "", "booked")


def test_a_link_opens_its_own_citys_appointment_alone(world: World, site: SiteView) -> None:
    one = booked(world)
    token = links.token_of(city="marburg", booked=one)
    assert links.open_link(city="marburg", token=token) == one
    with city_scope("fulda"):
        assert links.open_link(city="fulda", token=token) is None
    assert [links.open_link(city="marburg", token=bad) for bad in ("", "x", token[:-1], token + "x")] == [None] * 4


def test_after_who_acted_is_out_the_old_addresses_open_nothing(world: World, site: SiteView) -> None:
    one = booked(world)
    matter = str(uuid4())
    Reservation.objects.filter(pk=one.id).update(matter=matter)
    before = links.token_of(city="marburg", booked=one)
    operations.renew_links(matter=matter, email="")
    assert links.open_link(city="marburg", token=before) is None
    now = queries.find(reservation_id=one.id)
    assert now and links.open_link(city="marburg", token=links.token_of(city="marburg", booked=now)) == now


def test_filters_narrow_by_place_time_of_day_and_access(world: World, site: SiteView) -> None:
    branch = furnish(name="Außenstelle", desks=1)
    assert {one.site.name for one in free(world)} == {"Bürgerbüro", "Außenstelle"}
    assert {one.site.name for one in free(world, accessible=True)} == {"Bürgerbüro"}
    assert {one.site.name for one in free(world, sites=frozenset({branch.id}))} == {"Außenstelle"}
    assert free(world, daytime="afternoon") == ()
    assert clocks(free(world, 2, daytime="morning", sites=frozenset({site.id}))) == ["08:00", "08:30"]


def test_a_search_takes_as_many_statements_with_a_full_calendar_as_with_an_empty_one(
    world: World, site: SiteView
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            free(world)
        return len(caught)

    free(world)
    before = count()
    for number in range(40):
        booked(world, Person("P", phone=f"06421 10{number:03}"))
    assert count() == before <= 9


def test_a_limit_per_day_holds_across_the_desks(world: World, site: SiteView) -> None:
    furnish(per_day=1)
    booked(world)
    assert free(world)[0].slot.begins.astimezone(BERLIN).day == 3


def take(world: World, one: Booked, person: Person = ERIKA):
    return book.book_appointment(city="marburg", booked=one, person=person, vouched="mail", now=world.now)


def to(world: World, one: Booked, minutes: int):
    """Move it by so many minutes."""
    since = int(one.begins.timestamp()) // 60 + minutes
    return move.move_appointment(city="marburg", booked=one, site_id=one.site.id, since=since, channel="online", now=world.now)  # fmt: skip


def test_a_hold_whose_time_is_over_books_nothing_in_the_past(world: World, site: SiteView) -> None:
    one = held(world)
    world.now += timedelta(hours=3)
    assert again(one.id).state == "held"
    assert take(world, one) == (find.TAKEN,)


def test_a_hold_whose_time_is_over_does_not_pass_the_limit_of_a_day(world: World, site: SiteView) -> None:
    furnish(per_day=1)
    one = held(world)
    world.now += timedelta(minutes=20)
    booked(world, Person("Max", "max@example.org"))
    assert take(world, one) == (find.TAKEN,)


def test_a_long_visit_is_moved_by_half_of_it_and_within_a_full_day(world: World, site: SiteView) -> None:
    operations.put_desk(site_id=site.id, name="Platz 2", offers=(), active=False)
    furnish(per_day=1, minutes=60)
    one = booked(world)
    assert to(world, one, 30) is None
    assert clocks(free(world, but=again(one.id)))[:2] == ["08:00", "09:00"]


def test_every_move_is_told_and_reminded_of_anew(world: World, site: SiteView) -> None:
    one = booked(world, number=len(free(world)) - 20)
    for minutes in (30, -30, 30):
        world.now += timedelta(minutes=1)
        assert to(world, again(one.id), minutes) is None
    world.work()
    told = [mail for mail in world.mail.sent if mail.subject.startswith("Ihr Termin ist jetzt")]
    assert len(told) == 3
    moved = again(one.id)
    assert moved.begins.astimezone(BERLIN).strftime("%H:%M") in told[-1].subject
    world.now = moved.begins - timedelta(hours=23)
    assert mails.note_reminders(now=world.now) == 1
    world.now += timedelta(minutes=1)
    assert to(world, moved, -30) is None
    assert [mails.note_reminders(now=world.now) for _ in range(2)] == [1, 0]


def test_a_mail_in_english_opens_the_page_in_english(world: World, site: SiteView) -> None:
    booked(world, replace(ERIKA, language="en"))
    world.work()
    assert "/en/termin/buchung/" in world.mail.sent[-1].text
