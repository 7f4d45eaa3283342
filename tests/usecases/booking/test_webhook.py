"""Other programs are told once for each change, signed, with the same id at each try; a secret renewed or an entry withdrawn ends it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from allmende.apps.booking import operations, queries
from allmende.apps.booking.models import Delivery
from allmende.apps.booking.queries import SiteView
from allmende.domain.ports import Unavailable
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases import dead_jobs
from allmende.usecases.booking import book, cancel, find, forget, hold, webhook
from allmende.usecases.booking.book import Person
from allmende.usecases.booking.find import Wish
from tests.world import Clerk, World

pytestmark = pytest.mark.usefixtures("marburg_scope")
URL = "https://calendar.example.org/hook?x=1"


@pytest.fixture
def officer(clerk: Clerk) -> Officer:
    return Officer.objects.get(pk=clerk.id)


@pytest.fixture
def subscriber(world: World, site: SiteView, officer: Officer) -> queries.SubscriberView:
    made = webhook.add_subscriber(officer=officer, site=site, label="Kalender", url=URL, now=world.now)
    assert isinstance(made, str), made
    return queries.list_subscribers()[0]


def book_one(world: World, email: str = "a@example.org") -> queries.Booked:
    offer = queries.find_offer(key="ausweis")
    assert offer
    free = find.list_free(city="marburg", wish=Wish(offer), channel="online", now=world.now)[0]
    made = hold.hold_slot(
        city="marburg", offer_key="ausweis", extras={}, site_id=free.site.id, since=free.slot.since, channel="online",
        now=world.now,
    )  # fmt: skip
    held = queries.find(reservation_id=str(made))
    assert held
    assert (
        book.book_appointment(city="marburg", booked=held, person=Person("A", email), vouched="mail", now=world.now)
        == ()
    )
    return held


def signature(secret: str, headers: dict[str, str], body: bytes) -> str:
    """As the documentation tells a subscriber to compute it."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_a_booking_is_told_signed_and_names_nobody(
    world: World, site: SiteView, subscriber: queries.SubscriberView
) -> None:
    booked = book_one(world)
    world.work()
    [told] = world.webhook.posted
    said = json.loads(told.body)
    assert (told.url, said["type"]) == (URL, "availability.changed")
    assert said["data"] == {
        "city": "marburg", "site": site.id, "day": f"{booked.begins:%Y-%m-%d}", "feed": said["data"]["feed"],
    }  # fmt: skip
    assert said["data"]["feed"].endswith("/api/termine/")
    secret = webhook.secret_of(city="marburg", subscriber=subscriber)
    assert told.headers["webhook-signature"] == signature(secret, dict(told.headers), told.body)
    assert told.headers["webhook-signature"] != signature(
        webhook.secret_of(city="fulda", subscriber=subscriber), dict(told.headers), told.body
    )


def test_what_did_not_arrive_is_told_again_with_the_same_id(
    world: World, site: SiteView, subscriber: queries.SubscriberView
) -> None:
    book_one(world)
    [row] = Delivery.objects.all()
    for status in (0, 500, 302, 404):
        world.webhook.status = status
        with pytest.raises(Unavailable):
            webhook.deliver(city="marburg", delivery_id=str(row.pk), now=world.now)
    assert queries.list_subscribers()[0].waiting == 1
    world.webhook.status = 204
    for _ in range(2):
        webhook.deliver(city="marburg", delivery_id=str(row.pk), now=world.now)
    assert {told.headers["webhook-id"] for told in world.webhook.posted} == {str(row.pk)}
    assert len(world.webhook.posted) == 4, "three refusals, one success; what arrived is not told again"
    assert queries.list_subscribers()[0].waiting == 0
    assert "tell_subscriber" in dead_jobs.KINDS


def test_changes_of_one_day_are_one_message_until_it_is_on_its_way(
    world: World, site: SiteView, subscriber: queries.SubscriberView
) -> None:
    first = book_one(world)
    book_one(world, "b@example.org")
    assert Delivery.objects.count() == 1
    world.work()
    assert cancel.cancel_appointment(booked=first, now=world.now) is None
    assert Delivery.objects.count() == 2, "a change after the message is a message of its own"


def test_withdrawn_it_is_told_nothing_and_a_new_secret_ends_the_old(
    world: World, site: SiteView, officer: Officer, subscriber: queries.SubscriberView
) -> None:
    before = webhook.secret_of(city="marburg", subscriber=subscriber)
    webhook.renew_secret(officer=officer, subscriber_id=subscriber.id, now=world.now)
    assert webhook.secret_of(city="marburg", subscriber=queries.list_subscribers()[0]) != before
    book_one(world)
    webhook.withdraw_subscriber(officer=officer, subscriber_id=subscriber.id, now=world.now)
    world.work()
    assert world.webhook.posted == [] and queries.list_subscribers() == ()


def test_messages_are_forgotten_with_time(world: World, site: SiteView, subscriber: queries.SubscriberView) -> None:
    book_one(world)
    world.work()
    world.now += forget.KEPT * 2
    forget.forget_visitors(now=world.now)
    assert not Delivery.objects.exists()


def test_without_a_subscriber_nothing_is_noted(world: World, site: SiteView) -> None:
    book_one(world)
    operations.tell_subscribers(site_id=site.id, on=None, now=world.now)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "url",
    ["", "http://example.org/", "https://localhost/", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/",
     "https://u:p@example.org/", "https://example.org/ x", "https://example.org:x/", "file:///etc/passwd", "https://e.org/" + "a" * 500],
)  # fmt: skip
def test_only_public_addresses_over_https(world: World, site: SiteView, officer: Officer, url: str) -> None:
    refused = webhook.add_subscriber(officer=officer, site=site, label="x", url=url, now=world.now)
    assert isinstance(refused, Problem) and refused.code == "booking.subscriber_url"
