"""A time that is called off is listed again at once: in this process and in another one that listed the times before."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import SiteView
from allmende.domain.booking import MIDNIGHT, OpenHours
from allmende.domain.values import BERLIN
from allmende.entrypoints.portal.views.appointment_data import FRESH
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.booking import book, cancel, find, hold, move
from allmende.usecases.booking.book import Person
from allmende.usecases.booking.find import Wish
from tests.other_process import ROOT, environment
from tests.usecases.booking.conftest import furnish
from tests.world import World

GOAL = 5.0
"""Seconds after which everybody sees that a time is free again."""


class Reader:
    """Another web process, asked now and then."""

    def __init__(self, day: str) -> None:
        command = [sys.executable, "-m", "tests.usecases.booking.reading_process", day]
        self.process = subprocess.Popen(command, env=environment(), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip

    def first(self) -> tuple[int, datetime, list[str]]:
        """The minute the page lists first, the moment the data do, and how long each may be kept by others."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        listed, begins, kept = json.loads(self.process.stdout.readline())
        return listed, datetime.fromisoformat(begins), kept

    def end(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=30)


@pytest.fixture
def site(transactional_db: None, world: World) -> SiteView:
    """One desk, open day and night."""
    world.now = datetime.now(UTC)
    with city_scope("marburg"):
        site = furnish(desks=1)
        week = tuple((day, OpenHours(0, MIDNIGHT)) for day in range(7))
        operations.put_weekly(site_id=site.id, desk_id=None, rows=week)
        on = world.today + timedelta(days=3)
        operations.add_exception(site_id=site.id, desk_id=None, on=on, opens=True, hours=OpenHours(0, MIDNIGHT), reason="")  # fmt: skip
    return site


@pytest.fixture
def reader(site: SiteView, world: World) -> Iterator[Reader]:
    found = Reader((world.today + timedelta(days=3)).isoformat())
    yield found
    found.end()


def test_a_time_called_off_is_listed_at_once_here_and_by_another_process(
    world: World, site: SiteView, reader: Reader
) -> None:
    day = world.today + timedelta(days=3)
    with city_scope("marburg"):
        offer = queries.find_offer(key="ausweis")
        assert offer

        def first() -> find.Free:
            return find.list_free(city="marburg", wish=Wish(offer, since=day), channel="online", now=world.now)[0]

        free = first()
        assert reader.first()[:2] == (free.slot.since, free.slot.begins), (
            "it has listed the times, and kept what it keeps"
        )
        made = hold.hold_slot(city="marburg", offer_key="ausweis", extras={}, site_id=site.id, since=free.slot.since, channel="online", now=world.now)  # fmt: skip
        booked = queries.find(reservation_id=str(made))
        assert booked
        person = Person("Erika", "e@example.org")
        assert book.book_appointment(city="marburg", booked=booked, person=person, vouched="mail", now=world.now) == ()
        assert first().slot.since == free.slot.since + 30 == reader.first()[0]

        began = time.monotonic()
        assert cancel.cancel_appointment(booked=booked, now=world.now) is None
        assert first().slot == free.slot
        there = reader.first()
        took = time.monotonic() - began
    assert there[:2] == (free.slot.since, free.slot.begins)
    assert there[2] == ["no-store", f"public, max-age={FRESH}"]
    assert took + FRESH < GOAL, f"seen after {took:.2f} s, and kept by others for {FRESH} s"


def test_a_time_that_is_left_by_moving_or_given_back_is_listed_at_once_elsewhere(
    world: World, site: SiteView, reader: Reader
) -> None:
    day = world.today + timedelta(days=3)
    midnight = int(datetime.combine(day, datetime.min.time(), BERLIN).timestamp()) // 60
    with city_scope("marburg"):
        made = hold.hold_slot(city="marburg", offer_key="ausweis", extras={}, site_id=site.id, since=midnight, channel="online", now=world.now)  # fmt: skip
        booked = queries.find(reservation_id=str(made))
        assert booked
        assert reader.first()[0] == midnight + 30
        hold.give_back(booked=booked, now=world.now)
        assert reader.first()[0] == midnight
        made = hold.hold_slot(city="marburg", offer_key="ausweis", extras={}, site_id=site.id, since=midnight, channel="online", now=world.now)  # fmt: skip
        booked = queries.find(reservation_id=str(made))
        assert booked
        book.book_appointment(city="marburg", booked=booked, person=Person("E", "e@example.org"), vouched="mail", now=world.now)  # fmt: skip
        assert reader.first()[0] == midnight + 30
        assert move.move_appointment(city="marburg", booked=booked, site_id=site.id, since=midnight + 90, channel="online", now=world.now) is None  # fmt: skip
        assert reader.first()[0] == midnight
