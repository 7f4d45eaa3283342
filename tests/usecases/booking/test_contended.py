"""Many at the same time: the same slots from several threads, each with its own connection. A larger run: `bench/booking.py`."""

from __future__ import annotations

import threading
from itertools import combinations

import pytest
from django.db import connection

from allmende.apps.booking import queries
from allmende.apps.booking.models import Reservation
from allmende.domain.values import Problem
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.booking import book, find, hold
from allmende.usecases.booking.book import Person
from allmende.usecases.booking.find import Wish
from tests.usecases.booking.conftest import NOW, furnish
from tests.world import World

THREADS, ROUNDS = 8, 6


@pytest.fixture
def world(transactional_db: None, world: World) -> World:
    """Other threads see only what is committed."""
    return world


def test_whoever_comes_at_once_never_gets_the_same_time(world: World) -> None:
    world.now = NOW
    with city_scope("marburg"):
        site = furnish()
        offer = queries.find_offer(key="ausweis")
        assert offer
        first = [one.slot.since for one in find.list_free(city="marburg", wish=Wish(offer), channel="online", now=NOW, most=4)]  # fmt: skip
    together, won, failed = threading.Barrier(THREADS), [], []

    def run(number: int) -> None:
        try:
            together.wait(timeout=20)
            with city_scope("marburg"):
                for attempt in range(ROUNDS):
                    made = hold.hold_slot(
                        city="marburg", offer_key="ausweis", extras={"child": attempt % 3}, site_id=site.id,
                        since=first[attempt % 4], channel="online", now=NOW,
                    )  # fmt: skip
                    if isinstance(made, Problem):
                        continue
                    held = queries.find(reservation_id=made)
                    assert held
                    person = Person("P", phone=f"06421 {number}{attempt}000")
                    if book.book_appointment(city="marburg", booked=held, person=person, vouched="mail", now=NOW) == ():
                        won.append(made)
        except BaseException as error:  # noqa: BLE001 - told to the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert failed == []
    with city_scope("marburg"):
        rows = list(Reservation.objects.filter(state="booked").values_list("desk_id", "begins", "free_again"))
    assert len(rows) == len(won) >= 2
    for (desk, begins, ends), (other, since, until) in combinations(rows, 2):
        assert desk != other or ends <= since or until <= begins
