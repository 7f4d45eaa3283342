"""Who waits is asked in order as soon as a time is free; it is held until she answers, and nobody is asked twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from allmende.apps.booking import operations, queries
from allmende.apps.booking.models import Reservation, WaitingEntry
from allmende.apps.booking.queries import SiteView
from allmende.domain.booking import OpenHours
from allmende.usecases.booking import asking, book, cancel, find, forget, hold, waiting
from allmende.usecases.booking.book import Person
from allmende.usecases.booking.find import Wish
from tests.world import World

SENDER = "192.0.2.7"
pytestmark = pytest.mark.usefixtures("marburg_scope")


@pytest.fixture
def site(world: World, site: SiteView) -> SiteView:
    """One desk with one time a week, and it is booked."""
    operations.put_weekly(site_id=site.id, desk_id=None, rows=((2, OpenHours.of("10:00", "10:30")),))
    operations.put_desk(site_id=site.id, name="Platz 2", offers=(), active=False)
    for _ in range(5):
        if free := list_free(world):
            hold_and_book(world, free[0])
    return site


def list_free(world: World) -> tuple[find.Free, ...]:
    offer = queries.find_offer(key="ausweis")
    assert offer
    return find.list_free(city="marburg", wish=Wish(offer), channel="online", now=world.now)


def hold_and_book(world: World, free: find.Free) -> None:
    made = hold.hold_slot(
        city="marburg", offer_key="ausweis", extras={}, site_id=free.site.id, since=free.slot.since, channel="online", now=world.now
    )  # fmt: skip
    assert isinstance(made, str)
    booked = queries.find(reservation_id=made)
    assert booked
    person = Person("Max Muster", f"max{free.slot.since}@example.org")
    assert book.book_appointment(city="marburg", booked=booked, person=person, vouched="mail", now=world.now) == ()


def wait(world: World, name: str, days: int = 3, *, confirmed: bool = True, **wish: Any) -> waiting.WaitingView:
    offer = queries.find_offer(key="ausweis")
    assert offer
    world.now += timedelta(seconds=1)
    person = Person(name, f"{name.lower()}@example.org")
    made = waiting.join(
        wish=Wish(offer, **wish),
        site_id=None,
        until=world.today + timedelta(days=days),
        person=person,
        sender=SENDER,
        now=world.now,
    )
    assert isinstance(made, str), made
    if confirmed:
        assert waiting.begin(entry=entry(made), now=world.now) is None
    return entry(made)


def entry(entry_id: str) -> waiting.WaitingView:
    found = queries.find_waiting(entry_id=entry_id)
    assert found
    return found


def free_the_first(world: World) -> None:
    first = Reservation.objects.filter(state="booked").order_by("begins").first()
    booked = queries.find(reservation_id=str(first.pk)) if first else None
    assert booked and cancel.cancel_appointment(booked=booked, now=world.now) is None


def test_the_first_who_waits_is_asked_and_takes_it(world: World, site: SiteView) -> None:
    anna, bert = wait(world, "Anna"), wait(world, "Bert")
    assert waiting.offer_times(city="marburg", now=world.now) == 0
    free_the_first(world)
    world.work()
    mails = [mail for mail in world.mail.sent if "Für Sie ist eine Zeit frei" in mail.subject]
    assert [mail.to for mail in mails] == ["anna@example.org"]
    assert f"/termin/warteliste/{waiting.token_of(city='marburg', entry_id=anna.id)}/" in mails[0].text
    assert "Bitte antworten bis" in mails[0].text
    assert list_free(world) == (), "nobody else gets it meanwhile"
    assert waiting.take(city="marburg", entry=entry(anna.id), now=world.now) is None
    assert waiting.take(city="marburg", entry=entry(anna.id), now=world.now) is None, "a double click"
    assert (entry(anna.id).state, entry(anna.id).person, entry(bert.id).state) == ("taken", {}, "waiting")
    assert Reservation.objects.get(pk=entry(anna.id).reservation).person["name"] == "Anna"


def test_who_does_not_answer_in_time_makes_way_for_the_next(world: World, site: SiteView) -> None:
    anna, bert = wait(world, "Anna"), wait(world, "Bert")
    free_the_first(world)
    world.work()
    world.now += waiting.ANSWER
    assert waiting.offer_times(city="marburg", now=world.now) == 1
    assert (entry(anna.id).state, entry(bert.id).state) == ("gone", "offered")
    assert waiting.take(city="marburg", entry=entry(anna.id), now=world.now) is not None
    world.work()
    assert world.mail.sent[-1].to == "bert@example.org"


def test_a_no_gives_it_to_the_next_at_once(world: World, site: SiteView) -> None:
    anna, bert = wait(world, "Anna"), wait(world, "Bert")
    free_the_first(world)
    world.work()
    waiting.leave(entry=entry(anna.id), now=world.now)
    world.work()
    assert (entry(anna.id).state, entry(bert.id).state) == ("gone", "offered")


def test_only_times_until_her_day_are_offered(world: World, site: SiteView) -> None:
    wait(world, "Anna", days=1)
    free_the_first(world)
    world.work()
    assert waiting.offer_times(city="marburg", now=world.now) == 0


def test_one_entry_for_each_person_and_nothing_known_afterwards(world: World, site: SiteView) -> None:
    wait(world, "Anna")
    again = wait(world, "Anna", confirmed=False)
    assert waiting.begin(entry=again, now=world.now) == waiting.WAITS_ALREADY
    assert WaitingEntry.objects.filter(state="waiting").count() == 1
    world.now += timedelta(days=40)
    waiting.offer_times(city="marburg", now=world.now)
    forget.forget_visitors(now=world.now)
    assert {(row.state, row.who, *row.person) for row in WaitingEntry.objects.all()} <= {("gone", "")}


@pytest.mark.parametrize(("email", "days", "code"), [("", 3, "booking.contact"), ("x", 3, None), ("a@example.org", -1, "booking.waiting_day"), ("a@example.org", 31, "booking.waiting_day")])  # fmt: skip
def test_what_is_wrong_is_said(world: World, site: SiteView, email: str, days: int, code: str | None) -> None:
    offer = queries.find_offer(key="ausweis")
    assert offer
    refused = waiting.join(wish=Wish(offer), site_id=None, until=world.today + timedelta(days=days), person=Person("Anna", email), sender=SENDER, now=world.now)  # fmt: skip
    assert isinstance(refused, tuple) and (code is None or refused[0].code == code)


def test_a_link_of_another_city_opens_nothing(world: World, site: SiteView) -> None:
    token = waiting.token_of(city="marburg", entry_id=wait(world, "Anna").id)
    assert waiting.open_link(city="marburg", token=token) and waiting.open_link(city="fulda", token=token) is None
    assert waiting.open_link(city="marburg", token="x") is None


def test_an_address_somebody_typed_waits_for_nothing(world: World, site: SiteView) -> None:
    asked = wait(world, "Anna", confirmed=False)
    world.work()
    [mail] = [mail for mail in world.mail.sent if mail.to == "anna@example.org"]
    assert waiting.token_of(city="marburg", entry_id=asked.id) in mail.text
    free_the_first(world)
    assert waiting.offer_times(city="marburg", now=world.now) == 0
    assert waiting.begin(entry=entry(asked.id), now=world.now) is None
    assert waiting.offer_times(city="marburg", now=world.now) == 1
    assert waiting.begin(entry=entry(asked.id), now=world.now) is None, "pressed twice, she still waits"


def test_requests_that_nobody_confirmed_do_not_pile_up(world: World, site: SiteView) -> None:
    wait(world, "Anna", confirmed=False)
    world.now += waiting.CONFIRM + timedelta(minutes=1)
    waiting.offer_times(city="marburg", now=world.now)
    forget.forget_visitors(now=world.now)
    assert WaitingEntry.objects.count() == 1
    world.now += forget.KEPT
    forget.forget_visitors(now=world.now)
    assert WaitingEntry.objects.count() == 0


def test_who_never_answers_the_mail_is_forgotten_and_can_ask_anew(world: World, site: SiteView) -> None:
    asked = wait(world, "Anna", confirmed=False)
    world.now += waiting.CONFIRM + timedelta(minutes=1)
    waiting.offer_times(city="marburg", now=world.now)
    assert (entry(asked.id).state, entry(asked.id).person) == ("gone", {})
    assert waiting.begin(entry=entry(asked.id), now=world.now) is not None
    assert wait(world, "Anna").id != asked.id


def test_only_what_she_wished_for_is_offered(world: World, site: SiteView) -> None:
    late = wait(world, "Anna", days=14, daytime="late")
    from_next_week = wait(world, "Bert", days=14, since=world.today + timedelta(days=14))
    fits = wait(world, "Cora", days=14, daytime="morning", accessible=True)
    free_the_first(world)
    assert waiting.offer_times(city="marburg", now=world.now) == 1
    assert [entry(one.id).state for one in (late, from_next_week, fits)] == ["waiting", "waiting", "offered"]


def test_what_a_stranger_asks_with_her_address_changes_nothing_of_hers(world: World, site: SiteView) -> None:
    mine = wait(world, "Anna", days=5, confirmed=False)
    theirs = wait(world, "Anna", days=9, confirmed=False, daytime="late")
    assert mine.id != theirs.id and entry(mine.id) == mine
    assert [one.id for one in waiting.list_others(entry=mine)] == [theirs.id]
    assert waiting.begin(entry=mine, now=world.now) is None
    waiting.leave(entry=theirs, now=world.now)
    assert (entry(mine.id).state, entry(theirs.id).state) == ("waiting", "gone")
    assert waiting.list_others(entry=entry(theirs.id)) == ()


def test_many_requests_count_for_who_asks_and_mails_for_the_address(world: World, site: SiteView) -> None:
    for _ in range(asking.PER_SENDER):
        wait(world, "Anna", confirmed=False)
    offer = queries.find_offer(key="ausweis")
    assert offer
    said = {"wish": Wish(offer), "site_id": None, "until": world.today, "person": Person("Max", "max@example.org")}
    assert waiting.join(**said, sender=SENDER, now=world.now) == (asking.TOO_MANY,)
    assert isinstance(waiting.join(**said, sender="198.51.100.9", now=world.now), str)
    world.work()
    assert [mail.to for mail in world.mail.sent].count("anna@example.org") == asking.PER_ADDRESS


def test_beginnings_to_wait_count_once_the_mail_is_answered(world: World, site: SiteView) -> None:
    for _ in range(book.PER_ADDRESS):
        waiting.leave(entry=wait(world, "Anna"), now=world.now)
    last = wait(world, "Anna", confirmed=False)
    assert waiting.begin(entry=last, now=world.now) == book.TOO_OFTEN
    assert entry(last.id).state == "asked"
